package balance_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// trees is how many random trees each property is held against.
var trees = flag.Int("trees", 2000, "how many random trees each property is held against")

var noon = time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC)

const kW = unit.Kilowatt

func ptr[T any](v T) *T { return &v }

// site builds a snapshot for a test.
type site struct{ *balance.Snapshot }

func newSite() site {
	return site{&balance.Snapshot{
		Now: noon, CycleID: "5d8d5ab1-2f0e-5a5b-9f0e-0c6f0d3d1a11", CorrelationID: "c-1", Actor: "scheduler", Source: "SCHEDULER",
		Microgrid: topology.Microgrid{MicrogridID: "site", DepotID: "depot", Version: 7},
	}}
}

// node adds a node; the type of the asset is left open.
func (s site) node(id, parent topology.ID, kind topology.NodeType) site {
	s.Nodes = append(s.Nodes, topology.Node{NodeID: id, ParentNodeID: parent, MicrogridID: "site", Name: string(id), NodeType: kind, Status: topology.NodeActive})
	return s
}

// chargers adds connectors below a node.
func (s site) chargers(parent topology.ID, ids ...topology.ID) site {
	for _, id := range ids {
		s.node(id, parent, topology.Connector)
	}
	return s
}

// limit adds an ACTIVE limit, named after its node and type.
func (s site) limit(node topology.ID, kind topology.ConstraintType, watts unit.Power) site {
	s.Limits = append(s.Limits, topology.NodeLimit{NodeLimitID: topology.ID("limit/" + string(node) + "/" + string(kind)), NodeID: node, MicrogridID: "site", ConstraintType: kind, LimitWatts: watts, SourceType: topology.Manual, Status: topology.LimitActive})
	return s
}

// measured adds a fresh reading.
func (s site) measured(node topology.ID, watts unit.Power) site {
	return s.reading(node, watts, 0, balance.Good)
}

func (s site) reading(node topology.ID, watts unit.Power, age time.Duration, q balance.Quality) site {
	s.Telemetry = append(s.Telemetry, balance.Telemetry{NodeID: node, PowerWatts: watts, ObservedAt: s.Now.Add(-age), Quality: q})
	return s
}

// asks adds a request without a minimum.
func (s site) asks(node topology.ID, watts unit.Power) site {
	return s.asksAtLeast(node, watts, 0)
}

func (s site) asksAtLeast(node topology.ID, watts, least unit.Power) site {
	s.Requests = append(s.Requests, balance.Request{NodeID: node, RequestedWatts: watts, MinWatts: &least})
	return s
}

// has adds equipment.
func (s site) has(e balance.Equipment) site {
	s.Equipment = append(s.Equipment, e)
	return s
}

func (s site) envelope(id, node topology.ID, kind topology.EnvelopeType, watts unit.Power) site {
	s.Envelopes = append(s.Envelopes, topology.OperatingEnvelope{
		EnvelopeID: id, MicrogridID: "site", NodeID: node, EnvelopeType: kind, ConstraintType: topology.ConsumptionCap, SourceRef: string(id),
		EffectiveFrom: noon.Add(-time.Hour), EffectiveTo: noon.Add(time.Hour), Status: topology.EnvelopeActive, ReceivedAt: noon.Add(-2 * time.Hour),
		Blocks: []topology.OperatingEnvelopeBlock{{EnvelopeID: id, BlockFrom: noon.Add(-time.Hour), BlockTo: noon.Add(time.Hour), MaxLimitWatts: &watts}},
	})
	return s
}

func (s site) run(t testing.TB) *balance.Result {
	t.Helper()
	r, err := balance.Run(s.Snapshot)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// given is what a node was given.
func given(t testing.TB, r *balance.Result, node topology.ID) unit.Power {
	t.Helper()
	return by(t, r, node).AllocatedWatts
}

func by(t testing.TB, r *balance.Result, node topology.ID) balance.ByNode {
	t.Helper()
	for _, n := range r.AllocationSummary.ByNode {
		if n.NodeID == node {
			return n
		}
	}
	t.Fatalf("the summary does not have %s", node)
	return balance.ByNode{}
}

func wantGiven(t testing.TB, r *balance.Result, want map[topology.ID]unit.Power) {
	t.Helper()
	for node, watts := range want {
		if got := given(t, r, node); got != watts {
			t.Errorf("%s is given %v, want %v", node, got, watts)
		}
	}
}

func wantCodes(t testing.TB, r *balance.Result, want ...reason.Code) {
	t.Helper()
	if fmt.Sprint(r.ReasonCodes) != fmt.Sprint(want) {
		t.Errorf("reason codes are %v, want %v", r.ReasonCodes, want)
	}
}

func wantOutcome(t testing.TB, r *balance.Result, want balance.Outcome) {
	t.Helper()
	if r.Outcome != want {
		t.Errorf("outcome is %s, want %s", r.Outcome, want)
	}
}

func bytesOf(t testing.TB, r *balance.Result) string {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func wantFault(t *testing.T, err error, field string) {
	t.Helper()
	faults, ok := balance.IsFault(err)
	if !ok || len(faults) != 1 || faults[0].Field != field {
		t.Errorf("got %v, want one fault in %s", err, field)
	}
	if ok && !errors.Is(err, faults[0].Err) {
		t.Error("the refusal is not found behind the fault")
	}
}

// shuffled is the snapshot with all of its lists in another order.
func shuffled(r *rand.Rand, s *balance.Snapshot) *balance.Snapshot {
	c := *s
	mix := func(n int, swap func(i, j int)) { r.Shuffle(n, swap) }
	c.Nodes = append([]topology.Node(nil), s.Nodes...)
	mix(len(c.Nodes), func(i, j int) { c.Nodes[i], c.Nodes[j] = c.Nodes[j], c.Nodes[i] })
	c.Equipment = append([]balance.Equipment(nil), s.Equipment...)
	mix(len(c.Equipment), func(i, j int) { c.Equipment[i], c.Equipment[j] = c.Equipment[j], c.Equipment[i] })
	c.Limits = append([]topology.NodeLimit(nil), s.Limits...)
	mix(len(c.Limits), func(i, j int) { c.Limits[i], c.Limits[j] = c.Limits[j], c.Limits[i] })
	c.Envelopes = append([]topology.OperatingEnvelope(nil), s.Envelopes...)
	mix(len(c.Envelopes), func(i, j int) { c.Envelopes[i], c.Envelopes[j] = c.Envelopes[j], c.Envelopes[i] })
	c.Telemetry = append([]balance.Telemetry(nil), s.Telemetry...)
	mix(len(c.Telemetry), func(i, j int) { c.Telemetry[i], c.Telemetry[j] = c.Telemetry[j], c.Telemetry[i] })
	c.Requests = append([]balance.Request(nil), s.Requests...)
	mix(len(c.Requests), func(i, j int) { c.Requests[i], c.Requests[j] = c.Requests[j], c.Requests[i] })
	if s.LastApplied != nil {
		last := *s.LastApplied
		last.Nodes = append([]balance.AppliedNode(nil), last.Nodes...)
		mix(len(last.Nodes), func(i, j int) { last.Nodes[i], last.Nodes[j] = last.Nodes[j], last.Nodes[i] })
		c.LastApplied = &last
	}
	return &c
}
