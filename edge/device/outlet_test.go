package device_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// outlet is an asset's set-point channel of this name.
func outlet(t testing.TB, nature point.Nature, channel string) device.Outlet {
	t.Helper()
	for _, o := range device.Outlets(nature, func(string) image.Handle { return 1 }) {
		if o.Channel == channel {
			return o
		}
	}
	t.Fatalf("%s has no %s", nature, channel)
	return device.Outlet{}
}

// wallbox is a charger of 16 A on three phases at 230 V.
func wallbox(p unit.Power) device.Given {
	return device.Given{Power: p, Volts: 230, Wires: 3, Most: 16}
}

func TestEachNatureTakesItsPowerInItsOwnWay(t *testing.T) {
	tests := map[string]struct {
		nature  point.Nature
		channel string
		given   device.Given
		want    float64
	}{
		"a battery charges":                              {point.ESS, point.SetActivePower, device.Given{Power: 4200}, 4200},
		"a battery discharges":                           {point.ESS, point.SetActivePower, device.Given{Power: -4200}, -4200},
		"a generator delivers":                           {point.Generator, point.SetActivePower, device.Given{Power: -3000}, -3000},
		"a battery absorbs reactive power":               {point.ESS, point.SetReactivePower, device.Given{Reactive: 800}, 800},
		"production may go up to the magnitude":          {point.PV, point.SetMaxActivePower, device.Given{Power: -6000}, 6000},
		"production that may do nothing":                 {point.PV, point.SetMaxActivePower, device.Given{Power: 0}, 0},
		"a charger at its nameplate":                     {point.EVCS, point.SetMaxCurrent, wallbox(11040), 16},
		"a charger is rounded down to a tenth":           {point.EVCS, point.SetMaxCurrent, wallbox(7000), 10.1},
		"a charger at the least a vehicle takes":         {point.EVCS, point.SetMaxCurrent, wallbox(4140), 6},
		"a charger below it pauses":                      {point.EVCS, point.SetMaxCurrent, wallbox(4139), 0},
		"a charger at a high voltage takes less current": {point.EVCS, point.SetMaxCurrent, device.Given{Power: 6900, Volts: 240, Wires: 3, Most: 16}, 9.5},
		"a charger on one phase stays within its wires":  {point.EVCS, point.SetMaxCurrent, device.Given{Power: 11040, Volts: 230, Wires: 1, Most: 16}, 16},
		"a charger on one phase":                         {point.EVCS, point.SetMaxCurrent, device.Given{Power: 2300, Volts: 230, Wires: 1, Most: 16}, 10},
		"a charger never feeds back":                     {point.EVCS, point.SetMaxCurrent, wallbox(-5000), 0},
		"a load is on while it is given anything":        {point.Load, point.SetEnabled, device.Given{Power: 1}, 1},
		"a load is off when it is given nothing":         {point.Load, point.SetEnabled, device.Given{Power: 0}, 0},
		"a load that takes a power takes it":             {point.Load, point.SetActivePower, device.Given{Power: 750}, 750},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := outlet(t, tt.nature, tt.channel).Value(tt.given); math.Abs(got-tt.want) > 1e-9 {
				t.Errorf("%s = %v, want %v", tt.channel, got, tt.want)
			}
		})
	}
}

func TestWhatFollowsFromNoPowerIsASetting(t *testing.T) {
	for channel, nature := range map[string]point.Nature{
		point.SetClosed: point.Switch, point.SetPhases: point.EVCS, point.SetGridMode: point.ESS, point.SetVoltage: point.ESS,
	} {
		if o := outlet(t, nature, channel); o.Way != device.Setting || o.Way.Powered() {
			t.Errorf("%s is ordered by way %d", channel, o.Way)
		}
	}
	if got := device.Outlets(point.GridMeter, func(string) image.Handle { return 1 }); len(got) != 0 {
		t.Errorf("a meter takes %v", got)
	}
	if got := device.Outlets(point.ESS, func(string) image.Handle { return image.None }); len(got) != 0 {
		t.Errorf("a battery whose device has no set-point takes %v", got)
	}
}

// A charger's current never stands for more than the power it was given, and never for a current
// that no vehicle charges with.
func TestACurrentNeverExceedsThePowerItStandsFor(t *testing.T) {
	o := outlet(t, point.EVCS, point.SetMaxCurrent)
	rapid.Check(t, func(t *rapid.T) {
		g := device.Given{
			Power: unit.Power(rapid.IntRange(-50_000, 50_000).Draw(t, "watts")),
			Volts: rapid.Float64Range(184, 276).Draw(t, "volts"),
			Wires: rapid.IntRange(1, 3).Draw(t, "phases"), Most: rapid.Float64Range(6, 80).Draw(t, "most"),
		}
		got := o.Value(g)
		switch watts := got * g.Volts * float64(g.Wires); {
		case got != 0 && (got < device.MinCurrent || got > g.Most+1e-9):
			t.Errorf("%v A, want 0 or %v to %v A", got, device.MinCurrent, g.Most)
		case got != 0 && watts > float64(g.Power)+1e-6:
			t.Errorf("%v A are %v W, more than %v", got, watts, g.Power)
		case math.Abs(got*10-math.Round(got*10)) > 1e-9:
			t.Errorf("%v A are no tenths", got)
		}
	})
}

// A setting comes to bounds whose every power turns back into the setting.
func TestASettingComesToThePowerThatTurnsBackIntoIt(t *testing.T) {
	rating := envelope.Between(0, 11_040)
	for _, tt := range []struct {
		nature  point.Nature
		channel string
		value   float64
	}{
		{point.EVCS, point.SetMaxCurrent, 10},
		{point.EVCS, point.SetMaxCurrent, 6.7},
		{point.EVCS, point.SetMaxCurrent, 0},
		{point.Load, point.SetEnabled, 0},
		{point.Load, point.SetEnabled, 1},
		{point.ESS, point.SetActivePower, -1200},
		{point.PV, point.SetMaxActivePower, 900},
	} {
		for _, volts := range []float64{230, 231.7, 240.3} {
			o := outlet(t, tt.nature, tt.channel)
			g := wallbox(0)
			g.Volts = volts
			comes := o.Comes(tt.value, g, rating)
			g.Power = comes.Clamp(rating.Max)
			if got := o.Value(g); math.Abs(got-tt.value) > 1e-9 {
				t.Errorf("%s = %v comes to %v, which turns back into %v", tt.channel, tt.value, comes, got)
			}
		}
	}
}
