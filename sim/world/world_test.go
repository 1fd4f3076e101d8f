package world_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/sim/plant"
	"ohmstead/sim/world"
)

var midnight = time.Date(2026, 7, 31, 0, 0, 0, 0, time.UTC)

const house = `
site: {name: house}
cycle: 1s
mode: %s
assets:
  - {id: grid0, nature: GRID_METER}
  - {id: pv0, nature: PV, max_active_power_watts: 8000}
  - {id: battery0, nature: ESS, max_apparent_power_va: 5000}
  - {id: load0, nature: LOAD}
controllers:
  - {id: soc, type: SOC_LIMITS, ess: battery0, soc_min_percent: 10, soc_max_percent: 95}
  - {id: guard, type: STALE_DATA_GUARD, assets: [battery0]}
  - {id: peak, type: PEAK_SHAVING, ess: battery0, meter: grid0, peak_watts: %d, recharge_watts: %d}
  - {id: zero, type: SELF_CONSUMPTION, ess: battery0, meter: grid0}
`

func build(t testing.TB, mode string, peak, recharge int) *site.Site {
	t.Helper()
	c, err := site.Parse("house.yaml", fmt.Appendf(nil, house, mode, peak, recharge))
	if err != nil {
		t.Fatal(err)
	}
	s, err := site.Build(c, site.Everything)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// house plant: a recorded summer day whose evening load passes 4 kW.
func physics(t testing.TB, seed uint64, soc float64, chargers ...plant.ChargerConfig) *plant.Plant {
	t.Helper()
	return physicsAt(t, seed, soc, 0, chargers...)
}

// physicsAt begins at an hour of the day.
func physicsAt(t testing.TB, seed uint64, soc float64, hour int, chargers ...plant.ChargerConfig) *plant.Plant {
	t.Helper()
	load, err := plant.LoadSeries("house-load")
	if err != nil {
		t.Fatal(err)
	}
	sun, err := plant.LoadSeries("house-pv")
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2024, 7, 31, hour, 0, 0, 0, time.UTC)
	p, err := plant.New(plant.Config{
		Seed: seed, Speed: 1,
		Load: load, LoadFrom: day, LoadScale: 1.8,
		PV: sun, PVFrom: day, PVScale: 1.8, PVRatingWatts: 8000,
		Battery: plant.BatteryConfig{
			CapacityWattHours: 10_000, SOCPercent: soc, MaxChargeWatts: 5000, MaxDischargeWatts: 5000,
			ChargeEfficiency: 0.96, DischargeEfficiency: 0.96,
			TimeConstant: 300 * time.Millisecond, Watchdog: 10 * time.Second, OnLoss: plant.Idle,
		},
		Chargers:      chargers,
		ResistanceOhm: plant.ReferenceResistanceOhm, ReactanceOhm: plant.ReferenceReactanceOhm,
	}, midnight.Add(time.Duration(hour)*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func open(t testing.TB, p *plant.Plant, s *site.Site) *world.World {
	t.Helper()
	w, err := world.New(p, s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// tally follows one day: how the grid stood while the battery was free to move.
type tally struct {
	seconds, nearZero, overPeak int
	lowSOC, highSOC             float64
}

func (c *tally) add(m world.Moment, peak float64) {
	t := m.Truth
	free := t.Battery.SOCPercent > 16 && t.Battery.SOCPercent < 89 && math.Abs(t.Battery.SetpointWatts) < 4900
	c.lowSOC, c.highSOC = min(c.lowSOC, t.Battery.SOCPercent), max(c.highSOC, t.Battery.SOCPercent)
	if !free {
		return
	}
	c.seconds++
	if math.Abs(t.Grid.Watts()) < 150 {
		c.nearZero++
	}
	if t.Grid.Watts() > peak+150 {
		c.overPeak++
	}
}

func day(t testing.TB, w *world.World, peak float64) tally {
	t.Helper()
	c := tally{lowSOC: 100}
	for s := range 24 * 60 * 60 {
		c.add(w.Step(midnight.Add(time.Duration(s)*time.Second)), peak)
	}
	return c
}

func TestADayOfSelfConsumptionHoldsTheGridAtZero(t *testing.T) {
	c := day(t, open(t, physics(t, 1, 55), build(t, "SELF_CONSUMPTION", 4000, 0)), 4000)
	if share := float64(c.nearZero) / float64(c.seconds); c.seconds < 4*60*60 || share < 0.9 {
		t.Errorf("the grid was near 0 W in %.0f %% of %d s in which the battery was free, want 90 %% of 4 h or more", share*100, c.seconds)
	}
	if c.lowSOC < 8 || c.highSOC > 97 {
		t.Errorf("state of charge went from %.1f to %.1f %%, want it inside 10 to 95", c.lowSOC, c.highSOC)
	}
}

func TestADayOfPeakShavingHoldsTheGridUnderThePeak(t *testing.T) {
	c := day(t, open(t, physics(t, 1, 80), build(t, "PEAK_SHAVING", 1500, 500)), 1500)
	if share := float64(c.overPeak) / float64(c.seconds); c.seconds < 4*60*60 || share > 0.02 {
		t.Errorf("the grid was over the peak in %.1f %% of %d s in which the battery was free, want 2 %% or less", share*100, c.seconds)
	}
}

// Whatever the sun and the appliances do, the rating is never left, the state of charge stays in
// its band and the grid is what flows behind it.
func TestWhateverTheDayTheSafetyBoundsHold(t *testing.T) {
	s := build(t, "SELF_CONSUMPTION", 4000, 0)
	rapid.Check(t, func(r *rapid.T) {
		start := rapid.IntRange(0, 23).Draw(r, "hour")
		w := open(t, physicsAt(t, rapid.Uint64().Draw(r, "seed"), rapid.Float64Range(12, 93).Draw(r, "soc"), start), s)
		for second := range 1800 {
			m := w.Step(midnight.Add(time.Duration(start)*time.Hour + time.Duration(second)*time.Second))
			set := m.Image.At(s.Layout.Lookup("battery0", point.SetActivePower))
			if math.Abs(set.Value) > 5000 {
				r.Fatalf("set-point %v W leaves the rating", set.Value)
			}
			if soc := m.Truth.Battery.SOCPercent; soc < 9 || soc > 96 {
				r.Fatalf("state of charge %v %% leaves its band", soc)
			}
			sum := m.Truth.Load.Power() + m.Truth.PV.Power() + m.Truth.Battery.Power()
			if m.Truth.Grid.Power() != sum {
				r.Fatalf("grid %v is not the sum %v of what lies behind it", m.Truth.Grid.Power(), sum)
			}
		}
	})
}

func TestTheSameSeedGivesTheSameDay(t *testing.T) {
	run := func() (watts float64) {
		w := open(t, physics(t, 7, 50), build(t, "SELF_CONSUMPTION", 4000, 0))
		for s := range 3600 {
			watts += w.Step(midnight.Add(time.Duration(s)*time.Second)).Truth.Battery.Watts() * float64(s)
		}
		return watts
	}
	if a, b := run(), run(); a != b {
		t.Errorf("two runs differ: %v and %v", a, b)
	}
}

// Vehicles draw what the site's controllers leave them, in the plant as in the image.
func TestChargersOfTheSiteAreThoseOfThePlant(t *testing.T) {
	text := fmt.Sprintf(house, "SELF_CONSUMPTION", 4000, 500)
	text = strings.Replace(text, "controllers:\n", "  - {id: left, nature: EVCS, phases: 1, max_active_power_watts: 3680, rest_watts: 3680}\n  - {id: right, nature: EVCS, phases: 1, max_active_power_watts: 3680, rest_watts: 3680}\ncontrollers:\n  - {id: fuse, type: EVCS_CLUSTER, evcs: [left, right], budget_watts: 4600}\n", 1)
	c, err := site.Parse("house.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	s, err := site.Build(c, site.Everything)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := world.New(physics(t, 1, 50), s); err == nil {
		t.Error("a site with chargers is joined to a plant without any")
	}
	both := 0
	w := open(t, physics(t, 1, 50, plant.ChargerConfig{Phase: 0, MaxWatts: 3680}, plant.ChargerConfig{Phase: 1, MaxWatts: 3680}), s)
	for second := range 2 * 3600 {
		m := w.Step(midnight.Add(time.Duration(second) * time.Second))
		if sum := m.Truth.Chargers[0].Watts() + m.Truth.Chargers[1].Watts(); sum > 4650 {
			t.Fatalf("after %d s the vehicles take %.0f W together", second, sum)
		}
		if m.Truth.Chargers[0].Watts() > 2000 && m.Truth.Chargers[1].Watts() > 2000 {
			both++
		}
	}
	if both < 300 {
		t.Errorf("two vehicles shared the fuse for %d s", both)
	}
}
