package plant

import (
	"math"
	"time"
)

// OnLoss is what the battery does without a living set-point: before the first one is written and
// after the watchdog has run out.
type OnLoss string

// What a battery falls back to.
const (
	// Idle is 0 W.
	Idle OnLoss = "IDLE"
	// Internal is the inverter's own self-consumption control: it drives the grid power to 0 W.
	Internal OnLoss = "INTERNAL"
)

// BatteryConfig rates the battery.
type BatteryConfig struct {
	CapacityWattHours float64
	// SOCPercent is the state of charge at the start.
	SOCPercent float64
	// MaxChargeWatts and MaxDischargeWatts are magnitudes on the AC side.
	MaxChargeWatts, MaxDischargeWatts float64
	// ChargeEfficiency is stored over AC energy, DischargeEfficiency AC over stored energy: 0…1.
	ChargeEfficiency, DischargeEfficiency float64
	// TimeConstant is that of the first-order answer to a new set-point, in wall time.
	TimeConstant time.Duration
	// Watchdog is how long a set-point lives without being written again, in wall time.
	Watchdog time.Duration
	OnLoss   OnLoss
}

// BatteryLimits are the bounds an outside controller may write: magnitudes in W and the window of
// SOC in percent.
type BatteryLimits struct {
	ChargeWatts, DischargeWatts  float64
	SOCMinPercent, SOCMaxPercent float64
}

// The allowed power falls in a straight line to a tenth of its value over the last five percent
// of SOC before the window's ends, as cells near full (constant-voltage phase) and near empty
// demand.
const (
	taperPercent = 5
	taperEnd     = 0.1
)

// battery follows its set-point. Energy: AC energy = change of stored energy + losses, to the µJ.
type battery struct {
	config              BatteryConfig
	limits              BatteryLimits
	capacity, stored    Microjoules
	losses              Microjoules
	charged, discharged Microjoules // AC side
	power               Milliwatts
	setpoint            Milliwatts
	written             time.Time // when the set-point was; zero before the first
	external            bool      // a living set-point rules
}

func newBattery(c BatteryConfig) battery {
	capacity := microjoules(c.CapacityWattHours)
	return battery{
		config:   c,
		limits:   BatteryLimits{c.MaxChargeWatts, c.MaxDischargeWatts, 0, 100},
		capacity: capacity,
		stored:   Microjoules(float64(capacity) * c.SOCPercent / 100),
	}
}

func microjoules(wattHours float64) Microjoules {
	return Microjoules(math.RoundToEven(wattHours * 3600e6))
}

// SOC is the state of charge in percent of the capacity.
func (b *battery) soc() float64 { return float64(b.stored) / float64(b.capacity) * 100 }

// allowed is what the battery would take and give now, magnitudes in W.
func (b *battery) allowed() (charge, discharge float64) {
	soc := b.soc()
	charge = min(b.config.MaxChargeWatts, b.limits.ChargeWatts) * taper(b.limits.SOCMaxPercent-soc)
	discharge = min(b.config.MaxDischargeWatts, b.limits.DischargeWatts) * taper(soc-b.limits.SOCMinPercent)
	return charge, discharge
}

// taper is the share of full power that is left this far before an end of the SOC window.
func taper(percentLeft float64) float64 {
	switch {
	case percentLeft <= 0:
		return 0
	case percentLeft >= taperPercent:
		return 1
	}
	return taperEnd + (1-taperEnd)*percentLeft/taperPercent
}

// step moves the battery on by one tick. grid is the power at the connection in the tick before,
// which the internal control looks at.
func (b *battery) step(now time.Time, tick step, grid Milliwatts) {
	b.external = !b.written.IsZero() && now.Sub(b.written) <= b.config.Watchdog
	target := b.target(grid)
	charge, discharge := b.allowed()
	target = min(max(target, -milliwatts(discharge)), milliwatts(charge))
	b.power = approach(b.power, target, tick.wall, b.config.TimeConstant)
	b.power = min(max(b.power, -milliwatts(discharge)), milliwatts(charge))
	b.exchange(tick.worldMS)
}

func (b *battery) target(grid Milliwatts) Milliwatts {
	switch {
	case b.external:
		return b.setpoint
	case b.config.OnLoss == Internal:
		return b.power - grid
	}
	return 0
}

// approach is the first-order answer p + (target − p)·(1 − e^(−dt/τ)); it arrives when half a watt
// is left.
func approach(power, target Milliwatts, dt, tau time.Duration) Milliwatts {
	left := float64(target - power)
	if tau <= 0 || math.Abs(left) <= 500 {
		return target
	}
	return power + Milliwatts(math.RoundToEven(-left*math.Expm1(-dt.Seconds()/tau.Seconds())))
}

// exchange moves the tick's energy into or out of the cells and cuts the power where the SOC
// window has no room for it.
func (b *battery) exchange(ms int64) {
	if b.power >= 0 {
		room := max(0, b.atPercent(b.limits.SOCMaxPercent)-b.stored)
		most := Milliwatts(float64(room) / b.config.ChargeEfficiency / float64(ms))
		b.power = min(b.power, most)
		in := Microjoules(int64(b.power) * ms)
		gain := min(Microjoules(float64(in)*b.config.ChargeEfficiency), room, in)
		b.stored += gain
		b.losses += in - gain
		b.charged += in
		return
	}
	room := max(0, b.stored-b.atPercent(b.limits.SOCMinPercent))
	most := Milliwatts(float64(room) * b.config.DischargeEfficiency / float64(ms))
	b.power = max(b.power, -most)
	out := Microjoules(int64(-b.power) * ms)
	drain := max(min(Microjoules(math.Ceil(float64(out)/b.config.DischargeEfficiency)), room), out)
	b.stored -= drain
	b.losses += drain - out
	b.discharged += out
}

func (b *battery) atPercent(percent float64) Microjoules {
	return Microjoules(float64(b.capacity) * percent / 100)
}
