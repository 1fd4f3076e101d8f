package safety_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/edge/control"
	"ohmstead/edge/control/controltest"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/topology"
)

const behind = `
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
  - {id: pv0, nature: PV, max_apparent_power_va: 20000}
  - {id: car0, nature: EVCS, max_active_power_watts: 22000}
controllers:
  - {id: fuse, type: CONNECTION_CAP, meter: meter0, assets: [ess0, car0, pv0]}
`

// flows are what the assets do behind the meter.
type flows struct{ ess0, pv0, car0 float64 }

func (f flows) put(r *controltest.Rig, load float64) {
	r.Put("ess0.ActivePower", f.ess0)
	r.Put("pv0.ActivePower", f.pv0)
	r.Put("car0.ActivePower", f.car0)
	r.Put("meter0.ActivePower", load+f.ess0+f.pv0+f.car0)
}

func capOf(kind topology.ConstraintType, bounds envelope.Envelope) []control.Limit {
	return []control.Limit{{Ref: "cap", Constraint: kind, Bounds: bounds, Interval: slot.Interval{From: time.Unix(0, 0)}}}
}

// A cap of consumption counts what consumes, whatever generates beside it, and a cap of generation the
// other way round; the net power at the meter is the same in all of these.
func TestCapsOfConsumptionAndGenerationCountEachForThemselves(t *testing.T) {
	for name, tt := range map[string]struct {
		load  float64
		now   flows
		limit []control.Limit
		bound map[string]envelope.Envelope
	}{
		// 12 kW consumed, 10 kW generated, net 2 kW: the car gives the 4 kW that are too much.
		"consumption is over its cap though little is imported": {
			now: flows{pv0: -10_000, car0: 12_000}, limit: capOf(topology.ConsumptionCap, envelope.AtMost(8_000)),
			bound: map[string]envelope.Envelope{"ess0": envelope.AtMost(0), "car0": envelope.AtMost(8_000), "pv0": envelope.AtMost(0)},
		},
		"the same as a bound of the net power asks for nothing": {
			now: flows{pv0: -10_000, car0: 12_000}, limit: capOf(topology.NetCap, envelope.AtMost(12_000)),
			bound: map[string]envelope.Envelope{"ess0": envelope.AtMost(0 + 3_225), "car0": envelope.AtMost(12_000 + 3_548), "pv0": envelope.AtMost(-10_000 + 3_225)},
		},
		// The battery charges with 3 kW of the 9: it comes first, and gives no more than it takes.
		"a battery gives what it charges with and is not asked to discharge": {
			load: 6_000, now: flows{ess0: 3_000}, limit: capOf(topology.ConsumptionCap, envelope.AtMost(2_000)),
			bound: map[string]envelope.Envelope{"ess0": envelope.AtMost(0), "car0": envelope.AtMost(0), "pv0": envelope.AtMost(0)},
		},
		// 18 kW generated, 15 kW consumed by a load, net −3 kW.
		"generation is over its cap though little is exported": {
			load: 15_000, now: flows{pv0: -18_000}, limit: capOf(topology.GenerationCap, envelope.AtLeast(-10_000)),
			bound: map[string]envelope.Envelope{"ess0": envelope.AtLeast(0), "car0": envelope.AtLeast(0), "pv0": envelope.AtLeast(-10_000)},
		},
		// 5 kW of generation that is no asset of the controller shows in the rest.
		"what is generated beside the assets is in the rest of the meter": {
			load: -5_000, now: flows{pv0: -8_000}, limit: capOf(topology.GenerationCap, envelope.AtLeast(-10_000)),
			bound: map[string]envelope.Envelope{"ess0": envelope.AtLeast(0), "car0": envelope.AtLeast(0), "pv0": envelope.AtLeast(-5_000)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := controltest.New(t, behind)
			r.Standing.Limits = tt.limit
			tt.now.put(r, tt.load)
			r.Step()
			for asset, want := range tt.bound {
				if diff := cmp.Diff(want, r.Bounds(asset)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", asset, diff)
				}
			}
			if n := r.Allocations(); n != 0 {
				t.Errorf("%v allocations a cycle", n)
			}
		})
	}
}

func TestALimitOfAnotherConnectionHoldsElsewhere(t *testing.T) {
	r := controltest.New(t, behind)
	limits := append(capOf(topology.NetCap, envelope.AtMost(1_000)), capOf("", envelope.AtMost(9_000))...)
	limits[0].Meter, limits[1].Meter = "meter1", "meter0"
	r.Standing.Limits = limits
	flows{car0: 12_000}.put(r, 0)
	r.Step()
	if got := r.Asked("ess0")[0].Cause.Numbers[0]; got != 9_000 {
		t.Errorf("%d W hold at meter0, want its own 9 kW", got)
	}
}

func TestAFailSafeAmongTheLimitsIsOne(t *testing.T) {
	r := controltest.New(t, behind)
	begin := r.Now
	r.Standing.Limits = capOf(topology.ConsumptionCap, envelope.AtMost(3_000))
	r.Standing.Limits[0].Code, r.Standing.Limits[0].From = reason.FailSafeLimit, begin.Add(5*time.Second)
	flows{car0: 12_000}.put(r, 0)
	r.Step()
	if len(r.Told()) != 0 || len(r.Asked("car0")) != 0 {
		t.Errorf("before it begins %v is told and %v asked", r.Told(), r.Asked("car0"))
	}
	r.Run(5 * time.Second)
	flows{car0: 12_000}.put(r, 0)
	r.Step()
	if got := r.Asked("car0"); len(got) != 1 || got[0].Cause.Code != reason.FailSafeLimit || got[0].Bounds != envelope.AtMost(3_000) {
		t.Errorf("then %+v is asked", got)
	}
	if stands := r.Filing.Notices(); len(stands) > 0 && stands[0].Code != reason.FailSafeLimitHolds {
		t.Errorf("it is told as %v", stands)
	}
}

// Whatever loads, sun and cars do, as long as the assets can correct it, following the bounds keeps
// consumption and generation each within its cap, counted as the controller's spec says.
func TestFollowedConsumptionAndGenerationStayWithinTheirCaps(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := controltest.New(t, behind)
		load := rapid.Float64Range(0, 19_000).Draw(rt, "load")
		r.Standing.Limits = append(capOf(topology.ConsumptionCap, envelope.AtMost(20_000)), capOf(topology.GenerationCap, envelope.AtLeast(-9_000))...)
		wish := rapid.Float64Range(-30_000, 30_000)
		now := flows{pv0: -20_000}
		for cycle := range 12 {
			now.put(r, load)
			r.Step()
			now.ess0 = follow(r, "ess0", wish.Draw(rt, "ess0"))
			now.car0 = max(follow(r, "car0", wish.Draw(rt, "car0")), 0)
			now.pv0 = min(follow(r, "pv0", -20_000), 0)
			consumed := load + max(now.ess0, 0) + now.car0
			generated := max(-now.ess0, 0) - now.pv0
			if cycle > 1 && (consumed > 20_002 || generated > 9_002) {
				rt.Fatalf("cycle %d: %v W consumed and %v W generated with load %v and %+v", cycle, consumed, generated, load, now)
			}
		}
	})
}
