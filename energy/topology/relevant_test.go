package topology_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// What is left out as irrelevant changes neither a limit nor a transition, then or later, also when
// envelopes are withdrawn or come in afterwards.
func TestEnvelopesThatAreNotRelevantChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := noon
		all, few := []topology.OperatingEnvelope{}, []topology.OperatingEnvelope{}
		minutes := rapid.IntRange(1, 20)
		for i := range rapid.IntRange(1, 12).Draw(t, "steps") {
			until := at.Add(time.Duration(minutes.Draw(t, "later")) * time.Minute)
			var told, toldFew []topology.Transition
			told, all = topology.CatchUp(all, nil, at, until)
			toldFew, few = topology.CatchUp(few, nil, at, until)
			if diff := cmp.Diff(story(told), story(toldFew)); diff != "" {
				t.Fatalf("transitions (-all +relevant):\n%s", diff)
			}
			at = until
			if len(few) > 0 && rapid.Bool().Draw(t, "withdraw") {
				which := few[rapid.IntRange(0, len(few)-1).Draw(t, "which")]
				if !which.Blocks[0].BlockFrom.Before(at) {
					continue // it never ruled
				}
				for _, list := range [][]topology.OperatingEnvelope{all, few} {
					if k := slices.IndexFunc(list, func(e topology.OperatingEnvelope) bool { return e.EnvelopeID == which.EnvelopeID }); !list[k].Final() {
						list[k].Status = topology.Withdrawn
					}
				}
			} else {
				e := drawnEnvelope(t, topology.ID(fmt.Sprintf("e%02d", i)), at)
				all, few = append(all, e), append(few, e)
			}
			for _, list := range [][]topology.OperatingEnvelope{all, few} {
				for _, change := range topology.Transitions(list, at) {
					for k := range list {
						if list[k].EnvelopeID == change.EnvelopeID {
							list[k].Status = change.Status
						}
					}
				}
			}
			relevant := topology.Relevant(few, at)
			few = slices.DeleteFunc(few, func(e topology.OperatingEnvelope) bool { return !relevant[e.EnvelopeID] })
			sameLimits(t, all, few, at)
		}
	})
}

// sameLimits holds limits of both against each other for an hour, by minutes.
func sameLimits(t *rapid.T, all, few []topology.OperatingEnvelope, at time.Time) {
	t.Helper()
	for _, gap := range topology.GapPolicies() {
		circuits := []topology.Circuit{{CircuitID: "c", NodeID: "gc", DefaultCapacityWatts: 90 * kW, FailSafeCapacityWatts: 5 * kW, GapPolicy: gap}}
		full := topology.NewConstraints(topology.Given{Envelopes: all, Circuits: circuits})
		pruned := topology.NewConstraints(topology.Given{Envelopes: few, Circuits: circuits})
		for m := range 60 {
			now := at.Add(time.Duration(m) * time.Minute)
			a, b := full.At("gc", topology.ConsumptionCap, now), pruned.At("gc", topology.ConsumptionCap, now)
			if diff := cmp.Diff(a, b); diff != "" {
				t.Fatalf("%s at %s (-all +relevant):\n%s", gap, now, diff)
			}
		}
	}
}

// drawnEnvelope has one or two blocks somewhere in its window.
func drawnEnvelope(t *rapid.T, id topology.ID, now time.Time) topology.OperatingEnvelope {
	minute := func(lo, hi int, what string) time.Duration {
		return time.Duration(rapid.IntRange(lo, hi).Draw(t, what)) * time.Minute
	}
	from := now.Add(minute(-10, 20, "from"))
	e := topology.OperatingEnvelope{
		EnvelopeID: id, NodeID: "gc", ConstraintType: topology.ConsumptionCap, ReceivedAt: now, Status: topology.Pending, SourceRef: string(id),
		EnvelopeType: rapid.SampledFrom(topology.EnvelopeTypes()).Draw(t, "type"), OriginControlPointID: rapid.SampledFrom([]topology.ID{"", "p"}).Draw(t, "origin"),
		EffectiveFrom: from, EffectiveTo: from.Add(minute(4, 30, "long")),
	}
	for at := from.Add(minute(0, 2, "gap")); at.Add(time.Minute).Before(e.EffectiveTo) && len(e.Blocks) < 2; {
		watts := kW * unit.Power(rapid.IntRange(1, 80).Draw(t, "kW"))
		to := at.Add(minute(1, 5, "block"))
		if to.After(e.EffectiveTo) {
			to = e.EffectiveTo
		}
		e.Blocks = append(e.Blocks, topology.OperatingEnvelopeBlock{EnvelopeID: id, BlockFrom: at, BlockTo: to, MaxLimitWatts: &watts})
		at = to.Add(minute(0, 3, "between"))
	}
	e.Status = e.StatusAt(now)
	return e
}
