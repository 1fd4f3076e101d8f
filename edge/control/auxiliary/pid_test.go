package auxiliary_test

import (
	"math"
	"testing"
	"time"

	"ohmstead/energy/unit"
)

// An inverter that does a tenth less than it is told and needs five seconds for it leaves the meter
// off its target for ever in an open loop; the closed one brings it there without swinging.
func TestALoopMakesUpForAnInverterThatFollowsBadly(t *testing.T) {
	r := with(t, "{id: c, type: PID, asset: ess0, meter: meter0, p: 0.2, i_per_s: 0.1}")
	real, most, grid := 0.0, 0.0, 0.0
	for range 180 {
		real += (0.9*unit.Float(r.Power("ess0"), unit.Watt) - real) / 5
		grid = 5000 + real
		most = math.Max(most, -grid)
		r.Put("ess0.ActivePower", math.Round(real))
		r.Put("meter0.ActivePower", math.Round(grid))
		r.Step()
	}
	if math.Abs(grid) > 5 || most > 1500 {
		t.Errorf("after three minutes the meter is at %.0f W, it went %.0f W beyond its target", grid, most)
	}
}

func TestALoopForgetsWhatItSawBeforeAGap(t *testing.T) {
	r := with(t, "{id: c, type: PID, asset: ess0, meter: meter0, p: 10, i_per_s: 0.001, d_s: 10}")
	follow(r, 0, 5*time.Second)
	r.Silence("meter0.ActivePower")
	r.Run(8 * time.Second)
	follow(r, 3000, time.Second)
	if got := r.Power("ess0").Abs(); got > 10 {
		t.Errorf("the first cycle after a gap moves it by %v, as if the load had jumped", got)
	}
}

func TestALoopKeepsItsRamp(t *testing.T) {
	r := with(t, "{id: c, type: PID, asset: ess0, meter: meter0, i_per_s: 5, ramp_watts_per_s: 200}")
	follow(r, 8000, 11*time.Second)
	if got := r.Power("ess0"); got != -2000 {
		t.Errorf("ten seconds at 200 W/s are %v", got)
	}
}
