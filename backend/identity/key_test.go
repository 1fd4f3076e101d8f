package identity_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

func newKey(t *testing.T, d *directory, expires time.Time) string {
	t.Helper()
	text, hint, hash, err := identity.NewKey()
	if err != nil || !strings.HasPrefix(text, hint) || len(hint) != 8 || !strings.HasPrefix(hint, identity.KeyPrefix) {
		t.Fatalf("%q begins with %q, %v", text, hint, err)
	}
	d.keys[string(hash)] = identity.KeyRecord{Tenant: 7, ID: uuid.New(), Expires: expires}
	return text
}

func from(token string) identity.Credential {
	return identity.Credential{Token: token, RemoteAddr: "192.0.2.1:4711"}
}

func TestKey_StandsForItsScopesUntilItExpires(t *testing.T) {
	s, d := setup(t)
	key := newKey(t, d, start.Add(time.Hour))
	p, err := s.Authenticate(t.Context(), from(key), start)
	if err != nil || !p.May(identity.Ingest) || p.May(identity.Read) || p.May(identity.Administer) || !p.Expires.Equal(start.Add(time.Hour)) {
		t.Fatalf("%+v, %v", p, err)
	}
	if scope := p.For(identity.Ingest); !scope.AllSites {
		t.Errorf("may ingest in %+v", scope)
	}
	if scope := p.For(identity.Read); scope.AllSites || len(scope.Sites) != 0 {
		t.Errorf("may read in %+v", scope)
	}
	for minute := range 12 {
		if _, err := s.Authenticate(t.Context(), from(key), start.Add(time.Duration(minute)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	if d.touches > 4 {
		t.Errorf("%d notes of its use in 12 minutes", d.touches)
	}
	_, err = s.Authenticate(t.Context(), from(key), start.Add(time.Hour))
	wantCode(t, err, reason.Unauthenticated)
}

// Who sends often is not looked up each time; what was revoked here ends at once, and what was revoked
// elsewhere within seconds.
func TestKey_IsBelievedForAMoment(t *testing.T) {
	s, d := setup(t)
	key := newKey(t, d, start.Add(time.Hour))
	at := func(after time.Duration) error {
		_, err := s.Authenticate(t.Context(), from(key), start.Add(after))
		return err
	}
	for n := range 100 {
		if err := at(time.Duration(n) * 20 * time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	if d.lookups != 1 {
		t.Errorf("one key was looked up %d times in two seconds", d.lookups)
	}
	kept := d.keys
	d.keys = map[string]identity.KeyRecord{} // revoked by another process
	if err := at(2900 * time.Millisecond); err != nil {
		t.Errorf("three seconds are not over: %v", err)
	}
	wantCode(t, at(3*time.Second), reason.Unauthenticated)
	d.keys = kept
	if err := at(20 * time.Second); err != nil {
		t.Fatal(err)
	}
	d.keys = map[string]identity.KeyRecord{}
	s.ForgetKeys()
	wantCode(t, at(20*time.Second), reason.Unauthenticated)
}

func TestKey_ThatIsBelievedExpiresAllTheSame(t *testing.T) {
	s, d := setup(t)
	key := newKey(t, d, start.Add(time.Second))
	if _, err := s.Authenticate(t.Context(), from(key), start); err != nil {
		t.Fatal(err)
	}
	_, err := s.Authenticate(t.Context(), from(key), start.Add(time.Second))
	wantCode(t, err, reason.Unauthenticated)
}

// revokedMeanwhile is a directory whose answer is overtaken by a revocation.
type revokedMeanwhile struct {
	*directory
	service *identity.Service
}

func (r *revokedMeanwhile) FindKeyPrincipal(ctx context.Context, k identity.KeyRecord) (identity.Principal, error) {
	p, err := r.directory.FindKeyPrincipal(ctx, k)
	clear(r.keys)
	r.service.ForgetKeys()
	return p, err
}

func TestKey_ThatIsRevokedWhileItIsLookedUpIsNotBelieved(t *testing.T) {
	_, d := setup(t)
	r := &revokedMeanwhile{directory: d}
	r.service = identity.NewService(r)
	key := newKey(t, d, start.Add(time.Hour))
	if _, err := r.service.Authenticate(t.Context(), from(key), start); err != nil {
		t.Fatal(err) // it was asked before
	}
	_, err := r.service.Authenticate(t.Context(), from(key), start)
	wantCode(t, err, reason.Unauthenticated)
}

// A machine with an old key asks for ever: it is looked up a few times, and others at its address go
// on. Who tries one key after another is held off whole.
func TestKey_Guessing(t *testing.T) {
	s, d := setup(t)
	good, bad := newKey(t, d, start.Add(time.Hour)), newKey(t, d, start)
	var err error
	for range 100 {
		_, err = s.Authenticate(t.Context(), from(bad), start)
	}
	wantCode(t, err, reason.TooManyAttempts)
	if d.lookups > 10 {
		t.Errorf("one bad key was looked up %d times", d.lookups)
	}
	if _, err := s.Authenticate(t.Context(), from(good), start); err != nil {
		t.Errorf("a good key of the same address: %v", err)
	}
	d.lookups = 0
	for n := range 200 {
		_, err = s.Authenticate(t.Context(), from(newKey(t, d, start)), start.Add(time.Duration(n)*time.Millisecond))
	}
	wantCode(t, err, reason.TooManyAttempts)
	if d.lookups > 60 {
		t.Errorf("%d of 200 keys were looked up", d.lookups)
	}
	for _, none := range []string{"ohm_", "ohm_short", "ohm_" + strings.Repeat("!", 43)} {
		_, err := s.Authenticate(t.Context(), identity.Credential{Token: none, RemoteAddr: "198.51.100.1:1"}, start)
		wantCode(t, err, reason.Unauthenticated)
	}
}

// A role grants its permissions where it holds, and no right on one site follows from sight of another.
func TestPrincipal_For(t *testing.T) {
	p := identity.Principal{
		Roles: []identity.Role{identity.Operator, identity.Viewer}, Scope: identity.Scope{Tenant: 7, AllSites: true, Actor: "user:x"},
		Held: []identity.Held{{Role: identity.Operator, Sites: []int32{4, 2}}, {Role: identity.Viewer, Whole: true}},
	}
	want := identity.Scope{Tenant: 7, Sites: []int32{2, 4}, Actor: "user:x"}
	if diff := cmp.Diff(want, p.For(identity.Operate)); diff != "" {
		t.Errorf("may operate in (-want +got):\n%s", diff)
	}
	if !p.For(identity.Read).AllSites {
		t.Error("may not read everywhere")
	}
	if scope := p.For(identity.Administer); scope.AllSites || len(scope.Sites) != 0 {
		t.Errorf("may administer %+v", scope)
	}
}

func TestScope_Covers(t *testing.T) {
	some, all := identity.Scope{Sites: []int32{2, 4}}, identity.Scope{AllSites: true}
	for _, tt := range []struct {
		whole bool
		sites []int32
		want  bool
	}{{true, nil, false}, {false, nil, false}, {false, []int32{2}, true}, {false, []int32{2, 4}, true}, {false, []int32{2, 5}, false}} {
		t.Run(fmt.Sprint(tt.whole, tt.sites), func(t *testing.T) {
			if got := some.Covers(tt.whole, tt.sites); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if !all.Covers(tt.whole, tt.sites) {
				t.Error("the whole tenant does not cover it")
			}
		})
	}
}

// busy is a directory in which every look for a key finds another request with the same key under way.
type busy struct {
	*directory
	service *identity.Service
	key     string
	left    int
	refused error
}

func (b *busy) FindKey(ctx context.Context, hash []byte) (identity.KeyRecord, error) {
	if b.left > 0 {
		b.left--
		if _, err := b.service.Authenticate(ctx, from(b.key), start); err != nil && b.refused == nil {
			b.refused = err
		}
	}
	return b.directory.FindKey(ctx, hash)
}

// A machine may send with one key as much at once as it likes.
func TestKey_ManyAtOnceWithAGoodKey(t *testing.T) {
	_, d := setup(t)
	b := &busy{directory: d, key: newKey(t, d, start.Add(time.Hour)), left: 200}
	b.service = identity.NewService(b)
	if _, err := b.service.Authenticate(t.Context(), from(b.key), start); err != nil || b.refused != nil || b.left != 0 {
		t.Errorf("%v, of those at once %v, %d not asked", err, b.refused, b.left)
	}
}
