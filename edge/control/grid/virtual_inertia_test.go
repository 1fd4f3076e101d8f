package grid_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/unit"
)

const inert = `
cycle: 100ms
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 100000}
controllers:
  - {id: h, type: VIRTUAL_INERTIA, ess: ess0, meter: meter0, inertia_s: 5, deadband_hz_per_s: 0.05, filter_s: 0.5, MORE}
`

// slide lets the frequency change evenly from 50 Hz for a while; it answers the last target.
func slide(t testing.TB, r *controltest.Rig, perSecond float64, span time.Duration) unit.Power {
	t.Helper()
	began := r.Now
	for r.Now.Sub(began) < span {
		r.Put("meter0.Frequency", 50+perSecond*r.Now.Sub(began).Seconds())
		r.Step()
	}
	target, _ := r.Target("ess0")
	return target
}

// By hand: 2 · 5 s / 50 Hz · 100 kW = 20 kW per Hz/s. A frequency that falls by 0.5 Hz/s gives
// −10 kW once the filter has settled; that is discharge.
func TestSignOfVirtualInertia(t *testing.T) {
	for perSecond, want := range map[float64]float64{-0.5: -10_000, 0.5: 10_000, -1: -20_000} {
		r := controltest.New(t, strings.Replace(inert, ", MORE", "", 1))
		got := unit.Float(slide(t, r, perSecond, 4*time.Second), unit.Watt)
		// Sampled every 100 ms the derivative behind a lag of 0.5 s settles 10 % high.
		if math.Abs(got-want) > 0.11*math.Abs(want) {
			t.Errorf("at %v Hz/s it gives %v W, want about %v W", perSecond, got, want)
		}
	}
}

func TestInertiaAnswersTheFilterWay(t *testing.T) {
	r := controltest.New(t, strings.Replace(inert, ", MORE", "", 1))
	slide(t, r, 0, time.Second)
	began := r.Now
	var first, settled float64
	for r.Now.Sub(began) < 4*time.Second {
		r.Put("meter0.Frequency", 50-0.5*r.Now.Sub(began).Seconds())
		r.Step()
		target, _ := r.Target("ess0")
		if r.Now.Sub(began) == 600*time.Millisecond {
			first = unit.Float(target, unit.Watt)
		}
		settled = unit.Float(target, unit.Watt)
	}
	// After one time constant 63 % of the way are done.
	if share := first / settled; share < 0.55 || share > 0.75 {
		t.Errorf("after the filter's time constant %.0f %% of the power are there, want about 63 %%", share*100)
	}
}

func TestASteadyOrSlowFrequencyMovesNothing(t *testing.T) {
	r := controltest.New(t, strings.Replace(inert, ", MORE", "", 1))
	for _, perSecond := range []float64{0, 0.03, -0.03} {
		slide(t, r, perSecond, 3*time.Second)
		if got := r.Asked("ess0"); len(got) != 0 {
			t.Errorf("at %v Hz/s it asks %+v", perSecond, got)
		}
		if n := r.Allocations(); n != 0 {
			t.Errorf("%v allocations a cycle", n)
		}
	}
}

func TestDroopGoesOnBesideTheInertiaWhereItIsSaid(t *testing.T) {
	alone := controltest.New(t, strings.Replace(inert, ", MORE", "", 1))
	both := controltest.New(t, strings.Replace(inert, ", MORE", ", droop_percent: 5, droop_deadband_hz: 0.01", 1))
	a, b := slide(t, alone, -0.5, 4*time.Second), slide(t, both, -0.5, 4*time.Second)
	// The last cycle sees 50 − 0.5 · 3.9 = 48.05 Hz: (1.95 − 0.01)/2.5 · 100 kW = 77.6 kW more.
	if got := a - b; got != 77_600 {
		t.Errorf("droop adds %v, want 77.6 kW of discharge", got)
	}
}

func TestALostFrequencyBeginsAnew(t *testing.T) {
	r := controltest.New(t, strings.Replace(inert, ", MORE", "", 1))
	slide(t, r, -0.5, 2*time.Second)
	r.PutBad("meter0.Frequency")
	r.Step()
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("blind it asks %+v", got)
	}
	r.Put("meter0.Frequency", 50)
	r.Run(2 * r.Cycle)
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("a jump over the gap counts as change: %+v", got)
	}
}
