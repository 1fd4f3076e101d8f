package face

import (
	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
	"ohmstead/sim/plant"
)

// loadMeter speaks the profile eastron-sdm630 on the feeder of the load.
type loadMeter struct {
	registers *twin.Twin
	limits    traits
}

const loadProfile = "eastron-sdm630"

// NewLoadMeter binds the twin of the load's meter.
func NewLoadMeter(c Config, w *Live) (*Twin, error) {
	m, err := newLoadMeter()
	if err != nil {
		return nil, err
	}
	return open(c, w, m)
}

func newLoadMeter() (*loadMeter, error) {
	p, err := profileOf(loadProfile)
	if err != nil {
		return nil, err
	}
	registers, err := twin.New(p, regmap.Options{Targets: []regmap.Target{{Nature: point.Load}}}, nil)
	if err != nil {
		return nil, err
	}
	return &loadMeter{registers: registers, limits: traitsOf(p)}, nil
}

func (m *loadMeter) traits() traits { return m.limits }

func (m *loadMeter) read(r modbus.Request, dst []uint16) error { return m.registers.Read(r, dst) }

func (m *loadMeter) take(*Live, modbus.Request, []uint16) error { return modbus.IllegalDataAddress }

func (m *loadMeter) show(now plant.Truth, blank bool) error {
	return showChannels(m.registers, blank, meterChannels(now))
}

// meterChannels are the load's measurements by channel, in canonical units and sign.
func meterChannels(now plant.Truth) map[string]float64 {
	e := electrical{now.Load.Flow, now.Grid.Volts}
	in, out := wattHours(now.Load.Counters.Import), wattHours(now.Load.Counters.Export)-counted
	channels := map[string]float64{
		point.ActivePower: e.Watts(), point.ReactivePower: e.Vars(), point.ApparentPower: e.apparent(),
		"PowerFactor": powerFactor(e.Watts(), e.apparent()) / 100, point.Frequency: now.Grid.Hertz,
		point.EnergyImport: in, point.EnergyExport: out, "EnergyConsumed": in, "TotalEnergy": in + out,
	}
	for i, phase := range [...]string{"_L1", "_L2", "_L3"} {
		channels[point.ActivePower+phase] = e.PhaseWatts(i)
		channels[point.ReactivePower+phase] = e.PhaseVars(i)
		channels[point.ApparentPower+phase] = e.PhaseVoltAmperes(i)
		channels["PowerFactor"+phase] = powerFactor(e.PhaseWatts(i), e.PhaseVoltAmperes(i)) / 100
		channels["Voltage"+phase] = e.volt(i)
		channels["Current"+phase] = e.ampere(i)
		channels[point.EnergyImport+phase] = wattHours(now.Load.Counters.PhaseImport[i]) - counted*2/3
		channels[point.EnergyExport+phase] = wattHours(now.Load.Counters.PhaseExport[i]) - counted
	}
	return channels
}
