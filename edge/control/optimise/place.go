package optimise

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// connected is a battery behind a meter.
type connected struct {
	ess           control.Asset
	grid, battery image.Handle
}

func connectedBy(p control.Params) connected {
	return connected{
		ess:     p.Member("ess").Asset,
		grid:    p.Member("meter").Handle(point.ActivePower),
		battery: p.Member("ess").Handle(point.ActivePower),
	}
}

// without is the power of the site without the battery: the meter is the sum of what lies behind
// it. False while one of the two is not fresh.
func (c connected) without(in control.Input) (unit.Power, bool) {
	grid, ok := in.Power(c.grid)
	battery, okBattery := in.Power(c.battery)
	return grid - battery, ok && okBattery
}

// cells are what is stored in a battery.
type cells struct {
	soc, capacity image.Handle
	nameplate     unit.Energy
}

func cellsOf(m control.Member) cells {
	return cells{soc: m.Handle(point.SOC), capacity: m.Handle("Capacity"), nameplate: m.Capacity}
}

// read is the state of charge in percent and what a full battery holds: by its file, else as the
// device says. False while either is unknown.
func (c cells) read(in control.Input) (soc float64, full unit.Energy, ok bool) {
	soc, ok = in.Value(c.soc)
	if full = c.nameplate; full > 0 || !ok {
		return soc, full, ok
	}
	wattHours, ok := in.Value(c.capacity)
	if !ok {
		return soc, 0, false
	}
	full, ok = unit.FromFloat(wattHours, unit.WattHour)
	return soc, full, ok && full > 0
}

// sized refuses a battery of which neither file nor device says what it holds.
func sized(m control.Member) error {
	if m.Capacity == 0 && m.Handle("Capacity") == image.None {
		return missing("capacity_wh of " + m.ID)
	}
	return nil
}

// part is the energy in so many percent points of a battery, to a hundredth of a point. It forms
// quotient and remainder apart, so that no capacity overflows.
func part(full unit.Energy, points float64) unit.Energy {
	hundredths, ok := unit.FromFloat(points*100, unit.Joule)
	if !ok {
		return 0
	}
	return full/10_000*hundredths + full%10_000*hundredths/10_000
}

// spread is the power that moves an energy evenly in a time; less than a second counts as one.
func spread(e unit.Energy, over time.Duration) unit.Power {
	ms := unit.Energy(max(over, time.Second).Milliseconds())
	return unit.Power(e/ms*1000 + e%ms*1000/ms)
}

// takes is how long a power needs for an energy, in whole seconds rounded up; false where it never
// gets there.
func takes(e unit.Energy, p unit.Power) (time.Duration, bool) {
	if p <= 0 {
		return 0, e <= 0
	}
	const century = 100 * 365 * 24 * 3600 // s; beyond it a time.Duration would overflow
	seconds := (e + unit.Energy(p) - 1) / unit.Energy(p)
	if seconds > century {
		return 0, false
	}
	return time.Duration(seconds) * time.Second, true
}

// most is the larger of what a battery can charge and discharge.
func most(rating envelope.Envelope) unit.Power { return max(rating.Max, -rating.Min) }
