package handed_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/microgrid/handed"
	"ohmstead/backend/people"
	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// feeder is a microgrid with one feeder, and what an adapter has to hand over to it.
type feeder struct {
	*postgres.DB
	t        *testing.T
	scope    identity.Scope
	id, node topology.ID
	user     identity.User
}

func newFeeder(t *testing.T) feeder {
	t.Helper()
	cfg, ctx := pgtest.Config(t), t.Context()
	db, err := postgres.Open(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	tenant, err := postgres.CreateTenant(ctx, cfg, "north")
	check(err)
	f := feeder{DB: db, t: t, scope: identity.Scope{Tenant: tenant.Key, AllSites: true}}
	site, err := db.CreateSite(ctx, tenant.Key, registry.Site{Name: "Depot", TimeZone: "Europe/Berlin"})
	check(err)
	f.user, err = db.CreateUser(ctx, tenant.Key, postgres.NewUser{User: identity.User{Email: "a@example.org", DisplayName: "A"}, PasswordHash: "x", Role: identity.Owner})
	check(err)
	service, depot := microgrid.NewService(db), topology.ID(site.ID.String())
	c := microgrid.Circuit{CircuitID: topology.ID(uuid.NewString()), Name: "west", DefaultCapacityWatts: 100_000, GapPolicy: topology.GapCircuitDefault}
	m, _, err := service.SaveCircuit(ctx, f.scope, microgrid.Authored{Depot: depot, Circuit: c})
	check(err)
	r, err := service.Resync(ctx, f.scope, depot, time.Now())
	check(err)
	f.id, f.node = m.MicrogridID, r.Nodes[0].NodeID
	return f
}

// key makes an API key with a scope.
func (f feeder) key(scope identity.Permission) string {
	f.t.Helper()
	text, hint, hash, err := identity.NewKey()
	if err != nil {
		f.t.Fatal(err)
	}
	now := time.Now()
	_, err = f.AddKey(f.t.Context(), f.scope, people.StoredKey{
		NewKey: people.NewKey{Name: "key", Scopes: []identity.Permission{scope}, Expires: now.Add(time.Hour)}, Hint: hint, Hash: hash, By: f.user.ID, Created: now,
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return text
}

// hand hands a file over as a command does, and answers what was printed.
func (f feeder) hand(what, text, key string) (string, error) {
	f.t.Helper()
	file := filepath.Join(f.t.TempDir(), "depot.yaml")
	if err := os.WriteFile(file, []byte("microgrid_id: "+string(f.id)+"\n"+text), 0o600); err != nil {
		f.t.Fatal(err)
	}
	keyFile := filepath.Join(f.t.TempDir(), "adapter.key")
	if err := os.WriteFile(keyFile, []byte(key+"\n"), 0o600); err != nil {
		f.t.Fatal(err)
	}
	content, err := handed.Read(what, file, keyFile)
	if err != nil {
		f.t.Fatal(err)
	}
	var out bytes.Buffer
	err = content.Hand(f.t.Context(), handed.Door{Identity: identity.NewService(f.DB), Port: microgrid.NewService(f.DB)}, &out)
	return out.String(), err
}

// An adapter's files go through the port in the name of its key: kept once, REJECTED ones with their rule,
// withdrawn by their source's name; a key of another scope may not.
func TestEnvelopeFilesGoThroughThePort(t *testing.T) {
	f := newFeeder(t)
	key := f.key(identity.Ingest)
	from := time.Now().UTC().Truncate(time.Second)
	file := func(ref string, watts int, to time.Time) string {
		return fmt.Sprintf("operating_envelopes:\n  - {envelope_id: %s, node_id: %s, envelope_type: FORECAST, constraint_type: CONSUMPTION_CAP, effective_from: %s, effective_to: %s, blocks: [{block_from: %[3]s, block_to: %[4]s, max_limit_watts: %d}]}\n",
			ref, f.node, from.Format(time.RFC3339), to.Format(time.RFC3339), watts)
	}
	first, err := f.hand("submit", file("one", 40_000, from.Add(time.Hour)), key)
	if err != nil || !strings.Contains(first, `"status":"ACTIVE"`) {
		t.Fatalf("%s, %v", first, err)
	}
	if again, err := f.hand("submit", file("one", 40_000, from.Add(time.Hour)), key); err != nil || again != first {
		t.Errorf("the same file: %s, %v, want %s", again, err, first)
	}
	if _, err := f.hand("submit", file("one", 50_000, from.Add(time.Hour)), key); !errors.Is(err, reason.New(reason.IdempotencyKeyReused, nil)) {
		t.Errorf("the same name for another: %v", err)
	}
	rejected, err := f.hand("submit", file("two", 40_000, from), key)
	if !errors.Is(err, handed.ErrRejected) || !strings.Contains(rejected, "EFFECTIVE_FROM_BEFORE_TO") {
		t.Errorf("one that breaks a rule: %s, %v", rejected, err)
	}
	healthy, err := f.hand("source", fmt.Sprintf("sources:\n  - {node_id: %s, healthy_until: %s}\n", f.node, from.Add(time.Minute).Format(time.RFC3339)), key)
	if err != nil || !strings.Contains(healthy, "healthy_until") {
		t.Errorf("%s, %v", healthy, err)
	}
	if out, err := f.hand("withdraw", "withdrawals:\n  - {source_ref: one}\n", key); err != nil || !strings.Contains(out, `"status":"WITHDRAWN"`) {
		t.Errorf("%s, %v", out, err)
	}
	story, err := f.FindEnvelope(t.Context(), f.scope, microgrid.EnvelopeKey{Microgrid: f.id, SourceRef: "one"})
	if err != nil || len(story.Lifecycle) != 2 || !strings.HasPrefix(story.Lifecycle[1].Actor, "key:") {
		t.Errorf("%+v, %v, want two statuses by the key", story.Lifecycle, err)
	}
	for wrong, want := range map[string]reason.Code{f.key(identity.Read): reason.Forbidden, "ohm_nobody": reason.Unauthenticated} {
		if _, err := f.hand("withdraw", "withdrawals:\n  - {source_ref: one}\n", wrong); !errors.Is(err, reason.New(want, nil)) {
			t.Errorf("with another key: %v, want %s", err, want)
		}
	}
}
