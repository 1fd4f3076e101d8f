package postgres_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/handover"
	"ohmstead/backend/places"
	"ohmstead/backend/postgres"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/wire"
)

// nudges counts what edges are told.
type nudges struct{ n atomic.Int64 }

func (n *nudges) Nudge(context.Context, registry.EdgeRecord) error {
	n.n.Add(1)
	return nil
}

// handOver has one runner do everything that is due now; it answers with the refs of what the edge has then.
func (g grid) handOver() []string {
	g.t.Helper()
	if err := handover.NewRunner(g.DB, &nudges{}, slog.New(slog.DiscardHandler)).Round(g.t.Context(), time.Now()); err != nil {
		g.t.Fatal(err)
	}
	return g.handed()
}

// handed are the refs of what the edge was handed last, none where that was nothing.
func (g grid) handed() []string {
	g.t.Helper()
	limits, err := g.Limits(g.t.Context(), g.scope, g.edge.Edge.ID)
	if errors.Is(err, reason.New(reason.NotFound, nil)) {
		return nil
	}
	if err != nil {
		g.t.Fatal(err)
	}
	var refs []string
	for _, b := range limits.Blocks {
		refs = append(refs, b.Ref)
	}
	return refs
}

// versions are those of the edge with who set each, oldest first.
func (g grid) versions() []string {
	g.t.Helper()
	return g.asked("SELECT version || coalesce(' ' || set_by, '') FROM edge_limits WHERE tenant_id = $1 ORDER BY version")
}

// soon is an override of a node for the next hour.
func (g grid) soon(node topology.ID, watts unit.Power) topology.OperatingEnvelope {
	from := time.Now().UTC().Truncate(time.Second)
	return topology.OperatingEnvelope{
		MicrogridID: g.id, NodeID: node, EnvelopeType: topology.Override, ConstraintType: topology.ConsumptionCap, SourceRef: string(anID()),
		EffectiveFrom: from, EffectiveTo: from.Add(time.Hour), Blocks: []topology.OperatingEnvelopeBlock{{BlockFrom: from, BlockTo: from.Add(time.Hour), MaxLimitWatts: &watts}},
	}
}

// Whatever limits follow from marks its site when it changes, and the next round hands over what it comes
// to, as a version that nobody set.
func TestHandover_FollowsEveryChangeOnce(t *testing.T) {
	g := newWorld(t).grid()
	same(t, "before anything", nil, g.handOver())
	circuit, root := g.feeder("west", 100_000)
	same(t, "a feeder without a limit", nil, g.handOver())
	l, err := g.service.SaveLimit(t.Context(), g.scope, limit(g.id, root, 40_000), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	ofLimit := dispatch.OfNodeLimit + string(l.NodeLimitID)
	same(t, "a limit", []string{ofLimit}, g.handOver())
	for range 3 {
		g.handOver()
	}
	same(t, "is one version of nobody", []string{"1"}, g.versions())
	e := g.submit(g.soon(root, 10_000), time.Now())
	ofOverride, safe := dispatch.OfEnvelope+string(e.EnvelopeID), dispatch.OfCircuit+string(circuit)
	same(t, "an override and the fail-safe behind what is known", []string{ofLimit, ofOverride, safe}, g.handOver())
	g.withdraw(e.EnvelopeID, time.Now())
	same(t, "withdrawn", []string{ofLimit}, g.handOver())
	forecast := g.soon(root, 30_000)
	forecast.EnvelopeType = topology.Forecast
	f := g.submit(forecast, time.Now())
	default80 := safe // in the gap behind the forecast
	same(t, "a forecast, and the gap policy behind it", []string{ofLimit, dispatch.OfEnvelope + string(f.EnvelopeID), safe}, dropped(g.handOver(), default80))
	g.healthy(root, time.Now().Add(time.Minute), time.Now())
	g.handOver()
	before := len(g.versions())
	g.healthy(root, time.Now().Add(2*time.Minute), time.Now())
	g.handOver()
	if n := len(g.versions()); n != before+1 {
		t.Errorf("a source that is healthy for longer made %d versions", n-before)
	}
	l.Status = topology.LimitInactive
	if _, err := g.service.SaveLimit(t.Context(), g.scope, l, time.Now()); err != nil {
		t.Fatal(err)
	}
	if refs := g.handOver(); slices.Contains(refs, ofLimit) {
		t.Errorf("the limit is retired and %v is handed over", refs)
	}
	by := g.asked("SELECT DISTINCT actor FROM audit_log WHERE tenant_id = $1 AND entity = 'edge_limits'")
	same(t, "who wrote them, as the log has it", []string{"service:handover"}, by)
}

// dropped is refs without neighbours that repeat one.
func dropped(refs []string, ref string) []string {
	return slices.CompactFunc(refs, func(a, b string) bool { return a == ref && b == ref })
}

// The operator of the grid lays a limit of export upon the connection, and it is taken to the edge.
func TestHandover_TakesConstraintsOfTheConnection(t *testing.T) {
	g := newWorld(t).grid()
	connection := uuid.MustParse(g.asked("SELECT id::text FROM grid_connections WHERE tenant_id = $1")[0])
	lay := func(kind string, watts int64) places.Thing[places.Constraint] {
		t.Helper()
		what := places.Constraint{Connection: connection, Type: kind, Value: watts, From: noon()}
		c, err := g.Shelves().Constraints.Write(t.Context(), g.scope, places.Write[places.Constraint]{ID: uuid.New(), SiteKey: g.site.Key, What: what})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := lay("EXPORT_LIMIT", 7_000)
	ramp, reactive := lay("RAMP_RATE", 500), lay("REACTIVE_POWER", 20_000)
	laid := []string{dispatch.OfConstraint + c.ID.String()}
	same(t, "handed over", laid, g.handOver())
	kept, err := g.Limits(t.Context(), g.scope, g.edge.Edge.ID)
	if err != nil || *kept.Blocks[0].MinWatts != -7_000 || kept.Blocks[0].Meter != "" {
		t.Errorf("%+v, %v", kept.Blocks, err)
	}
	besides := map[string]int64{}
	for _, one := range kept.Constraints {
		besides[one.Ref] = *cmp.Or(one.MaxVars, one.MaxWattsPerS)
	}
	want := map[string]int64{dispatch.OfConstraint + ramp.ID.String(): 500, dispatch.OfConstraint + reactive.ID.String(): 20_000}
	if diff := gocmp.Diff(want, besides); diff != "" {
		t.Errorf("besides (-want +got):\n%s", diff)
	}
	if _, err := g.Shelves().Constraints.Write(t.Context(), g.scope, places.Write[places.Constraint]{ID: c.ID, Version: 1, Archived: true, At: noon(), What: c.What}); err != nil {
		t.Fatal(err)
	}
	same(t, "taken back", nil, g.handOver())
}

// What people set stays beside what is derived, from whichever side a version comes.
func TestHandover_LeavesWhatPeopleSet(t *testing.T) {
	g := newWorld(t).grid()
	by := g.person()
	if err := g.SaveLimits(t.Context(), g.scope, dispatch.EdgeLimits{Edge: g.edge, SetBy: by, Limits: limits(1)}); err != nil {
		t.Fatal(err)
	}
	_, root := g.feeder("west", 100_000)
	l, err := g.service.SaveLimit(t.Context(), g.scope, limit(g.id, root, 40_000), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "both", []string{"contract", dispatch.OfNodeLimit + string(l.NodeLimitID)}, g.handOver())
	same(t, "one version of a person, one of nobody", []string{"1 " + by.String(), "2"}, g.versions())
	kept, err := g.Limits(t.Context(), g.scope, g.edge.Edge.ID)
	if err != nil || !kept.KnownUntil.Equal(limits(1).KnownUntil) {
		t.Errorf("known until %v, %v", kept.KnownUntil, err)
	}
}

// The backend's own versions do not pile up: the last twenty stay beside all that people set, whatever is
// newest, and nothing is told of those that go.
func TestHandover_KeepsTheLastFewOfItsOwn(t *testing.T) {
	const changes, kept = 27, 20
	g := newWorld(t).grid()
	by := g.person()
	_, root := g.feeder("west", 100_000)
	l, err := g.service.SaveLimit(t.Context(), g.scope, limit(g.id, root, 40_000), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for i := range changes {
		if i == 2 { // as version 3, beside what is derived
			newest, err := g.Limits(t.Context(), g.scope, g.edge.Edge.ID)
			if err != nil {
				t.Fatal(err)
			}
			newest.LimitsVersion++
			if err := g.SaveLimits(t.Context(), g.scope, dispatch.EdgeLimits{Edge: g.edge, SetBy: by, Limits: newest}); err != nil {
				t.Fatal(err)
			}
		}
		l.LimitWatts = unit.Power(30_000 + i)
		if l, err = g.service.SaveLimit(t.Context(), g.scope, l, time.Now()); err != nil {
			t.Fatal(err)
		}
		g.handOver()
	}
	want := []string{"3 " + by.String()}
	for v := changes + 2 - kept; v <= changes+1; v++ {
		want = append(want, fmt.Sprint(v))
	}
	same(t, "versions", want, g.versions())
	newest, err := g.Limits(t.Context(), g.scope, g.edge.Edge.ID)
	if err != nil || newest.LimitsVersion != changes+1 || *newest.Blocks[0].MaxWatts != 30_000+changes-1 {
		t.Errorf("the newest is %+v, %v", newest, err)
	}
	all := []string{fmt.Sprint(changes + 1)}
	same(t, "what the log tells of them", []string{"INSERT " + all[0]},
		g.asked("SELECT action || ' ' || count(*) FROM audit_log WHERE tenant_id = $1 AND entity = 'edge_limits' GROUP BY action"))
	same(t, "what others are told of them", all, g.asked("SELECT count(*)::text FROM outbox WHERE tenant_id = $1 AND kind = 'LIMITS_SET'"))
	if _, err := g.super.Exec(t.Context(), "DELETE FROM edge_limits WHERE tenant_id = $1 AND version = 3", g.tenant.Key); err != nil {
		t.Fatal(err)
	}
	same(t, "what a person set does not go unnoticed", []string{"3"},
		g.asked("SELECT before->>'version' FROM audit_log WHERE tenant_id = $1 AND entity = 'edge_limits' AND action = 'DELETE'"))
}

// However many workers there are, a change is a version, and versions have no holes.
func TestHandover_SeveralAtOnceDoEverythingOnce(t *testing.T) {
	const workers, changes = 6, 12
	g := newWorld(t).grid()
	_, root := g.feeder("west", 100_000)
	l, err := g.service.SaveLimit(t.Context(), g.scope, limit(g.id, root, 40_000), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	told := &nudges{}
	runners := make([]*handover.Runner, workers)
	for i := range runners {
		db, err := postgres.Open(t.Context(), g.cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(db.Close)
		runners[i] = handover.NewRunner(db, told, slog.New(slog.DiscardHandler))
	}
	for i := range changes {
		l.LimitWatts = unit.Power(30_000 + i)
		if l, err = g.service.SaveLimit(t.Context(), g.scope, l, time.Now()); err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for _, r := range runners {
			group.Go(func() {
				if err := r.Round(t.Context(), time.Now()); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
	}
	g.handOver()
	var want []string
	for i := range changes {
		want = append(want, fmt.Sprint(i+1))
	}
	same(t, "versions", want, g.versions())
	if n := told.n.Load(); n != changes {
		t.Errorf("the edge was told %d times, want %d", n, changes)
	}
	kept, err := g.Limits(t.Context(), g.scope, g.edge.Edge.ID)
	if err != nil || *kept.Blocks[0].MaxWatts != 30_000+changes-1 {
		t.Errorf("the last is %+v, %v", kept, err)
	}
}

// One that ends in the middle has done nothing, and what it was at is done by the next.
func TestHandover_AWorkerMayEndAtAnyPoint(t *testing.T) {
	g := newWorld(t).grid()
	_, root := g.feeder("west", 100_000)
	if _, err := g.service.SaveLimit(t.Context(), g.scope, limit(g.id, root, 40_000), time.Now()); err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC().Truncate(time.Microsecond)
	due, err := g.DueHandovers(t.Context(), now, 10)
	if err != nil || !slices.Contains(due, handover.Due{Tenant: g.tenant.Key, Site: g.site.Key}) {
		t.Fatalf("due are %v, %v", due, err)
	}
	at := handover.Due{Tenant: g.tenant.Key, Site: g.site.Key}
	ended := errors.New("ended")
	_, err = g.HandOver(t.Context(), at, now, func(ground *handover.Ground) (handover.Decision, error) {
		if _, err := ground.Decide(now); err != nil {
			t.Error(err)
		}
		// Nobody else gets at this site meanwhile, and nobody waits for it.
		if _, err := g.HandOver(t.Context(), at, now, nil); !errors.Is(err, handover.ErrBusy) {
			t.Errorf("a second at once: %v", err)
		}
		return handover.Decision{}, ended
	})
	if !errors.Is(err, ended) || g.handed() != nil {
		t.Fatalf("%v, and the edge has %v", err, g.handed())
	}
	ctx, stop := context.WithCancel(t.Context())
	_, err = g.HandOver(ctx, at, now, func(ground *handover.Ground) (handover.Decision, error) {
		d, err := ground.Decide(now)
		stop() // after it has decided, before anything is kept
		return d, err
	})
	if err == nil || g.handed() != nil {
		t.Fatalf("%v, and the edge has %v", err, g.handed())
	}
	if refs := g.handOver(); len(refs) != 1 {
		t.Errorf("then the edge has %v", refs)
	}
	same(t, "as one version", []string{"1"}, g.versions())
}

// A change that is made while a worker reads is not lost: its mark waits for the worker's end.
func TestHandover_AChangeMeanwhileIsDueAgain(t *testing.T) {
	g := newWorld(t).grid()
	_, root := g.feeder("west", 100_000)
	l, err := g.service.SaveLimit(t.Context(), g.scope, limit(g.id, root, 40_000), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC().Truncate(time.Microsecond)
	changed := make(chan error, 1)
	_, err = g.HandOver(t.Context(), handover.Due{Tenant: g.tenant.Key, Site: g.site.Key}, now, func(ground *handover.Ground) (handover.Decision, error) {
		d, err := ground.Decide(now)
		go func() {
			l.LimitWatts = 20_000
			_, err := g.service.SaveLimit(t.Context(), g.scope, l, time.Now())
			changed <- err
		}()
		g.until("it stands at the lock", somebodyWaits)
		return d, err
	})
	if err := errors.Join(err, <-changed); err != nil {
		t.Fatal(err)
	}
	g.handOver()
	kept, err := g.Limits(t.Context(), g.scope, g.edge.Edge.ID)
	if err != nil || *kept.Blocks[0].MaxWatts != 20_000 || kept.LimitsVersion != 2 {
		t.Errorf("the edge has %+v, %v", kept, err)
	}
}

// A backend's own version is read back as it is, also by an edge that knows nothing of what it bounds.
func TestHandover_TheDocumentIsWhole(t *testing.T) {
	g := newWorld(t).grid()
	_, root := g.feeder("west", 100_000)
	if _, err := g.service.SaveLimit(t.Context(), g.scope, limit(g.id, root, 40_000), time.Now()); err != nil {
		t.Fatal(err)
	}
	g.handOver()
	var document []byte
	if err := g.super.QueryRow(t.Context(), "SELECT document FROM edge_limits WHERE tenant_id = $1", g.tenant.Key).Scan(&document); err != nil {
		t.Fatal(err)
	}
	l, err := wire.DecodeLimits(document)
	if err != nil || l.Blocks[0].Constraint != topology.ConsumptionCap || l.KnownUntil.Year() != 9999 {
		t.Errorf("%+v, %v", l, err)
	}
	var old struct {
		Blocks []struct {
			MaxWatts *int64 `json:"max_watts"`
		} `json:"blocks"`
	}
	if err := json.Unmarshal(document, &old); err != nil || old.Blocks[0].MaxWatts == nil || *old.Blocks[0].MaxWatts != 40_000 {
		t.Errorf("an older edge reads %+v, %v", old, err)
	}
}
