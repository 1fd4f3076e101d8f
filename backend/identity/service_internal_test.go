package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/crypto/argon2"

	"ohmstead/energy/reason"
)

// register knows one e-mail.
type register struct {
	Directory
	email string
	login Login
}

func (r register) FindLogin(_ context.Context, email string) (Login, error) {
	if email != r.email {
		return Login{}, reason.New(reason.NotFound, nil)
	}
	return r.login, nil
}

// An attacker with a clock must not learn which e-mails exist: whatever is wrong, as many hashes are computed,
// each at the same cost.
func TestLogin_UnknownEMailCostsAsMuch(t *testing.T) {
	hash, err := HashPassword("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	spent := func(email string) (computed []string) {
		s := NewService(register{email: "a@example.org", login: Login{Tenant: 7, User: uuid.New(), PasswordHash: hash}})
		s.derive = func(password, salt []byte, passes, memoryKiB uint32, lanes uint8, length uint32) []byte {
			computed = append(computed, fmt.Sprintf("%q with %d bytes of salt, %d passes, %d KiB, %d lanes, %d bytes", password, len(salt), passes, memoryKiB, lanes, length))
			return argon2.IDKey(password, salt, passes, memoryKiB, lanes, length)
		}
		_, _, err := s.Login(t.Context(), Attempt{Email: email, Password: "wrong", RemoteAddr: "192.0.2.1:4711"}, time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC))
		if !errors.Is(err, reason.New(reason.WrongLogin, nil)) {
			t.Errorf("%s: %v", email, err)
		}
		return computed
	}
	known, unknown := spent("a@example.org"), spent("b@example.org")
	want := fmt.Sprintf("%q with %d bytes of salt, %d passes, %d KiB, %d lanes, %d bytes", "wrong", saltBytes, hashPasses, hashMemoryKiB, hashLanes, hashBytes)
	if !slices.Equal(known, []string{want}) || !slices.Equal(unknown, known) {
		t.Errorf("a known e-mail costs %q, an unknown one %q, want one hash: %s", known, unknown, want)
	}
}
