package load

import (
	"math"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/device"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// evcsFixed charges vehicles with a fixed current.
type evcsFixed struct {
	chargers []charger
	current  float64 // A
	when     slot.Week
	zone     *time.Location
	weight   int
}

// EVCSFixed is the controller type EVCS_FIXED.
func EVCSFixed() control.Spec {
	return control.Spec{
		Type:     "EVCS_FIXED",
		Level:    envelope.Optimization,
		Weight:   control.WeightPurpose,
		Impact:   movesComfort + ". Fuses are guarded by EVCS_CLUSTER and CONNECTION_CAP",
		Fallback: "it reads the charger's voltage and phases to turn the current into a power, and takes the nominal ones where they are not known. In an outage it pauses the chargers",
		Summary:  "Charges vehicles with a fixed current, always or by timetable; 0 A pauses.",
		Formula:  "evcs → current_a · U · phases, at most the charger's nameplate",
		Source:   "the purpose is that of OpenEMS's Evcs.FixActivePower (reference commit 0e4ea888)",
		Fields: []control.Field{
			chargers("the chargers"),
			{Name: "current_a", Kind: control.NumberField, Unit: point.Ampere, Required: true, Max: 80, Meaning: "current per phase: 0 to pause, else at least 6 A"},
			{Name: "windows", Kind: control.WindowsField, Meaning: "weekly times at which it holds; always where none are given. Outside them it asks nothing, and a charger of which nobody else does takes its rest_watts"},
		},
		New: func(p control.Params) (control.Controller, error) {
			c := &evcsFixed{chargers: chargersOf(p), current: p.Numbers["current_a"], when: p.Weeks["windows"], zone: p.Zone, weight: p.Weight}
			if c.current > 0 && c.current < device.MinCurrent {
				return nil, reason.Invalid("current_a", c.current, "0, or 6 and more: no vehicle charges with less")
			}
			return c, nil
		},
	}
}

// Propose depends on the time, and on the charger's voltage.
func (c *evcsFixed) Propose(in control.Input, out *control.Filing) {
	dark := outage(in.Mode)
	if !dark && len(c.when) > 0 && !c.when.Contains(in.Now, c.zone) {
		return
	}
	for i := range c.chargers {
		one := &c.chargers[i]
		volts, wires := one.wiring.At(in.Image)
		p, _ := unit.FromFloat(math.Ceil(c.current*volts*float64(wires)), unit.Watt)
		if dark {
			p = 0
		}
		out.Want(one.asset, control.Wish{Target: min(p, one.rated), Weight: c.weight})
	}
}
