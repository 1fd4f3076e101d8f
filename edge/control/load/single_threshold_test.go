package load_test

import (
	"testing"
	"time"
)

func TestTheAverageDecidesAtItsEnd(t *testing.T) {
	r := with(t, "{id: c, type: SINGLE_THRESHOLD, output: relay0, input: meter0, channel: ActivePower, threshold: 3000, average: 10s}")
	draws(r, 10000, 4*time.Second) // the first cycle holds for no time
	draws(r, 0, 6*time.Second)
	if closed(t, r, "relay0") {
		t.Error("before the average is complete it has closed")
	}
	r.Step()
	if closed(t, r, "relay0") {
		t.Error("3000 W on average are not above 3000 W")
	}
	draws(r, 10000, 5*time.Second)
	draws(r, 0, 5*time.Second)
	if !closed(t, r, "relay0") {
		t.Error("5000 W on average are not above 3000 W")
	}
}

// A contact that carries 2 kW would open itself by what it takes off the surplus.
func TestWhatTheContactSwitchesDoesNotSwitchIt(t *testing.T) {
	r := with(t, "{id: c, type: SINGLE_THRESHOLD, output: relay0, input: meter0, channel: ActivePower, threshold: -2500, closed_below: true, switched: 2000, average: 10s}")
	site := func(surplus float64) bool {
		for range 30 {
			grid := -surplus
			if v, ok := r.Setting("relay0.SetClosed"); ok && v == 1 {
				grid += 2000
			}
			draws(r, grid, time.Second)
		}
		return closed(t, r, "relay0")
	}
	for _, tt := range []struct {
		surplus float64
		want    bool
	}{{2000, false}, {2600, true}, {2600, true}, {2400, false}} {
		if got := site(tt.surplus); got != tt.want {
			t.Errorf("with %v W to spare it is closed: %v", tt.surplus, got)
		}
	}
}

func TestAnAverageOfWhichLessThanHalfIsKnownIsNone(t *testing.T) {
	for text, want := range map[string]bool{"": false, ", on_unknown: CLOSED": true, ", on_unknown: KEEP": true} {
		r := with(t, "{id: c, type: SINGLE_THRESHOLD, output: relay0, input: meter0, channel: ActivePower, threshold: 3000, average: 20s"+text+"}")
		draws(r, 5000, 21*time.Second)
		if !closed(t, r, "relay0") {
			t.Fatalf("%q: open above its threshold", text)
		}
		r.Silence("meter0.ActivePower")
		r.Run(20 * time.Second) // 5 s of it are known
		if got := closed(t, r, "relay0"); got != want {
			t.Errorf("%q: closed is %v after a blind average", text, got)
		}
	}
	refused(t, "{id: c, type: SINGLE_THRESHOLD, output: relay0, input: ess0, channel: SetEnabled, threshold: 1}", "UNKNOWN_CHANNEL: there is no channel ess0.SetEnabled")
}
