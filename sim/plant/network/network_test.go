package network_test

import (
	"math"
	"testing"
	"time"

	"ohmstead/sim/plant/network"
)

func small() network.Config {
	return network.Config{
		Grid: network.SmallIsland(),
		Inverter: network.InverterConfig{
			RatingWatts: 10_000, CapacityWattHours: 20_000, SOCPercent: 60, TimeConstant: 200 * time.Millisecond,
			SwitchTime: 200 * time.Millisecond, FormTime: time.Second, Droop: 0.02, Overload: 1.5, OverloadTime: time.Second,
		},
		Loads:        []network.Load{{Watts: 3_000, On: true}, {Watts: 2_000, On: true}},
		CouplerDelay: 60 * time.Millisecond,
	}
}

// By the swing equation: 1 MW of 50 MW missing at H = 3 s begins to fall by
// ΔP/S · f0/(2H) = 0.02 · 50/6 = 0.167 Hz/s, and comes to rest where droop and damping carry it:
// 0.02 = Δf/50 · (1/0.05 + 1) outside the deadband of 10 mHz: 57 mHz.
func TestTheFrequencySwingsAsTheEquationSays(t *testing.T) {
	s := network.New(small())
	s.Grid.Lack(1e6)
	s.Step(100 * time.Millisecond)
	if fell := 50 - s.See().GridHertz; math.Abs(fell-0.0167) > 0.001 {
		t.Errorf("in 0.1 s it falls by %.4f Hz, want 0.0167", fell)
	}
	lowest := 50.0
	for range 1200 {
		s.Step(100 * time.Millisecond)
		lowest = min(lowest, s.See().GridHertz)
	}
	if off := 50 - s.See().GridHertz; math.Abs(off-0.0571) > 0.002 {
		t.Errorf("it comes to rest %.4f Hz below nominal, want 0.057", off)
	}
	if lowest > s.See().GridHertz-0.01 {
		t.Errorf("it does not swing below where it comes to rest: %.4f Hz", lowest)
	}
}

func TestTheSitesOwnPowerMovesTheFrequency(t *testing.T) {
	c := small()
	c.Grid.Capacity = 100_000
	with, without := network.New(c), network.New(c)
	for _, s := range []*network.Site{with, without} {
		s.Grid.Lack(5_000)
	}
	with.Inverter.SetPower(-10_000) // it discharges against the lack
	with.Step(time.Second)
	without.Step(time.Second)
	if a, b := with.See().GridHertz, without.See().GridHertz; a <= b+0.1 {
		t.Errorf("with the battery's help %.3f Hz, without %.3f Hz", a, b)
	}
}

// ΔU = (R·P + X·Q)/U per phase: 9 kW over three phases drop 0.24 Ω · 3 kW / 230 V = 3.1 V.
func TestTheVoltageDropsOverTheImpedance(t *testing.T) {
	c := small()
	c.Loads = []network.Load{{Watts: 9_000, On: true}}
	s := network.New(c)
	s.Step(time.Second)
	if got := s.See().SiteVolts; math.Abs(got-(230-3.13)) > 0.05 {
		t.Errorf("%.2f V at the connection, want 226.87", got)
	}
}

func TestTheInverterFollowsAndStopsOnADeadGrid(t *testing.T) {
	s := network.New(small())
	s.Inverter.SetPower(4_000)
	s.Step(200 * time.Millisecond)
	if got := s.See().Power; math.Abs(got-4_000*0.632) > 60 {
		t.Errorf("after its time constant it takes %.0f W, want 63 %% of 4 kW", got)
	}
	s.Step(3 * time.Second)
	if see := s.See(); math.Abs(see.GridPower-9_000) > 1 {
		t.Errorf("the grid gives %.0f W, want loads and battery", see.GridPower)
	}
	s.Grid.Lose()
	s.Step(100 * time.Millisecond)
	if see := s.See(); see.Power != 0 || see.SiteVolts != 0 || see.Loads[0] != 0 {
		t.Errorf("on the dead grid %+v", see)
	}
}

func TestABatteryFormsAnIslandBlackAndSagsWithItsLoad(t *testing.T) {
	s := network.New(small())
	s.Grid.Lose()
	s.Coupler.Order(false)
	s.Inverter.Order(network.Forming)
	s.Step(300 * time.Millisecond)
	if see := s.See(); see.Closed || see.Mode != network.Forming || see.SiteVolts > 100 {
		t.Errorf("after 0.3 s %+v, want an open coupler and a rising voltage", see)
	}
	s.Step(2 * time.Second)
	see := s.See()
	// 5 kW of 10 kW at a droop of 2 %: half of 1 Hz below.
	if see.SiteVolts != 230 || math.Abs(see.SiteHertz-49.5) > 0.001 || see.Power != -5_000 {
		t.Errorf("the island has %.1f V, %.3f Hz, the battery gives %.0f W", see.SiteVolts, see.SiteHertz, -see.Power)
	}
	s.Loads[0].Watts = 16_000
	s.Step(100 * time.Millisecond)
	if see := s.See(); see.Mode != network.Off || see.SiteVolts != 0 {
		t.Errorf("overloaded %+v, want a trip", see)
	}
}

func TestAFormingInverterOnADeadGridIsSeen(t *testing.T) {
	s := network.New(small())
	s.Grid.Lose()
	s.Coupler.Order(false)
	s.Inverter.Order(network.Forming)
	s.Step(2 * time.Second)
	s.Coupler.Order(true)
	s.Step(200 * time.Millisecond)
	if s.Backfed == 0 {
		t.Error("the street was fed and nobody says so")
	}
}

func TestTheCouplerRemembersHowItClosed(t *testing.T) {
	s := network.New(small())
	s.Coupler.Order(false)
	s.Inverter.Order(network.Forming)
	s.Step(2 * time.Second)
	s.Inverter.SetHertz(50.6) // 50.1 Hz under half load
	s.Step(5 * time.Second)
	before := s.See().Degrees
	s.Step(time.Second)
	if turned := s.See().Degrees - before; math.Abs(turned-36) > 1 && math.Abs(turned+324) > 1 {
		t.Errorf("at 50.1 Hz against 50 Hz the phase turns by %.1f° a second, want 36°", turned)
	}
	s.Coupler.Order(true)
	s.Step(200 * time.Millisecond)
	closings := s.Coupler.Closings()
	if len(closings) != 1 || closings[0].Dead || math.Abs(closings[0].Hertz-0.1) > 0.01 {
		t.Errorf("closings %+v, want one between 50 Hz and 50.1 Hz", closings)
	}
	s.Coupler.Stuck = true
	s.Coupler.Order(false)
	s.Step(time.Second)
	if !s.See().Closed {
		t.Error("a stuck coupler opened")
	}
}

func TestTheRecordedEventPlays(t *testing.T) {
	event, err := network.Event()
	if err != nil {
		t.Fatal(err)
	}
	if len(event.Hertz) != 4500 || event.Length() < 149*time.Second || event.Length() > 151*time.Second {
		t.Errorf("%d values over %v", len(event.Hertz), event.Length())
	}
	s := network.New(small())
	s.Grid.Play(event.Around(60, 50))
	lowest := 60.0
	for range 150 {
		s.Step(time.Second)
		lowest = min(lowest, s.See().GridHertz)
	}
	if lowest < 49.76 || lowest > 49.80 {
		t.Errorf("the lowest frequency is %.3f Hz, recorded was 59.77 Hz", lowest)
	}
}

func TestTheSameCallsGiveTheSameNumbers(t *testing.T) {
	run := func(steps int, dt time.Duration) network.See {
		s := network.New(small())
		s.Grid.Lack(2e6)
		for range steps {
			s.Step(dt)
		}
		return s.See()
	}
	a, b := run(100, 100*time.Millisecond), run(1000, 10*time.Millisecond)
	if a.GridHertz != b.GridHertz || a.Power != b.Power || a.Degrees != b.Degrees {
		t.Errorf("in steps of 100 ms %+v, of 10 ms %+v", a, b)
	}
}
