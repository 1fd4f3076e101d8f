package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/audit"
	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/backend/registry"
)

// trail is the whole log of the world's tenant, the oldest first.
func (w *world) trail(scope identity.Scope, f audit.Filter) []audit.Listed {
	w.t.Helper()
	var all []audit.Listed
	f.Limit = 50
	for {
		page, next, err := w.Trail(w.t.Context(), scope, f)
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, page...)
		if next == "" {
			return all
		}
		f.Cursor = next
	}
}

func (w *world) seal() {
	w.t.Helper()
	for {
		n, err := w.Seal(w.t.Context(), w.tenant, 7)
		if err != nil {
			w.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func (w *world) verified(earlier audit.Seal) audit.Report {
	w.t.Helper()
	report, err := audit.Verify(w.t.Context(), w.DB, w.tenant, earlier, time.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return report
}

func TestAudit_NotesWhoChangedWhat(t *testing.T) {
	w := newWorld(t)
	user, err := w.CreateUser(t.Context(), w.tenant.Key, postgres.NewUser{User: identity.User{Email: uuid.NewString(), DisplayName: "Ada"}, PasswordHash: "secret hash", Role: identity.Owner})
	if err != nil {
		t.Fatal(err)
	}
	scope := w.scope
	scope.Actor, scope.Request = "user:"+user.ID.String(), "it's request 7"
	err = w.InTenant(t.Context(), scope, func(tx *postgres.Tx) error {
		_, err := tx.Exec(t.Context(), "UPDATE users SET display_name = 'Ada L.', password_hash = 'another hash'")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	got := w.trail(w.scope, audit.Filter{Entity: "users"})
	if len(got) != 2 {
		t.Fatalf("%d entries about users, want 2: %+v", len(got), got)
	}
	changed, made := got[0], got[1]
	if changed.Action != audit.Update || changed.EntityID != user.ID.String() || changed.Actor != scope.Actor || changed.ActorName != "Ada L." || changed.Request != scope.Request {
		t.Errorf("the change is %+v", changed.Entry)
	}
	for _, want := range []string{`"display_name": "Ada"`, `"password_hash": "(hidden)"`} {
		if !strings.Contains(string(changed.Before), want) {
			t.Errorf("before is %s, want %s in it", changed.Before, want)
		}
	}
	for _, want := range []string{`"display_name": "Ada L."`, `"password_hash": "(hidden, changed)"`} {
		if !strings.Contains(string(changed.After), want) {
			t.Errorf("after is %s, want %s in it", changed.After, want)
		}
	}
	if made.Action != audit.Insert || made.Before != nil || made.Actor != "role:ohm_app" || strings.Contains(string(made.After), "secret") {
		t.Errorf("making it is %+v: %s", made.Entry, made.After)
	}
}

func TestAudit_NotesOnlyWhatChanged(t *testing.T) {
	w := newWorld(t)
	before := len(w.trail(w.scope, audit.Filter{}))
	if _, err := w.ApplyManifest(t.Context(), w.edge, manifest()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.super.Exec(t.Context(), "UPDATE edges SET last_seen_at = now(), version = '9'"); err != nil {
		t.Fatal(err)
	}
	failing := w.InTenant(t.Context(), w.scope, func(tx *postgres.Tx) error {
		if _, err := tx.Exec(t.Context(), "UPDATE sites SET address = 'elsewhere'"); err != nil {
			return err
		}
		return errors.New("the caller gives up")
	})
	if after := len(w.trail(w.scope, audit.Filter{})); after != before || failing == nil {
		t.Errorf("%d entries, before: %d (%v)", after, before, failing)
	}
	other := manifest()
	peak := int64(9_000)
	other.Assets[0].PeakLimitWatts = &peak
	if _, err := w.ApplyManifest(t.Context(), w.edge, other); err != nil {
		t.Fatal(err)
	}
	got := w.trail(w.scope, audit.Filter{})
	if len(got) != before+1 || got[0].Actor != "edge:"+w.edge.Edge.ID.String() || got[0].Entity != "assets" || got[0].ActorName != "House" {
		t.Errorf("another peak limit is noted as %d entries, the newest %s of %s by %s", len(got)-before, got[0].Action, got[0].Entity, got[0].Actor)
	}
}

func TestAudit_TheApplicationCannotChangeTheLog(t *testing.T) {
	w := newWorld(t)
	w.seal()
	for _, statement := range []string{
		"UPDATE audit_log SET actor = 'nobody'", "DELETE FROM audit_log", "TRUNCATE audit_log CASCADE",
		"INSERT INTO audit_log (tenant_id, actor, request, action, entity, entity_id, after) VALUES (1, 'a', '', 'INSERT', 'x', 'y', '{}')",
		"UPDATE audit_seals SET seq = seq + 100", "DELETE FROM audit_seals", "INSERT INTO audit_queue VALUES (1, 1)",
		"ALTER TABLE users DISABLE TRIGGER audit", "SET session_replication_role = replica", "DROP TRIGGER audit ON users",
	} {
		err := w.InTenant(t.Context(), w.scope, func(tx *postgres.Tx) error {
			_, err := tx.Exec(t.Context(), statement)
			return err
		})
		if pg := new(pgconn.PgError); !errors.As(err, &pg) || pg.Code != "42501" {
			t.Errorf("%s: %v, want a lack of rights", statement, err)
		}
	}
}

// What whoever holds the whole database does to the log, and the place that must be named.
func TestAudit_TamperingIsFoundByItsPlace(t *testing.T) {
	tests := map[string]struct{ do, want string }{
		"an actor is replaced":     {"UPDATE audit_log SET actor = 'user:somebody else' WHERE entry_id = (SELECT entry_id FROM audit_seals WHERE seq = 5)", "sequence 5: its entry was altered"},
		"a row is told otherwise":  {"UPDATE audit_log SET after = after || '{\"name\": \"other\"}' WHERE entry_id = (SELECT entry_id FROM audit_seals WHERE seq = 6)", "sequence 6: its entry was altered"},
		"an entry is deleted":      {"SET session_replication_role = replica; DELETE FROM audit_log WHERE entry_id = (SELECT entry_id FROM audit_seals WHERE seq = 7); SET session_replication_role = origin", "sequence 7: its entry is gone"},
		"both are deleted":         {"WITH gone AS (DELETE FROM audit_seals WHERE seq = 4 RETURNING entry_id) DELETE FROM audit_log l USING gone WHERE l.entry_id = gone.entry_id", "sequence 4: it is gone"},
		"an entry was never noted": {"UPDATE audit_log SET at = at - interval '2 minutes' WHERE entry_id = (SELECT max(entry_id) FROM audit_log); DELETE FROM audit_seals WHERE entry_id = (SELECT max(entry_id) FROM audit_log)", "it has waited 2m"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.seal()
			if report := w.verified(audit.Seal{}); len(report.Findings) != 0 || report.Entries < 10 {
				t.Fatalf("before: %+v", report)
			}
			if _, err := w.super.Exec(t.Context(), tt.do); err != nil {
				t.Fatal(err)
			}
			report := w.verified(audit.Seal{})
			if len(report.Findings) == 0 || !strings.Contains(report.Findings[0].String(), tt.want) {
				t.Errorf("found %v, want %s", report.Findings, tt.want)
			}
		})
	}
}

// Writers and sealers at once: every committed entry gets exactly one place, without a hole.
func TestAudit_SealersTakeTurns(t *testing.T) {
	w := newWorld(t)
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			for n := range 10 {
				err := w.InTenant(t.Context(), w.scope, func(tx *postgres.Tx) error {
					_, err := tx.Exec(t.Context(), "UPDATE sites SET address = $1", fmt.Sprint(i, " ", n))
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
		group.Go(func() {
			for range 10 {
				if _, err := w.Seal(t.Context(), w.tenant, 3); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if err := audit.NewSealer(w.DB, nil).Round(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	report := w.verified(audit.Seal{})
	if entries := w.trail(w.scope, audit.Filter{}); len(report.Findings) != 0 || report.Entries != int64(len(entries)) || report.Waiting != 0 {
		t.Errorf("%d entries, %+v", len(entries), report)
	}
}

// Who is bound to one site reads of that site alone, and a foreign tenant reads nothing of either.
func TestAudit_IsReadWithinTheScope(t *testing.T) {
	w := newWorld(t)
	if _, err := w.CreateSite(t.Context(), w.tenant.Key, registry.Site{Name: "Elsewhere", TimeZone: "UTC"}); err != nil {
		t.Fatal(err)
	}
	bound := identity.Scope{Tenant: w.tenant.Key, Sites: []int32{w.site.Key}}
	own := w.trail(bound, audit.Filter{})
	for _, e := range own {
		if e.SiteKey == nil || *e.SiteKey != w.site.Key {
			t.Errorf("bound to the house one reads of %s %s", e.Entity, e.EntityID)
		}
	}
	if all := w.trail(w.scope, audit.Filter{}); len(own) == 0 || len(own) >= len(all) {
		t.Errorf("%d of %d entries", len(own), len(all))
	}
	other := populate(t, w.DB, w.cfg)
	for _, e := range other.trail(other.scope, audit.Filter{}) {
		if strings.Contains(string(e.After), w.site.ID.String()) {
			t.Errorf("another tenant reads %s", e.After)
		}
	}
}

func TestAudit_Filters(t *testing.T) {
	w := newWorld(t)
	all := w.trail(w.scope, audit.Filter{})
	oldest, newest := all[len(all)-1], all[0]
	if oldest.Entity != "tenants" {
		t.Errorf("the first entry is about %s", oldest.Entity)
	}
	for name, tt := range map[string]struct {
		filter audit.Filter
		want   int
	}{
		"of one row":          {audit.Filter{Entity: "sites", EntityID: w.site.ID.String()}, 1},
		"of another action":   {audit.Filter{Action: audit.Delete}, 0},
		"by one actor":        {audit.Filter{Actor: "edge:" + w.edge.Edge.ID.String(), Entity: "devices"}, 2},
		"of a site":           {audit.Filter{Site: &w.site.ID, Entity: "grid_connections"}, 2},
		"before anything":     {audit.Filter{To: oldest.At}, 0},
		"from the newest on":  {audit.Filter{From: newest.At}, 1},
		"of a site elsewhere": {audit.Filter{Site: new(uuid.UUID)}, 0},
	} {
		if got := w.trail(w.scope, tt.filter); len(got) != tt.want {
			t.Errorf("%s: %d entries, want %d", name, len(got), tt.want)
		}
	}
}
