package safety_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/edge/control/controltest"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

const warmBattery = `
assets:
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
controllers:
  - {id: heat, type: TEMPERATURE_DERATING, ess: ess0, derate_c: 40, max_c: 50, cold_derate_c: 10, cold_min_c: 0, trip_c: 60}
`

func TestTemperatureDerating(t *testing.T) {
	full := envelope.Unbounded()
	tests := map[string]struct {
		celsius float64
		want    envelope.Envelope
	}{
		"in between it asks nothing":                            {25, full},
		"at the start of derating still nothing":                {40, full},
		"half way up half the power is left both ways":          {45, envelope.Between(-5000, 5000)},
		"a tenth of a degree below the end a hundredth is left": {49.9, envelope.Between(-100, 100)},
		"at the end nothing is left":                            {50, envelope.Exactly(0)},
		"above the end too, until it trips":                     {60, envelope.Exactly(0)},
		"half cold, half of charging is left":                   {5, envelope.AtMost(5000)},
		"frozen, discharging alone is left":                     {0, envelope.AtMost(0)},
		"colder than frozen the same":                           {-20, envelope.AtMost(0)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := controltest.New(t, warmBattery)
			r.Put("ess0.Temperature", tt.celsius)
			r.Step()
			if diff := cmp.Diff(tt.want, r.Bounds("ess0")); diff != "" {
				t.Errorf("bounds (-want +got):\n%s", diff)
			}
			if r.Fault() != "" {
				t.Errorf("it faults with %s", r.Fault())
			}
			if n := r.Allocations(); n != 0 {
				t.Errorf("%v allocations a cycle", n)
			}
		})
	}
}

func TestABatteryThatIsTooHotFaultsUntilItHasCooled(t *testing.T) {
	r := controltest.New(t, warmBattery)
	for _, step := range []struct {
		celsius float64
		tripped bool
	}{{59, false}, {60.5, true}, {55, true}, {45, true}, {40.1, true}, {40, false}, {45, false}} {
		r.Put("ess0.Temperature", step.celsius)
		r.Step()
		if got := r.Fault() == reason.BatteryTemperatureTrip; got != step.tripped {
			t.Errorf("at %v °C it faults: %v, want %v", step.celsius, got, step.tripped)
		}
		if step.tripped && r.Bounds("ess0") != envelope.Exactly(0) {
			t.Errorf("at %v °C after the trip the battery may do %v", step.celsius, r.Bounds("ess0"))
		}
	}
}

func TestATemperatureThatWasNeverKnownForbidsPowerAndALostOneKeepsWhatItForbade(t *testing.T) {
	r := controltest.New(t, warmBattery)
	r.Step()
	if got := r.Bounds("ess0"); got != envelope.Exactly(0) {
		t.Errorf("never known: %v, want nothing", got)
	}
	if diff := cmp.Diff([]reason.Code{reason.StaleInput}, r.Because("ess0")); diff != "" {
		t.Errorf("because (-want +got):\n%s", diff)
	}
	r.Put("ess0.Temperature", 45)
	r.Step()
	r.Silence("ess0.Temperature")
	r.Run(time.Minute)
	if got := r.Bounds("ess0"); got != envelope.Between(-5000, 5000) {
		t.Errorf("lost at 45 °C: %v, want half the power", got)
	}
}

func TestATemperatureTripOutlivesARestart(t *testing.T) {
	r := controltest.New(t, warmBattery)
	r.Put("ess0.Temperature", 61)
	r.Step()
	set := r.Controller("heat").(control.Latching).Latches()
	again := controltest.New(t, warmBattery)
	again.Controller("heat").(control.Latching).Relatch(set)
	again.Put("ess0.Temperature", 45)
	again.Step()
	if again.Fault() != reason.BatteryTemperatureTrip || again.Bounds("ess0") != envelope.Exactly(0) {
		t.Errorf("after the restart: fault %q, bounds %v", again.Fault(), again.Bounds("ess0"))
	}
	again.Put("ess0.Temperature", 39)
	again.Step()
	if again.Fault() != "" || again.Controller("heat").(control.Latching).Latches() != 0 {
		t.Error("it has cooled and still faults")
	}
}

func TestTemperatureLimitsThatContradictAreRefused(t *testing.T) {
	for name, change := range map[string][2]string{
		"an end below the start":         {"max_c: 50", "max_c: 40"},
		"a cold end above the start":     {"cold_min_c: 0", "cold_min_c: 10"},
		"cold derating in the warm":      {"cold_derate_c: 10", "cold_derate_c: 45"},
		"a trip before the power is out": {"trip_c: 60", "trip_c: 49"},
	} {
		err := controltest.Refused(t, strings.Replace(warmBattery, change[0], change[1], 1))
		if !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
			t.Errorf("%s: got %v, want INVALID_VALUE", name, err)
		}
	}
}

func TestALimitNeverGrowsByRounding(t *testing.T) {
	r := controltest.New(t, strings.Replace(warmBattery, "10000", "9999", 1))
	r.Put("ess0.Temperature", 45)
	r.Step()
	if got := r.Bounds("ess0"); got != envelope.Between(-4999, unit.Power(4999)) {
		t.Errorf("half of 9,999 W is %v, want 4,999 W at most", got)
	}
}
