package auxiliary

import (
	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// pid closes a loop from the meter to an asset that follows slowly or not exactly.
type pid struct {
	tracking
	p, i, d float64
	most    float64 // W/s, 0 for any
	before  [2]sample
}

// sample is what an earlier cycle saw, in W.
type sample struct {
	missed, grid float64
	known        bool
}

// PID is the controller type PID.
func PID() control.Spec {
	gain := func(name string, standard float64, u point.Unit, meaning string) control.Field {
		return control.Field{Name: name, Kind: control.NumberField, Unit: u, Default: standard, Max: 100, Meaning: meaning}
	}
	return control.Spec{
		Type:     "PID",
		Level:    envelope.Aux,
		Weight:   control.WeightStanding,
		Impact:   gentle + ". Gains that do not fit the asset make it swing",
		Fallback: asksNone + ". What was seen before a gap is forgotten",
		Summary:  "Brings a meter to a target in a closed loop, for an inverter that follows slowly or not exactly. To close the loop around an asset whoever asks, give the asset an output pid.",
		Formula: "e = target_watts − meter.ActivePower; asset → last + i_per_s · e · Δt + p · (e − e₁) − d_s · (m − 2m₁ + m₂)/Δt, m = meter.ActivePower, " +
			"inside the asset's rating and by at most ramp_watts_per_s",
		Source: "PID in velocity form with the derivative on the measurement (Åström and Hägglund, Advanced PID Control, ISA 2006, on implementation): bumpless, and there is no integral to wind up",
		Fields: append(trackingFields(),
			gain("p", 0.3, point.One, "proportional gain"),
			control.Field{Name: "i_per_s", Kind: control.NumberField, Unit: "1/s", Default: 0.3, Min: 0.001, Max: 100, Meaning: "integral gain"},
			gain("d_s", 0, point.Second, "derivative gain"),
			control.Field{Name: "ramp_watts_per_s", Kind: control.NumberField, Unit: "W/s", Max: control.MostWatts, Meaning: "how fast the asset moves at most, 0 for any"}),
		New: func(p control.Params) (control.Controller, error) {
			return &pid{
				tracking: trackingOf(p), p: p.Numbers["p"], i: p.Numbers["i_per_s"], d: p.Numbers["d_s"],
				most: p.Numbers["ramp_watts_per_s"],
			}, nil
		},
	}
}

// Propose asks nothing while an input is not fresh, and begins anew afterwards.
func (c *pid) Propose(in control.Input, out *control.Filing) {
	r, ok := c.read(in)
	if !ok {
		c.before = [2]sample{}
		return
	}
	step := c.step(sample{missed: r.missed, grid: unit.Float(c.target, unit.Watt) - r.missed, known: true}, r.dt)
	if c.most > 0 {
		step = min(max(step, -c.most*r.dt), c.most*r.dt)
	}
	c.file(float64(c.position)+step, out)
}

// step is by how much the asset moves, dt seconds after the last cycle.
func (c *pid) step(now sample, dt float64) float64 {
	step := float64(c.i * now.missed * dt)
	if c.before[0].known {
		step += float64(c.p * (now.missed - c.before[0].missed))
	}
	if c.before[1].known && dt > 0 {
		step -= c.d * (now.grid - 2*c.before[0].grid + c.before[1].grid) / dt
	}
	c.before = [2]sample{now, c.before[0]}
	return step
}
