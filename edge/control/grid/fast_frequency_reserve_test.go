package grid_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/envelope"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

const fast = `
cycle: 100ms
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 1000000}
controllers:
  - {id: ffr, type: FAST_FREQUENCY_RESERVE, ess: ess0, meter: meter0, capacity_watts: 600000, MORE}
`

func fastProvider(t testing.TB, more string) *controltest.Rig {
	t.Helper()
	r := controltest.New(t, strings.Replace(fast, ", MORE", more, 1))
	r.Put("ess0.SOC", 50)
	r.Put("meter0.Frequency", 50)
	r.Step()
	return r
}

// course is the battery's power at these times after the frequency fell.
func course(r *controltest.Rig, times ...time.Duration) []unit.Power {
	var powers []unit.Power
	began := r.Now
	for _, at := range times {
		r.Run(at - r.Now.Sub(began) + r.Cycle)
		powers = append(powers, r.Power("ess0"))
	}
	return powers
}

func TestEveryTriggerActivatesAtItsFrequency(t *testing.T) {
	for _, f := range gridcode.FFRs() {
		r := fastProvider(t, `, trigger: "`+f.Name+`"`)
		r.Put("meter0.Frequency", unit.Float(f.Trigger, unit.Hertz))
		r.Step()
		if got := r.Power("ess0"); got != 0 {
			t.Errorf("%s: exactly at the trigger it gives %v", f.Name, got)
		}
		r.Put("meter0.Frequency", unit.Float(f.Trigger, unit.Hertz)-0.001)
		r.Step()
		if got := r.Power("ess0"); got != -600_000 {
			t.Errorf("%s: below the trigger it gives %v in the same cycle, want all of it", f.Name, got)
		}
		if diff := cmp.Diff([]reason.Code{reason.FFRActivated}, r.Told()); diff != "" {
			t.Errorf("%s: events (-want +got):\n%s", f.Name, diff)
		}
	}
}

// By hand: 49.7 Hz has 1.3 s to activate; the short support holds 5 s after that and then goes back
// by 20 % of 600 kW a second, which takes five seconds; the long one holds 30 s and lets go.
func TestTheCourseOfASupport(t *testing.T) {
	tests := map[string]struct {
		support string
		times   []time.Duration
		want    []unit.Power
	}{
		"short": {"SHORT", []time.Duration{0, 6200 * time.Millisecond, 6300 * time.Millisecond, 7300 * time.Millisecond, 11 * time.Second, 12 * time.Second}, []unit.Power{-600_000, -600_000, -588_000, -468_000, -24_000, 0}},
		"long":  {"LONG", []time.Duration{0, 31200 * time.Millisecond, 31300 * time.Millisecond}, []unit.Power{-600_000, -600_000, 0}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := fastProvider(t, ", support: "+tt.support)
			r.Put("meter0.Frequency", 49.5)
			if diff := cmp.Diff(tt.want, course(r, tt.times...)); diff != "" {
				t.Errorf("power (-want +got):\n%s", diff)
			}
		})
	}
}

func TestItIsReadyAgainAfterFifteenMinutesAndNotBefore(t *testing.T) {
	r := fastProvider(t, ", support: SHORT, buffer: 10s")
	r.Put("meter0.Frequency", 49.5)
	r.Run(20 * time.Second)
	if target, ok := r.Target("ess0"); !ok || target != 0 {
		t.Errorf("in the buffer the target is %v, %v; want rest", target, ok)
	}
	r.Run(2 * time.Second)
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("while it recovers it asks %+v", got)
	}
	r.Run(878*time.Second - r.Cycle)
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("before fifteen minutes it asks %+v", got)
	}
	r.Put("meter0.Frequency", 50)
	r.Run(3 * r.Cycle)
	if got := r.Bounds("ess0"); got != envelope.AtLeast(-400_000) {
		t.Errorf("ready again it keeps %v, want room for 600 kW", got)
	}
}

func TestRoomIsKeptWhileItIsReadyAndTheBaselineGoesOn(t *testing.T) {
	r := fastProvider(t, "")
	if got := r.Bounds("ess0"); got != envelope.AtLeast(-400_000) {
		t.Errorf("ready, the battery may do %v, want 400 kW of discharge at most", got)
	}
	if n := r.Allocations(); n != 0 {
		t.Errorf("%v allocations a cycle", n)
	}
	r.Last[r.Asset("ess0")] = 100_000 // it charges with 100 kW
	r.Put("meter0.Frequency", 49.6)
	r.Step()
	if got := r.Power("ess0"); got != -500_000 {
		t.Errorf("from 100 kW of charge it goes to %v, want 600 kW less", got)
	}
}

func TestItDoesNotTriggerBlindEmptyOrUnsold(t *testing.T) {
	for name, prepare := range map[string]func(*controltest.Rig){
		"without a frequency":         func(r *controltest.Rig) { r.PutBad("meter0.Frequency") },
		"with an empty battery":       func(r *controltest.Rig) { r.Put("ess0.SOC", 4); r.Put("meter0.Frequency", 49) },
		"without a state of charge":   func(r *controltest.Rig) { r.PutBad("ess0.SOC"); r.Put("meter0.Frequency", 49) },
		"outside of what it was sold": func(r *controltest.Rig) { r.Now = r.Now.Add(12 * time.Hour); r.Put("meter0.Frequency", 49) },
	} {
		r := fastProvider(t, `, windows: [{from: "08:00", to: "20:00"}]`)
		prepare(r)
		r.Step()
		if got := r.Power("ess0"); got != 0 {
			t.Errorf("%s it gives %v", name, got)
		}
	}
}

func TestASupportGoesOnByTimeWhenTheFrequencyIsLost(t *testing.T) {
	r := fastProvider(t, "")
	r.Put("meter0.Frequency", 49.5)
	r.Step()
	r.PutBad("meter0.Frequency")
	r.Run(10 * time.Second)
	if got := r.Power("ess0"); got != -600_000 {
		t.Errorf("blind after ten seconds it gives %v", got)
	}
}

func TestMoreThanTheBatteryCanGiveIsRefused(t *testing.T) {
	controltest.Refuses(t, reason.InvalidValue, strings.Replace(strings.Replace(fast, ", MORE", "", 1), "600000", "1000001", 1))
}

func TestAReserveThatCannotBeInTimeIsRefused(t *testing.T) {
	slow := strings.Replace(strings.Replace(fast, ", MORE", "", 1), "cycle: 100ms", "cycle: 200ms", 1)
	if err := controltest.Refused(t, slow); !strings.Contains(err.Error(), `cycle is 200ms, want 100ms or less: the reserve is owed within 1.3s`) {
		t.Error(err)
	}
}
