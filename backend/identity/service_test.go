package identity_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// directory is a Directory in memory.
type directory struct {
	logins    map[string]identity.Login
	sessions  map[string]identity.Session
	federated map[string]identity.Login
	links     map[string]identity.Link
	keys      map[string]identity.KeyRecord
	saves     int
	lookups   int // of keys
	touches   int // of keys
	disabled  bool
}

func (d *directory) FindLogin(_ context.Context, email string) (identity.Login, error) {
	l, ok := d.logins[strings.ToLower(email)]
	if !ok {
		return l, reason.New(reason.NotFound, nil)
	}
	return l, nil
}

func (d *directory) FindSession(_ context.Context, hash []byte) (identity.Session, error) {
	s, ok := d.sessions[string(hash)]
	if !ok {
		return s, reason.New(reason.NotFound, nil)
	}
	return s, nil
}

func (d *directory) FindPrincipal(_ context.Context, tenant int32, user uuid.UUID) (identity.Principal, error) {
	if d.disabled {
		return identity.Principal{}, fmt.Errorf("look: %w", reason.New(reason.NotFound, nil))
	}
	return identity.Principal{Tenant: identity.Tenant{Key: tenant}, User: identity.User{ID: user}, Roles: []identity.Role{identity.Viewer}}, nil
}

func (d *directory) SaveSession(_ context.Context, s identity.Session) error {
	d.saves++
	d.sessions[string(s.Hash)] = s
	return nil
}

func (d *directory) DeleteSession(_ context.Context, s identity.Session) error {
	delete(d.sessions, string(s.Hash))
	return nil
}

func (d *directory) FindLink(_ context.Context, hash []byte) (identity.Link, error) {
	l, ok := d.links[string(hash)]
	if !ok {
		return l, reason.New(reason.NotFound, nil)
	}
	return l, nil
}

func (d *directory) Redeem(_ context.Context, l identity.Link, passwordHash string) error {
	if _, ok := d.links[string(l.Hash)]; !ok {
		return reason.New(reason.NotFound, nil)
	}
	delete(d.links, string(l.Hash))
	d.logins[l.Email] = identity.Login{Tenant: l.Tenant, User: l.User, PasswordHash: passwordHash}
	return nil
}

func (d *directory) SavePassword(_ context.Context, p identity.Principal, passwordHash string) error {
	d.logins[p.User.Email] = identity.Login{Tenant: p.Tenant.Key, User: p.User.ID, PasswordHash: passwordHash}
	return nil
}

func (d *directory) FindKey(_ context.Context, hash []byte) (identity.KeyRecord, error) {
	d.lookups++
	k, ok := d.keys[string(hash)]
	if !ok {
		return k, reason.New(reason.NotFound, nil)
	}
	return k, nil
}

func (d *directory) FindKeyPrincipal(_ context.Context, k identity.KeyRecord) (identity.Principal, error) {
	return identity.Principal{Key: &identity.Key{ID: k.ID, Permissions: []identity.Permission{identity.Ingest}}, Scope: identity.Scope{Tenant: k.Tenant, AllSites: true}}, nil
}

func (d *directory) TouchKey(_ context.Context, k identity.KeyRecord, now time.Time) error {
	d.touches++
	for hash, kept := range d.keys {
		if kept.ID == k.ID {
			kept.Used = &now
			d.keys[hash] = kept
		}
	}
	return nil
}

func setup(t *testing.T) (*identity.Service, *directory) {
	t.Helper()
	hash, err := identity.HashPassword("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	d := &directory{
		logins:   map[string]identity.Login{"a@example.org": {Tenant: 7, User: uuid.New(), PasswordHash: hash}},
		sessions: map[string]identity.Session{}, links: map[string]identity.Link{}, federated: map[string]identity.Login{}, keys: map[string]identity.KeyRecord{},
	}
	return identity.NewService(d), d
}

var start = time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)

func attempt(password string) identity.Attempt {
	return identity.Attempt{Email: "A@example.org", Password: password, RemoteAddr: "192.0.2.1:4711"}
}

func wantCode(t *testing.T, err error, code reason.Code) {
	t.Helper()
	if !errors.Is(err, reason.New(code, nil)) {
		t.Errorf("got error %v, want %s", err, code)
	}
}

func TestSession(t *testing.T) {
	s, d := setup(t)
	ctx := t.Context()
	token, p, err := s.Login(ctx, attempt("correct horse"), start)
	if err != nil {
		t.Fatal(err)
	}
	if p.Tenant.Key != 7 || !p.May(identity.Read) || p.May(identity.Ingest) || !p.Expires.Equal(start.Add(identity.SessionIdle)) {
		t.Errorf("logged in as %+v", p)
	}
	for stored := range d.sessions {
		if strings.Contains(stored, token) || slices.Equal([]byte(stored), []byte(token)) {
			t.Error("the token itself is stored")
		}
	}
	saves := d.saves
	if _, err := s.Authenticate(ctx, identity.Credential{Token: token}, start.Add(time.Minute)); err != nil || d.saves != saves {
		t.Errorf("a request soon after: %v, and %d writes", err, d.saves-saves)
	}
	later := start.Add(identity.SessionIdle - time.Minute)
	if p, err = s.Authenticate(ctx, identity.Credential{Token: token}, later); err != nil || !p.Expires.Equal(later.Add(identity.SessionIdle)) {
		t.Errorf("a request just before it ends: %v, then it ends %v", err, p.Expires)
	}
	_, err = s.Authenticate(ctx, identity.Credential{Token: token}, later.Add(identity.SessionIdle))
	wantCode(t, err, reason.Unauthenticated)

	for at := start; at.Before(start.Add(identity.SessionMax)); at = at.Add(11 * time.Hour) {
		if _, err := s.Authenticate(ctx, identity.Credential{Token: token}, at); err != nil {
			t.Fatalf("in use, at %v: %v", at, err)
		}
	}
	_, err = s.Authenticate(ctx, identity.Credential{Token: token}, start.Add(identity.SessionMax))
	wantCode(t, err, reason.Unauthenticated)

	if err := s.Logout(ctx, p); err != nil {
		t.Fatal(err)
	}
	_, err = s.Authenticate(ctx, identity.Credential{Token: token}, start.Add(time.Minute))
	wantCode(t, err, reason.Unauthenticated)
}

func TestAuthenticate_RefusesWhatIsNoToken(t *testing.T) {
	s, d := setup(t)
	token, _, err := s.Login(t.Context(), attempt("correct horse"), start)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "x", token + "A", token[:len(token)-1], strings.ToUpper(token)} {
		_, err := s.Authenticate(t.Context(), identity.Credential{Token: bad}, start)
		wantCode(t, err, reason.Unauthenticated)
	}
	d.disabled = true
	_, err = s.Authenticate(t.Context(), identity.Credential{Token: token}, start)
	wantCode(t, err, reason.Unauthenticated)
}

func TestLogin_ThrottlesGuessing(t *testing.T) {
	s, _ := setup(t)
	ctx := t.Context()
	for range 8 {
		_, _, err := s.Login(ctx, attempt("wrong"), start)
		wantCode(t, err, reason.WrongLogin)
	}
	_, _, err := s.Login(ctx, attempt("correct horse"), start.Add(time.Minute))
	wantCode(t, err, reason.TooManyAttempts)
	if refused := new(reason.Error); !errors.As(err, &refused) || refused.Params["retry_seconds"] != 14*60 {
		t.Errorf("refused with %v, want 840 s to wait", err)
	}
	if _, _, err := s.Login(ctx, attempt("correct horse"), start.Add(15*time.Minute)); err != nil {
		t.Errorf("after the window: %v", err)
	}
	for range 20 {
		if _, _, err := s.Login(ctx, attempt("correct horse"), start.Add(16*time.Minute)); err != nil {
			t.Fatalf("right passwords are not counted: %v", err)
		}
	}
}

func TestLogin_ThrottlesAnAddressThatTriesManyEMails(t *testing.T) {
	s, _ := setup(t)
	var codes []reason.Code
	for i := range 62 {
		a := identity.Attempt{Email: fmt.Sprintf("%d@example.org", i), Password: strings.Repeat("x", identity.MaxPassword+1), RemoteAddr: "192.0.2.9:1"}
		_, _, err := s.Login(t.Context(), a, start)
		refused := new(reason.Error)
		if !errors.As(err, &refused) {
			t.Fatal(err)
		}
		codes = append(codes, refused.Code)
	}
	if codes[59] != reason.WrongLogin || codes[60] != reason.TooManyAttempts {
		t.Errorf("attempts 60 and 61 were refused with %v", codes[59:])
	}
}

func TestHashPassword(t *testing.T) {
	a, errA := identity.HashPassword("x")
	b, errB := identity.HashPassword("x")
	if errA != nil || errB != nil || a == b || !strings.HasPrefix(a, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("two hashes of one password: %s, %s (%v, %v)", a, b, errA, errB)
	}
	for _, bad := range []string{"", strings.Repeat("x", identity.MaxPassword+1)} {
		if _, err := identity.HashPassword(bad); err == nil {
			t.Errorf("a password of %d bytes is hashed", len(bad))
		}
	}
}

func (d *directory) FindFederated(_ context.Context, subject string) (identity.Login, error) {
	l, ok := d.federated[subject]
	if !ok {
		return l, reason.New(reason.NotFound, nil)
	}
	return l, nil
}

func (d *directory) LinkFederated(_ context.Context, l identity.Link, subject string) error {
	if _, ok := d.links[string(l.Hash)]; !ok {
		return reason.New(reason.NotFound, nil)
	}
	delete(d.links, string(l.Hash))
	d.federated[subject] = identity.Login{Tenant: l.Tenant, User: l.User}
	return nil
}
