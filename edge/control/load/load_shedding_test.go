package load_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/reason"
)

func TestLoadsAreShedFromTheLastAndComeBackFromTheFirst(t *testing.T) {
	r := with(t, "{id: c, type: LOAD_SHEDDING, assets: [pump0, rod0, rod1], meter: meter0, limit_watts: 10000, off_delay: 5s, on_delay: 30s}")
	// shed are the loads that may not run after a while of this import without any of them.
	shed := func(base float64, span time.Duration) []string {
		for range int(span / time.Second) {
			sum := base
			for _, id := range []string{"pump0", "rod0", "rod1"} {
				own := 0.0
				if r.Bounds(id).Max > 0 { // all of them want to run
					own = map[string]float64{"pump0": 2000, "rod0": 3000, "rod1": 3000}[id]
				}
				r.Put(id+".ActivePower", own)
				sum += own
			}
			draws(r, sum, time.Second)
		}
		var all []string
		for _, id := range []string{"pump0", "rod0", "rod1"} {
			if r.Bounds(id).Max <= 0 {
				all = append(all, id)
			}
		}
		return all
	}
	for _, tt := range []struct {
		base float64
		span time.Duration
		want []string
		when string
	}{
		{2000, time.Minute, nil, "10 kW with all of them is allowed"},
		{2001, 5 * time.Second, nil, "a watt more is borne for five seconds"},
		{2001, 3 * time.Second, []string{"rod1"}, "then the least important goes off"},
		{7000, 10 * time.Second, []string{"rod0", "rod1"}, "7 kW of others leave room for the first alone"},
		{9000, 10 * time.Second, []string{"pump0", "rod0", "rod1"}, "9 kW for none"},
		{2000, 25 * time.Second, []string{"pump0", "rod0", "rod1"}, "room has to last before any comes back"},
		{2000, 10 * time.Second, nil, "and then there is room for all"},
	} {
		if diff := cmp.Diff(tt.want, shed(tt.base, tt.span)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.when, diff)
		}
	}
}

func TestBlindNothingMoreIsShedAndNothingComesBack(t *testing.T) {
	r := with(t, "{id: c, type: LOAD_SHEDDING, assets: [pump0, rod0], meter: meter0, limit_watts: 4000, off_delay: 0s, on_delay: 1s}")
	r.Run(time.Minute)
	if len(r.Asked("pump0"))+len(r.Asked("rod0")) != 0 {
		t.Error("before anything was read something is shed")
	}
	r.Put("pump0.ActivePower", 2000)
	r.Put("rod0.ActivePower", 3000)
	draws(r, 5000, 2*time.Second)
	if diff := cmp.Diff([]reason.Code{reason.LoadShed}, r.Because("rod0")); diff != "" {
		t.Errorf("at 5 kW (-want +got):\n%s", diff)
	}
	r.Put("rod0.ActivePower", 0)
	draws(r, 2000, time.Second)
	r.Silence("meter0.ActivePower")
	r.Run(10 * time.Minute)
	if len(r.Because("rod0")) != 1 || len(r.Because("pump0")) != 0 {
		t.Errorf("blind the pump is bounded by %v, the rod by %v; want it as it was", r.Because("pump0"), r.Because("rod0"))
	}
}
