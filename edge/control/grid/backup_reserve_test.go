package grid_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/edge/control/controltest"
	"ohmstead/energy/envelope"
	"ohmstead/energy/unit"
)

const backedUp = `
mode: SELF_CONSUMPTION
assets:
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
controllers:
  - {id: keep, type: BACKUP_RESERVE, ess: ess0, reserve_percent: 30, ramp_watts_per_s: 10000, MORE}
`

func keeper(t testing.TB, more string) *controltest.Rig {
	t.Helper()
	return controltest.New(t, strings.Replace(backedUp, ", MORE", more, 1))
}

func TestTheReserveIsKeptWithAHysteresis(t *testing.T) {
	r := keeper(t, "")
	var least []unit.Power
	for _, soc := range []float64{50, 50, 31, 30, 30.5, 30.9, 31, 20} {
		r.Put("ess0.SOC", soc)
		r.Step()
		least = append(least, max(r.Bounds("ess0").Min, -10_000))
	}
	if diff := cmp.Diff([]unit.Power{0, -10_000, -10_000, 0, 0, 0, -10_000, 0}, least); diff != "" {
		t.Errorf("least power at 50, 50, 31, 30, 30.5, 30.9, 31, 20 %% (-want +got):\n%s", diff)
	}
	if n := r.Allocations(); n != 0 {
		t.Errorf("%v allocations a cycle", n)
	}
}

func TestTheReserveIsReleasedInAnOutage(t *testing.T) {
	r := keeper(t, "")
	r.Put("ess0.SOC", 20)
	for mode, want := range map[control.Mode]int{control.SelfConsumption: 1, control.Schedule: 1, control.Backup: 0, control.Island: 0} {
		r.Mode = mode
		r.Step()
		if got := len(r.Asked("ess0")); got != want {
			t.Errorf("in %s %d bounds hold, want %d", mode, got, want)
		}
	}
}

func TestDischargeGoesAndComesBackByTheRamp(t *testing.T) {
	r := controltest.New(t, strings.Replace(strings.Replace(backedUp, ", MORE", "", 1), "ramp_watts_per_s: 10000", "ramp_watts_per_s: 2500", 1))
	r.Put("ess0.SOC", 50)
	r.Run(10 * time.Second)
	r.Put("ess0.SOC", 30)
	var least []unit.Power
	for range 5 {
		r.Step()
		least = append(least, r.Bounds("ess0").Min)
	}
	if diff := cmp.Diff([]unit.Power{-7_500, -5_000, -2_500, 0, 0}, least); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheGridFillsTheReserveWhereItMay(t *testing.T) {
	r := keeper(t, ", grid_charge: true, grid_charge_watts: 2000")
	var least []unit.Power
	for _, soc := range []float64{29.5, 28.9, 29.5, 30, 29.5} {
		r.Put("ess0.SOC", soc)
		r.Step()
		least = append(least, r.Bounds("ess0").Min)
	}
	if diff := cmp.Diff([]unit.Power{0, 2_000, 2_000, 0, 0}, least); diff != "" {
		t.Errorf("least power at 29.5, 28.9, 29.5, 30, 29.5 %% (-want +got):\n%s", diff)
	}
}

func TestALostStateOfChargeKeepsTheReserveAndForcesNothing(t *testing.T) {
	r := keeper(t, ", grid_charge: true")
	r.Step()
	if got := r.Bounds("ess0"); got != envelope.AtLeast(0) {
		t.Errorf("never known: %v, want no discharge", got)
	}
	r.Put("ess0.SOC", 90)
	r.Run(5 * time.Second)
	r.PutBad("ess0.SOC")
	r.Run(2 * time.Second)
	if got := r.Bounds("ess0"); got != envelope.AtLeast(0) {
		t.Errorf("lost at 90 %%: %v, want no discharge", got)
	}
	r.Put("ess0.SOC", 10)
	r.Step()
	r.PutBad("ess0.SOC")
	r.Step()
	if got := r.Bounds("ess0"); got != envelope.AtLeast(0) {
		t.Errorf("lost at 10 %%: %v, want no force", got)
	}
}
