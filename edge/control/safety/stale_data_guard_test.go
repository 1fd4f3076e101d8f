package safety_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/edge/control/safety"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

func guard(age time.Duration, ramp float64) control.Params {
	return control.Params{Values: control.Values{Durations: map[string]time.Duration{"max_age": age}, Numbers: map[string]float64{"ramp_watts_per_s": ramp}}}
}

// drive runs cycles and feeds every set-point back as the next cycle's last one.
func (r *rig) drive(cycles int, each func()) []unit.Power {
	var powers []unit.Power
	for range cycles {
		each()
		requests := r.step()
		if len(requests) > 0 {
			r.last[0] = power(requests)
		}
		powers = append(powers, r.last[0])
	}
	return powers
}

func TestTheGuardRampsToTheSafeStateAndLetsGo(t *testing.T) {
	r := newRig(t, safety.StaleDataGuard(), guard(0, 1000))
	r.last[0] = -2500
	alive := func() { r.put("ess0", point.SOC, 50); r.put("meter0", point.ActivePower, 100) }
	if alive(); len(r.step()) != 0 {
		t.Error("it asks for something while everything is fresh")
	}
	// The meter falls silent: its last value is 1 s old in the next cycle and may grow 5 s old.
	blind := r.drive(9, func() { r.put("ess0", point.SOC, 50) })
	if diff := cmp.Diff([]unit.Power{-2500, -2500, -2500, -2500, -2500, -1500, -500, 0, 0}, blind); diff != "" {
		t.Errorf("set-points (-want +got):\n%s", diff)
	}
	if alive(); len(r.step()) != 0 {
		t.Error("it still asks for something after the meter came back")
	}
	r.last[0] = 900
	again := r.drive(7, func() { r.put("meter0", point.ActivePower, 100) })
	if diff := cmp.Diff([]unit.Power{900, 900, 900, 900, 900, 0, 0}, again); diff != "" {
		t.Errorf("a second loss starts from where the battery is then (-want +got):\n%s", diff)
	}
}

func TestTheGuardNamesTheFirstLostChannel(t *testing.T) {
	r := newRig(t, safety.StaleDataGuard(), guard(0, 1000))
	want := func(channel string) []envelope.Request {
		return []envelope.Request{envelope.Bound("it", envelope.Safety, envelope.Exactly(0), envelope.Cause{Code: reason.StaleInput, Name: channel})}
	}
	if diff := cmp.Diff(want("meter0.ActivePower"), r.step()); diff != "" {
		t.Errorf("before anything was read (-want +got):\n%s", diff)
	}
	r.put("meter0", point.ActivePower, 100)
	if diff := cmp.Diff(want("ess0.SOC"), r.step()); diff != "" {
		t.Errorf("with the meter alone (-want +got):\n%s", diff)
	}
}

func TestAShorterMaxAgeOfTheGuardHoldsButNotForChannelsReadSeldom(t *testing.T) {
	r := newRig(t, safety.StaleDataGuard(), guard(2*time.Second, 1000))
	r.put("ess0", point.SOC, 50)
	var fresh []bool
	for range 6 {
		r.put("meter0", point.ActivePower, 100)
		fresh = append(fresh, len(r.step()) == 0)
	}
	// The state of charge is read so seldom that it may always be 4 s old.
	if diff := cmp.Diff([]bool{true, true, true, true, true, false}, fresh); diff != "" {
		t.Errorf("the state of charge grows old (-want +got):\n%s", diff)
	}
	r.put("ess0", point.SOC, 50)
	r.put("meter0", point.ActivePower, 100)
	fresh = nil
	for range 4 {
		fresh = append(fresh, len(r.step()) == 0)
	}
	if diff := cmp.Diff([]bool{true, true, true, false}, fresh); diff != "" {
		t.Errorf("the meter grows old (-want +got):\n%s", diff)
	}
}

// A slow ramp on short cycles moves by less than a watt each time and must not stand still.
func TestASlowRampMoves(t *testing.T) {
	r := newRig(t, safety.StaleDataGuard(), guard(0, 1))
	r.last[0], r.cycle = 2, 200*time.Millisecond
	powers := r.drive(11, func() {})
	if diff := cmp.Diff([]unit.Power{2, 2, 1, 1, 1, 1, 1, 0, 0, 0, 0}, powers); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
