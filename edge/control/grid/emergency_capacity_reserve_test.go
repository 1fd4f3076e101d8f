package grid_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/envelope"
	"ohmstead/energy/unit"
)

const emergency = `
mode: SELF_CONSUMPTION
assets:
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
  - {id: pv0, nature: PV, max_apparent_power_va: 8000}
controllers:
  - {id: keep, type: EMERGENCY_CAPACITY_RESERVE, ess: ess0, pv: pv0, reserve_percent: 20, grid_charge: true, ramp_percent_per_s: 100}
`

// least is the least power of the battery after a while at a state of charge.
func least(r *controltest.Rig, soc float64) unit.Power {
	r.Put("ess0.SOC", soc)
	r.Run(3 * time.Second)
	return max(r.Bounds("ess0").Min, -10_000)
}

// The steps, on the way down. In the product they are known from, discharge is positive and each
// bound an upper one; here each is a lower one with its sign turned.
func TestSignAndStepsOfTheEmergencyReserve(t *testing.T) {
	r := controltest.New(t, emergency)
	r.Put("pv0.ActivePower", -3_000)
	for _, step := range []struct {
		soc  float64
		want unit.Power
	}{{50, -10_000}, {21.5, -10_000}, {21, -5_000}, {20.5, -5_000}, {20, 0}, {19.5, 0}, {19, 3_000}, {18.5, 3_000}, {18, 1_000}, {17, 1_000}, {16, 5_000}} {
		if got := least(r, step.soc); got != step.want {
			t.Errorf("at %v %% at least %v, want %v", step.soc, got, step.want)
		}
	}
}

func TestAStepIsLeftAPercentLater(t *testing.T) {
	r := controltest.New(t, emergency)
	r.Put("pv0.ActivePower", 0)
	var course []unit.Power
	for _, soc := range []float64{16, 16.9, 17.1, 18.9, 19.1, 20.1, 21.1, 21.9, 22.1} {
		course = append(course, least(r, soc))
	}
	if diff := cmp.Diff([]unit.Power{5_000, 5_000, 1_000, 1_000, 0, 0, -5_000, -5_000, -10_000}, course); diff != "" {
		t.Errorf("upwards (-want +got):\n%s", diff)
	}
}

func TestWithoutGridAndRoofTheReserveOnlyKeeps(t *testing.T) {
	r := controltest.New(t, strings.Replace(strings.Replace(emergency, "pv: pv0, ", "", 1), "grid_charge: true, ", "", 1))
	if got := least(r, 10); got != 0 {
		t.Errorf("ten percent below at least %v, want no discharge and no charge by force", got)
	}
}

func TestTheEmergencyReserveFailsClosed(t *testing.T) {
	r := controltest.New(t, emergency)
	r.Run(3 * time.Second)
	if got := r.Bounds("ess0"); got != envelope.AtLeast(0) {
		t.Errorf("never known: %v, want no discharge", got)
	}
	least(r, 80)
	r.PutBad("ess0.SOC")
	r.Run(3 * time.Second)
	if got := r.Bounds("ess0"); got != envelope.AtLeast(0) {
		t.Errorf("lost at 80 %%: %v, want no discharge", got)
	}
	least(r, 19)
	r.PutBad("pv0.ActivePower")
	if got := least(r, 19); got != 0 {
		t.Errorf("blind to the roof at least %v, want nothing asked of it", got)
	}
	if n := r.Allocations(); n != 0 {
		t.Errorf("%v allocations a cycle", n)
	}
}

func TestTheEmergencyReserveMovesByItsRamp(t *testing.T) {
	r := controltest.New(t, strings.Replace(emergency, "ramp_percent_per_s: 100", "ramp_percent_per_s: 10", 1))
	r.Put("ess0.SOC", 10)
	r.Put("pv0.ActivePower", 0)
	var course []unit.Power
	for range 7 {
		r.Step()
		course = append(course, r.Bounds("ess0").Min)
	}
	if diff := cmp.Diff([]unit.Power{0, 1_000, 2_000, 3_000, 4_000, 5_000, 5_000}, course); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
