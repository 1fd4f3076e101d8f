package postgres_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/microgrid"
	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// minute is so many minutes after noon.
func minute(n int) time.Time { return noon().Add(time.Duration(n) * time.Minute) }

// span is a time in minutes after noon.
type span struct{ from, to int }

// bound is a CONSUMPTION_CAP envelope of one block over its whole window.
func (g grid) bound(kind topology.EnvelopeType, node topology.ID, watts unit.Power, in span) topology.OperatingEnvelope {
	from, to := minute(in.from), minute(in.to)
	return topology.OperatingEnvelope{
		MicrogridID: g.id, NodeID: node, EnvelopeType: kind, ConstraintType: topology.ConsumptionCap, SourceRef: string(anID()),
		EffectiveFrom: from, EffectiveTo: to, Blocks: []topology.OperatingEnvelopeBlock{{BlockFrom: from, BlockTo: to, MaxLimitWatts: &watts}},
	}
}

func (g grid) submit(e topology.OperatingEnvelope, at time.Time) microgrid.Envelope {
	g.t.Helper()
	kept, err := g.service.SubmitEnvelope(g.t.Context(), g.scope, e, at)
	if err != nil {
		g.t.Fatal(err)
	}
	return kept
}

func (g grid) withdraw(id topology.ID, at time.Time) {
	g.t.Helper()
	e, err := g.service.WithdrawEnvelope(g.t.Context(), g.scope, microgrid.EnvelopeKey{Microgrid: g.id, Envelope: id}, at)
	if err != nil || e.Status != topology.Withdrawn {
		g.t.Fatalf("%s, %v", e.Status, err)
	}
}

func (g grid) healthy(node topology.ID, until, at time.Time) {
	g.t.Helper()
	r := microgrid.SourceReport{MicrogridID: g.id, SourceHealth: topology.SourceHealth{NodeID: node, HealthyUntil: until}}
	if _, err := g.service.ReportSource(g.t.Context(), g.scope, r, at); err != nil {
		g.t.Fatal(err)
	}
}

// lived is what became of an envelope, as "status cause minutes after noon".
func (g grid) lived(id topology.ID) []string {
	g.t.Helper()
	s, err := g.FindEnvelope(g.t.Context(), g.scope, microgrid.EnvelopeKey{Microgrid: g.id, Envelope: id})
	if err != nil {
		g.t.Fatal(err)
	}
	var out []string
	for _, l := range s.Lifecycle {
		out = append(out, fmt.Sprintf("%s %s %v", l.Status, l.Cause, l.EvaluatedAt.Sub(noon())))
	}
	return out
}

func TestEnvelopes_ASubmissionIsKeptOnceWithItsHistory(t *testing.T) {
	g := newWorld(t).grid()
	_, root := g.feeder("west", 100_000)
	e := g.bound(topology.Override, root, 20_000, span{10, 20})
	first := g.submit(e, minute(0))
	if again := g.submit(e, minute(5)); again.EnvelopeID != first.EnvelopeID || again.Status != topology.Pending {
		t.Errorf("the same source_ref: %+v", again)
	}
	other := e
	other.EffectiveTo = minute(30)
	if _, err := g.service.SubmitEnvelope(t.Context(), g.scope, other, minute(5)); !errors.Is(err, reason.New(reason.IdempotencyKeyReused, nil)) {
		t.Errorf("the same source_ref for something else: %v", err)
	}
	now := g.submit(g.bound(topology.TOULimit, root, 20_000, span{0, 20}), minute(6))
	late := g.submit(g.bound(topology.Override, root, 20_000, span{0, 6}), minute(6))
	wrong := g.bound(topology.Override, root, 20_000, span{10, 20})
	wrong.Blocks[0].BlockTo = minute(21)
	rejected := g.submit(wrong, minute(6))
	stranger := g.submit(g.bound(topology.Override, anID(), 1, span{10, 20}), minute(6))
	unheard := g.bound(topology.Forecast, root, 1, span{10, 20})
	unheard.OriginControlPointID = anID()
	origin := g.submit(unheard, minute(6))
	for _, tt := range []struct {
		what  string
		e     microgrid.Envelope
		rule  string
		lived []string
	}{
		{"before its time", first, "", []string{"PENDING RECEIPT 0s"}},
		{"in its time", now, "", []string{"ACTIVE RECEIPT 6m0s"}},
		{"after its time", late, "", []string{"EXPIRED RECEIPT 6m0s"}},
		{"a block outside", rejected, "BLOCKS_INSIDE_WINDOW", []string{"REJECTED RECEIPT 6m0s"}},
		{"of no node", stranger, "NODE_KNOWN", []string{"REJECTED RECEIPT 6m0s"}},
		{"of no control point", origin, microgrid.RuleEnvelopeOrigin, []string{"REJECTED RECEIPT 6m0s"}},
	} {
		kept, err := g.FindEnvelope(t.Context(), g.scope, microgrid.EnvelopeKey{Microgrid: g.id, SourceRef: tt.e.SourceRef})
		if err != nil || kept.RejectedRule != tt.rule {
			t.Errorf("%s: rule %q, %v, want %q", tt.what, kept.RejectedRule, err, tt.rule)
		}
		if diff := cmp.Diff(tt.e, kept.Envelope); diff != "" {
			t.Errorf("%s (-answered +kept):\n%s", tt.what, diff)
		}
		if diff := cmp.Diff(tt.lived, g.lived(tt.e.EnvelopeID)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.what, diff)
		}
	}
	names := g.events()
	if r, l := count(names, microgrid.EnvelopeReceived), count(names, microgrid.EnvelopeEvaluated); r != 3 || l != 1 {
		t.Errorf("%d times received and %d times evaluated, want 3 that were accepted and 1 that had ended", r, l)
	}
	page, next, err := g.Envelopes(t.Context(), g.scope, microgrid.EnvelopeFilter{Microgrid: g.id, Limit: 4})
	if err != nil || len(page) != 4 || next == "" {
		t.Fatalf("%d on the first page, %q, %v", len(page), next, err)
	}
	if page, next, err = g.Envelopes(t.Context(), g.scope, microgrid.EnvelopeFilter{Microgrid: g.id, Limit: 4, Cursor: next}); err != nil || len(page) != 2 || next != "" {
		t.Errorf("%d on the second page, %q, %v", len(page), next, err)
	}
	if page, _, err = g.Envelopes(t.Context(), g.scope, microgrid.EnvelopeFilter{Microgrid: g.id, Limit: 9, Status: topology.Rejected}); err != nil || len(page) != 3 {
		t.Errorf("%d REJECTED, %v", len(page), err)
	}
	for _, sql := range []string{
		"UPDATE operating_envelopes SET source_ref = 'X'", "DELETE FROM operating_envelopes", "UPDATE operating_envelope_blocks SET target_watts = 1",
		"UPDATE envelope_lifecycle_events SET status = 'ACTIVE'", "DELETE FROM envelope_lifecycle_events",
	} {
		if touched, err := attempt(t, g.world, g.scope, sql); !denied(err) || touched != 0 {
			t.Errorf("%s: %d rows, %v", sql, touched, err)
		}
	}
	g.derived()
}

// derived holds the statuses of envelopes against their histories.
func (g grid) derived() {
	g.t.Helper()
	rows, err := g.super.Query(g.t.Context(), `SELECT e.envelope_id::text || ' is ' || coalesce(s.status, 'nothing') || ', its history says ' || coalesce(l.status, 'nothing')
		FROM operating_envelopes e LEFT JOIN envelope_states s USING (tenant_id, envelope_id)
		LEFT JOIN LATERAL (SELECT status FROM envelope_lifecycle_events l WHERE l.tenant_id = e.tenant_id AND l.envelope_id = e.envelope_id ORDER BY event_id DESC LIMIT 1) l ON true
		WHERE e.tenant_id = $1 AND s.status IS DISTINCT FROM l.status`, g.tenant.Key)
	if err != nil {
		g.t.Fatal(err)
	}
	wrong, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(wrong) > 0 {
		g.t.Errorf("%q, %v", wrong, err)
	}
}

// FR-027, T54: what is in force caps a cycle, and the cycle names it; what ends frees it at that instant,
// whether a scheduler has seen it or not (FR-032).
func TestEnvelopes_CapACycleAndAreNamedInIt(t *testing.T) {
	g := newWorld(t).grid()
	r := g.row(4)
	if _, err := g.service.SaveLimit(t.Context(), g.scope, limit(g.id, r.root, 40_000), noon()); err != nil {
		t.Fatal(err)
	}
	e := g.submit(g.bound(topology.Override, r.root, 20_000, span{10, 20}), minute(0))
	for _, tt := range []struct {
		at    time.Time
		watts unit.Power
		by    topology.ID
	}{
		{minute(10).Add(-time.Microsecond), 40_000, ""},
		{minute(10), 20_000, e.EnvelopeID},
		{minute(20).Add(-time.Microsecond), 20_000, e.EnvelopeID},
		{minute(20), 40_000, ""},
	} {
		c := g.cycle(tt.at, "")
		if c.Outcome != balance.OutcomeCurtailed || c.Allocation.AllocatedWatts != tt.watts {
			t.Errorf("at %v: %s %d W, want %d", tt.at.Sub(noon()), c.Outcome, c.Allocation.AllocatedWatts, tt.watts)
		}
		named := slices.ContainsFunc(c.Allocation.ByNode, func(n balance.ByNode) bool {
			return slices.ContainsFunc(n.BoundBy, func(b balance.BoundBy) bool { return b.ConstraintRef == e.EnvelopeID })
		})
		if named != (tt.by != "") {
			t.Errorf("at %v: %+v, want it to name %q", tt.at.Sub(noon()), c.Allocation.ByNode, tt.by)
		}
	}
	// T55: the scope that the envelope limits says, as it is kept, what its demand came from and by which threshold.
	status, err := g.service.Status(t.Context(), g.scope, g.id, minute(20))
	if err != nil || status.Latest == nil {
		t.Fatalf("%+v, %v", status, err)
	}
	input := slices.IndexFunc(status.Latest.Audit.Inputs, func(in balance.ScopeInput) bool { return in.NodeID == r.root })
	if input < 0 || status.Latest.Audit.Inputs[input].Input == "" || status.Latest.Audit.Thresholds.FreshnessSeconds != 60 {
		t.Errorf("kept of the demand: %+v", status.Latest.Audit)
	}
	if diff := cmp.Diff([]string{"PENDING RECEIPT 0s"}, g.lived(e.EnvelopeID)); diff != "" {
		t.Errorf("balancing changed the envelope (-want +got):\n%s", diff)
	}
	remove := topology.Operation{Op: topology.OpRemove, Node: topology.Node{NodeID: r.leaves[0]}}
	held := g.submit(g.bound(topology.Override, r.leaves[0], 1, span{30, 40}), minute(20))
	if _, err := g.service.EditTopology(t.Context(), g.scope, g.id, topology.Edit{Version: g.version(), Operations: []topology.Operation{remove}}, minute(20)); !errors.Is(err, reason.New(reason.TopologyInvalid, nil)) {
		t.Errorf("a node with an envelope was removed: %v", err)
	}
	g.withdraw(held.EnvelopeID, minute(20))
	if diff := cmp.Diff([]string{"PENDING RECEIPT 20m0s", "WITHDRAWN WITHDRAWAL 20m0s"}, g.lived(held.EnvelopeID)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// FR-030 and FR-031: fallback only for a silent source, fail-safe where it left none, and back when it is
// heard again.
func TestEnvelopes_ASilentSourceFallsBackAndRecovers(t *testing.T) {
	g := newWorld(t).grid()
	r := g.row(8) // default 100 kW, fail-safe 20 kW
	g.submit(g.bound(topology.Forecast, r.root, 50_000, span{0, 60}), minute(0))
	fallback := g.submit(g.bound(topology.Fallback, r.root, 35_000, span{0, 20}), minute(0))
	g.healthy(r.root, minute(10), minute(0))
	watts := func(at int, want unit.Power, code reason.Code) {
		t.Helper()
		c := g.cycle(minute(at), "")
		if c.Allocation.AllocatedWatts != want || code != "" && !slices.Contains(c.ReasonCodes, code) {
			t.Errorf("minute %d: %d W by %v, want %d by %s", at, c.Allocation.AllocatedWatts, c.ReasonCodes, want, code)
		}
	}
	watts(9, 50_000, "")
	watts(10, 35_000, reason.ForecastSourceStaleFallbackUsed)
	watts(20, 20_000, reason.ForecastSourceStaleFailSafeUsed)
	g.healthy(r.root, minute(90), minute(30))
	watts(30, 50_000, "")
	watts(60, 88_000, reason.ForecastGapPolicyUsed)
	if got := g.lived(fallback.EnvelopeID); !slices.Contains(got, "EXPIRED BOUNDARY 20m0s") {
		t.Errorf("the report at minute 30 did not make up for what was missed before: %q", got)
	}
	s, err := g.service.Overview(t.Context(), g.scope, g.depot, minute(35))
	if err != nil || len(s.Envelopes) != 1 || len(s.Sources) != 1 || !s.Sources[0].HealthyUntil.Equal(minute(90)) || s.Circuits[0].EffectiveCapacityWatts != 50_000 {
		t.Errorf("%+v, %v", s, err)
	}
}

// A newer forecast takes over when it begins, and the one before is WITHDRAWN then; another source's goes on.
func TestEnvelopes_ANewerForecastTakesOverWhenItBegins(t *testing.T) {
	g := newWorld(t).grid()
	_, root := g.feeder("west", 100_000)
	point := g.point(root, `{}`).ControlPointID
	old := g.submit(g.bound(topology.Forecast, root, 50_000, span{0, 60}), minute(0))
	foreign := g.bound(topology.Forecast, root, 45_000, span{0, 60})
	foreign.OriginControlPointID = point
	other := g.submit(foreign, minute(0))
	g.submit(g.bound(topology.Forecast, root, 40_000, span{10, 60}), minute(1))
	newest := g.submit(g.bound(topology.Forecast, root, 30_000, span{5, 60}), minute(20))
	for id, want := range map[topology.ID][]string{
		old.EnvelopeID:    {"ACTIVE RECEIPT 0s", "WITHDRAWN TAKEOVER 10m0s"},
		other.EnvelopeID:  {"ACTIVE RECEIPT 0s"},
		newest.EnvelopeID: {"ACTIVE RECEIPT 20m0s"},
	} {
		if diff := cmp.Diff(want, g.lived(id)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if n := count(g.events(), microgrid.EnvelopeEvaluated); n != 3 {
		t.Errorf("%d transitions were told, want the activation of the second and two takeovers", n)
	}
	if _, err := g.service.WithdrawEnvelope(t.Context(), g.scope, microgrid.EnvelopeKey{Microgrid: g.id, Envelope: newest.EnvelopeID}, minute(60)); !errors.Is(err, reason.New(reason.MicrogridInvalid, nil)) {
		t.Errorf("one that has ended was withdrawn: %v", err)
	}
	g.withdraw(old.EnvelopeID, minute(61)) // it is already
	g.derived()
}

// D-025, T17 and T18: what a control point reports and what becomes of envelopes are told apart; that a
// source is silent is not read from the text of a status.
func TestEnvelopes_StatusAndLifeCycleAreStreamsOfTheirOwn(t *testing.T) {
	g := newWorld(t).grid()
	r := g.row(8)
	p := topology.CapabilityControlPoint{
		ControlPointID: anID(), MicrogridID: g.id, NodeID: r.root, CapabilityType: topology.DER, State: topology.Enabled, ControlSource: topology.External,
	}
	if _, err := g.service.SavePoint(t.Context(), g.scope, p, noon()); err != nil {
		t.Fatal(err)
	}
	rows := func(table string) (n int) {
		t.Helper()
		if err := g.super.QueryRow(t.Context(), "SELECT count(*) FROM "+table+" WHERE tenant_id = $1", g.tenant.Key).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for kind, watts := range map[topology.EnvelopeType]unit.Power{topology.Forecast: 50_000, topology.Fallback: 35_000} {
		e := g.bound(kind, r.root, watts, span{0, 60})
		e.OriginControlPointID = p.ControlPointID
		g.submit(e, minute(0))
	}
	if n := rows("capability_status_events"); n != 0 {
		t.Errorf("envelopes made %d status events", n)
	}
	report := microgrid.Report{Microgrid: g.id, Point: p.ControlPointID, Raw: "OFFLINE", ReportedBy: topology.External, ObservedAt: minute(1)}
	if _, err := g.service.RecordStatus(t.Context(), g.scope, report, minute(1)); err != nil {
		t.Fatal(err)
	}
	if n := rows("envelope_lifecycle_events"); n != 2 {
		t.Errorf("a status left %d entries in the life cycle of two envelopes", n)
	}
	if c := g.cycle(minute(2), ""); c.Allocation.AllocatedWatts != 50_000 {
		t.Errorf("%d W, want the forecast to hold whatever the status says", c.Allocation.AllocatedWatts)
	}
}

// fillEnvelopes puts rows into the tables of envelopes.
func (g grid) fillEnvelopes(node topology.ID) {
	g.t.Helper()
	g.submit(g.bound(topology.Forecast, node, 30_000, span{0, 60}), minute(0))
	g.healthy(node, minute(90), minute(0))
}
