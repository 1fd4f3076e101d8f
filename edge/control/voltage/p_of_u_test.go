package voltage_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// TOR by hand: 253 V everything, 257.6 V nothing; 255.3 V lie halfway. Production is negative, so
// the bound is a lower one.
func TestSignOfPOfU(t *testing.T) {
	for volts, want := range map[float64]envelope.Envelope{
		230: envelope.Unbounded(), 253: envelope.Unbounded(), 255.3: envelope.AtLeast(-5_000), 257.6: envelope.AtLeast(0), 270: envelope.AtLeast(0),
	} {
		r := inverter(t, "type: P_OF_U, asset: pv0, meter: meter0, phases: 1, code: AT_TOR, time_constant: 0s")
		r.Put("meter0.Voltage_L1", volts)
		r.Step()
		if got := r.Bounds("pv0"); (got.Min-want.Min).Abs() > 1 || got.Max != want.Max {
			t.Errorf("at %v V production is bounded by %v, want %v", volts, got, want)
		}
		if n := r.Allocations(); n != 0 {
			t.Errorf("%v allocations a cycle", n)
		}
	}
}

func TestTheHighestPhaseBounds(t *testing.T) {
	r := inverter(t, "type: P_OF_U, asset: pv0, meter: meter0, time_constant: 0s, curve: [{voltage_percent: 105, power_percent: 100}, {voltage_percent: 110, power_percent: 20}]")
	for phase, volts := range map[string]float64{"L1": 230, "L2": 253, "L3": 235} {
		r.Put("meter0.Voltage_"+phase, volts)
	}
	r.Step()
	if got := r.Bounds("pv0"); got != envelope.AtLeast(-2_000) {
		t.Errorf("production is bounded by %v, want a fifth", got)
	}
	if diff := cmp.Diff([]reason.Code{reason.VoltageLimit}, r.Because("pv0")); diff != "" {
		t.Errorf("because (-want +got):\n%s", diff)
	}
	r.PutBad("meter0.Voltage_L1")
	r.Step()
	if got := r.Asked("pv0"); len(got) != 0 {
		t.Errorf("with a phase missing it asks %+v", got)
	}
}

// IEEE 1547: 90 % of the way within 10 s.
func TestPOfUFollowsWithItsTimeConstantAndLetsGo(t *testing.T) {
	r := inverter(t, "type: P_OF_U, asset: pv0, meter: meter0, phases: 1, code: IEEE_1547_III")
	r.Put("meter0.Voltage_L1", 230)
	r.Step()
	r.Put("meter0.Voltage_L1", 253)
	r.Run(10 * time.Second)
	if got := unit.Float(-r.Bounds("pv0").Min, unit.Watt); math.Abs(got-1_000) > 60 {
		t.Errorf("after ten seconds %v W are left, want a tenth", got)
	}
	r.Put("meter0.Voltage_L1", 230)
	r.Run(time.Minute)
	if got := r.Asked("pv0"); len(got) != 0 {
		t.Errorf("a minute after the voltage is normal it still asks %+v", got)
	}
}

func TestPOfUWithoutACurveIsRefused(t *testing.T) {
	const text = "type: P_OF_U, asset: pv0, meter: meter0"
	controltest.Refuses(t, reason.MissingField, site(text))
	controltest.Refuses(t, reason.InvalidValue, site(text+", curve: [{voltage_percent: 110, power_percent: 100}]"))
	if err := controltest.Refused(t, site(text+", code: VDE_AR_N_4105")); !strings.Contains(err.Error(), "one of AT_TOR, IEEE_1547_III") {
		t.Errorf("a code without a curve: %v", err)
	}
}
