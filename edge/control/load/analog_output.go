package load

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/unit"
)

// analogOutput drives a load that can take any power with the surplus, in steps.
type analogOutput struct {
	surplus
	load  []consumer // the one
	step  unit.Power
	every time.Duration

	weight int
	at     unit.Power
	held   time.Duration
}

// AnalogOutput is the controller type ANALOG_OUTPUT.
func AnalogOutput() control.Spec {
	one := loads("the load")
	one.Name, one.Kind = "asset", control.AssetField
	fields := append([]control.Field{one}, surplusFields()...)
	return control.Spec{
		Type:     "ANALOG_OUTPUT",
		Level:    envelope.Optimization,
		Weight:   control.WeightStanding,
		Impact:   movesComfort,
		Fallback: "without a fresh meter or battery, and in an outage, there is no surplus: the load goes to 0 W",
		Summary:  "Gives a load that can take any power what the site has to spare, in steps and at a pace. What turns the power into 0…10 V is the device's profile.",
		Formula:  "left = load − meter.ActivePower + battery as SURPLUS_LOAD; load → ⌊min(left, rating)/step_watts⌋ · step_watts, at most every `every`; down at once when less than half is left",
		Source:   "balance at the meter; steps and pace as OpenEMS IO.Analog (reference commit 0e4ea888), which writes hundredths of a volt",
		Fields: append(fields,
			watts("step_watts", 0, "step of the power; a hundredth of the load's rating where it is 0"),
			control.Field{Name: "every", Kind: control.DurationField, Lasting: 3 * time.Second, Meaning: "how often the power may change"},
		),
		New: func(p control.Params) (control.Controller, error) {
			c := &analogOutput{
				surplus: surplusOf(p), load: consumersOf(p.Members["asset"]), step: p.Power("step_watts"),
				every: p.Durations["every"], weight: p.Weight,
			}
			if c.step == 0 {
				c.step = max(c.load[0].rated/100, 1)
			}
			return c, nil
		},
	}
}

// Propose takes an unknown surplus for none.
func (c *analogOutput) Propose(in control.Input, out *control.Filing) {
	left, ok := c.left(in, taken(c.load, in))
	want := unit.Power(0)
	if ok {
		want = min(max(left, 0), c.load[0].rated) / c.step * c.step
	}
	c.held += in.Since
	if want != c.at && (c.held >= c.every || want < c.at/2) {
		c.at, c.held = want, 0
	}
	c.load[0].ask(c.at, c.weight, out)
}
