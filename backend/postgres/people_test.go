package postgres_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
	"ohmstead/backend/registry"
	"ohmstead/backend/tariffs"
	"ohmstead/energy/reason"
)

func isNotFound(err error) bool { return errors.Is(err, reason.New(reason.NotFound, nil)) }

func TestLogin_ByEMailWhateverItsCase(t *testing.T) {
	w := newWorld(t)
	email := "Ada." + uuid.NewString() + "@Example.org"
	user, err := w.CreateUser(t.Context(), w.tenant.Key, postgres.NewUser{
		User: identity.User{Email: email, DisplayName: "Ada", Language: "de"}, PasswordHash: "a hash", Role: identity.Owner,
	})
	if err != nil {
		t.Fatal(err)
	}
	login, err := w.FindLogin(t.Context(), "ada"+email[3:])
	if err != nil || login != (identity.Login{Tenant: w.tenant.Key, User: user.ID, PasswordHash: "a hash"}) {
		t.Errorf("found %+v, %v", login, err)
	}
	if _, err := w.FindLogin(t.Context(), "nobody@example.org"); !isNotFound(err) {
		t.Errorf("an unknown e-mail: %v, want NOT_FOUND", err)
	}
	p, err := w.FindPrincipal(t.Context(), w.tenant.Key, user.ID)
	want := identity.Principal{Tenant: w.tenant, User: user, Roles: []identity.Role{identity.Owner}, Held: []identity.Held{{Role: identity.Owner, Whole: true, Sites: []int32{}}}, Scope: identity.Scope{Tenant: w.tenant.Key, AllSites: true, Sites: []int32{}, Actor: "user:" + user.ID.String()}}
	if diff := cmp.Diff(want, p); diff != "" || err != nil {
		t.Errorf("the owner (-want +got):\n%s%v", diff, err)
	}
	other := populate(t, w.DB, w.cfg)
	if _, err := w.FindPrincipal(t.Context(), other.tenant.Key, user.ID); !isNotFound(err) {
		t.Errorf("in another tenant: %v, want NOT_FOUND", err)
	}
	if _, err := w.super.Exec(t.Context(), "UPDATE users SET status = 'DISABLED' WHERE id = $1", user.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.FindLogin(t.Context(), email); !isNotFound(err) {
		t.Errorf("a disabled user: %v, want NOT_FOUND", err)
	}
	if _, err := w.FindPrincipal(t.Context(), w.tenant.Key, user.ID); !isNotFound(err) {
		t.Errorf("a disabled user with a session: %v, want NOT_FOUND", err)
	}
}

func TestPrincipal_BoundToASite(t *testing.T) {
	w := newWorld(t)
	if _, err := w.CreateSite(t.Context(), w.tenant.Key, registry.Site{Name: "Elsewhere", TimeZone: "UTC"}); err != nil {
		t.Fatal(err)
	}
	user, err := w.CreateUser(t.Context(), w.tenant.Key, postgres.NewUser{User: identity.User{Email: uuid.NewString(), DisplayName: "V"}, Role: identity.Viewer, Site: &w.site})
	if err != nil {
		t.Fatal(err)
	}
	p, err := w.FindPrincipal(t.Context(), w.tenant.Key, user.ID)
	if err != nil || p.Scope.AllSites || !cmp.Equal(p.Scope.Sites, []int32{w.site.Key}) {
		t.Errorf("the viewer's scope is %+v, %v; want site %d alone", p.Scope, err, w.site.Key)
	}
	sites, err := w.Sites(t.Context(), p.Scope)
	if err != nil || len(sites) != 1 || sites[0].Name != "House" || sites[0].Edge == nil || sites[0].Edge.ID != w.edge.Edge.ID {
		t.Errorf("the viewer sees %+v, %v", sites, err)
	}
}

func TestSessions(t *testing.T) {
	w := newWorld(t)
	user, err := w.CreateUser(t.Context(), w.tenant.Key, postgres.NewUser{User: identity.User{Email: uuid.NewString(), DisplayName: "S"}, Role: identity.Viewer})
	if err != nil {
		t.Fatal(err)
	}
	save := func(name string, created time.Time) identity.Session {
		s := identity.Session{Tenant: w.tenant.Key, User: user.ID, Hash: bytes.Repeat([]byte(name), 32), Created: created, LastSeen: created, Expires: created.Add(time.Hour)}
		if err := w.SaveSession(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	expired, running := save("a", noon().Add(-2*time.Hour)), save("b", noon())
	if _, err := w.FindSession(t.Context(), expired.Hash); !isNotFound(err) {
		t.Errorf("a session that expired before the last login is kept: %v", err)
	}
	running.LastSeen = noon().Add(time.Minute)
	if err := w.SaveSession(t.Context(), running); err != nil {
		t.Fatal(err)
	}
	got, err := w.FindSession(t.Context(), running.Hash)
	if err != nil || !got.LastSeen.Equal(running.LastSeen) || got.User != user.ID || got.Tenant != w.tenant.Key {
		t.Errorf("found %+v, %v", got, err)
	}
	for range 2 {
		if err := w.DeleteSession(t.Context(), running); err != nil {
			t.Error(err)
		}
	}
	if _, err := w.FindSession(t.Context(), running.Hash); !isNotFound(err) {
		t.Errorf("an ended session: %v, want NOT_FOUND", err)
	}
}

func TestSeedDemo_AgainChangesNothing(t *testing.T) {
	cfg := pgtest.Config(t)
	demo := postgres.Demo{
		Tenant: "Demo", Site: registry.Site{Name: "Demo site", TimeZone: "Europe/Berlin", Latitude: ptr(52.5), Longitude: ptr(13.4)},
		Owner:  postgres.NewUser{User: identity.User{Email: "owner@demo.example", DisplayName: "Owner"}, PasswordHash: "first", Role: identity.Owner},
		Viewer: postgres.NewUser{User: identity.User{Email: "viewer@demo.example", DisplayName: "Viewer"}, PasswordHash: "first", Role: identity.Viewer},
		NKey:   "UAAA",
		Tariff: &tariffs.New{ID: uuid.New(), Draft: tariffs.Draft{Name: "Example"}, First: tariffs.NewVersion{ID: uuid.New(), Version: dayAndNight(quarter(-time.Hour))}},
	}
	first, err := postgres.SeedDemo(t.Context(), cfg, demo)
	if err != nil || !first.NewOwner || !first.NewViewer {
		t.Fatalf("first: %+v, %v", first, err)
	}
	demo.Owner.PasswordHash, demo.NKey = "second", "UBBB"
	second, err := postgres.SeedDemo(t.Context(), cfg, demo)
	if err != nil || second.NewOwner || second.NewViewer {
		t.Fatalf("second: %+v, %v", second, err)
	}
	if second.Tenant.ID != first.Tenant.ID || second.Site.ID != first.Site.ID || second.Edge.Edge.ID != first.Edge.Edge.ID {
		t.Errorf("a second call made something new: %+v, first %+v", second, first)
	}
	db, err := postgres.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if login, err := db.FindLogin(t.Context(), "owner@demo.example"); err != nil || login.PasswordHash != "first" {
		t.Errorf("the password became %q, %v", login.PasswordHash, err)
	}
	if found, err := db.Tariffs(t.Context(), identity.Scope{Tenant: first.Tenant.Key, AllSites: true}, tariffs.Filter{Limit: 9, Archived: true}); err != nil || len(found) != 1 || found[0].Site != first.Site.ID {
		t.Errorf("the tariffs are %+v, %v", found, err)
	}
	if _, err := db.FindEdge(t.Context(), "UAAA"); !isNotFound(err) {
		t.Errorf("the replaced key still stands for the edge: %v", err)
	}
	byKey, err := db.FindEdge(t.Context(), "UBBB")
	byID, errID := db.FindEdgeByID(t.Context(), first.Edge.Edge.ID)
	if diff := cmp.Diff(byKey, byID); diff != "" || err != nil || errID != nil || byKey.Edge.State != registry.Enrolled || byKey.SiteKey != first.Site.Key {
		t.Errorf("by key and by id: %s%v %v %+v", diff, err, errID, byKey)
	}
	if _, err := db.FindEdgeByID(t.Context(), uuid.New()); !isNotFound(err) {
		t.Errorf("an unknown id: %v", err)
	}
}

func TestFromURL(t *testing.T) {
	cfg, err := postgres.FromURL("postgres://boss:s3cret@db.example:5433/ohm?sslmode=require&user=boss")
	if err != nil {
		t.Fatal(err)
	}
	again, err := postgres.FromURL("postgres://boss:s3cret@db.example:5433/ohm?sslmode=require&user=boss")
	if err != nil || again != cfg {
		t.Errorf("the same URL gives another configuration: %v", err)
	}
	passwords := map[string]bool{}
	for role, connection := range map[string]string{"ohm_app": cfg.App, "ohm_ingest": cfg.Ingest, "ohm_auth": cfg.Auth} {
		parsed := parse(t, connection)
		if parsed.User != role || parsed.Host != "db.example" || parsed.Port != 5433 || parsed.Database != "ohm" || parsed.Password == "s3cret" || len(parsed.Password) != 64 {
			t.Errorf("%s connects as %s to %s:%d/%s", role, parsed.User, parsed.Host, parsed.Port, parsed.Database)
		}
		passwords[parsed.Password] = true
	}
	if len(passwords) != 3 {
		t.Error("two roles share a password")
	}
	if cfg, err = postgres.FromURL("postgres:///ohm?host=/run/postgresql"); err != nil || parse(t, cfg.App).Password != "" || parse(t, cfg.App).Host != "/run/postgresql" {
		t.Errorf("without a password: %+v, %v", cfg, err)
	}
	for _, bad := range []string{"host=x dbname=y", "http://x", "postgres://x:notaport/y"} {
		if _, err := postgres.FromURL(bad); err == nil {
			t.Errorf("%q is taken for a database URL", bad)
		}
	}
}
