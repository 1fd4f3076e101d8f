package load

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/unit"
)

// How vehicles are charged.
const (
	bySurplus = "SURPLUS"
	byMinimum = "MINIMUM"
	byForce   = "FORCE"
)

// evcsSurplus charges vehicles with what the site has to spare.
type evcsSurplus struct {
	surplus
	chargers []charger
	relays   []relay
	mode     string
	pace     pace
	switches bool
	phasing  pace
	all      []relay // on while a charger charges on all its phases
	weight   int

	given, most []unit.Power // of this cycle
}

// EVCSSurplus is the controller type EVCS_SURPLUS.
func EVCSSurplus() control.Spec {
	fields := append([]control.Field{chargers("the chargers, the first to be served first while there is not enough for all; what is more is shared evenly")}, surplusFields()...)
	fields = append(fields,
		control.Field{Name: "charge", Kind: control.ChoiceField, Standard: bySurplus, Choices: []string{bySurplus, byMinimum, byForce}, Meaning: "SURPLUS: with surplus or not at all; MINIMUM: always with the least current, and with more by surplus; FORCE: with all the charger has"},
		leastCurrent(),
		control.Field{Name: "switch_phases", Kind: control.FlagField, Meaning: "whether chargers that can are switched between one phase and all of theirs by surplus"},
		span("phases_up_delay", 3*time.Minute, "how long there has to be enough for all phases before they are used"),
		span("phases_down_delay", 5*time.Minute, "how long there has to be too little for all phases before one is used"),
		span("phases_hold", 10*time.Minute, "how long a number of phases is kept at least"),
	)
	return control.Spec{
		Type:     "EVCS_SURPLUS",
		Level:    envelope.Optimization,
		Weight:   control.WeightStanding,
		Impact:   movesComfort + ". Fuses are guarded by EVCS_CLUSTER and CONNECTION_CAP",
		Fallback: "without a fresh meter or battery there is no surplus: SURPLUS stops after off_delay and min_run, MINIMUM charges with the least current. In an outage all of them stop, FORCE and MINIMUM at once",
		Summary:  "Charges vehicles with what the site has to spare, evenly among the chargers, without starting and stopping all the time.",
		Formula: "left = Σ chargers − meter.ActivePower + battery as SURPLUS_LOAD; least = min_current_a · U · phases; for each charger in order: on when left ≥ least for on_delay, off when left < least for off_delay, left −= least; " +
			"then the rest is shared by max-min up to each charger's nameplate. The current is floored to 0.1 A by the device",
		Source: "IEC 61851-1 (least current); thresholds, delays and phase switching after evcc (b29b49e3, behaviour only) and OpenEMS Evcs and Evse.Cluster (reference commit 0e4ea888), which do not clamp to the charger's own maximum",
		Fields: append(fields, paceFields(time.Minute, 3*time.Minute, 2*time.Minute, 30*time.Second)...),
		New:    newEVCSSurplus,
	}
}

func newEVCSSurplus(p control.Params) (control.Controller, error) {
	c := &evcsSurplus{
		surplus: surplusOf(p), chargers: chargersOf(p), mode: p.Texts["charge"],
		pace: paceOf(p), switches: p.Flags["switch_phases"], weight: p.Weight,
		phasing: pace{p.Durations["phases_up_delay"], p.Durations["phases_down_delay"], p.Durations["phases_hold"], p.Durations["phases_hold"]},
	}
	n := len(c.chargers)
	c.relays, c.all = make([]relay, n), make([]relay, n)
	c.given, c.most = make([]unit.Power, n), make([]unit.Power, n)
	return c, nil
}

// Propose takes an unknown surplus for none.
func (c *evcsSurplus) Propose(in control.Input, out *control.Filing) {
	own := unit.Power(0)
	for i := range c.chargers {
		own += c.chargers[i].takes(in)
	}
	left, known := c.left(in, own)
	for i := range c.chargers {
		least, most := c.chargers[i].reach(in)
		start := least
		if c.switchable(i) {
			start = c.phases(i, known && left >= c.onAll(i, in), in, out)
		}
		c.given[i], c.most[i] = 0, 0
		if c.charges(i, known && left >= start, in) {
			c.given[i], c.most[i] = min(least, most), most
			left -= c.given[i]
		}
	}
	switch {
	case c.mode == byForce:
		copy(c.given, c.most)
	case known:
		fill(left, c.given, c.most)
	}
	for i := range c.chargers {
		c.chargers[i].ask(c.given[i], c.weight, out)
	}
}

// charges reports whether a charger is on.
func (c *evcsSurplus) charges(i int, enough bool, in control.Input) bool {
	always := c.mode != bySurplus
	on := c.relays[i].step(enough || always, in.Since, c.pace)
	if always {
		return !outage(in.Mode)
	}
	return on
}

// switchable reports whether the phases of a charger are switched.
func (c *evcsSurplus) switchable(i int) bool {
	return c.switches && c.chargers[i].phases != image.None && c.chargers[i].wires > 1
}

// onAll is the least power of a charger on all its phases.
func (c *evcsSurplus) onAll(i int, in control.Input) unit.Power {
	volts, _ := c.chargers[i].wiring.At(in.Image)
	return c.chargers[i].with(volts, c.chargers[i].wires)
}

// phases says on how many phases a charger is to charge, and answers how much surplus lets it start:
// that of one phase, since it may begin there.
func (c *evcsSurplus) phases(i int, enoughForAll bool, in control.Input, out *control.Filing) unit.Power {
	one := &c.chargers[i]
	phases := 1.0
	if c.all[i].step(enoughForAll || c.mode == byForce, in.Since, c.phasing) || c.mode == byForce {
		phases = float64(one.wires)
	}
	out.Set(one.phases, phases, c.weight, envelope.Cause{})
	volts, _ := one.wiring.At(in.Image)
	return one.with(volts, 1)
}
