package load_test

import (
	"testing"
	"time"

	"ohmstead/energy/unit"
)

func TestAsManyElementsAreOnAsTheSurplusCarries(t *testing.T) {
	r := with(t, "{id: c, type: HEATING_ELEMENT, assets: [rod0, rod1, rod2], meter: meter0, min_switch: 0s}")
	on := func() int {
		n := 0
		for _, id := range []string{"rod0", "rod1", "rod2"} {
			if target(t, r, id) > 0 {
				n++
			}
		}
		return n
	}
	for _, tt := range []struct {
		surplus float64
		want    int
	}{{2999, 0}, {3000, 1}, {5999, 1}, {6000, 2}, {9000, 3}, {20000, 3}, {8999, 2}, {0, 0}, {-4000, 0}} {
		for range 3 {
			own := unit.Float(r.Power("rod0")+r.Power("rod1")+r.Power("rod2"), unit.Watt)
			draws(r, own-tt.surplus, time.Second)
		}
		if got := on(); got != tt.want {
			t.Errorf("with %v W to spare %d elements are on, want %d", tt.surplus, got, tt.want)
		}
	}
	refused(t, "{id: c, type: HEATING_ELEMENT, assets: [rod0, rod1, rod2, pump0], meter: meter0}", "assets is 4, want at most three elements")
}

func TestALevelIsKeptForItsLeastTime(t *testing.T) {
	r := with(t, "{id: c, type: HEATING_ELEMENT, assets: [rod0], meter: meter0, min_switch: 60s}")
	draws(r, 0, time.Minute)
	draws(r, -3000, 2*time.Second)
	if got := target(t, r, "rod0"); got != 3000 {
		t.Fatalf("with enough to spare it draws %v", got)
	}
	r.Put("rod0.ActivePower", 3000)
	draws(r, 3000, 58*time.Second)
	if got := target(t, r, "rod0"); got != 3000 {
		t.Errorf("within a minute it has gone to %v", got)
	}
	draws(r, 3000, 3*time.Second)
	if got := target(t, r, "rod0"); got != 0 {
		t.Errorf("after a minute it still draws %v", got)
	}
}

// 4.5 kWh with one element of 3 kW take an hour and a half.
func TestTheDaysLeastHeatIsReachedInTime(t *testing.T) {
	r := with(t, "{id: c, type: HEATING_ELEMENT, assets: [rod0], meter: meter0, least_energy_wh: 4500, ready_by: 18:00, min_switch: 0s}")
	r.Cycle = 10 * time.Second
	r.Now = instant(t, "2026-06-01T06:00:00+02:00")
	heated := 0.0
	until := func(clock string) {
		for end := instant(t, clock); r.Now.Before(end); {
			own := unit.Float(r.Power("rod0"), unit.Watt)
			r.Put("rod0.ActivePower", own)
			draws(r, 500+own, r.Cycle)
			heated += own * r.Cycle.Hours()
		}
	}
	until("2026-06-01T16:29:00+02:00")
	if heated > 10 { // the first cycle does not know yet what the element draws
		t.Errorf("%v Wh are heated from the grid while there is time", heated)
	}
	until("2026-06-01T18:00:00+02:00")
	if heated < 4490 || heated > 4530 {
		t.Errorf("%v Wh are heated by six, want 4500", heated)
	}
	heated = 0
	until("2026-06-02T16:29:00+02:00")
	if heated > 30 {
		t.Errorf("%v Wh are heated on the next day while there is time", heated)
	}
	until("2026-06-02T18:00:00+02:00")
	if heated < 4490 || heated > 4530 {
		t.Errorf("%v Wh are heated on the next day, want 4500", heated)
	}
}
