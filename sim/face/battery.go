package face

import (
	"fmt"
	"math"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
	"ohmstead/sim/plant"
)

// batteryInverter speaks the profile kostal-plenticore: the battery's set-point and limits in the
// vendor's registers, its state in SunSpec model 802.
type batteryInverter struct {
	board
	registers *twin.Twin
	limits    traits
}

// The battery's profile and the SunSpec model it reads.
const (
	batteryProfile = "kostal-plenticore"
	batteryModel   = 802
)

// NewBatteryInverter binds the twin of the battery's inverter.
func NewBatteryInverter(c Config, w *Live) (*Twin, error) {
	b, err := newBatteryInverter(c.Key)
	if err != nil {
		return nil, err
	}
	return open(c, w, b)
}

func newBatteryInverter(key string) (*batteryInverter, error) {
	p, err := profileOf(batteryProfile)
	if err != nil {
		return nil, err
	}
	b, err := newBoard(nameplate{"KOSTAL", "PLENTICORE twin", "SIM-" + key}, batteryModel)
	if err != nil {
		return nil, err
	}
	twin, err := twin.New(p, regmap.Options{Targets: []regmap.Target{{Nature: point.ESS}}}, b.image)
	if err != nil {
		return nil, err
	}
	limits := traitsOf(p)
	limits.writeMany = true
	return &batteryInverter{board: b, registers: twin, limits: limits}, nil
}

// BatteryWatchdog is the time-out of a set-point that the battery inverter's profile states.
func BatteryWatchdog() (time.Duration, error) {
	p, err := profileOf(batteryProfile)
	if err != nil {
		return 0, err
	}
	return p.Watchdog.Timeout, nil
}

func profileOf(id string) (*profile.Profile, error) {
	p, ok, err := profile.Find(id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("build twin: there is no device profile %s", id)
	}
	return p, nil
}

// traitsOf are the limits a profile states.
func traitsOf(p *profile.Profile) traits {
	t := traits{unit: p.Transport.Unit, registersMax: p.Reads.MaxRegisters, clientsMax: 8}
	if p.Transport.OneClient {
		t.clientsMax = 1
	}
	return t
}

func (b *batteryInverter) traits() traits { return b.limits }

func (b *batteryInverter) read(r modbus.Request, dst []uint16) error { return b.registers.Read(r, dst) }

func (b *batteryInverter) show(now plant.Truth, blank bool) error {
	if err := b.put(batteryModel, batteryValues(now), false); err != nil {
		return err
	}
	s := now.Battery
	return showChannels(b.registers, blank, map[string]float64{
		point.ActivePower: s.Watts(), point.SOC: s.SOCPercent, "SOH": stateOfHealth, "Voltage": batteryVolts(s),
		point.AllowedCharge: s.AllowedChargeWatts, point.AllowedDischarge: s.AllowedDischargeWatts,
		"Capacity": float64(s.Capacity) / 3600e6,
	})
}

// showChannels sets every channel that the map has; blank shows them as having no value, where the
// device can say so.
func showChannels(to *twin.Twin, blank bool, channels map[string]float64) error {
	for channel, v := range channels {
		if to.Plan().Slot(0, channel) < 0 {
			continue
		}
		if blank && to.Blank(0, channel) == nil {
			continue
		}
		if err := to.Set(0, channel, v); err != nil {
			return err
		}
	}
	return nil
}

// The DC side of the twin: 98 % state of health, 380 V empty to 420 V full. Plain figures; nothing
// is decided by them.
const stateOfHealth = 98.0

func batteryVolts(b plant.BatteryTruth) float64 { return 380 + 0.4*b.SOCPercent }

// batteryValues are the points of model 802 that no channel carries, and the scale factors of
// those that one does.
func batteryValues(now plant.Truth) values {
	const lithium, connected, started = 4, 3, 3 // Typ, State, SetInvState
	b := now.Battery
	wattHours, watts := float64(b.Capacity)/3600e6, b.Watts()
	v := values{
		"WHRtg": wattHours, "AHRtg": wattHours / 400,
		"WChaRteMax": b.Limits.ChargeWatts, "WDisChaRteMax": b.Limits.DischargeWatts,
		"SoCMax": b.Limits.SOCMaxPercent, "SoCMin": b.Limits.SOCMinPercent, "SoC_SF": -2, "SoH_SF": -2,
		"NCyc":  math.Floor(float64(b.Discharged) / float64(b.Capacity)),
		"ChaSt": chargeState(b), "LocRemCtl": flag(!b.External), "Hb": float64(now.At.Unix() & 0x7FFF),
		"AlmRst": 0, "Typ": lithium, "State": connected, "Evt1": 0, "Evt2": 0, "EvtVnd1": 0, "EvtVnd2": 0,
		"V_SF": -1, "A": -watts / batteryVolts(b), "SetOp": 1, "SetInvState": started,
		"W": watts, "CellV_SF": -3, "AMax_SF": 0,
	}
	v.scale("W_SF", 0, "W")
	delete(v, "W") // the channel sets it, in the profile's sign
	v.scale("A_SF", -2, "A")
	v.scale("WHRtg_SF", 0, "WHRtg")
	v.scale("AHRtg_SF", -1, "AHRtg")
	v.scale("WChaDisChaMax_SF", 0, "WChaRteMax", "WDisChaRteMax")
	return v
}

// chargeState is ChaSt of model 802: EMPTY, DISCHARGING, CHARGING, FULL or HOLDING.
func chargeState(b plant.BatteryTruth) float64 {
	const empty, discharging, charging, full, holding = 2, 3, 4, 5, 6
	switch {
	case b.Power() > 0:
		return charging
	case b.Power() < 0:
		return discharging
	case b.AllowedChargeWatts == 0:
		return full
	case b.AllowedDischargeWatts == 0:
		return empty
	}
	return holding
}

// take carries out a write of the set-point. A value that is no number is refused and changes
// nothing.
func (b *batteryInverter) take(w *Live, r modbus.Request, regs []uint16) error {
	before := make([]uint16, len(regs))
	asked := modbus.Request{Target: r.Target, Count: r.Count}
	asked.Function = modbus.ReadHoldingRegisters
	if err := b.registers.Read(asked, before); err != nil {
		return err
	}
	settings, err := b.registers.Write(r, regs)
	if err != nil {
		return err
	}
	if len(settings) == 0 {
		if _, err := b.registers.Write(r, before); err != nil {
			return err
		}
		return modbus.IllegalDataValue
	}
	for _, s := range settings {
		if s.Channel == point.SetActivePower {
			w.write(func(p *plant.Plant, now time.Time) { p.SetBattery(now, s.Value) })
		}
	}
	return nil
}
