package controltest_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

const workshop = `
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 30000}
controllers:
  - {id: soc, type: SOC_LIMITS, ess: ess0, soc_min_percent: 10}
  - {id: peak, type: PEAK_SHAVING, ess: ess0, meter: meter0, peak_watts: 40000, recharge_watts: 20000}
`

func TestAStepShowsWhatWasAskedAndWhatComesOfIt(t *testing.T) {
	r := controltest.New(t, workshop)
	r.Put("meter0.ActivePower", 55_000)
	r.Put("ess0.ActivePower", 0)
	r.Put("ess0.SOC", 50)
	r.Step()
	if got := r.Power("ess0"); got != -15_000 {
		t.Errorf("the battery does %v, want -15 kW", got)
	}
	if got := r.Bounds("ess0").Max; got != -15_000 {
		t.Errorf("at most %v are left, want -15 kW", got)
	}
	if diff := cmp.Diff([]reason.Code{reason.PeakLimit}, r.Because("ess0")); diff != "" {
		t.Errorf("because (-want +got):\n%s", diff)
	}
	r.Put("meter0.ActivePower", 12_000)
	r.Step()
	if got, ok := r.Target("ess0"); !ok || got != 8_000 {
		t.Errorf("the target is %v, %v; want 8 kW", got, ok)
	}
	r.Put("ess0.SOC", 5)
	r.Run(2 * time.Second)
	if got := r.Bounds("ess0").Min; got != 0 {
		t.Errorf("an empty battery may do %v at least, want 0 W", got)
	}
	if n := r.Allocations(); n != 0 {
		t.Errorf("%v allocations a cycle", n)
	}
}

func TestAChannelThatIsSilencedGrowsOld(t *testing.T) {
	r := controltest.New(t, workshop)
	r.Put("meter0.ActivePower", 55_000)
	r.Put("ess0.ActivePower", 0)
	r.Put("ess0.SOC", 50)
	r.Step()
	r.Silence("meter0.ActivePower")
	r.Run(5 * time.Second)
	if got := r.Power("ess0"); got != -15_000 {
		t.Errorf("five seconds on the battery does %v, want -15 kW still", got)
	}
	r.Step()
	if got := r.Power("ess0"); got != 0 {
		t.Errorf("past the maximum age it does %v, want nothing", got)
	}
	r.PutBad("ess0.SOC")
	r.Step()
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("with nothing to go by %v is asked", got)
	}
}

func TestAModeArmsItsControllers(t *testing.T) {
	r := controltest.New(t, "mode: BACKUP\n"+workshop)
	r.Put("meter0.ActivePower", 55_000)
	r.Put("ess0.ActivePower", 0)
	r.Put("ess0.SOC", 50)
	r.Step()
	if got := r.Power("ess0"); got != unit.Power(0) {
		t.Errorf("in BACKUP the battery shaves a peak with %v", got)
	}
}

func TestATextThatIsWrongIsRefused(t *testing.T) {
	err := controltest.Refused(t, workshop+"  - {id: two, type: PEAK_SHAVING, ess: ess0, meter: meter0, peak_watts: 1, recharge_watts: 2}\n")
	if !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
		t.Errorf("got %v, want INVALID_VALUE", err)
	}
}
