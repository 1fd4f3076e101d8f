package load_test

import (
	"testing"
	"time"

	"ohmstead/energy/unit"
)

func TestAnAnalogLoadFollowsTheSurplusInSteps(t *testing.T) {
	r := with(t, "{id: c, type: ANALOG_OUTPUT, asset: rod0, meter: meter0, step_watts: 250, every: 3s}")
	for _, tt := range []struct {
		grid, own float64
		span      time.Duration
		want      unit.Power
		when      string
	}{
		{-1100, 0, 3 * time.Second, 0, "it waits for its time"},
		{-1100, 0, time.Second, 1000, "then takes whole steps"},
		{-100, 1000, 10 * time.Second, 1000, "the rest is less than a step"},
		{-500, 1000, time.Second, 1500, "more comes with the next time"},
		{-9000, 1500, 3 * time.Second, 3000, "up to its rating"},
		{500, 3000, time.Second, 3000, "a little less waits"},
		{500, 3000, 3 * time.Second, 2500, "for its time"},
		{2000, 2500, time.Second, 500, "much less does not"},
	} {
		r.Put("rod0.ActivePower", tt.own)
		draws(r, tt.grid, tt.span)
		if got := target(t, r, "rod0"); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.when, got, tt.want)
		}
	}
	r = with(t, "{id: c, type: ANALOG_OUTPUT, asset: rod0, meter: meter0}")
	r.Put("rod0.ActivePower", 0)
	draws(r, -1111, 5*time.Second)
	if got := target(t, r, "rod0"); got != 1110 {
		t.Errorf("without a step it takes %v of 1111 W, want hundredths of 3 kW", got)
	}
}
