package balance_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// depot is a site of so many chargers in circuits of 20 under feeders of 10 circuits, with a meter on
// every node, limits on connections, feeders and circuits that bind, and lists in no order.
func depot(chargers int) *balance.Snapshot {
	r := rand.New(rand.NewPCG(uint64(chargers), 4))
	s := &balance.Snapshot{Now: noon, CycleID: "bench", Microgrid: topology.Microgrid{MicrogridID: "site", DepotID: "depot", Version: 1}}
	id := func(kind string, n int) topology.ID {
		return topology.ID(fmt.Sprintf("018f3c2a-%s-7000-8000-%012d", kind, n))
	}
	node := func(n, parent topology.ID, kind topology.NodeType, watts, limit unit.Power) {
		s.Nodes = append(s.Nodes, topology.Node{NodeID: n, ParentNodeID: parent, MicrogridID: "site", NodeType: kind, Status: topology.NodeActive})
		s.Telemetry = append(s.Telemetry, balance.Telemetry{NodeID: n, PowerWatts: watts, ObservedAt: noon, Quality: balance.Good})
		if limit > 0 {
			s.Limits = append(s.Limits, topology.NodeLimit{NodeLimitID: "limit-" + n, NodeID: n, MicrogridID: "site", ConstraintType: topology.ConsumptionCap, LimitWatts: limit, SourceType: topology.Manual, Status: topology.LimitActive})
		}
	}
	circuits := (chargers + 19) / 20
	feeders := (circuits + 9) / 10
	gc := id("0000", 0)
	node(gc, "", topology.GridConnection, 0, unit.Power(chargers)*4500)
	for f := range feeders {
		node(id("0001", f), gc, topology.CircuitNode, 0, 1_000_000+unit.Power(r.IntN(200_000)))
	}
	for k := range circuits {
		node(id("0002", k), id("0001", k/10), topology.CircuitNode, 0, 80_000+unit.Power(r.IntN(60_000)))
	}
	for n := range chargers {
		node(id("0003", n), id("0002", n/20), topology.Connector, 0, 0)
		least := 1380 * unit.Watt
		s.Requests = append(s.Requests, balance.Request{NodeID: id("0003", n), RequestedWatts: 3700 + unit.Power(r.IntN(18_300)), MinWatts: &least, Weight: 1 + r.IntN(3)})
	}
	return s
}

// threadTime is what the thread has computed so far, so that others on the machine do not count.
func threadTime(b *testing.B) time.Duration {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts); err != nil {
		b.Fatal(err)
	}
	return time.Duration(ts.Nano())
}

// BenchmarkCycle is a whole cycle from the snapshot's lists to the result. The lists are in the order of
// ids, as a database gives them, and the tree is that of an earlier cycle: it changes when somebody
// rebuilds the site. "anew" builds the tree as well; "mixed" has all lists in no order.
func BenchmarkCycle(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000, 100_000} {
		for _, how := range []string{"", "_anew", "_mixed"} {
			b.Run(fmt.Sprintf("%d_leaves%s", n, how), func(b *testing.B) {
				s := depot(n)
				if how == "_mixed" {
					s = shuffled(rand.New(rand.NewPCG(1, 2)), s)
				}
				if how != "_anew" {
					s.Tree, _ = topology.NewTree("site", s.Nodes)
				}
				b.ReportAllocs()
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
				var took []time.Duration
				for b.Loop() {
					began := threadTime(b)
					r, err := balance.Run(s)
					took = append(took, threadTime(b)-began)
					if err != nil || r.Outcome != balance.OutcomeCurtailed {
						b.Fatal(r, err)
					}
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2]), "median-ns")
			})
		}
	}
}
