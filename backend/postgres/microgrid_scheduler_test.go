package postgres_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/microgrid"
	"ohmstead/backend/microgrid/schedule"
	"ohmstead/backend/postgres"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// scheduler is one of possibly many over a database.
func scheduler(db *postgres.DB) *schedule.Scheduler {
	return schedule.New(microgrid.NewService(db), db, schedule.NewMetrics(), slog.New(slog.DiscardHandler))
}

// round has one scheduler do everything that is due.
func (g grid) round(at time.Time) {
	g.t.Helper()
	if err := scheduler(g.DB).Round(g.t.Context(), at); err != nil {
		g.t.Fatal(err)
	}
}

// asked is the answers to a question about the tenant, as text.
func (g grid) asked(sql string) []string {
	g.t.Helper()
	rows, err := g.super.Query(g.t.Context(), sql, g.tenant.Key)
	if err != nil {
		g.t.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		g.t.Fatal(err)
	}
	return out
}

// capacities is what feeders were shown, as "watts trigger minutes after noon".
func (g grid) capacities() []string {
	g.t.Helper()
	return g.asked(`SELECT effective_capacity_watts || ' ' || projection_trigger || ' ' || (extract(epoch FROM at) - ` + fmt.Sprint(noon().Unix()) + `)::numeric(12, 0) / 60
		FROM (SELECT * FROM circuit_capacities WHERE tenant_id = $1 ORDER BY capacity_id) c`)
}

// cycles is how many were kept.
func (g grid) cycles() int {
	g.t.Helper()
	return len(g.asked("SELECT cycle_id::text FROM balancing_cycles WHERE tenant_id = $1"))
}

func same[T any](t testing.TB, what string, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// FR-032, T15: each boundary that was missed is evaluated in order with its own instant, once; a boundary
// is neither early nor late.
func TestScheduler_MissedBoundariesAreEvaluatedInOrderOnce(t *testing.T) {
	g := newWorld(t).grid()
	_, root := g.feeder("west", 100_000)
	override := g.submit(g.bound(topology.Override, root, 30_000, span{10, 20}), minute(0))
	limit := g.submit(g.bound(topology.TOULimit, root, 40_000, span{5, 25}), minute(0))
	old := g.submit(g.bound(topology.Forecast, root, 60_000, span{0, 60}), minute(0))
	g.submit(g.bound(topology.Forecast, root, 50_000, span{15, 60}), minute(1))
	g.round(minute(5).Add(-time.Microsecond))
	same(t, "just before it begins", []string{"PENDING RECEIPT 0s"}, g.lived(limit.EnvelopeID))
	g.round(minute(5))
	same(t, "when it begins", []string{"PENDING RECEIPT 0s", "ACTIVE BOUNDARY 5m0s"}, g.lived(limit.EnvelopeID))
	for range 2 { // the second time there is nothing to do
		g.round(minute(40))
	}
	same(t, "the override", []string{"PENDING RECEIPT 0s", "ACTIVE BOUNDARY 10m0s", "EXPIRED BOUNDARY 20m0s"}, g.lived(override.EnvelopeID))
	same(t, "the limit", []string{"PENDING RECEIPT 0s", "ACTIVE BOUNDARY 5m0s", "EXPIRED BOUNDARY 25m0s"}, g.lived(limit.EnvelopeID))
	same(t, "the old forecast", []string{"ACTIVE RECEIPT 0s", "WITHDRAWN TAKEOVER 15m0s"}, g.lived(old.EnvelopeID))
	told := g.asked(`SELECT (payload->>'status') || ' ' || (extract(epoch FROM at) - ` + fmt.Sprint(noon().Unix()) + `)::int / 60
		FROM microgrid_events WHERE tenant_id = $1 AND name = 'microgrid.operating_envelope_lifecycle_evaluated' ORDER BY event_id`)
	same(t, "the events", []string{"ACTIVE 5", "ACTIVE 10", "WITHDRAWN 15", "ACTIVE 15", "EXPIRED 20", "EXPIRED 25"}, told)
	same(t, "what the feeder was shown", []string{
		"60000 ENVELOPE_CHANGE 0", "40000 ENVELOPE_LIFECYCLE 5", "30000 ENVELOPE_LIFECYCLE 10", "40000 ENVELOPE_LIFECYCLE 20", "50000 ENVELOPE_LIFECYCLE 25",
	}, trimmed(g.capacities()))
	outbox := g.asked("SELECT kind FROM outbox WHERE tenant_id = $1 AND kind LIKE '%envelope%' OR tenant_id = $1 AND kind LIKE 'compatibility%' ORDER BY id")
	if n := count(outbox, microgrid.EnvelopeEvaluated); n != len(told) || count(outbox, topology.CapacityChanged) != 5 {
		t.Errorf("the outbox has %q", outbox)
	}
	g.derived()
}

// trimmed drops the decimals that come of counting in minutes.
func trimmed(lines []string) []string {
	for i, l := range lines {
		if whole, _, cut := strings.Cut(l, "."); cut {
			lines[i] = whole
		}
	}
	return lines
}

// T5, T6, T8 and T13: only another value is told and asks for a cycle, and one change for one cycle; the
// capacity after an envelope is the default of then; only a managed connection is projected.
func TestScheduler_OneChangeIsOneCycleAndOnlyAnotherValueIsOne(t *testing.T) {
	g := newWorld(t).grid()
	circuit, root := g.feeder("west", 100_000)
	child := anID()
	g.edit(add(topology.CircuitNode, child, root))
	for _, tt := range []struct {
		what   string
		do     func()
		at     int
		cycles int
		shown  []string
	}{
		{"an envelope", func() { g.submit(g.bound(topology.Override, root, 30_000, span{0, 20}), minute(0)) }, 0, 1, []string{"30000 ENVELOPE_CHANGE 0"}},
		{"an equal one", func() { g.submit(g.bound(topology.Override, root, 30_000, span{0, 20}), minute(1)) }, 1, 0, nil},
		{"nothing", func() {}, 2, 0, nil},
		{"one of generation", func() {
			e := g.bound(topology.Override, root, 5_000, span{0, 20})
			e.ConstraintType = topology.GenerationCap
			g.submit(e, minute(3))
		}, 3, 1, nil},
		{"one of a circuit below", func() { g.submit(g.bound(topology.Override, child, 1_000, span{0, 20}), minute(4)) }, 4, 1, nil},
		{"another default", func() {
			c := microgrid.Circuit{CircuitID: circuit, Name: "west", DefaultCapacityWatts: 80_000, GapPolicy: topology.GapCircuitDefault, Version: 1}
			if _, _, err := g.service.SaveCircuit(t.Context(), g.scope, microgrid.Authored{Depot: g.depot, Circuit: c}); err != nil {
				t.Fatal(err)
			}
		}, 5, 0, nil},
		{"the end of all", func() {}, 20, 1, []string{"80000 ENVELOPE_LIFECYCLE 20"}},
	} {
		cycles, shown := g.cycles(), len(g.capacities())
		tt.do()
		for range 2 {
			g.round(minute(tt.at))
		}
		if n := g.cycles() - cycles; n != tt.cycles {
			t.Errorf("%s: %d cycles, want %d", tt.what, n, tt.cycles)
		}
		if got := trimmed(g.capacities())[shown:]; len(got)+len(tt.shown) > 0 {
			same(t, tt.what, tt.shown, got)
		}
	}
	if n := count(g.events(), topology.CapacityChanged); n != 2 {
		t.Errorf("%d changes of the capacity were told, want 2", n)
	}
}

// T16: several schedulers with connections of their own, and sources that send meanwhile, do everything once.
func TestScheduler_SeveralAtOnceDoEverythingOnce(t *testing.T) {
	const schedulers, envelopes = 4, 12
	g := newWorld(t).grid()
	_, root := g.feeder("west", 100_000)
	for i := range envelopes {
		g.submit(g.bound(topology.Override, root, unit.Power(90_000-i*1_000), span{i + 1, i + 30}), minute(0))
	}
	var group sync.WaitGroup
	for range schedulers {
		db, err := postgres.Open(t.Context(), g.cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		group.Go(func() {
			s := scheduler(db)
			for at := range 60 {
				if err := s.Round(t.Context(), minute(at)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	group.Go(func() {
		for at := range 20 {
			g.healthy(root, minute(90), minute(at))
		}
	})
	group.Wait()
	g.round(minute(60))
	if n := len(g.asked("SELECT status FROM envelope_lifecycle_events WHERE tenant_id = $1")); n != 3*envelopes {
		t.Errorf("%d entries in the lives of %d envelopes, want three each", n, envelopes)
	}
	if n := count(g.events(), microgrid.EnvelopeEvaluated); n != 2*envelopes {
		t.Errorf("%d transitions were told, want %d", n, 2*envelopes)
	}
	off := g.asked(`SELECT l.status || ' at ' || l.evaluated_at FROM envelope_lifecycle_events l JOIN operating_envelopes e USING (tenant_id, envelope_id)
		WHERE tenant_id = $1 AND l.evaluated_at <> CASE l.status WHEN 'PENDING' THEN e.received_at WHEN 'ACTIVE' THEN e.effective_from ELSE e.effective_to END`)
	if len(off) > 0 {
		t.Errorf("not at their boundary: %q", off)
	}
	if got := g.capacities(); len(got) != 2*envelopes-envelopes+1 {
		t.Errorf("the feeder was shown %q", trimmed(got))
	}
	g.derived()
}

// What runs in the product does at its instant what a round does.
func TestScheduler_RunsAtTheBoundary(t *testing.T) {
	g := newWorld(t).grid()
	_, root := g.feeder("west", 100_000)
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	ran := make(chan error, 1)
	go func() { ran <- scheduler(g.DB).Run(ctx) }()
	now := time.Now().UTC().Truncate(time.Microsecond)
	from := now.Add(5 * time.Second) // long enough for it to be kept before
	watts := unit.Power(30_000)
	e := g.submit(topology.OperatingEnvelope{
		MicrogridID: g.id, NodeID: root, EnvelopeType: topology.Override, ConstraintType: topology.ConsumptionCap, SourceRef: "soon", EffectiveFrom: from, EffectiveTo: from.Add(time.Hour),
		Blocks: []topology.OperatingEnvelopeBlock{{BlockFrom: from, BlockTo: from.Add(time.Hour), MaxLimitWatts: &watts}},
	}, now)
	for len(g.lived(e.EnvelopeID)) < 2 && ctx.Err() == nil {
		time.Sleep(20 * time.Millisecond)
	}
	kept, err := g.FindEnvelope(t.Context(), g.scope, microgrid.EnvelopeKey{Microgrid: g.id, Envelope: e.EnvelopeID})
	if err != nil || len(kept.Lifecycle) != 2 || !kept.Lifecycle[1].EvaluatedAt.Equal(from) || kept.Lifecycle[1].RecordedAt.Before(from) {
		t.Errorf("%+v, %v", kept, err)
	}
	stop()
	if err := <-ran; err != nil {
		t.Error(err)
	}
}
