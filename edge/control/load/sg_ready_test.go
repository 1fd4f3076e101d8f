package load_test

import (
	"testing"
	"time"

	"ohmstead/edge/control/controltest"
)

const heatPump = "{id: c, type: SG_READY, contact_1: relay0, contact_2: relay1, meter: meter0, recommend_watts: 1500, force_watts: 4000, lock_import_watts: 8000, min_switch: 60s"

// state is what the two contacts say.
func state(t *testing.T, r *controltest.Rig) string {
	t.Helper()
	return map[[2]bool]string{
		{false, false}: "REGULAR", {false, true}: "RECOMMENDED", {true, true}: "FORCED", {true, false}: "LOCKED",
	}[[2]bool{closed(t, r, "relay0"), closed(t, r, "relay1")}]
}

func TestAHeatPumpIsToldHowWelcomeItIs(t *testing.T) {
	r := with(t, heatPump+"}")
	for _, tt := range []struct {
		grid float64
		want string
		when string
	}{
		{0, "REGULAR", "balanced"},
		{-1500, "REGULAR", "at the threshold"},
		{-1501, "RECOMMENDED", "above it"},
		{0, "RECOMMENDED", "the pump has taken the surplus: that is no reason to stop"},
		{-2501, "FORCED", "with what it takes, more than 4 kW"},
		{-1, "FORCED", "the pump has taken that too"},
		{4000, "REGULAR", "import that takes all of it away"},
		{8001, "LOCKED", "too much of it"},
		{7000, "REGULAR", "not too much any more"},
	} {
		draws(r, tt.grid, 62*time.Second)
		if got := state(t, r); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.when, got, tt.want)
		}
	}
	refused(t, "{id: c, type: SG_READY, contact_1: relay0, contact_2: relay0, meter: meter0, recommend_watts: 1}", "contact_2 is relay0, want another contact than contact_1")
	refused(t, "{id: c, type: SG_READY, contact_1: relay0, contact_2: relay1, meter: meter0}", "MISSING_FIELD: recommend_watts, force_watts or lock_import_watts is missing")
}

func TestAMeasuredHeatPumpCountsWithWhatItDraws(t *testing.T) {
	r := with(t, heatPump+", pump: pump0}")
	r.Put("pump0.ActivePower", 0)
	draws(r, -2000, 62*time.Second)
	if got := state(t, r); got != "RECOMMENDED" {
		t.Fatalf("with 2 kW to spare it is %s", got)
	}
	// The pump does not run and the surplus is gone: nothing is recommended by what it might take.
	draws(r, 0, 62*time.Second)
	if got := state(t, r); got != "REGULAR" {
		t.Errorf("with nothing to spare it is %s", got)
	}
}

func TestAStateIsKeptForItsLeastTime(t *testing.T) {
	r := with(t, heatPump+"}")
	draws(r, 0, time.Minute)
	draws(r, -2000, 2*time.Second)
	draws(r, 5000, 57*time.Second)
	if got := state(t, r); got != "RECOMMENDED" {
		t.Errorf("within a minute it has become %s", got)
	}
	draws(r, 5000, 5*time.Second)
	if got := state(t, r); got != "REGULAR" {
		t.Errorf("after a minute it is still %s", got)
	}
}

func TestALockNeverLastsLongerThanTwoHours(t *testing.T) {
	r := with(t, heatPump+"}")
	r.Cycle = time.Minute
	draws(r, 9000, 2*time.Minute)
	locked := 0
	for range 600 {
		draws(r, 9000, time.Minute)
		if state(t, r) == "LOCKED" {
			locked++
		}
	}
	if locked < 290 || locked > 361 {
		t.Errorf("of ten hours of too much import it is locked for %d minutes, want two hours of every four", locked)
	}
}

func TestTheStateOfChargeDecidesToo(t *testing.T) {
	r := with(t, heatPump+", ess: ess0, force_soc_percent: 80, lock_soc_percent: 20}")
	r.Put("ess0.ActivePower", 0)
	for _, tt := range []struct {
		grid, soc float64
		want      string
		when      string
	}{
		{-5000, 79, "RECOMMENDED", "not full enough to be forced"},
		{-5000, 80, "FORCED", "full enough"},
		{9000, 20, "REGULAR", "not empty enough to be locked"},
		{9000, 19, "LOCKED", "empty enough"},
	} {
		r.Put("ess0.SOC", tt.soc)
		draws(r, tt.grid, 62*time.Second)
		if got := state(t, r); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.when, got, tt.want)
		}
	}
	r.Silence("ess0.SOC")
	draws(r, 9000, 3*time.Minute)
	if got := state(t, r); got != "REGULAR" {
		t.Errorf("with the state of charge unknown it is %s", got)
	}
	draws(r, -9000, 3*time.Minute)
	if got := state(t, r); got != "RECOMMENDED" {
		t.Errorf("with the state of charge unknown and surplus it is %s", got)
	}
	r.Silence("meter0.ActivePower")
	r.Run(3 * time.Minute)
	if got := state(t, r); got != "REGULAR" {
		t.Errorf("without a meter it is %s", got)
	}
}
