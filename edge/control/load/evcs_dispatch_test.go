package load_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/edge/control/controltest"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// most is the least upper bound that is asked of an asset; false where nobody bounds it.
func most(r *controltest.Rig, asset string) (unit.Power, bool) {
	least, found := unit.Power(0), false
	for _, q := range r.Asked(asset) {
		if b := q.Bounds.Max; b < control.MostWatts*unit.Watt && (!found || b < least) {
			least, found = b, true
		}
	}
	return least, found
}

// ordered orders so much of an asset for a minute.
func ordered(r *controltest.Rig, asset string, watts unit.Power) { ramped(r, asset, watts, 0) }

// ramped orders so much with a ramp.
func ramped(r *controltest.Rig, asset string, watts, ramp unit.Power) {
	a, _ := r.Site.Place(asset)
	r.Standing.Plan.Slots = append([]control.PlanSlot{{Asset: a, Power: watts, Ramp: ramp, Interval: slot.Interval{From: r.Now, To: r.Now.Add(time.Minute)}}}, r.Standing.Plan.Slots...)
}

func TestAChargerKeepsToWhatItIsOrdered(t *testing.T) {
	r := with(t, "{id: c, type: EVCS_DISPATCH, evcs: [car0, car1], fallback_watts: 4200}")
	ordered(r, "car0", 7000)
	r.Step()
	if b, ok := most(r, "car0"); !ok || b != 7000 || target(t, r, "car0") != 7000 {
		t.Errorf("ordered 7 kW it is bounded by %v (%t)", b, ok)
	}
	if b, ok := most(r, "car1"); !ok || b != 4200 {
		t.Errorf("without an order it is bounded by %v (%t), want its fallback", b, ok)
	}
	if _, asked := r.Target("car1"); asked {
		t.Error("without an order it is asked for something")
	}
	ordered(r, "car0", 0)
	r.Step()
	if b, _ := most(r, "car0"); b != 0 || target(t, r, "car0") != 0 {
		t.Errorf("the newest order is 0 W, and it is bounded by %v", b)
	}
	r.Now = r.Now.Add(time.Minute)
	r.Step()
	if b, _ := most(r, "car0"); b != 4200 {
		t.Errorf("once its order has ended it is bounded by %v", b)
	}
}

func TestWithoutAFallbackAChargerWithoutAnOrderIsFree(t *testing.T) {
	r := with(t, "{id: c, type: EVCS_DISPATCH, evcs: [car0]}")
	r.Step()
	if got := r.Asked("car0"); len(got) > 0 {
		t.Errorf("it asks %v", got)
	}
	ordered(r, "car0", 90_000)
	r.Step()
	if got := target(t, r, "car0"); got != 11_040 {
		t.Errorf("more than its nameplate is asked of it: %v", got)
	}
}

// Whoever else wants more or less than the order does not make a ramp steeper: the bound goes with it.
func TestAChargerGoesByARampToWhatItIsOrdered(t *testing.T) {
	r := controltest.New(t, yard+"{id: c, type: EVCS_DISPATCH, evcs: [car0]}\n  - {id: full, type: EVCS_FIXED, evcs: [car0], current_a: 16}\n")
	goes := func(when string, want ...unit.Power) {
		t.Helper()
		var got []unit.Power
		for range want {
			r.Step()
			got = append(got, r.Power("car0"))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
	}
	r.Put("car0.ActivePower", 11_000)
	goes("without an order it charges in full", 11_040)
	ramped(r, "car0", 8000, 2000)
	goes("down from what it draws", 9000, 8000, 8000)
	ramped(r, "car0", 9500, 1000)
	goes("up", 9000, 9500, 9500)
	ordered(r, "car0", 5000)
	goes("without a ramp at once", 5000)
	r.Put("car0.ActivePower", 9000)
	ramped(r, "car0", 4500, 300)
	goes("and never back to what it draws still", 5000, 4700, 4500, 4500)
	r.Silence("car0.ActivePower")
	r.Run(30 * time.Second)
	ordered(r, "car0", 6000)
	r.Step()
	ramped(r, "car0", 7000, 400)
	goes("from what it was given where nobody knows what it draws", 6400, 6800, 7000)
}
