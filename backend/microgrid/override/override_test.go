package override_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/microgrid/override"
	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/wire"
)

// depot is a site without an edge, with one feeder, and somebody who gives orders there.
type depot struct {
	*postgres.DB
	t        *testing.T
	by       identity.Principal
	site     registry.Site
	grids    *microgrid.Service
	id, node topology.ID
	orders   *dispatch.Service
}

type nobody struct{}

func (nobody) Nudge(context.Context, registry.EdgeRecord) error { return nil }

func newDepot(t *testing.T) *depot {
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
	d := &depot{DB: db, t: t, grids: microgrid.NewService(db)}
	d.site, err = db.CreateSite(ctx, tenant.Key, registry.Site{Name: "Depot", TimeZone: "Europe/Berlin"})
	check(err)
	user, err := db.CreateUser(ctx, tenant.Key, postgres.NewUser{User: identity.User{Email: "o@example.org", DisplayName: "O"}, PasswordHash: "x", Role: identity.Operator})
	check(err)
	d.by = identity.Principal{User: user, Roles: []identity.Role{identity.Operator}, Scope: identity.Scope{Tenant: tenant.Key, AllSites: true, Actor: "user:" + user.ID.String()}}
	c := microgrid.Circuit{CircuitID: topology.ID(uuid.NewString()), Name: "west", DefaultCapacityWatts: 100_000, GapPolicy: topology.GapCircuitDefault}
	m, _, err := d.grids.SaveCircuit(ctx, d.by.Scope, microgrid.Authored{Depot: topology.ID(d.site.ID.String()), Circuit: c})
	check(err)
	r, err := d.grids.Resync(ctx, d.by.Scope, topology.ID(d.site.ID.String()), time.Now())
	check(err)
	d.id, d.node = m.MicrogridID, r.Nodes[0].NodeID
	d.orders = dispatch.NewService(db, nobody{}, db, slog.New(slog.DiscardHandler)).Executing(override.New(d.grids))
	return d
}

// order issues a command that holds for an hour.
func (d *depot) order(kind wire.CommandKind, payload, key string, now time.Time) (dispatch.Command, error) {
	d.t.Helper()
	return d.orders.Issue(d.t.Context(), d.by, d.site, dispatch.Request{
		Site: d.site.ID, Kind: kind, Payload: json.RawMessage(payload), Reason: "the transformer is hot", Expires: now.Add(time.Hour), Key: key,
	}, now)
}

func (d *depot) limit(watts int64) string {
	return fmt.Sprintf(`{"node_id":%q,"constraint_type":"CONSUMPTION_CAP","max_watts":%d}`, d.node, watts)
}

// inForce is what caps consumption at the node at an instant, 0 for nothing.
func (d *depot) inForce(at time.Time) int64 {
	d.t.Helper()
	now, err := d.grids.Now(d.t.Context(), d.by.Scope, d.id, at)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, l := range now.Nodes[0].Limits {
		if l.ConstraintType == topology.ConsumptionCap {
			return int64(*l.LimitWatts)
		}
	}
	return 0
}

func (d *depot) envelope(command string) microgrid.EnvelopeStory {
	d.t.Helper()
	e, err := d.grids.FindEnvelope(d.t.Context(), d.by.Scope, microgrid.EnvelopeKey{Microgrid: d.id, SourceRef: override.Ref(command)})
	if err != nil {
		d.t.Fatal(err)
	}
	return e
}

// An override is a command without an edge: executed at once, an envelope until it expires or is
// released, in the name of who ordered it.
func TestAnOverrideIsAnEnvelopeUntilItIsReleased(t *testing.T) {
	d, now := newDepot(t), time.Now().UTC().Truncate(time.Microsecond)
	c, err := d.order(wire.CommandLimit, d.limit(20_000), "once", now)
	if err != nil || c.State != dispatch.State(wire.AckExecuted) || c.Seq != 0 || c.Edge != uuid.Nil {
		t.Fatalf("%+v, %v", c, err)
	}
	e := d.envelope(c.ID)
	if e.EnvelopeType != topology.Override || e.Status != topology.EnvelopeActive || !e.EffectiveTo.Equal(c.ExpiresAt) || e.Lifecycle[0].Actor != d.by.Scope.Actor {
		t.Errorf("the envelope is %+v", e)
	}
	if got, later := d.inForce(now.Add(time.Minute)), d.inForce(now.Add(2*time.Hour)); got != 20_000 || later == 20_000 {
		t.Errorf("%d W are in force, and %d behind its end", got, later)
	}
	again, err := d.order(wire.CommandLimit, d.limit(20_000), "once", now)
	if err != nil || again.ID != c.ID || again.State != c.State {
		t.Errorf("the same again: %+v, %v", again, err)
	}
	if kept, err := d.orders.Command(t.Context(), d.by, uuid.MustParse(c.ID)); err != nil || len(kept.Acks) != 1 || kept.Reason != "the transformer is hot" {
		t.Errorf("kept is %+v, %v", kept, err)
	}
	ended, err := d.order(wire.CommandRelease, fmt.Sprintf(`{"command_id":%q}`, c.ID), "", now.Add(time.Minute))
	if err != nil || ended.State != dispatch.State(wire.AckExecuted) || d.envelope(c.ID).Status != topology.Withdrawn || d.inForce(now.Add(2*time.Minute)) == 20_000 {
		t.Errorf("released: %+v, %v, %s", ended, err, d.envelope(c.ID).Status)
	}
	if all, _, err := d.orders.Commands(t.Context(), d.by, dispatch.Filter{Now: now}); err != nil || len(all) != 2 {
		t.Errorf("listed are %d, %v", len(all), err)
	}
}

// What breaks a rule of envelopes is answered by the command, and kept with the rule.
func TestAnOverrideThatBreaksARuleIsRejected(t *testing.T) {
	d, now := newDepot(t), time.Now().UTC().Truncate(time.Microsecond)
	for what, payload := range map[string]string{
		"a node of nobody": fmt.Sprintf(`{"node_id":%q,"constraint_type":"NET_CAP","max_watts":1}`, uuid.NewString()),
		"a negative cap":   d.limit(-1),
	} {
		c, err := d.order(wire.CommandLimit, payload, "", now)
		if err != nil || c.State != dispatch.State(wire.AckRejected) || c.Acks[0].Codes[0] != reason.EnvelopeRejected {
			t.Errorf("%s: %+v, %v", what, c, err)
			continue
		}
		if e := d.envelope(c.ID); e.Status != topology.Rejected {
			t.Errorf("%s: the envelope is %s", what, e.Status)
		}
	}
	for what, payload := range map[string]string{
		"no node": `{"node_id":"west","constraint_type":"NET_CAP","max_watts":1}`, "no kind": fmt.Sprintf(`{"node_id":%q,"max_watts":1}`, d.node),
		"no bound":                 fmt.Sprintf(`{"node_id":%q,"constraint_type":"NET_CAP"}`, d.node),
		"a floor under a load":     fmt.Sprintf(`{"node_id":%q,"constraint_type":"CONSUMPTION_CAP","max_watts":1,"min_watts":0}`, d.node),
		"a floor above the bound":  fmt.Sprintf(`{"node_id":%q,"constraint_type":"NET_CAP","max_watts":1,"min_watts":2}`, d.node),
		"something nobody asks of": fmt.Sprintf(`{"node_id":%q,"constraint_type":"NET_CAP","max_watts":1,"target":2}`, d.node),
	} {
		if c, err := d.order(wire.CommandLimit, payload, "", now); !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
			t.Errorf("%s: %+v, %v", what, c, err)
		}
	}
	d.by.Roles = []identity.Role{identity.Viewer}
	if _, err := d.order(wire.CommandLimit, d.limit(1), "", now); !errors.Is(err, reason.New(reason.Forbidden, nil)) {
		t.Errorf("somebody who may only look: %v", err)
	}
}

// Command, envelope and answer are one transaction: what fails in the middle leaves nothing.
func TestAnOverrideIsAllOrNothing(t *testing.T) {
	d, now := newDepot(t), time.Now().UTC().Truncate(time.Microsecond)
	lost := errors.New("lost")
	d.orders = d.orders.Executing(losing{override.New(d.grids), lost})
	if _, err := d.order(wire.CommandLimit, d.limit(20_000), "", now); !errors.Is(err, lost) {
		t.Fatal(err)
	}
	all, _, err := d.orders.Commands(t.Context(), d.by, dispatch.Filter{Now: now})
	envelopes, _, also := d.grids.Envelopes(t.Context(), d.by.Scope, microgrid.EnvelopeFilter{Microgrid: d.id, Limit: 10})
	if err != nil || also != nil || len(all) != 0 || len(envelopes) != 0 {
		t.Errorf("%d commands and %d envelopes are left, %v, %v", len(all), len(envelopes), err, also)
	}
}

// losing does what it should and then fails.
type losing struct {
	override.Executor
	with error
}

func (l losing) Limit(ctx context.Context, scope identity.Scope, c dispatch.Command, b dispatch.NodeBounds) error {
	return errors.Join(l.Executor.Limit(ctx, scope, c, b), l.with)
}

// Without the executor, and for a command of an edge, everything goes the way it went.
func TestOtherCommandsGoToAnEdge(t *testing.T) {
	d, now := newDepot(t), time.Now().UTC().Truncate(time.Microsecond)
	for what, r := range map[string][2]string{
		"a limit of the connection": {string(wire.CommandLimit), `{"max_watts":1}`}, "the release of what nobody knows": {string(wire.CommandRelease), fmt.Sprintf(`{"command_id":%q}`, uuid.NewString())},
	} {
		if _, err := d.order(wire.CommandKind(r[0]), r[1], "", now); !errors.Is(err, reason.New(reason.NotFound, nil)) {
			t.Errorf("%s at a site without an edge: %v", what, err)
		}
	}
}
