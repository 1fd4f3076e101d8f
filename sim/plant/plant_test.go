package plant_test

import (
	"math"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/sim/plant"
)

var noon = time.Date(2026, time.July, 1, 10, 0, 0, 0, time.UTC)

// houses is read once: decoding the series takes longer than most tests.
var houses = sync.OnceValues(func() (series [2]plant.Series, err error) {
	if series[0], err = plant.LoadSeries("house-load"); err != nil {
		return series, err
	}
	series[1], err = plant.LoadSeries("house-pv")
	return series, err
})

// house is the configuration the tests start from: a summer noon, 10 kWh, 5 kW.
func house(t interface{ Fatalf(string, ...any) }) plant.Config {
	series, err := houses()
	if err != nil {
		t.Fatalf("load series: %v", err)
	}
	from := time.Date(2024, time.July, 24, 11, 0, 0, 0, time.UTC)
	return plant.Config{
		Seed: 1, Speed: 1,
		Load: series[0], LoadFrom: from, LoadScale: 2.5,
		PV: series[1], PVFrom: from, PVScale: 2.3, PVRatingWatts: 10_000,
		Battery: plant.BatteryConfig{
			CapacityWattHours: 10_000, SOCPercent: 50,
			MaxChargeWatts: 5000, MaxDischargeWatts: 5000,
			ChargeEfficiency: 0.96, DischargeEfficiency: 0.95,
			TimeConstant: 500 * time.Millisecond, Watchdog: 30 * time.Second, OnLoss: plant.Idle,
		},
		ResistanceOhm: plant.ReferenceResistanceOhm, ReactanceOhm: plant.ReferenceReactanceOhm,
	}
}

func newPlant(t *testing.T, c plant.Config) *plant.Plant {
	t.Helper()
	p, err := plant.New(c, noon)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestBatteryFollowsItsSetpointWithALag(t *testing.T) {
	p := newPlant(t, house(t))
	p.SetBattery(noon, 4000)
	p.Step(noon.Add(500 * time.Millisecond))
	if got, want := p.Truth().Battery.Watts(), 4000*(1-1/math.E); math.Abs(got-want) > 50 {
		t.Errorf("after one time constant got %.0f W, want %.0f W", got, want)
	}
	p.Step(noon.Add(10 * time.Second))
	if got := p.Truth().Battery.Watts(); got != 4000 {
		t.Errorf("after twenty time constants got %v W, want 4000 W", got)
	}
}

func TestBatteryWatchdog(t *testing.T) {
	tests := map[string]struct {
		onLoss  plant.OnLoss
		rewrite bool
		at      time.Duration
		rules   bool
		grid    bool // whether the grid power is what is driven to 0 W
	}{
		"a set-point that is not renewed rules until the time is over": {plant.Idle, false, 30 * time.Second, true, false},
		"then an idle battery rests":                                   {plant.Idle, false, 40 * time.Second, false, false},
		"a renewed set-point goes on ruling":                           {plant.Idle, true, 40 * time.Second, true, false},
		"then the internal control drives the grid to zero":            {plant.Internal, false, 60 * time.Second, false, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := house(t)
			c.Battery.OnLoss, c.PVScale = tt.onLoss, 0
			p := newPlant(t, c)
			p.SetBattery(noon, 3000)
			if tt.rewrite {
				p.SetBattery(noon.Add(20*time.Second), 3000)
			}
			p.Step(noon.Add(tt.at))
			got := p.Truth()
			if got.Battery.External != tt.rules {
				t.Errorf("set-point rules: got %v, want %v", got.Battery.External, tt.rules)
			}
			want, power := 0.0, got.Battery.Watts()
			if tt.rules {
				want = 3000
			}
			if tt.grid {
				power = got.Grid.Watts()
			}
			if math.Abs(power-want) > 60 {
				t.Errorf("got %.0f W, want %.0f W", power, want)
			}
		})
	}
}

func TestPVLimit(t *testing.T) {
	minute := func(limit plant.PVLimit, at time.Duration) float64 {
		p := newPlant(t, house(t))
		p.LimitPV(noon, limit)
		p.Step(noon.Add(at))
		return -p.Truth().PV.Watts()
	}
	free := minute(plant.PVLimit{}, 10*time.Second)
	if free < 4000 {
		t.Fatalf("the summer noon gives only %.0f W", free)
	}
	tests := map[string]struct {
		limit plant.PVLimit
		at    time.Duration
		want  float64
	}{
		"a limit holds the power below its share of the rating": {plant.PVLimit{Fraction: 0.2, Enabled: true}, 10 * time.Second, 2000},
		"a limit that is not enabled changes nothing":           {plant.PVLimit{Fraction: 0.2}, 10 * time.Second, free},
		"within its reversion time a limit holds":               {plant.PVLimit{Fraction: 0.1, Enabled: true, Revert: 20 * time.Second}, 10 * time.Second, 1000},
		"after its reversion time the limit is gone":            {plant.PVLimit{Fraction: 0.1, Enabled: true, Revert: 4 * time.Second}, 10 * time.Second, free},
		"half way up its ramp the limit is half way":            {plant.PVLimit{Fraction: 0, Enabled: true, Ramp: 100 * time.Second}, 90 * time.Second, 1050},
		"a limit of nothing stops production":                   {plant.PVLimit{Fraction: 0, Enabled: true}, 10 * time.Second, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := minute(tt.limit, tt.at); math.Abs(got-tt.want) > 10 {
				t.Errorf("got %.1f W, want %.1f W", got, tt.want)
			}
		})
	}
}

// write is one thing the outside may do to a plant.
type write struct {
	After time.Duration
	Watts float64
	Limit plant.PVLimit
}

func drawWrites(t *rapid.T) []write {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) write {
		return write{
			After: time.Duration(rapid.IntRange(0, 40_000).Draw(t, "ms")) * time.Millisecond,
			Watts: rapid.Float64Range(-9000, 9000).Draw(t, "watts"),
			Limit: plant.PVLimit{
				Fraction: rapid.Float64Range(0, 1).Draw(t, "fraction"),
				Enabled:  rapid.Bool().Draw(t, "enabled"),
				Revert:   time.Duration(rapid.IntRange(0, 30).Draw(t, "revert")) * time.Second,
			},
		}
	}), 1, 8).Draw(t, "writes")
}

func drawConfig(t *rapid.T) plant.Config {
	c := house(t)
	c.Seed = rapid.Uint64().Draw(t, "seed")
	c.Speed = rapid.SampledFrom([]float64{0.5, 1, 60, 600}).Draw(t, "speed")
	c.LoadFrom = c.LoadFrom.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "hours")) * time.Hour)
	c.PVFrom = c.LoadFrom
	c.Battery.SOCPercent = rapid.Float64Range(0, 100).Draw(t, "soc")
	c.Battery.OnLoss = rapid.SampledFrom([]plant.OnLoss{plant.Idle, plant.Internal}).Draw(t, "on loss")
	return c
}

// run applies the writes and calls check at every tick.
func run(p *plant.Plant, writes []write, check func(plant.Truth)) {
	at := noon
	for _, w := range writes {
		p.SetBattery(at, w.Watts)
		p.LimitPV(at, w.Limit)
		for end := at.Add(w.After); at.Before(end); at = at.Add(plant.Tick) {
			p.Step(at)
			check(p.Truth())
		}
	}
}

// Energy neither appears nor vanishes: on every phase at every tick, and in the counters.
func TestEnergyIsConserved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, err := plant.New(drawConfig(t), noon)
		if err != nil {
			t.Fatal(err)
		}
		start := p.Truth()
		run(p, drawWrites(t), func(now plant.Truth) {
			for i := range now.Grid.Active {
				if got, want := now.Grid.Active[i], now.Load.Active[i]+now.PV.Active[i]+now.Battery.Active[i]; got != want {
					t.Fatalf("L%d: grid %d mW, load + PV + battery %d mW", i+1, got, want)
				}
			}
			net := now.Grid.Counters.Import - now.Grid.Counters.Export
			parts := now.Load.Counters.Import - now.Load.Counters.Export - now.PV.Generated +
				now.Battery.Charged - now.Battery.Discharged
			if net != parts {
				t.Fatalf("grid counted %d µJ, its parts %d µJ", net, parts)
			}
			b := now.Battery
			moved := b.Stored - start.Battery.Stored + b.Losses - start.Battery.Losses
			if in := b.Charged - b.Discharged - (start.Battery.Charged - start.Battery.Discharged); in != moved {
				t.Fatalf("battery took %d µJ, stored and lost %d µJ", in, moved)
			}
		})
	})
}

func TestBoundsHoldAndCountersNeverFall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawConfig(t)
		p, err := plant.New(c, noon)
		if err != nil {
			t.Fatal(err)
		}
		last := p.Truth()
		run(p, drawWrites(t), func(now plant.Truth) {
			b := now.Battery
			if b.SOCPercent < 0 || b.SOCPercent > 100 {
				t.Fatalf("SOC %v %%", b.SOCPercent)
			}
			if math.Abs(b.Watts()) > 5000 || now.PV.Watts() > 0 || -now.PV.Watts() > c.PVRatingWatts || now.Load.Watts() < 0 {
				t.Fatalf("out of rating: battery %v W, PV %v W, load %v W", b.Watts(), now.PV.Watts(), now.Load.Watts())
			}
			falls := map[string]bool{
				"import":     now.Grid.Counters.Import < last.Grid.Counters.Import,
				"export":     now.Grid.Counters.Export < last.Grid.Counters.Export,
				"import L1":  now.Grid.Counters.PhaseImport[0] < last.Grid.Counters.PhaseImport[0],
				"export L3":  now.Grid.Counters.PhaseExport[2] < last.Grid.Counters.PhaseExport[2],
				"load":       now.Load.Counters.Import < last.Load.Counters.Import,
				"generated":  now.PV.Generated < last.PV.Generated,
				"charged":    b.Charged < last.Battery.Charged,
				"discharged": b.Discharged < last.Battery.Discharged,
				"losses":     b.Losses < last.Battery.Losses,
			}
			for name, fell := range falls {
				if fell {
					t.Fatalf("counter %s fell", name)
				}
			}
			last = now
		})
	})
}

// How often the plant is asked must not change what it does.
func TestSameSeedSameWritesSameState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, writes := drawConfig(t), drawWrites(t)
		one, err := plant.New(c, noon)
		if err != nil {
			t.Fatal(err)
		}
		other, err := plant.New(c, noon)
		if err != nil {
			t.Fatal(err)
		}
		run(one, writes, func(plant.Truth) {})
		at := noon
		for _, w := range writes {
			other.SetBattery(at, w.Watts)
			other.LimitPV(at, w.Limit)
			at = at.Add((w.After + plant.Tick - 1).Truncate(plant.Tick))
		}
		other.Step(one.Truth().At)
		if diff := cmp.Diff(one.Truth(), other.Truth()); diff != "" {
			t.Fatalf("stepped often (-) and once (+) differ:\n%s", diff)
		}
	})
}

func TestBatteryFillsAndTapers(t *testing.T) {
	c := house(t)
	c.Speed, c.Battery.Watchdog = 60, time.Hour
	p := newPlant(t, c)
	p.SetBattery(noon, 5000)
	var near, full plant.Truth
	for at := noon; at.Before(noon.Add(5 * time.Minute)); at = at.Add(plant.Tick) {
		p.Step(at)
		if full = p.Truth(); full.Battery.SOCPercent > 97 && near.At.IsZero() {
			near = full
		}
	}
	if got := near.Battery.Watts(); got < 2000 || got > 4000 {
		t.Errorf("at %.1f %% got %.0f W, want about 3200 W", near.Battery.SOCPercent, got)
	}
	if full.Battery.SOCPercent < 99.9 || full.Battery.Watts() > 600 {
		t.Errorf("in the end got %.2f %% and %.0f W, want a full battery that takes nothing", full.Battery.SOCPercent, full.Battery.Watts())
	}
}

func TestPowerMovesEverySecond(t *testing.T) {
	p := newPlant(t, house(t))
	last, still := p.Truth(), 0
	for at := noon; at.Before(noon.Add(5 * time.Minute)); at = at.Add(time.Second) {
		p.Step(at)
		if now := p.Truth(); now.Load.Watts() == last.Load.Watts() || now.PV.Watts() == last.PV.Watts() {
			still++
		} else {
			last = now
		}
	}
	if still > 1 {
		t.Errorf("load or PV stood still in %d of 300 seconds", still)
	}
}

func TestVoltageDropsWithPowerAndFrequencyStaysNear50Hertz(t *testing.T) {
	c := house(t)
	c.Battery.Watchdog = time.Hour
	charging, resting := newPlant(t, c), newPlant(t, c)
	charging.SetBattery(noon, 5000)
	at := noon.Add(30 * time.Second)
	charging.Step(at)
	resting.Step(at)
	low, high := charging.Truth().Grid, resting.Truth().Grid
	for i := range low.Volts {
		if want := high.Volts[i] - 0.24*5000/3/230; math.Abs(low.Volts[i]-want) > 0.01 {
			t.Errorf("L%d: got %.2f V while charging, want %.2f V", i+1, low.Volts[i], want)
		}
	}
	sum, square, n := 0.0, 0.0, 0.0
	for at := noon; at.Before(noon.Add(6 * time.Hour)); at = at.Add(time.Second) {
		resting.Step(at)
		off := resting.Truth().Grid.Hertz - 50
		sum, square, n = sum+off, square+off*off, n+1
	}
	if mean, deviation := sum/n, math.Sqrt(square/n); math.Abs(mean) > 0.006 || deviation < 0.012 || deviation > 0.026 {
		t.Errorf("over six hours got mean %.4f Hz and deviation %.4f Hz from 50 Hz, want about 0 and 0.019", mean, deviation)
	}
}

func TestVariationKeepsTheRecordedEnergy(t *testing.T) {
	c := house(t)
	c.Speed, c.LoadScale, c.PVScale = 60, 1, 1
	p := newPlant(t, c)
	const days = 4
	end := noon.Add(days * 24 * time.Minute)
	p.Step(end)
	var load, pv float64
	for at := time.Duration(0); at < days*24*time.Hour; at += time.Minute {
		load += c.Load.At(c.LoadFrom.Add(at)) * 60
		pv += c.PV.At(c.PVFrom.Add(at)) * 60
	}
	truth := p.Truth()
	if got := float64(truth.Load.Counters.Import) / 1e6; math.Abs(got/load-1) > 0.05 {
		t.Errorf("load: got %.1f kWh, the series has %.1f kWh", got/3.6e6, load/3.6e6)
	}
	if got := float64(truth.PV.Generated) / 1e6; math.Abs(got/pv-1) > 0.05 {
		t.Errorf("PV: got %.1f kWh, the series has %.1f kWh", got/3.6e6, pv/3.6e6)
	}
}

func TestValidateListsEveryFault(t *testing.T) {
	_, err := plant.New(plant.Config{Speed: -1}, noon)
	if err == nil {
		t.Fatal("an empty configuration was accepted")
	}
	const want = `INVALID_VALUE: speed is -1, want 0.01 to 3600
INVALID_VALUE: pv.rating_watts is 0, want 1 to 1e+09
INVALID_VALUE: battery.capacity_wh is 0, want 1 to 1e+09
INVALID_VALUE: battery.max_charge_watts is 0, want 1 to 1e+09
INVALID_VALUE: battery.max_discharge_watts is 0, want 1 to 1e+09
INVALID_VALUE: battery.charge_efficiency is 0, want 0.001 to 1
INVALID_VALUE: battery.discharge_efficiency is 0, want 0.001 to 1
INVALID_VALUE: battery.watchdog is 0, want 1 to 86400
INVALID_VALUE: battery.on_loss is , want IDLE or INTERNAL
INVALID_VALUE: load.series is empty, want a recorded series
INVALID_VALUE: pv.series is empty, want a recorded series`
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func BenchmarkTick(b *testing.B) {
	p, err := plant.New(house(b), noon)
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		p.Step(noon.Add(time.Duration(i) * plant.Tick))
	}
}
