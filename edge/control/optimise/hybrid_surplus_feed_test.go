package optimise_test

import (
	"testing"
	"time"

	"ohmstead/energy/unit"
)

func TestWhatAFullBatteryCannotTakeIsFedIn(t *testing.T) {
	r := with(t, "{id: c, type: HYBRID_SURPLUS_FEED, ess: ess0, pv: pv0, max_feed_watts: 6000}")
	put := func(dc, allowed float64) {
		r.Put("pv0.DC_Power", dc)
		r.Put("ess0.AllowedChargePower", allowed)
		r.Step()
	}
	for _, tt := range []struct {
		dc, allowed float64
		want        unit.Power
		when        string
	}{
		{5000, 0, -5000, "a full battery: all of it is fed in, which OpenEMS writes as +5000"},
		{5000, 2000, -3000, "a nearly full one: what is left"},
		{9000, 0, -6000, "never more than is wanted"},
		{5000, -300, -5000, "a battery that wants to be discharged takes nothing"},
	} {
		put(tt.dc, tt.allowed)
		if got := r.Bounds("ess0").Max; got != tt.want {
			t.Errorf("%s: at most %v, want %v", tt.when, got, tt.want)
		}
	}
	put(5000, 8000)
	wantsNothing(t, r, "a battery with room")
	put(5000, 0)
	r.Silence("ess0.AllowedChargePower")
	r.Run(6 * time.Second)
	wantsNothing(t, r, "when the battery does not say what it takes")
}
