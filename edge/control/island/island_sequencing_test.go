package island_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/edge/control/controltest"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
)

// The whole course, every way it can fail, and every restart are tried on a plant in sim/world/mains.
// Here stands what each step orders, fed by hand.
const hut = `
mode: SELF_CONSUMPTION
cycle: 100ms
max_age: 1s
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
  - {id: k1, nature: SWITCH}
  - {id: load0, nature: LOAD, max_active_power_watts: 3000}
  - {id: load1, nature: LOAD, max_active_power_watts: 4000}
  - {id: pv0, nature: PV, max_apparent_power_va: 5000}
controllers:
  - {id: it, type: ISLAND_SEQUENCING, meter: meter0, ess: ess0, coupler: k1, sheddable: [load1, load0], pv: [pv0], healthy: {hold: 5s}}
`

// grid is what the meter shows, site what the battery does.
func grid(r *controltest.Rig, volts, hertz float64) {
	r.Put("meter0.Voltage_L1", volts)
	r.Put("meter0.Frequency", hertz)
}

func site(r *controltest.Rig, volts, hertz float64) {
	r.Put("ess0.Voltage_L1", volts)
	r.Put("ess0.Frequency", hertz)
}

// connected is a rig that has found itself on its grid.
func connected(t testing.TB) *controltest.Rig {
	t.Helper()
	r := controltest.New(t, hut)
	grid(r, 230, 50)
	site(r, 230, 50)
	r.Put("ess0.GridMode", 1)
	r.Put("ess0.ActivePower", 0)
	r.Put("ess0.SOC", 60)
	r.Put("k1.Closed", 1)
	r.Put("k1.PhaseAngle", 0)
	r.Run(time.Second)
	return r
}

// orders are coupler and grid mode as they are set; -1 for not at all.
func orders(r *controltest.Rig) [2]float64 {
	got := [2]float64{-1, -1}
	if v, ok := r.Setting("k1.SetClosed"); ok {
		got[0] = v
	}
	if v, ok := r.Setting("ess0.SetGridMode"); ok {
		got[1] = v
	}
	return got
}

func mustOrder(t *testing.T, r *controltest.Rig, when string, closed, mode float64) {
	t.Helper()
	if diff := cmp.Diff([2]float64{closed, mode}, orders(r)); diff != "" {
		t.Fatalf("%s: coupler and grid mode (-want +got):\n%s", when, diff)
	}
}

func TestWhatEachStepOrders(t *testing.T) {
	r := connected(t)
	mustOrder(t, r, "on the grid", -1, -1)
	if n := r.Allocations(); n != 0 {
		t.Errorf("on the grid %v allocations a cycle", n)
	}
	grid(r, 0, 0)
	site(r, 0, 0)
	r.Run(300 * time.Millisecond)
	mustOrder(t, r, "while the coupler opens", 0, 1)
	r.Put("k1.Closed", 0)
	r.Step()
	mustOrder(t, r, "while the battery forms", 0, 2)
	if got := []envelope.Envelope{r.Bounds("load0"), r.Bounds("load1"), r.Bounds("pv0")}; !cmp.Equal(got, []envelope.Envelope{envelope.AtMost(0), envelope.AtMost(0), envelope.AtLeast(0)}) {
		t.Errorf("a black start takes loads and roof off, not %v", got)
	}
	if change, ok := r.Filing.Entering(); !ok || change.Mode != control.Island {
		t.Errorf("the mode asked for is %v, %v", change, ok)
	}
	r.Mode = control.Island
	r.Put("ess0.GridMode", 2)
	site(r, 230, 49.9)
	r.Run(400 * time.Millisecond)
	r.Run(2100 * time.Millisecond)
	if got := len(r.Asked("load0")); got != 0 || len(r.Asked("load1")) == 0 {
		t.Errorf("after two seconds of room the more important load is held by %d bounds", got)
	}
	r.Run(10 * time.Second)
	mustOrder(t, r, "in the island", 0, 2)
	if n := r.Allocations(); n != 0 {
		t.Errorf("in the island %v allocations a cycle", n)
	}
	grid(r, 231, 50.02)
	r.Put("k1.PhaseAngle", 90)
	r.Run(5200 * time.Millisecond)
	mustOrder(t, r, "while it synchronises", 0, 2)
	if hertz, _ := r.Setting("ess0.SetFrequency"); hertz >= 50.2 {
		t.Errorf("90° ahead it steers to %v Hz, want below the grid's", hertz)
	}
	site(r, 231, 50.02)
	r.Put("k1.PhaseAngle", 3)
	r.Run(1200 * time.Millisecond)
	mustOrder(t, r, "while the coupler closes", 1, 2)
	r.Put("k1.Closed", 1)
	r.Step()
	mustOrder(t, r, "while it is handed over", 1, 1)
	r.Put("ess0.GridMode", 1)
	r.Run(200 * time.Millisecond)
	mustOrder(t, r, "home again", -1, -1)
	if change, ok := r.Filing.Entering(); !ok || change.Mode != control.SelfConsumption {
		t.Errorf("the mode asked for is %v, %v", change, ok)
	}
}

func TestEveryStepIsAnEventWithItsReason(t *testing.T) {
	r := connected(t)
	grid(r, 0, 0)
	site(r, 0, 0)
	var told []string
	for range 30 {
		r.Step()
		for _, n := range r.Filing.Notices() {
			told = append(told, reason.Text(n.Code, "en", n.Params))
		}
	}
	want := []string{
		"it went from ON_GRID to OPENING: GRID_LOST",
		"it went from OPENING to REFUSING: TIMED_OUT",
		"it: the step OPENING took too long and was given up",
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestNothingIsOrderedBeforeTheCouplersPositionIsKnown(t *testing.T) {
	r := controltest.New(t, hut)
	grid(r, 0, 0)
	site(r, 0, 0)
	r.Run(5 * time.Second)
	mustOrder(t, r, "without the coupler's position", -1, -1)
}

func TestAnIslandIsLatchedAndTakenUp(t *testing.T) {
	r := connected(t)
	grid(r, 0, 0)
	site(r, 0, 0)
	r.Run(300 * time.Millisecond)
	set := r.Controller("it").(control.Latching).Latches()
	if set == 0 {
		t.Fatal("an island is not latched")
	}
	again := controltest.New(t, hut)
	again.Controller("it").(control.Latching).Relatch(set)
	if got := again.Controller("it").(control.Latching).Latches(); got != set {
		t.Errorf("before the first cycle it says %b, want %b", got, set)
	}
	grid(again, 0, 0)
	site(again, 230, 49.9)
	again.Put("k1.Closed", 0)
	again.Put("ess0.GridMode", 2)
	again.Step()
	mustOrder(t, again, "after a restart in the island", 0, 2)
}

func TestWindowsThatContradictAreRefused(t *testing.T) {
	for _, bad := range []string{
		"loss: {voltage_min_percent: 130}", "loss: {frequency_min_hz: 52}",
		"healthy: {voltage_min_percent: 70}", "healthy: {frequency_max_hz: 52}",
	} {
		controltest.Refuses(t, reason.InvalidValue, strings.Replace(hut, "healthy: {hold: 5s}", bad, 1))
	}
}
