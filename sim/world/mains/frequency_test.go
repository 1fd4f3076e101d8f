package mains_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"ohmstead/energy/gridcode"
	"ohmstead/energy/unit"
	"ohmstead/sim/plant/network"
	"ohmstead/sim/world/mains"
)

// megawatt is a battery of 1 MW on a grid, with one controller.
func megawatt(t testing.TB, grid network.GridConfig, cycle, mode, controller string) *mains.World {
	t.Helper()
	file := fmt.Sprintf(`
site: {name: megawatt}
cycle: %s
mode: %s
max_age: 5s
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 1000000, capacity_wh: 1000000}
controllers:
%s
`, cycle, mode, controller)
	w, err := mains.New(network.Config{
		Grid: grid,
		Inverter: network.InverterConfig{
			RatingWatts: 1e6, CapacityWattHours: 1e6, SOCPercent: 50, TimeConstant: 100 * time.Millisecond,
			SwitchTime: 200 * time.Millisecond, FormTime: time.Second, Droop: 0.02, Overload: 1.2, OverloadTime: time.Second,
		},
		CouplerDelay: 60 * time.Millisecond,
	}, file)
	if err != nil {
		t.Fatal(err)
	}
	w.Run(2*time.Second, nil)
	return w
}

// provider is a battery that has sold 800 kW of containment reserve.
func provider(t testing.TB, profile string) *mains.World {
	t.Helper()
	return megawatt(t, network.ContinentalEurope(), "1s", "SELF_CONSUMPTION",
		"  - {id: fcr, type: FCR, ess: ess0, meter: meter0, capacity_watts: 800000, profile: "+profile+"}")
}

const sold = 800_000.0

// stepResponse is what a step of the frequency gives: when nine tenths are there, and what is there
// at half of the profile's time, at all of it and a minute later, in W.
type stepResponse struct {
	ninety              time.Duration
	half, full, settled float64
}

// respond lets the frequency step to a share of the profile's deviation.
func respond(w *mains.World, f gridcode.FCR, share float64) stepResponse {
	target := -share * sold
	w.Plant.Grid.Set(50-share*unit.Float(f.Full, unit.Hertz), 230)
	began := w.Since()
	r := stepResponse{ninety: -1}
	for w.Since()-began <= f.Within+time.Minute {
		w.Step()
		at, power := w.Since()-began, w.Plant.See().Power
		if r.ninety < 0 && power/target >= 0.9 {
			r.ninety = at
		}
		if at <= f.Within/2 {
			r.half = power
		}
		if at <= f.Within {
			r.full = power
		}
	}
	r.settled = w.Plant.See().Power
	return r
}

// The reserve of every profile: all of it within the profile's time, half of it within half of that,
// both ways, and at rest exactly what the deviation asks for. Low frequency discharges.
func TestContainmentReserveKeepsItsProfile(t *testing.T) {
	for _, f := range gridcode.FCRs() {
		for _, share := range []float64{1, -1, 0.5, -0.5} {
			t.Run(fmt.Sprintf("%s at %v of its deviation", f.Name, share), func(t *testing.T) {
				r := respond(provider(t, f.Name), f, share)
				target := -share * sold
				if r.half/target < 0.5 || r.full/target < 0.999 || math.Abs(r.settled-target) > 1 {
					t.Errorf("after half of %v %.0f W, after all of it %.0f W, at rest %.0f W of %.0f W", f.Within, r.half, r.full, r.settled, target)
				}
				if r.ninety < 0 || r.ninety > 3*time.Second {
					t.Errorf("nine tenths are there after %v", r.ninety)
				}
			})
		}
	}
}

// A ramp of 20 mHz a second is followed with the delay of a cycle and the inverter: at most two
// cycles, which is 40 mHz or a fifth of the capacity, and never past the capacity.
func TestContainmentReserveFollowsARamp(t *testing.T) {
	w := provider(t, "CE")
	for second := range 30 {
		hertz := 50 - 0.02*float64(second)
		w.Plant.Grid.Set(hertz, 230)
		w.Step()
		asked := -min((50-hertz)/0.2, 1) * sold
		if power := w.Plant.See().Power; power < -sold-1 || math.Abs(power-asked) > 0.2*sold+1 {
			t.Errorf("at %.2f Hz %.0f W, asked are %.0f W", hertz, power, asked)
		}
	}
}

// The recorded event: in every second the power is what the frequency of the second before asks for.
func TestContainmentReserveFollowsARecordedEvent(t *testing.T) {
	event, err := network.Event()
	if err != nil {
		t.Fatal(err)
	}
	w := provider(t, "CE")
	w.Plant.Grid.Play(event.Around(60, 50))
	worst := 0.0
	for range 149 {
		before := w.Plant.See().GridHertz
		w.Step()
		asked := max(min((before-50)/0.2, 1), -1) * sold
		worst = max(worst, math.Abs(w.Plant.See().Power-asked))
	}
	if worst > 100 {
		t.Errorf("at worst %.0f W are missing", worst)
	}
	if see := w.Plant.See(); see.SOC >= 50 {
		t.Errorf("after a low frequency the battery holds %.2f %%", see.SOC)
	}
}

// fastProvider is a battery that has sold 600 kW of fast reserve, at the moment in which the frequency
// has fallen below its trigger.
func fastProvider(t testing.TB, f gridcode.FFR) *mains.World {
	t.Helper()
	w := megawatt(t, network.ContinentalEurope(), "100ms", "SELF_CONSUMPTION",
		`  - {id: ffr, type: FAST_FREQUENCY_RESERVE, ess: ess0, meter: meter0, capacity_watts: 600000, trigger: "`+f.Name+`", support: LONG}`)
	w.Plant.Grid.Set(unit.Float(f.Trigger, unit.Hertz)-0.01, 230)
	return w
}

// Every alternative of fast reserve is there within its time and holds; the edge runs at 100 ms.
func TestFastReserveIsThereInTime(t *testing.T) {
	for _, f := range gridcode.FFRs() {
		t.Run(f.Name, func(t *testing.T) {
			w := fastProvider(t, f)
			w.Run(f.Within, nil)
			if got := w.Plant.See().Power; got > -0.99*600_000 {
				t.Errorf("after %v it gives %.0f W of 600 kW", f.Within, -got)
			}
			w.Run(30*time.Second, func() bool { return w.Plant.See().Power > -0.99*600_000 })
			if got := w.Plant.See().Power; got > -0.99*600_000 {
				t.Errorf("within the 30 s of its support it gives %.0f W", -got)
			}
		})
	}
}

// island50 is an area of 10 MW in which a battery of 1 MW counts.
func area() network.GridConfig {
	c := network.SmallIsland()
	c.Capacity = 10e6
	return c
}

// By hand: 0.5 MW of 10 MW missing. Primary response 1/0.05 and damping 1 carry it at
// 0.05 = x · 21 − 20 · 0.0002 (deadband): x = 0.00257, 129 mHz. Droop of 1 MW at 5 % adds 2 to the 21
// and its own deadband: x = (0.05 + 20·0.0002 + 2·0.0002)/23 = 0.00237, 118 mHz.
func TestDroopCarriesItsPartOfTheDeviation(t *testing.T) {
	rest := func(controllers string) float64 {
		w := megawatt(t, area(), "100ms", "DROOP", controllers)
		w.Plant.Grid.Lack(500_000)
		w.Run(2*time.Minute, nil)
		return 50 - w.Plant.See().GridHertz
	}
	const idle = "  - {id: zero, type: SELF_CONSUMPTION, ess: ess0, meter: meter0}"
	without, with := rest(idle), rest("  - {id: droop, type: FREQUENCY_DROOP, ess: ess0, meter: meter0}")
	if math.Abs(without-0.1286) > 0.002 || math.Abs(with-0.1183) > 0.002 {
		t.Errorf("at rest %.1f mHz below without and %.1f mHz with droop, want 129 and 118", without*1000, with*1000)
	}
}

// By hand: 0.5 MW missing of 10 MW at H = 3 s fall by 0.05 · 50/6 = 0.417 Hz/s. An inertia constant of
// 10 s on 1 MW adds 10 MWs to the 30 MWs of the area: three quarters of that.
func TestVirtualInertiaSlowsTheFall(t *testing.T) {
	fall := func(controllers string) (perSecond, lowest float64) {
		w := megawatt(t, area(), "20ms", "DROOP", controllers)
		w.Plant.Grid.Lack(500_000)
		w.Run(500*time.Millisecond, nil)
		at := w.Plant.See().GridHertz
		w.Run(100*time.Millisecond, nil)
		perSecond, lowest = (at-w.Plant.See().GridHertz)/0.1, 50
		w.Run(time.Minute, func() bool { lowest = min(lowest, w.Plant.See().GridHertz); return false })
		return perSecond, lowest
	}
	plain, lowPlain := fall("  - {id: zero, type: SELF_CONSUMPTION, ess: ess0, meter: meter0}")
	inert, lowInert := fall("  - {id: h, type: VIRTUAL_INERTIA, ess: ess0, meter: meter0, inertia_s: 10, filter_s: 0.1}")
	if share := inert / plain; share < 0.65 || share > 0.88 {
		t.Errorf("after half a second it falls by %.3f Hz/s, with inertia by %.3f Hz/s: %.2f of it, want about 0.75", plain, inert, share)
	}
	if lowInert <= lowPlain {
		t.Errorf("the lowest frequency is %.3f Hz without and %.3f Hz with inertia", lowPlain, lowInert)
	}
}

// A frequency that only trembles inside the deadbands costs nothing.
func TestAQuietFrequencyMovesNothing(t *testing.T) {
	w := megawatt(t, network.ContinentalEurope(), "200ms", "DROOP", "  - {id: droop, type: FREQUENCY_DROOP, ess: ess0, meter: meter0}\n  - {id: h, type: VIRTUAL_INERTIA, ess: ess0, meter: meter0}")
	for i := range 300 {
		w.Plant.Grid.Set(50+0.004*math.Sin(float64(i)/10), 230)
		w.Step()
		if p := w.Plant.See().Power; p != 0 {
			t.Fatalf("it moves %.0f W", p)
		}
	}
}
