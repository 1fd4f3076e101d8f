package face

import (
	"fmt"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
	"ohmstead/sim/plant"
)

// charger speaks the profile abb-terra-ac at one charging point of the plant.
type charger struct {
	i         int
	registers *twin.Twin
	limits    traits
}

const chargerProfile = "abb-terra-ac"

// NewCharger is the way to bind the twin of the i-th charging point of the plant, counted from 0.
func NewCharger(i int) func(c Config, w *Live) (*Twin, error) {
	return func(c Config, w *Live) (*Twin, error) {
		d, err := newCharger(i)
		if err != nil {
			return nil, err
		}
		if n := len(w.Truth().Chargers); i >= n {
			return nil, fmt.Errorf("build twin %s: the plant has %d charging points", c.Key, n)
		}
		return open(c, w, d)
	}
}

func newCharger(i int) (*charger, error) {
	p, err := profileOf(chargerProfile)
	if err != nil {
		return nil, err
	}
	registers, err := twin.New(p, regmap.Options{Targets: []regmap.Target{{Nature: point.EVCS}}}, nil)
	if err != nil {
		return nil, err
	}
	limits := traitsOf(p)
	limits.writeMany = true
	return &charger{i: i, registers: registers, limits: limits}, nil
}

func (d *charger) traits() traits { return d.limits }

func (d *charger) read(r modbus.Request, dst []uint16) error { return d.registers.Read(r, dst) }

func (d *charger) show(now plant.Truth, blank bool) error {
	one := now.Chargers[d.i]
	e := electrical{one.Flow, now.Grid.Volts}
	plug := float64(point.PlugOut)
	switch {
	case one.Watts() > 0:
		plug = point.PlugCharging
	case one.Plugged:
		plug = point.PlugIn
	}
	channels := map[string]float64{
		point.ActivePower: one.Watts(), point.PlugState: plug, "MaxCurrent": one.MaxWatts / plant.NominalVolts, "EnergySession": float64(one.Session) / 3600e6,
	}
	for phase, name := range [...]string{"_L1", "_L2", "_L3"} {
		channels["Voltage"+name], channels["Current"+name] = e.volt(phase), e.ampere(phase)
	}
	return showChannels(d.registers, blank, channels)
}

// take carries out a write of the highest current. What it must not drop below is the vehicle's affair: with
// less than 6 A it pauses.
func (d *charger) take(w *Live, r modbus.Request, regs []uint16) error {
	settings, err := d.registers.Write(r, regs)
	if err != nil {
		return err
	}
	for _, s := range settings {
		if s.Channel == point.SetMaxCurrent {
			w.write(func(p *plant.Plant, now time.Time) { p.SetCharger(now, d.i, s.Value) })
		}
	}
	return nil
}
