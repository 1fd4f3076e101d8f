package load_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/unit"
)

// sunny runs vehicles at their chargers for a while with so much to spare on the site.
func sunny(r *controltest.Rig, cars []vehicle, surplus float64, span time.Duration) {
	for range int(span / r.Cycle) {
		park(r, cars, -surplus)
	}
}

// set are the targets of the chargers in the last step.
func set(t *testing.T, r *controltest.Rig, n int) []unit.Power {
	t.Helper()
	var all []unit.Power
	for _, id := range chargerIDs(n) {
		all = append(all, target(t, r, id))
	}
	return all
}

func TestAVehicleIsChargedBySurplusAtItsPace(t *testing.T) {
	r := with(t, "{id: c, type: EVCS_SURPLUS, evcs: [car0], meter: meter0, on_delay: 10s, off_delay: 30s}")
	cars := []vehicle{{wants: 11000}}
	for _, tt := range []struct {
		surplus float64
		span    time.Duration
		want    unit.Power
		when    string
	}{
		{4139, 2 * time.Minute, 0, "less than 6 A on three phases is nothing"},
		{4140, 10 * time.Second, 0, "enough has to last"},
		{4140, 2 * time.Second, 4140, "then it starts"},
		{7000, 5 * time.Second, 7000, "and follows the sun"},
		{20000, 5 * time.Second, 11040, "up to what the charger can: 44.8 kW to a charger of 22 kW is not asked"},
		{2000, 30 * time.Second, 4140, "with too little it goes on with the least"},
		{2000, 70 * time.Second, 4140, "since it has not run for two minutes yet"},
		{2000, 10 * time.Second, 0, "then it stops"},
		{9000, 20 * time.Second, 0, "and pauses for half a minute"},
		{9000, 20 * time.Second, 9000, "before it starts again"},
	} {
		sunny(r, cars, tt.surplus, tt.span)
		if diff := cmp.Diff([]unit.Power{tt.want}, set(t, r, 1)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.when, diff)
		}
	}
}

func TestMinimumAlwaysChargesAndForceWithAllThereIs(t *testing.T) {
	for mode, want := range map[string][]unit.Power{"MINIMUM": {4140, 8000}, "FORCE": {11040, 11040}} {
		r := with(t, "{id: c, type: EVCS_SURPLUS, evcs: [car0], meter: meter0, charge: "+mode+"}")
		cars := []vehicle{{wants: 11000}}
		sunny(r, cars, -3000, time.Minute)
		got := set(t, r, 1)
		sunny(r, cars, 8000, time.Minute)
		if diff := cmp.Diff(want, append(got, set(t, r, 1)...)); diff != "" {
			t.Errorf("%s without and with surplus (-want +got):\n%s", mode, diff)
		}
		r.Silence("meter0.ActivePower")
		r.Run(10 * time.Second)
		if got := target(t, r, "car0"); got != want[0] {
			t.Errorf("%s without a meter: %v, want %v", mode, got, want[0])
		}
	}
}

func TestSeveralVehiclesShareTheSurplusEvenly(t *testing.T) {
	r := with(t, "{id: c, type: EVCS_SURPLUS, evcs: [car0, car1], meter: meter0, on_delay: 0s, off_delay: 0s, min_run: 0s, min_pause: 0s}")
	cars := []vehicle{{wants: 11000}, {wants: 11000}}
	for _, tt := range []struct {
		surplus float64
		want    []unit.Power
		when    string
	}{
		{6000, []unit.Power{6000, 0}, "enough for one: the first"},
		{8280, []unit.Power{4140, 4140}, "enough for both at least"},
		{12001, []unit.Power{6001, 6000}, "the rest is shared, to the watt"},
		{30000, []unit.Power{11040, 11040}, "as far as they go"},
	} {
		sunny(r, cars, tt.surplus, 10*time.Second)
		if diff := cmp.Diff(tt.want, set(t, r, 2)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.when, diff)
		}
	}
}

func TestAChargerIsSwitchedBetweenOneAndThreePhases(t *testing.T) {
	r := with(t, "{id: c, type: EVCS_SURPLUS, evcs: [car0], meter: meter0, switch_phases: true, on_delay: 0s, off_delay: 0s, min_run: 0s, min_pause: 0s, "+
		"phases_up_delay: 60s, phases_down_delay: 30s, phases_hold: 120s}")
	cars := []vehicle{{wants: 11000}}
	phases := 1.0
	run := func(surplus float64, span time.Duration) (float64, unit.Power) {
		for range int(span / r.Cycle) {
			r.Put("car0.Phases", phases)
			park(r, cars, -surplus)
			phases, _ = r.Setting("car0.SetPhases")
		}
		return phases, target(t, r, "car0")
	}
	for _, tt := range []struct {
		surplus float64
		span    time.Duration
		phases  float64
		want    unit.Power
		when    string
	}{
		{1400, 3 * time.Minute, 1, 1400, "6 A on one phase are enough to begin"},
		{6000, 50 * time.Second, 1, 3680, "one phase ends at 16 A"},
		{6000, 20 * time.Second, 3, 6000, "enough for three has lasted a minute"},
		{3000, 100 * time.Second, 3, 4140, "the number of phases is kept for two minutes"},
		{3000, 30 * time.Second, 1, 3000, "then one phase takes what there is"},
	} {
		phases, got := run(tt.surplus, tt.span)
		if phases != tt.phases || got != tt.want {
			t.Errorf("%s: %v phases and %v, want %v and %v", tt.when, phases, got, tt.phases, tt.want)
		}
	}
}

// At 240 V the least current is more power; asked for too little, the charger would pause.
func TestTheLeastPowerFollowsTheVoltage(t *testing.T) {
	r := with(t, "{id: c, type: EVCS_SURPLUS, evcs: [car0], meter: meter0, charge: MINIMUM}")
	for _, phase := range []string{"L1", "L2", "L3"} {
		r.Put("car0.Voltage_"+phase, 240.3)
	}
	r.Put("meter0.ActivePower", 0)
	r.Step()
	if got := target(t, r, "car0"); got != 4326 {
		t.Errorf("the least at 240.3 V is %v, want 6 A on three phases, rounded up", got)
	}
}
