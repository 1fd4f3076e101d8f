package network

import (
	"math"
	"time"
)

// Mode is what a battery inverter does.
type Mode int

// Modes, numbered as the channel GridMode has them.
const (
	Off Mode = iota
	Following
	Forming
)

// InverterConfig rates a battery inverter.
type InverterConfig struct {
	RatingWatts       float64
	CapacityWattHours float64
	SOCPercent        float64
	// TimeConstant is that of the first-order answer to a new set-point while it follows.
	TimeConstant time.Duration
	// SwitchTime is how long a change of mode takes, FormTime how long its voltage rises from
	// nothing on a dead bus.
	SwitchTime, FormTime time.Duration
	// Droop is by how much of nominal the frequency falls at rated discharge while it forms.
	Droop float64
	// Overload is the part of rating that it bears for OverloadTime; then it trips.
	Overload     float64
	OverloadTime time.Duration
}

// Inverter is a battery inverter that follows a voltage or forms one.
type Inverter struct {
	config InverterConfig
	// NeverForms and NeverFollows are faults: the order is taken and nothing happens.
	NeverForms, NeverFollows bool

	mode, ordered Mode
	turning       time.Duration // of the change of mode
	setpoint      float64       // W
	setHertz      float64
	setVolts      float64
	power         float64 // W, charge is positive
	rise          float64 // 0…1 of its voltage while it forms
	overloaded    time.Duration
	tripped       bool
	stored        float64 // Wh
	degrees       float64
}

func newInverter(c InverterConfig, g GridConfig) Inverter {
	return Inverter{
		config: c, mode: Following, ordered: Following, setHertz: g.NominalHertz, setVolts: g.NominalVolts,
		stored: c.CapacityWattHours * c.SOCPercent / 100,
	}
}

// Order sets what it is to do: power for following, frequency and voltage without load for forming.
// An order of Off sets a trip back.
func (v *Inverter) Order(m Mode) {
	if m == Off || m == Following {
		v.tripped = false
	}
	if m != v.ordered {
		v.ordered, v.turning = m, 0
	}
}

// SetPower sets the power while it follows.
func (v *Inverter) SetPower(watts float64) { v.setpoint = watts }

// SetHertz sets the frequency that it holds without load while it forms.
func (v *Inverter) SetHertz(hertz float64) { v.setHertz = hertz }

// SetVolts sets the voltage that it holds while it forms, phase to neutral.
func (v *Inverter) SetVolts(volts float64) { v.setVolts = volts }

// turn moves a change of mode on.
func (v *Inverter) turn(dt time.Duration) {
	if v.tripped {
		v.mode = Off
		return
	}
	if v.ordered == v.mode || v.ordered == Forming && v.NeverForms || v.ordered == Following && v.NeverFollows {
		return
	}
	if v.turning += dt; v.turning >= v.config.SwitchTime {
		if v.ordered == Forming {
			v.rise = 0
		}
		v.mode = v.ordered
	}
}

// follow moves the power towards the set-point, as a first-order lag.
func (v *Inverter) follow(dt time.Duration) {
	target := max(min(v.setpoint, v.config.RatingWatts), -v.config.RatingWatts)
	if v.config.TimeConstant <= 0 {
		v.power = target
		return
	}
	v.power += (target - v.power) * -math.Expm1(-dt.Seconds()/v.config.TimeConstant.Seconds())
}

// hertz is what it holds at its power while it forms.
func (v *Inverter) hertz(nominal float64) float64 {
	return v.setHertz + v.config.Droop*nominal*v.power/v.config.RatingWatts
}

// against is the power it takes at a frequency that somebody else holds while it forms.
func (v *Inverter) against(hertz, nominal float64) float64 {
	p := (hertz - v.setHertz) / (v.config.Droop * nominal) * v.config.RatingWatts
	most := v.config.Overload * v.config.RatingWatts
	return max(min(p, most), -most)
}

// bear counts the time over its rating and trips past what it bears.
func (v *Inverter) bear(dt time.Duration) {
	if math.Abs(v.power) <= v.config.RatingWatts*1.0001 {
		v.overloaded = 0
		return
	}
	v.overloaded += dt
	if v.overloaded > v.config.OverloadTime || math.Abs(v.power) > v.config.Overload*v.config.RatingWatts*1.0001 {
		v.trip()
	}
}

func (v *Inverter) trip() { v.tripped, v.mode, v.power, v.rise, v.overloaded = true, Off, 0, 0, 0 }

// charge moves the energy; an empty or full battery stops, and trips while it forms.
func (v *Inverter) charge(dt time.Duration) {
	v.stored += v.power * dt.Hours()
	if v.stored >= 0 && v.stored <= v.config.CapacityWattHours {
		return
	}
	v.stored = max(min(v.stored, v.config.CapacityWattHours), 0)
	if v.mode == Forming {
		v.trip()
		return
	}
	v.power = 0
}

// SOC is the state of charge in percent.
func (v *Inverter) SOC() float64 { return v.stored / v.config.CapacityWattHours * 100 }
