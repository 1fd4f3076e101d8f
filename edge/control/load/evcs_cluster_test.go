package load_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

const cluster = "{id: c, type: EVCS_CLUSTER, evcs: [car0, car1, car2], budget_watts: 18000, turn: 10m, settle: 5s"

// granted are the limits of three chargers in the last step.
func granted(r *controltest.Rig) []unit.Power {
	var all []unit.Power
	for _, id := range chargerIDs(3) {
		all = append(all, r.Bounds(id).Max)
	}
	return all
}

func TestABudgetIsSharedEvenlyAndWhatOneDoesNotTakeTheOthersGet(t *testing.T) {
	r := with(t, cluster+"}")
	cars := []vehicle{{wants: 11000}, {wants: 11000}, {wants: 11000}}
	run := func(span time.Duration) {
		for range int(span / time.Second) {
			park(r, cars, 0)
		}
	}
	run(time.Minute)
	if diff := cmp.Diff([]unit.Power{6000, 6000, 6000}, granted(r)); diff != "" {
		t.Errorf("three that take all they get (-want +got):\n%s", diff)
	}
	cars[0].wants = 4500 // nearly full: it takes less than its share
	run(time.Minute)
	if diff := cmp.Diff([]unit.Power{5000, 6500, 6500}, granted(r)); diff != "" {
		t.Errorf("one takes less (-want +got):\n%s", diff)
	}
	r.Put("car0.PlugState", 0)
	cars[0].wants = 0
	run(time.Minute)
	if diff := cmp.Diff([]unit.Power{0, 9000, 9000}, granted(r)); diff != "" {
		t.Errorf("one has left (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]reason.Code{reason.ChargerBudget}, r.Because("car1")); diff != "" {
		t.Errorf("because (-want +got):\n%s", diff)
	}
}

func TestWhereThereIsNotEnoughForAllTheyTakeTurns(t *testing.T) {
	r := with(t, "{id: c, type: EVCS_CLUSTER, evcs: [car0, car1, car2], budget_watts: 9000, turn: 10m, settle: 5s}")
	r.Cycle = 5 * time.Second
	cars := []vehicle{{wants: 11000}, {wants: 11000}, {wants: 11000}}
	energy := make([]float64, 3)
	for range int(5 * time.Hour / r.Cycle) {
		park(r, cars, 0)
		served := 0
		for i, limit := range granted(r) {
			if limit > 0 && limit < 4140 {
				t.Fatalf("a charger is granted %v, less than 6 A on three phases", limit)
			}
			if limit > 0 {
				served++
			}
			energy[i] += unit.Float(limit, unit.Watt) * r.Cycle.Hours()
		}
		if served > 2 {
			t.Fatalf("%d chargers are served with 9 kW", served)
		}
	}
	for i, e := range energy {
		if e < 14500 || e > 15100 {
			t.Errorf("in five hours charger %d was granted %.0f Wh of 45000, want a third", i, e)
		}
	}
}

// A car that is plugged in and full must not keep those away that would charge.
func TestASleepingVehicleLetsOthersGoFirst(t *testing.T) {
	r := with(t, "{id: c, type: EVCS_CLUSTER, evcs: [car0, car1, car2], budget_watts: 9000, turn: 1h, settle: 5s}")
	cars := []vehicle{{wants: 0}, {wants: 11000}, {wants: 11000}}
	for range 300 {
		park(r, cars, 0)
	}
	if diff := cmp.Diff([]unit.Power{0, 4500, 4500}, granted(r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheFeedersOtherLoadsComeFirst(t *testing.T) {
	r := with(t, cluster+", meter: feeder0, fallback_watts: 5000}")
	cars := []vehicle{{wants: 11000}, {wants: 11000}, {wants: 11000}}
	run := func(others float64) {
		for range 60 {
			park(r, cars, others)
		}
	}
	run(4500)
	if diff := cmp.Diff([]unit.Power{4500, 4500, 4500}, granted(r)); diff != "" {
		t.Errorf("beside 4.5 kW of others (-want +got):\n%s", diff)
	}
	run(18500)
	if diff := cmp.Diff([]unit.Power{0, 0, 0}, granted(r)); diff != "" {
		t.Errorf("beside more than all of it (-want +got):\n%s", diff)
	}
	run(-6000) // a roof on the feeder widens nothing: it may go behind a cloud
	if diff := cmp.Diff([]unit.Power{6000, 6000, 6000}, granted(r)); diff != "" {
		t.Errorf("beside production (-want +got):\n%s", diff)
	}
	r.Silence("feeder0.ActivePower")
	for range 30 {
		for i, id := range chargerIDs(3) {
			r.Put(id+".ActivePower", cars[i].draw(unit.Float(r.Power(id), unit.Watt)))
		}
		r.Step()
	}
	if diff := cmp.Diff([]unit.Power{5000, 0, 0}, granted(r)); diff != "" {
		t.Errorf("with the feeder's meter lost (-want +got):\n%s", diff)
	}
}

// The budget holds at every instant, whatever vehicles come, go and want, as long as they obey a
// limit within the time that the file allows them.
func TestTheSumIsWithinTheBudgetAtAllTimes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := controltest.New(t, yard+cluster+"}\n")
		cars := make([]vehicle, 3)
		for i := range cars {
			cars[i].lag = rapid.IntRange(0, 4).Draw(rt, "lag")
		}
		for range rapid.IntRange(1, 12).Draw(rt, "events") {
			i := rapid.IntRange(0, 2).Draw(rt, "car")
			cars[i].wants = rapid.SampledFrom([]float64{0, 1500, 3700, 7400, 11000}).Draw(rt, "wants")
			if rapid.Bool().Draw(rt, "silent") {
				r.Silence("car0.ActivePower")
			}
			for range rapid.IntRange(1, 40).Draw(rt, "seconds") {
				if sum := park(r, cars, 0); sum > 18000 {
					rt.Fatalf("the chargers draw %.0f W of 18000", sum)
				}
				sum := unit.Power(0)
				for _, limit := range granted(r) {
					sum += limit
				}
				if sum > 18000 {
					rt.Fatalf("the limits add up to %v", sum)
				}
			}
		}
	})
}

// A charger that does not say what it draws counts with what it was granted.
func TestAnUnmeteredChargerCountsWithItsLimit(t *testing.T) {
	r := with(t, cluster+"}")
	cars := []vehicle{{wants: 11000}, {wants: 11000}, {wants: 0}}
	for range 60 {
		park(r, cars, 0)
		r.Silence("car0.ActivePower")
	}
	got := granted(r)
	if got[0] != 6930 || got[1] != 6930 || got[2] != 4140 {
		t.Errorf("granted %v, want even shares beside a vehicle that does not charge", got)
	}
}
