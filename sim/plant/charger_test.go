package plant_test

import (
	"testing"
	"time"

	"ohmstead/sim/plant"
)

// garage is a plant with two charging points.
func garage(t *testing.T, seed uint64) *plant.Plant {
	t.Helper()
	c := house(t)
	c.Seed, c.Chargers = seed, []plant.ChargerConfig{{Phase: 0, MaxWatts: 3680}, {Phase: 1, MaxWatts: 3680}}
	return newPlant(t, c)
}

func TestVehiclesComeTakeWhatTheyNeedAndGo(t *testing.T) {
	p := garage(t, 1)
	came, full, both := 0, 0, 0
	was := [2]plant.ChargerTruth{}
	for at := time.Duration(0); at < 12*time.Hour; at += time.Second {
		p.Step(noon.Add(at))
		truth := p.Truth()
		if truth.Grid.Power() != truth.Load.Power()+truth.PV.Power()+truth.Battery.Power()+truth.Chargers[0].Power()+truth.Chargers[1].Power() {
			t.Fatalf("after %v the connection carries %v W, not the sum of what lies behind it", at, truth.Grid.Watts())
		}
		if truth.Chargers[0].Wants && truth.Chargers[1].Wants {
			both++
		}
		for i, one := range truth.Chargers {
			if one.Watts() < 0 || one.Watts() > 3680 || !one.Plugged && one.Watts() != 0 || one.PhaseWatts(i) != one.Watts() {
				t.Fatalf("after %v charger %d: %+v", at, i, one)
			}
			if one.Plugged && !was[i].Plugged {
				came++
			}
			if one.Plugged && !one.Wants && was[i].Wants {
				full++
			}
			was[i] = one
		}
	}
	if came < 4 || full < came/2 || both < 600 {
		t.Errorf("in half a day %d vehicles came, %d of them were filled, and two wanted power for %d s", came, full, both)
	}
}

func TestAVehicleFollowsItsCurrentAndPausesBelowSixAmperes(t *testing.T) {
	p := garage(t, 1)
	at := noon
	for ; !p.Truth().Chargers[0].Wants; at = at.Add(time.Second) {
		p.Step(at)
	}
	for _, tt := range []struct{ amperes, watts float64 }{{10, 2300}, {5.9, 0}, {6, 1380}, {0, 0}, {32, 3680}} {
		p.SetCharger(at, 0, tt.amperes)
		at = at.Add(10 * time.Second)
		p.Step(at)
		if got := p.Truth().Chargers[0].Watts(); got != tt.watts {
			t.Errorf("told %v A it takes %v W, want %v", tt.amperes, got, tt.watts)
		}
	}
}

func TestVehiclesOfASeedAreTheSameHoweverOftenThePlantIsAsked(t *testing.T) {
	often, seldom, other := garage(t, 7), garage(t, 7), garage(t, 8)
	for at := time.Duration(0); at <= 2*time.Hour; at += time.Second {
		often.Step(noon.Add(at))
	}
	seldom.Step(noon.Add(2 * time.Hour))
	other.Step(noon.Add(2 * time.Hour))
	a, b, c := often.Truth().Chargers[1].Session, seldom.Truth().Chargers[1].Session, other.Truth().Chargers[1].Session
	if a != b || a == c || a == 0 {
		t.Errorf("charged %d, %d, and of another seed %d", a, b, c)
	}
}
