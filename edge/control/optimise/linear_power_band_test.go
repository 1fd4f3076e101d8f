package optimise_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/unit"
)

func TestATriangleMovesByTimeAndNotByCycle(t *testing.T) {
	drive := func(cycle time.Duration) []unit.Power {
		r := with(t, "{id: c, type: LINEAR_POWER_BAND, ess: ess0, min_watts: -300, max_watts: 700, ramp_watts_per_s: 100}")
		r.Cycle = cycle
		var powers []unit.Power
		for i := range int(20 * time.Second / cycle) {
			r.Step()
			if time.Duration(i)*cycle%(2*time.Second) == 0 {
				power, _ := r.Target("ess0")
				powers = append(powers, power)
			}
		}
		return powers
	}
	want := []unit.Power{500, 700, 500, 300, 100, -100, -300, -100, 100, 300}
	for _, cycle := range []time.Duration{time.Second, 200 * time.Millisecond} {
		if diff := cmp.Diff(want, drive(cycle)); diff != "" {
			t.Errorf("with cycles of %v (-want +got):\n%s", cycle, diff)
		}
	}
	refused(t, "{id: c, type: LINEAR_POWER_BAND, ess: ess0, min_watts: 5, max_watts: 5}", "max_watts is 5, want more than min_watts")
}
