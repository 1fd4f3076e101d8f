package voltage_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Over-voltage asks for absorbed reactive power, which is positive here and negative in the tools
// the curves are known from. By hand, VDE 4105: 244.4 V lie halfway between 236.9 V… 246.1 V at
// 241.5 V, which is 15 % of 10 kVA.
func TestSignOfQOfU(t *testing.T) {
	for name, tt := range map[string]struct {
		code, nominal string
		volts         float64
		want          unit.ReactivePower
	}{
		"nominal voltage asks nothing":          {"VDE_AR_N_4105", "230", 230, 0},
		"halfway up half is absorbed":           {"VDE_AR_N_4105", "230", 241.5, 1_500},
		"past the end all of it":                {"VDE_AR_N_4105", "230", 253, 3_000},
		"halfway down half is supplied":         {"VDE_AR_N_4105", "230", 218.5, -1_500},
		"IEEE 1547 at 1.08 of 240 V":            {"IEEE_1547_III", "240", 259.2, 4_400},
		"IEEE 1547 at 0.95 of 240 V, half":      {"IEEE_1547_III", "240", 228, -2_200},
		"TOR at 243 V: 7.5/13.8 of 30 % is 652": {"AT_TOR", "230", 244.5, 1_304},
	} {
		t.Run(name, func(t *testing.T) {
			r := inverter(t, "type: Q_OF_U, asset: ess0, meter: meter0, phases: 1, time_constant: 0s, code: "+tt.code+", nominal_volts: "+tt.nominal)
			r.Put("ess0.ActivePower", 0)
			r.Put("meter0.Voltage_L1", tt.volts)
			if got := wanted(t, r, "ess0"); got != tt.want {
				t.Errorf("%d var, want %d", got, tt.want)
			}
			if n := r.Allocations(); n != 0 {
				t.Errorf("%v allocations a cycle", n)
			}
		})
	}
}

// 95 % within 10 s: after one time constant 63 % of the way, after 10 s 95 %.
func TestQOfUFollowsWithItsTimeConstant(t *testing.T) {
	r := inverter(t, "type: Q_OF_U, asset: ess0, meter: meter0, phases: 1, code: VDE_AR_N_4105")
	r.Cycle = 100 * time.Millisecond
	r.Put("ess0.ActivePower", 0)
	r.Put("meter0.Voltage_L1", 230)
	wanted(t, r, "ess0")
	r.Put("meter0.Voltage_L1", 253)
	began := r.Now
	for _, at := range []struct{ seconds, share float64 }{{3.338, 0.632}, {10, 0.95}} {
		for r.Now.Sub(began).Seconds() < at.seconds {
			r.Step()
		}
		if got := float64(r.Reactive("ess0")[0].Target) / 3000; math.Abs(got-at.share) > 0.01 {
			t.Errorf("after %v s %.3f of the way, want %.3f", at.seconds, got, at.share)
		}
	}
}

func TestThePhasesAreAveraged(t *testing.T) {
	r := inverter(t, "type: Q_OF_U, asset: ess0, meter: meter0, time_constant: 0s, curve: [{voltage_percent: 90, supply_percent: 50}, {voltage_percent: 100}, {voltage_percent: 110, absorb_percent: 50}]")
	r.Put("ess0.ActivePower", 0)
	r.Put("meter0.Voltage_L1", 253)
	r.Put("meter0.Voltage_L2", 230)
	r.Put("meter0.Voltage_L3", 241.5)
	if got := wanted(t, r, "ess0"); got != 2_500 {
		t.Errorf("%d var, want 2,500 at a mean of 105 %%", got)
	}
	r.PutBad("meter0.Voltage_L3")
	r.Step()
	if got := r.Reactive("ess0"); len(got) != 0 {
		t.Errorf("with a phase missing it asks %+v", got)
	}
}

func TestQOfUThatIsNotWholeIsRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		more string
		want reason.Code
	}{
		"no curve":                     {"phases: 1", reason.MissingField},
		"a point with both":            {"curve: [{voltage_percent: 90, supply_percent: 5, absorb_percent: 5}, {voltage_percent: 100}]", reason.InvalidValue},
		"voltages that do not rise":    {"curve: [{voltage_percent: 100}, {voltage_percent: 90}]", reason.InvalidValue},
		"a code without a curve":       {"code: VDE_AR_N_4110", reason.InvalidValue},
		"an inverter without a rating": {"code: VDE_AR_N_4105", reason.MissingField},
	} {
		text := site("type: Q_OF_U, asset: ess0, meter: meter0, " + tt.more)
		if strings.Contains(name, "rating") {
			text = strings.Replace(text, "ESS, max_apparent_power_va", "ESS, max_active_power_watts", 1)
		}
		err := controltest.Refused(t, text)
		if !errors.Is(err, reason.New(tt.want, nil)) && !strings.Contains(err.Error(), string(tt.want)) {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
	}
}
