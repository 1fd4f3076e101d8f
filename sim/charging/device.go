package charging

import (
	"fmt"
	"sync"

	"ohmstead/energy/point"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
	"ohmstead/sim/depot"
)

// Profiles that the devices speak.
const (
	chargerProfile = "abb-terra-ac"
	meterProfile   = "eastron-sdm630"
)

// nominal is the voltage of each phase. The depot computes with power alone.
const nominal = 230.0

// device is a meter or a charger behind a Modbus server.
type device struct {
	mu        *sync.Mutex // of the site
	depot     *depot.Depot
	node      topology.ID
	role      point.Nature
	profile   string
	phases    int
	registers *twin.Device
	unit      uint8
	server    *modbus.Server
}

func newDevice(node topology.ID, role point.Nature, id string) (*device, error) {
	p, ok, err := profile.Find(id)
	if err != nil || !ok {
		return nil, fmt.Errorf("build %s: find device profile %s: %w", node, id, err)
	}
	registers, err := twin.New(p, regmap.Options{Targets: []regmap.Target{{Nature: role}}}, nil)
	if err != nil {
		return nil, fmt.Errorf("build %s: %w", node, err)
	}
	return &device{node: node, role: role, profile: id, phases: 3, registers: twin.NewDevice(registers), unit: p.Transport.Unit}, nil
}

// ReadRegisters answers with what the meter shows now. A device from which nothing comes is one that its
// gateway cannot reach.
func (d *device) ReadRegisters(r modbus.Request, dst []uint16) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.reach(r); err != nil {
		return err
	}
	power, ok := d.depot.Shown(d.node)
	if !ok {
		return modbus.GatewayTargetSilent
	}
	if err := d.show(power); err != nil {
		return modbus.ServerDeviceFailure
	}
	return d.registers.ReadAt(d.depot.Now(), r, dst)
}

// WriteRegisters takes an order, if it is one that the charger has and would take.
func (d *device) WriteRegisters(r modbus.Request, regs []uint16) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.reach(r); err != nil {
		return err
	}
	if c, ok := d.depot.Charger(d.node); ok && c.Refuses {
		return modbus.ServerDeviceBusy
	}
	settings, err := d.registers.WriteAt(d.depot.Now(), r, regs)
	if err != nil {
		return err
	}
	for _, s := range settings {
		if s.Channel == point.SetMaxCurrent {
			d.depot.Tell(d.node, unit.Power(s.Value*nominal*float64(d.phases)))
		}
	}
	return nil
}

// ReadBits answers that there are none.
func (d *device) ReadBits(modbus.Request, []bool) error { return modbus.IllegalFunction }

// WriteBits answers that there are none.
func (d *device) WriteBits(modbus.Request, []bool) error { return modbus.IllegalFunction }

// reach lets a request through to the device.
func (d *device) reach(r modbus.Request) error {
	c, charger := d.depot.Charger(d.node)
	if r.Unit != d.unit || charger && c.Deaf {
		return modbus.GatewayTargetSilent
	}
	d.depot.Hear(d.node)
	return nil
}

// show puts the channels of this instant into the registers.
func (d *device) show(power unit.Power) error {
	watts := float64(power)
	channels := map[string]float64{point.ActivePower: watts, point.Frequency: 50}
	for i, phase := range [...]string{"_L1", "_L2", "_L3"} {
		part := 0.0
		if i < d.phases {
			part = watts / float64(d.phases)
		}
		channels[point.ActivePower+phase], channels["Current"+phase], channels["Voltage"+phase] = part, part/nominal, nominal
	}
	if c, ok := d.depot.Charger(d.node); ok {
		channels["MaxCurrent"] = float64(c.MaxWatts) / nominal / float64(d.phases)
		channels["EnergySession"] = float64(c.Session) / float64(unit.WattHour)
		channels["PlugState"] = 0
		switch {
		case c.Plugged && c.DrawWatts > 0:
			channels["PlugState"] = 2
		case c.Plugged:
			channels["PlugState"] = 1
		}
	}
	for channel, v := range channels {
		if d.registers.Plan().Slot(0, channel) < 0 {
			continue
		}
		if err := d.registers.Set(0, channel, v); err != nil {
			return err
		}
	}
	return nil
}
