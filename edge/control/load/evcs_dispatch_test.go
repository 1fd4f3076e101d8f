package load_test

import (
	"testing"
	"time"

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
func ordered(r *controltest.Rig, asset string, watts unit.Power) {
	a, _ := r.Site.Place(asset)
	r.Standing.Plan.Slots = append([]control.PlanSlot{{Asset: a, Power: watts, Interval: slot.Interval{From: r.Now, To: r.Now.Add(time.Minute)}}}, r.Standing.Plan.Slots...)
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
