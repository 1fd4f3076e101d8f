package load

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// heatingElement heats with as many elements as the surplus carries, and with all of them when the
// day's least heat would otherwise not be reached.
type heatingElement struct {
	surplus
	elements []consumer
	all      unit.Power // of all elements
	least    unit.Energy
	day      slot.Week // begins every day at ready_by
	zone     *time.Location
	minimum  time.Duration
	weight   int

	level  int           // how many are on
	held   time.Duration // since that changed
	heated unit.Energy   // since the last ready_by, in J
	part   float64       // of a joule, so that short cycles lose nothing
	due    time.Time     // the next ready_by
}

// HeatingElement is the controller type HEATING_ELEMENT.
func HeatingElement() control.Spec {
	fields := append([]control.Field{loads("the heating elements, one to three of them, in the order they are switched on")}, surplusFields()...)
	return control.Spec{
		Type:     "HEATING_ELEMENT",
		Level:    envelope.Optimization,
		Weight:   control.WeightStanding,
		Impact:   movesComfort + ". The boiler's own thermostat keeps it from overheating",
		Fallback: "without a fresh meter or battery, and in an outage, there is no surplus: the elements go off, and on for the day's least heat when it is time and the grid is there. A start of the edge forgets what was heated that day and heats anew",
		Summary:  "Switches heating elements one after the other with what the site has to spare, and all of them in time for least_energy_wh before ready_by.",
		Formula: "left = Σ elements − meter.ActivePower + battery as SURPLUS_LOAD; level = the most elements whose ratings together are ≤ left; " +
			"all of them while (least_energy_wh − heated)/Σ ratings ≥ ready_by − now; changed at most every min_switch",
		Source: "balance at the meter; three steps, least switching time and daily minimum as OpenEMS IO.HeatingElement (reference commit 0e4ea888)",
		Fields: append(fields,
			control.Field{Name: "least_energy_wh", Kind: control.NumberField, Unit: point.WattHour, Max: 1e6, Meaning: "heat of each day, from one ready_by to the next, that is taken from the grid if it must be"},
			control.Field{Name: "ready_by", Kind: control.ClockField, Lasting: 20 * time.Hour, Meaning: "time of day by which least_energy_wh is reached"},
			span("min_switch", time.Minute, "how long a level is kept at least"),
		),
		New: newHeatingElement,
	}
}

func newHeatingElement(p control.Params) (control.Controller, error) {
	least, _ := unit.FromFloat(p.Numbers["least_energy_wh"], unit.WattHour)
	clock := p.Durations["ready_by"]
	c := &heatingElement{
		surplus: surplusOf(p), elements: consumersOf(p.Members["assets"]), least: least,
		day:  slot.Week{{Days: slot.EveryDay(), From: clock, To: clock}},
		zone: p.Zone, minimum: p.Durations["min_switch"], weight: p.Weight,
	}
	for _, e := range c.elements {
		c.all += e.rated
	}
	if len(c.elements) > 3 {
		return nil, reason.Invalid("assets", len(c.elements), "at most three elements")
	}
	return c, nil
}

// Propose takes an unknown surplus for none.
func (c *heatingElement) Propose(in control.Input, out *control.Filing) {
	now := taken(c.elements, in)
	c.count(in, now)
	left, ok := c.left(in, now)
	level := 0
	if ok {
		level = c.carried(left)
	}
	if c.late(in.Now) && !outage(in.Mode) {
		level = len(c.elements)
	}
	if c.held += in.Since; level != c.level && c.held >= c.minimum {
		c.level, c.held = level, 0
	}
	for i := range c.elements {
		target := unit.Power(0)
		if i < c.level {
			target = c.elements[i].rated
		}
		c.elements[i].ask(target, c.weight, out)
	}
}

// count adds up the day's heat; a day ends at ready_by.
func (c *heatingElement) count(in control.Input, now unit.Power) {
	if !in.Now.Before(c.due) {
		c.heated, c.part = 0, 0
		c.due, _ = c.day.Next(in.Now.Add(time.Nanosecond), c.zone)
	}
	c.part += float64(unit.Float(now, unit.Watt) * in.Since.Seconds())
	if whole, ok := unit.FromFloat(c.part, unit.Joule); ok {
		c.heated += whole
		c.part -= unit.Float(whole, unit.Joule)
	}
}

// carried is how many elements a surplus carries.
func (c *heatingElement) carried(left unit.Power) int {
	level := 0
	for _, e := range c.elements {
		if left -= e.rated; left < 0 {
			break
		}
		level++
	}
	return level
}

// late reports whether what is left of the day's least heat needs all elements from now on.
func (c *heatingElement) late(now time.Time) bool {
	todo := c.least - c.heated
	if todo <= 0 || c.all <= 0 {
		return false
	}
	seconds := todo / unit.Energy(c.all)
	return c.due.Sub(now) <= time.Duration(seconds+1)*time.Second
}
