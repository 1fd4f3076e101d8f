package auxiliary_test

import (
	"testing"
	"time"
)

func TestAShortPeakHardlyReachesTheBattery(t *testing.T) {
	r := with(t, "{id: c, type: PT1, asset: ess0, meter: meter0, time_constant: 60s}")
	follow(r, 0, 10*time.Second)
	follow(r, 9000, 2*time.Second)
	if got := r.Power("ess0"); got > -100 || got < -300 {
		t.Errorf("two seconds of 9 kW move it to %v, want a little", got)
	}
}
