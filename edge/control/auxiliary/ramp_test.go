package auxiliary_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/unit"
)

func TestARampGoesItsRateAndNoFurther(t *testing.T) {
	r := with(t, "{id: c, type: RAMP, asset: ess0, meter: meter0, target_watts: 500, ramp_watts_per_s: 300}")
	var powers []unit.Power
	for range 6 {
		follow(r, 1500, time.Second)
		powers = append(powers, r.Power("ess0"))
	}
	// 1 kW over the target, so it discharges: negative.
	if diff := cmp.Diff([]unit.Power{0, -300, -600, -900, -1000, -1000}, powers); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A slow ramp on short cycles moves by less than a watt each time and must not stand still.
func TestASlowRampMoves(t *testing.T) {
	r := with(t, "{id: c, type: RAMP, asset: ess0, meter: meter0, ramp_watts_per_s: 2}")
	r.Cycle = 100 * time.Millisecond
	follow(r, -5000, 10*time.Second)
	if got := r.Power("ess0"); got != 20 {
		t.Errorf("ten seconds at 2 W/s are %v", got)
	}
}
