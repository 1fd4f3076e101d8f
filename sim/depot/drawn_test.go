package depot_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"ohmstead/sim/depot"
)

var depots = flag.Int("depots", 40, "how many drawn depots the judge looks at")

// drawnDepot is the file of a depot of everything at once, from a seed.
func drawnDepot(seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 33))
	var b strings.Builder
	minute := func(most int) string { return fmt.Sprintf("%dm", r.IntN(most)) }
	window := func() string {
		from := r.IntN(70)
		return fmt.Sprintf("from: %dm, to: %dm", from, from+1+r.IntN(30))
	}
	fmt.Fprintf(&b, "seed: %d\nstart: 2026-06-01T06:00:00Z\nlength: 100m\nrotate_every: %dm\npolicy: {rotation: %v, strategy: %s, aggregate_limits: [{constraint_type: CONSUMPTION_CAP, limit_watts: %d}]}\n",
		seed, 5+r.IntN(20), r.IntN(2) == 0, []string{"MAX_MIN", "EDF", "LEAST_LAXITY"}[r.IntN(3)], 60000+r.IntN(80000))
	connections, circuits, plugs := 1+r.IntN(2), 2+r.IntN(3), 3+r.IntN(8)
	nodes, limits, loads, chargers, meters := "nodes:\n", "node_limits:\n", "loads:\n", "chargers:\n", "meters:\n"
	var all []string
	node := func(id, parent, kind string) {
		known := ""
		if r.IntN(3) == 0 {
			known = fmt.Sprintf(", fallback_demand_watts: %d", 5000+r.IntN(20000))
		}
		if parent != "" {
			parent = ", parent_node_id: " + parent
		}
		nodes += fmt.Sprintf("  - {node_id: %s%s, node_type: %s%s}\n", id, parent, kind, known)
		if r.IntN(2) == 0 {
			limits += fmt.Sprintf("  - {node_limit_id: l-%s, node_id: %s, constraint_type: %s, limit_watts: %d}\n", id, id, []string{"CONSUMPTION_CAP", "NET_CAP"}[r.IntN(2)], 15000+r.IntN(50000))
		}
		if r.IntN(6) == 0 {
			meters += fmt.Sprintf("  - {node_id: %s, absent: true}\n", id)
		}
		all = append(all, id)
	}
	for i := range connections {
		node(fmt.Sprintf("gc-%d", i), "", "GRID_CONNECTION")
	}
	for i := range circuits {
		node(fmt.Sprintf("k-%d", i), fmt.Sprintf("gc-%d", r.IntN(connections)), "CIRCUIT")
		nodes += fmt.Sprintf("  - {node_id: house-%d, parent_node_id: k-%d, node_type: CIRCUIT, rated_watts: 25000}\n", i, i)
		loads += fmt.Sprintf("  - {node_id: house-%d, swing_watts: %d, points: [{at: 0s, watts: %d}, {at: %s, watts: %d}]}\n", i, r.IntN(3000), r.IntN(20000), "31m", r.IntN(20000)-4000)
		all = append(all, fmt.Sprintf("house-%d", i))
	}
	for i := range plugs {
		id := fmt.Sprintf("p-%d", i)
		nodes += fmt.Sprintf("  - {node_id: %s, parent_node_id: k-%d, node_type: CONNECTOR, rated_watts: 22000}\n", id, r.IntN(circuits))
		all = append(all, id)
		faults := ""
		if r.IntN(3) == 0 {
			faults = fmt.Sprintf(", faults: [{kind: %s, %s}]", []string{"REFUSES", "DISCONNECTED", "OBEYS_LATE"}[r.IntN(3)], window())
		}
		chargers += fmt.Sprintf("  - {node_id: %s, max_watts: 22000, step_watts: %d, ramp_watts_per_s: %d, reply_after: %ds%s}\n", id, 1+r.IntN(700), r.IntN(2)*500, r.IntN(20), faults)
	}
	b.WriteString(nodes + limits + "  - {node_limit_id: first, node_id: house-0, constraint_type: CONSUMPTION_CAP, limit_watts: 30000}\n" + loads + chargers + meters + "  - {node_id: p-0}\n")
	fmt.Fprintf(&b, "fleets:\n  - {fleet_id: f, chargers: [p-0, p-1, p-2], arrive_from: 0s, arrive_to: 20m, stay_least: 10m, stay_most: 40m, capacities_wh: [20000, 60000], rounds: 3, pause_between: 2m, taper_percent: 80, taper_to_watts: 2000, max_watts: 22000}\n")
	if plugs > 3 {
		b.WriteString("vehicles:\n")
		for i := 3; i < plugs; i++ {
			fmt.Fprintf(&b, "  - {vehicle_id: v-%d, node_id: p-%d, arrives: %s, departs: %dm, capacity_wh: 90000, soc_percent: %d, weight: %d, tier: %d}\n", i, i, minute(30), 40+r.IntN(60), r.IntN(70), 1+r.IntN(3), r.IntN(2))
		}
	}
	b.WriteString("degradations:\n")
	for range 1 + r.IntN(6) {
		kind := []string{"MISSING", "STALE", "FROZEN", "NOISE, watts: 900", "SPIKE, watts: 15000, percent: 5", "DUPLICATE", "LATE, by: 70s", "CLOCK_SKEW, by: -80s", "CLOCK_SKEW, by: 100s", "BAD_QUALITY"}[r.IntN(10)]
		fmt.Fprintf(&b, "  - {node_id: %s, kind: %s, %s}\n", all[r.IntN(len(all))], kind, window())
	}
	b.WriteString("operating_envelopes:\n")
	for i := range 1 + r.IntN(3) {
		from := r.IntN(60)
		fmt.Fprintf(&b, "  - {envelope_id: e-%d, node_id: %s, envelope_type: %s, constraint_type: CONSUMPTION_CAP, received_at: %s, effective_from: %dm, effective_to: %dm, blocks: [{block_from: %dm, block_to: %dm, max_limit_watts: %d}]}\n",
			i, all[r.IntN(connections+circuits)], []string{"OVERRIDE", "FORECAST", "FALLBACK", "TOU_LIMIT"}[r.IntN(4)], minute(50), from, from+30, from, from+10+r.IntN(20), 10000+r.IntN(40000))
	}
	fmt.Fprintf(&b, "actions:\n  - {at: %s, do: SET_LIMIT, node_limit_id: first, node_id: house-0, constraint_type: CONSUMPTION_CAP, limit_watts: %d}\n  - {at: %dm30s, do: REBALANCE, scope_node_id: k-0}\n  - {at: %s, do: SET_STATUS, node_id: p-1, status: MAINTENANCE}\n  - {at: %s, do: AUTHOR_FALLBACK, node_id: k-1, fallback_demand_watts: 12000}\n",
		minute(90), 20000+r.IntN(20000), r.IntN(90), minute(90), minute(90))
	return b.String()
}

func TestDrawnDepotsBreakNoPromise(t *testing.T) {
	cut := 0
	for seed := range *depots {
		text := drawnDepot(uint64(seed))
		c, err := depot.Parse("drawn.yaml", []byte(text), nil)
		if err != nil {
			t.Fatalf("depot %d: %v\n%s", seed, err, text)
		}
		broken := 0
		s, err := depot.Run(c, func(l depot.Line) error {
			if l.Violation != nil && broken < 3 {
				broken++
				t.Errorf("depot %d, %v: %s: %s: %s", seed, l.At.Sub(c.Start), l.Violation.Promise, l.Violation.NodeID, l.Violation.Detail)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if s.Outcomes["CURTAILED"] > 0 {
			cut++
		}
	}
	if 2*cut < *depots {
		t.Errorf("only %d of %d depots were curtailed: that proves little", cut, *depots)
	}
}
