package optimise

import (
	"math"
	"time"

	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// fixedSOC brings a battery to a state of charge, at once or by a time, and holds it there.
type fixedSOC struct {
	cells
	ess    control.Asset
	rating envelope.Envelope
	most   unit.Power
	target float64 // %
	band   float64 // percent points around the target in which it rests
	at     time.Time
	daily  slot.Week // begins every day at ready_by
	zone   *time.Location
	buffer time.Duration
	hold   time.Duration
	weight int

	moving bool // out of the band and on its way back
}

// Percent points around the target within which the last way is taken slowly, and by which the
// energy is taken as more than it is, for losses. Source: OpenEMS Ess.FixStateOfCharge (reference
// commit 0e4ea888), behaviour only.
const (
	nearPoints  = 2
	extraPoints = 1
)

// FixedSOC is the controller type FIXED_SOC.
func FixedSOC() control.Spec {
	return control.Spec{
		Type:     "FIXED_SOC",
		Level:    envelope.Optimization,
		Modes:    economic(),
		Weight:   control.WeightPurpose,
		Impact:   movesMoney,
		Fallback: "without a fresh state of charge it asks nothing: it would not know which way to go",
		Summary:  "Brings the battery to target_percent, at once or so that it is there by a time, and holds it there.",
		Formula: "gap = target_percent − SOC, C = capacity. At once: full power outside ±2 points, min(S/4, C/6 h) inside, 0 within tolerance_percent. " +
			"By a time: from the last instant at which min(S/2, C/3 h) is enough for C·(|gap| + 1)/100, less buffer, power = C·|gap|/100 / time left",
		Source: "energy over time; limits of power, margin and band as OpenEMS Ess.FixStateOfCharge (reference commit 0e4ea888), in 64-bit joules and with the other sign",
		Fields: []control.Field{
			battery(point.SOC),
			required(percent("target_percent", 0, "state of charge to reach and hold")),
			{Name: "tolerance_percent", Kind: control.NumberField, Unit: point.Percent, Default: 1, Min: 0.1, Max: 10, Meaning: "distance from the target within which the battery rests"},
			{Name: "ready_at", Kind: control.InstantField, Meaning: "when it is to be there, once; excludes ready_by"},
			{Name: "ready_by", Kind: control.ClockField, Meaning: "time of day at which it is to be there, every day; excludes ready_at"},
			{Name: "buffer", Kind: control.DurationField, Off: true, Lasting: 15 * time.Minute, Meaning: "how much earlier than needed it begins"},
			{Name: "hold_for", Kind: control.DurationField, Lasting: time.Hour, Meaning: "how long it is held after ready_at or ready_by; without either it is held for ever"},
			magnitude("max_watts", 0, "power that is never exceeded on the way; 0 for the battery's own limit"),
		},
		New: newFixedSOC,
	}
}

func newFixedSOC(p control.Params) (control.Controller, error) {
	m := p.Member("ess")
	c := &fixedSOC{
		cells: cellsOf(m), ess: m.Asset, rating: m.Rating, most: most(m.Rating),
		target: p.Numbers["target_percent"], band: p.Numbers["tolerance_percent"],
		at: p.Instants["ready_at"], zone: p.Zone,
		buffer: p.Durations["buffer"], hold: p.Durations["hold_for"], weight: p.Weight,
	}
	if limit := p.Power("max_watts"); limit > 0 {
		c.most = min(c.most, limit)
	}
	if p.Given["ready_by"] {
		clock := p.Durations["ready_by"]
		c.daily = slot.Week{{Days: slot.EveryDay(), From: clock, To: clock}}
	}
	if p.Given["ready_at"] && p.Given["ready_by"] {
		return nil, reason.Invalid("ready_by", clockText(p.Durations["ready_by"]), "nothing where ready_at is given")
	}
	return c, sized(m)
}

// Propose asks nothing before it has to begin, after it has held long enough, and while the state
// of charge is not known.
func (c *fixedSOC) Propose(in control.Input, out *control.Filing) {
	soc, full, ok := c.read(in)
	if !ok {
		return
	}
	gap := c.target - soc
	power, due := c.way(in.Now, gap, full)
	if due {
		out.Want(c.ess, control.Wish{Target: c.rating.Clamp(power), Weight: c.weight})
	}
}

// way is the power at t; false where nothing is to be done.
func (c *fixedSOC) way(t time.Time, gap float64, full unit.Energy) (unit.Power, bool) {
	if c.at.IsZero() && len(c.daily) == 0 {
		return c.settle(gap, full), true
	}
	left, ahead := c.left(t)
	switch {
	case !ahead:
		return 0, false
	case left <= 0:
		return c.settle(gap, full), true
	case math.Abs(gap) <= c.band:
		return 0, false
	}
	lead, can := takes(part(full, math.Abs(gap)+extraPoints), min(c.most/2, unit.Power(full/unit.Energy((3*time.Hour).Seconds()))))
	if can && left > lead+c.buffer {
		return 0, false
	}
	return c.towards(gap, spread(part(full, math.Abs(gap)), left)), true
}

// left is the time until it is to be there, 0 or less while it is held; false where there is
// neither a time ahead nor one to hold for.
func (c *fixedSOC) left(t time.Time) (time.Duration, bool) {
	at := c.at
	if len(c.daily) > 0 {
		// The first ready_by that is not longer past than it is held for.
		at, _ = c.daily.Next(t.Add(-c.hold).Add(time.Nanosecond), c.zone)
	}
	left := at.Sub(t)
	return left, left > -c.hold
}

// settle goes to the target without a time to be there, and rests within the band. Once out of the
// band it goes half-way through it, so that it does not come and go at the band's edge.
func (c *fixedSOC) settle(gap float64, full unit.Energy) unit.Power {
	far := math.Abs(gap)
	c.moving = far > c.band || c.moving && far > c.band/2
	switch {
	case !c.moving:
		return 0
	case far > nearPoints:
		return c.towards(gap, c.most)
	}
	return c.towards(gap, min(c.most/4, unit.Power(full/unit.Energy((6*time.Hour).Seconds()))))
}

// towards gives a magnitude the sign of the gap: to charge is positive.
func (c *fixedSOC) towards(gap float64, p unit.Power) unit.Power {
	p = min(p, c.most)
	if gap < 0 {
		return -p
	}
	return p
}

func clockText(d time.Duration) string {
	return time.Time{}.Add(d).Format("15:04")
}
