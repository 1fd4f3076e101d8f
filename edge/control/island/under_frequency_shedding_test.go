package island_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/reason"
)

const short = `
cycle: 100ms
max_age: 1s
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: load0, nature: LOAD, max_active_power_watts: 3000}
  - {id: load1, nature: LOAD, max_active_power_watts: 4000}
controllers:
  - {id: it, type: UNDER_FREQUENCY_SHEDDING, assets: [load1, load0], meter: meter0, below_hz: 49, restore_hz: 49.8, shed_delay: 200ms, restore_delay: 2s}
`

// shed is how many of the loads are held.
func shed(r *controltest.Rig) int { return len(r.Asked("load0")) + len(r.Asked("load1")) }

func TestLoadsGoOneByOneAndComeBackInReverse(t *testing.T) {
	r := controltest.New(t, short)
	var course []int
	var events []reason.Code
	follow := func(hertz float64, span time.Duration) {
		r.Put("meter0.Frequency", hertz)
		for end := r.Now.Add(span); r.Now.Before(end); {
			r.Step()
			events = append(events, r.Told()...)
		}
		course = append(course, shed(r))
	}
	follow(49.0, time.Second)           // at the threshold
	follow(48.9, 200*time.Millisecond)  // not for long enough
	follow(48.9, 100*time.Millisecond)  // the first
	follow(48.9, 300*time.Millisecond)  // the second
	follow(48.9, time.Second)           // there is no third
	follow(49.5, 10*time.Second)        // in between nothing moves
	follow(49.9, 1900*time.Millisecond) // not for long enough
	follow(49.9, 200*time.Millisecond)  // the first comes back
	follow(48.0, 100*time.Millisecond)  // a dip that is short
	follow(49.9, 2200*time.Millisecond) // and the other
	if diff := cmp.Diff([]int{0, 0, 1, 2, 2, 2, 2, 1, 1, 0}, course); diff != "" {
		t.Errorf("loads shed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]reason.Code{reason.LoadWasShed, reason.LoadWasShed, reason.LoadRestored, reason.LoadRestored}, events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestWithoutAFrequencyWhatIsShedStaysShed(t *testing.T) {
	r := controltest.New(t, short)
	r.Put("meter0.Frequency", 48)
	r.Run(400 * time.Millisecond)
	if shed(r) != 1 || len(r.Asked("load1")) != 1 {
		t.Fatalf("%d are shed, want the least important one", shed(r))
	}
	if n := r.Allocations(); n != 0 {
		t.Errorf("%v allocations a cycle", n)
	}
	r.PutBad("meter0.Frequency")
	r.Run(time.Minute)
	if shed(r) != 1 {
		t.Errorf("blind, %d are shed, want the one that was", shed(r))
	}
}

func TestARestoreBelowItsThresholdIsRefused(t *testing.T) {
	controltest.Refuses(t, reason.InvalidValue, strings.Replace(short, "restore_hz: 49.8", "restore_hz: 49", 1))
}
