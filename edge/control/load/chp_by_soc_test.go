package load_test

import (
	"testing"
	"time"

	"ohmstead/edge/control"
	"ohmstead/energy/unit"
)

func TestAGeneratorRunsFromLowToHigh(t *testing.T) {
	r := with(t, "{id: c, type: CHP_BY_SOC, chp: chp0, ess: ess0, low_percent: 25, high_percent: 75, min_run: 60s, min_pause: 60s}")
	for _, tt := range []struct {
		soc  float64
		span time.Duration
		want unit.Power
		when string
	}{
		{50, 2 * time.Minute, 0, "between the two it stands"},
		{25, 2 * time.Second, -5000, "at the lower one it starts: it generates, so it is negative"},
		{74, 2 * time.Minute, -5000, "and runs"},
		{75, 2 * time.Second, 0, "until the higher one"},
		{20, 50 * time.Second, 0, "it pauses at least a minute"},
		{20, 15 * time.Second, -5000, "before it starts again"},
		{80, 50 * time.Second, -5000, "and runs at least a minute"},
		{80, 15 * time.Second, 0, "even when the battery is full"},
	} {
		r.Put("ess0.SOC", tt.soc)
		r.Run(tt.span)
		if got := target(t, r, "chp0"); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.when, got, tt.want)
		}
	}
	refused(t, "{id: c, type: CHP_BY_SOC, chp: chp0, ess: ess0, low_percent: 80}", "low_percent is 80, want less than high_percent")
}

func TestAGeneratorThatCannotSeeTheBatteryIsStopped(t *testing.T) {
	r := with(t, "{id: c, type: CHP_BY_SOC, chp: chp0, ess: ess0, generate_watts: 3000, min_run: 0s, min_pause: 0s}")
	r.Run(time.Minute)
	if got := target(t, r, "chp0"); got != 0 {
		t.Errorf("before the battery was read it gives %v", got)
	}
	r.Put("ess0.SOC", 10)
	r.Run(2 * time.Second)
	if got := target(t, r, "chp0"); got != -3000 {
		t.Errorf("it gives %v, want the 3 kW of its file", got)
	}
	r.Silence("ess0.SOC")
	r.Run(8 * time.Second)
	if got := target(t, r, "chp0"); got != 0 {
		t.Errorf("with the battery lost it gives %v", got)
	}
}

func TestAGeneratorThatRanRunsOnAfterARestart(t *testing.T) {
	const hut = "{id: c, type: CHP_BY_SOC, chp: chp0, ess: ess0, min_run: 0s, min_pause: 0s}"
	before := with(t, hut)
	before.Put("ess0.SOC", 20)
	before.Run(2 * time.Second)
	after := with(t, hut)
	after.Controller("c").(control.Latching).Relatch(before.Controller("c").(control.Latching).Latches())
	after.Put("ess0.SOC", 50)
	after.Run(2 * time.Second)
	if got := target(t, after, "chp0"); got != -5000 {
		t.Errorf("half-way it gives %v after a restart, want what it gave before", got)
	}
}
