package peer_test

import (
	"encoding/json"
	goflag "flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/internal/peer"
)

var microgrids = goflag.Int("microgrids", 40, "how many microgrids HiGHS shares out too")

// caps is a microgrid as python/optimum.py reads it: the most of each leaf, and for each cap the leaves
// below it.
type caps struct {
	Kind   string    `json:"kind"`
	Hi     []float64 `json:"hi"`
	Weight []float64 `json:"weight"`
	Rows   [][]int   `json:"rows"`
	Bounds []float64 `json:"bounds"`
}

// microgrid is a drawn tree of chargers: circuits of at most so many below feeders of ten, all capped.
func microgrid(r *rand.Rand, leaves, perCircuit int) *balance.Snapshot {
	now := time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC)
	s := &balance.Snapshot{Now: now, CycleID: "c", Microgrid: topology.Microgrid{MicrogridID: "m"}}
	node := func(id, parent string, kind topology.NodeType, limit unit.Power) {
		s.Nodes = append(s.Nodes, topology.Node{NodeID: topology.ID(id), ParentNodeID: topology.ID(parent), MicrogridID: "m", NodeType: kind, Status: topology.NodeActive})
		s.Telemetry = append(s.Telemetry, balance.Telemetry{NodeID: topology.ID(id), ObservedAt: now, Quality: balance.Good})
		if limit > 0 {
			s.Limits = append(s.Limits, topology.NodeLimit{NodeLimitID: topology.ID("l" + id), NodeID: topology.ID(id), MicrogridID: "m", ConstraintType: topology.ConsumptionCap, LimitWatts: limit, Status: topology.LimitActive})
		}
	}
	share := func(of int) unit.Power { return unit.Power(of) * (2_000_000 + unit.Power(r.IntN(8_000_000))) }
	node("gc", "", topology.GridConnection, share(leaves))
	circuits := (leaves + perCircuit - 1) / perCircuit
	for f := range (circuits + 9) / 10 {
		node(fmt.Sprintf("f%05d", f), "gc", topology.CircuitNode, share(min(leaves, 10*perCircuit)))
	}
	for c := range circuits {
		node(fmt.Sprintf("k%05d", c), fmt.Sprintf("f%05d", c/10), topology.CircuitNode, share(min(leaves, perCircuit)))
	}
	for i := range leaves {
		id := fmt.Sprintf("p%06d", i)
		node(id, fmt.Sprintf("k%05d", i/perCircuit), topology.Connector, 0)
		s.Requests = append(s.Requests, balance.Request{NodeID: topology.ID(id), RequestedWatts: 1_000_000 + unit.Power(r.IntN(20_000_000)), MinWatts: new(unit.Power), Weight: 1 + r.IntN(3)})
	}
	return s
}

func capsOf(s *balance.Snapshot, kind string) caps {
	parent := map[topology.ID]topology.ID{}
	for _, n := range s.Nodes {
		parent[n.NodeID] = n.ParentNodeID
	}
	out := caps{Kind: kind}
	row := map[topology.ID]int{}
	for i, l := range s.Limits {
		row[l.NodeID] = i
		out.Bounds = append(out.Bounds, float64(l.LimitWatts))
	}
	out.Rows = make([][]int, len(s.Limits))
	for i, r := range s.Requests {
		out.Hi, out.Weight = append(out.Hi, float64(r.RequestedWatts)), append(out.Weight, float64(r.Weight))
		for id := r.NodeID; id != ""; id = parent[id] {
			if at, capped := row[id]; capped {
				out.Rows[at] = append(out.Rows[at], i)
			}
		}
	}
	return out
}

func shareOut(t testing.TB, l *peer.Lines, c caps) solved {
	t.Helper()
	line, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var s solved
	if answer := l.Ask(string(line)); json.Unmarshal([]byte(answer), &s) != nil || s.X == nil {
		t.Fatalf("the peer says %q", answer)
	}
	return s
}

func TestBalancingSharesAsHiGHSDoesByTheDefinitionOfFairness(t *testing.T) {
	worst := 0.0
	for first := 0; first < *microgrids; first += perPeer {
		t.Run(fmt.Sprint("from ", first), func(t *testing.T) {
			l := peer.Optimum().Start(t)
			for seed := first; seed < min(first+perPeer, *microgrids); seed++ {
				s := microgrid(rand.New(rand.NewPCG(uint64(seed), 6)), 2+seed%14, 1+seed%5)
				r, err := balance.Run(s)
				if err != nil {
					t.Fatal(err)
				}
				ours := map[topology.ID]unit.Power{}
				for _, n := range r.AllocationSummary.ByNode {
					ours[n.NodeID] = n.AllocatedWatts
				}
				for i, x := range shareOut(t, l, capsOf(s, "maxmin")).X {
					got := float64(ours[s.Requests[i].NodeID])
					off := math.Abs(got-x) / (1 + x)
					if worst = max(worst, off); off > 1e-5 {
						t.Errorf("microgrid %d: %s is given %.0f W, HiGHS gives %.1f", seed, s.Requests[i].NodeID, got, x)
					}
				}
			}
		})
	}
	t.Logf("%d microgrids, at most %.1e apart", *microgrids, worst)
}

// BenchmarkOurBalance is a whole cycle, its tree kept.
func BenchmarkOurBalance(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		b.Run(fmt.Sprintf("%d_leaves", n), func(b *testing.B) {
			s := microgrid(rand.New(rand.NewPCG(1, 6)), n, 20)
			s.Tree, _ = topology.NewTree("m", s.Nodes)
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				if _, err := balance.Run(s); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2]), "median-ns")
		})
	}
}

// BenchmarkHiGHSBalance finds the first level of the same microgrids, one linear program of the many
// that fairness takes, by the clock around HiGHS itself.
func BenchmarkHiGHSBalance(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		b.Run(fmt.Sprintf("%d_leaves", n), func(b *testing.B) {
			l, c := peer.Optimum().Start(b), capsOf(microgrid(rand.New(rand.NewPCG(1, 6)), n, 20), "level")
			var took []int64
			for b.Loop() {
				took = append(took, shareOut(b, l, c).NS)
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2]), "median-ns")
		})
	}
}
