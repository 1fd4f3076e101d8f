package load_test

import (
	"testing"
	"time"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/unit"
)

const pace = ", on_delay: 10s, off_delay: 20s, min_run: 60s, min_pause: 30s}"

func TestALoadRunsBySurplusAtItsPace(t *testing.T) {
	r := with(t, "{id: c, type: SURPLUS_LOAD, assets: [pump0], meter: meter0"+pace)
	for _, tt := range []struct {
		grid, own float64
		span      time.Duration
		want      unit.Power
		when      string
	}{
		{-1999, 0, 2 * time.Minute, 0, "a watt too little is too little"},
		{-2000, 0, 10 * time.Second, 0, "enough has to last"},
		{-2000, 0, time.Second, 2000, "ten seconds"},
		{0, 2000, 3 * time.Minute, 2000, "its own power is not missing surplus"},
		{100, 2000, 20 * time.Second, 2000, "too little has to last too"},
		{0, 2000, time.Second, 2000, "a break in it begins anew"},
		{100, 2000, 20 * time.Second, 2000, "twenty seconds again"},
		{100, 2000, time.Second, 0, "then it stops"},
		{-5000, 0, 29 * time.Second, 0, "and pauses at least half a minute"},
		{-5000, 0, 2 * time.Second, 2000, "before it runs again"},
		{2000, 2000, 57 * time.Second, 2000, "at least a minute"},
		{2000, 2000, 5 * time.Second, 0, "even where there is nothing to spare"},
	} {
		r.Put("pump0.ActivePower", tt.own)
		draws(r, tt.grid, tt.span)
		if got := target(t, r, "pump0"); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.when, got, tt.want)
		}
	}
}

func TestTheFirstLoadIsServedFirst(t *testing.T) {
	r := with(t, "{id: c, type: SURPLUS_LOAD, assets: [rod0, pump0], meter: meter0, on_delay: 1s, off_delay: 1s}")
	site := func(surplus float64) { // the meter shows what the loads leave
		for range 10 {
			draws(r, -surplus+unit.Float(r.Power("rod0")+r.Power("pump0"), unit.Watt), time.Second)
		}
	}
	for _, tt := range []struct {
		surplus   float64
		rod, pump unit.Power
		when      string
	}{
		{2500, 0, 2000, "too little for the first, enough for the second"},
		{3000, 3000, 0, "enough for the first alone: it displaces the second"},
		{5000, 3000, 2000, "enough for both"},
		{4900, 3000, 0, "the last goes first"},
		{1000, 0, 0, "too little for either"},
	} {
		site(tt.surplus)
		if rod, pump := target(t, r, "rod0"), target(t, r, "pump0"); rod != tt.rod || pump != tt.pump {
			t.Errorf("%s: %v and %v, want %v and %v", tt.when, rod, pump, tt.rod, tt.pump)
		}
	}
}

func TestChargingOfTheBatteryCountsByItsPlace(t *testing.T) {
	for place, want := range map[string]unit.Power{"LAST": 2000, "FIRST": 0} {
		r := with(t, "{id: c, type: SURPLUS_LOAD, assets: [pump0], meter: meter0, ess: ess0, battery: "+place+", on_delay: 0s}")
		r.Put("ess0.ActivePower", 3000)
		draws(r, 0, 3*time.Second)
		if got := target(t, r, "pump0"); got != want {
			t.Errorf("battery %s, which charges with 3 kW: the load draws %v, want %v", place, got, want)
		}
	}
}

func TestAModulatedLoadTakesWhatThereIs(t *testing.T) {
	r := with(t, "{id: c, type: SURPLUS_LOAD, assets: [rod0], meter: meter0, style: MODULATE, thresholds_watts: [500], margin_watts: 100, on_delay: 0s, off_delay: 5s}")
	for _, tt := range []struct {
		grid, own float64
		want      unit.Power
		when      string
	}{
		{-400, 0, 0, "under its threshold nothing"},
		{-700, 0, 700, "above it what there is"},
		{-900, 700, 1600, "more when there is more"},
		{-9000, 1600, 3000, "never more than its rating"},
		{2550, 3000, 500, "the import of the margin is borne at its least"},
	} {
		r.Put("rod0.ActivePower", tt.own)
		draws(r, tt.grid, time.Second)
		if got := target(t, r, "rod0"); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.when, got, tt.want)
		}
	}
	refused(t, "{id: c, type: SURPLUS_LOAD, assets: [rod0, rod1], meter: meter0, thresholds_watts: [1]}", "thresholds_watts is 1, want one for each of assets")
}

func TestTwoThatWouldChaseOneSurplusAreRefused(t *testing.T) {
	err := controltest.Refused(t, yard+`{id: a, type: SURPLUS_LOAD, assets: [rod0], meter: meter0}
  - {id: b, type: SURPLUS_LOAD, assets: [rod1], meter: meter0}
`)
	const want = "rig.yaml:19: INVALID_VALUE: meter of b is meter0, want a meter by which no other SURPLUS_LOAD moves other assets; a does"
	if err.Error() != want {
		t.Errorf("\n got %v\nwant %s", err, want)
	}
}
