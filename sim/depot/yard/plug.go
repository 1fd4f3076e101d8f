package yard

import (
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Plug is a charger at work, with the vehicle at it.
type Plug struct {
	*Charger
	Stays []Vehicle // still to come, by arrival
	Car   *Car      // nil while nobody is there

	Told  unit.Power // what it obeys
	Draw  unit.Power // what it gives in this step
	Asked unit.Power // what its vehicle would take, as it said last
	Heard time.Time  // when it was last told anything
	Order *Order     // the newest order, until it is answered
}

// Order is a power that a charger is told to keep to.
type Order struct {
	Watts  unit.Power
	due    time.Time // when the charger does it
	Sent   time.Time
	Answer Answer
}

// Answer is what a charger said to an order.
type Answer int8

// Answers: none yet; it keeps to the order; it will not.
const (
	NoAnswer Answer = iota
	Obeyed
	Refused
)

// Car is a vehicle that is there.
type Car struct {
	Vehicle
	Stored, Target unit.Energy
	Delivered      unit.Energy
	// withheld is the energy that the vehicle would have taken and was not given, by the reason.
	Withheld map[reason.Code]unit.Energy
	offFor   time.Duration // without any power, wanting some
	Longest  time.Duration
}

func arrive(v Vehicle) *Car {
	c := &Car{Vehicle: v, Withheld: map[reason.Code]unit.Energy{}}
	c.Stored = v.Capacity * unit.Energy(v.SOCPercent) / 100
	c.Target = max(v.Capacity*unit.Energy(v.TargetPercent)/100, c.Stored)
	return c
}

// Needs is what the vehicle still needs.
func (c *Car) Needs() unit.Energy { return c.Target - c.Stored }

// takes is the most the vehicle would take now, which falls from its taper on in a straight line.
func (c *Car) takes() unit.Power {
	from := c.Capacity * unit.Energy(c.TaperPercent) / 100
	if c.Stored <= from || c.Capacity == from {
		return c.MaxWatts
	}
	// Both factors are small enough: a terawatt never tapers by more than a thousandth at a time.
	part := int64(c.Stored-from) * 1000 / int64(c.Capacity-from)
	return c.MaxWatts - unit.Power(int64(c.MaxWatts-c.TaperToWatts)/1000*part+int64(c.MaxWatts-c.TaperToWatts)%1000*part/1000)
}

// Fault reports whether the charger misbehaves so at t.
func (p *Plug) Fault(kind ChargerFaultKind, t time.Time) bool {
	for _, f := range p.Faults {
		if f.Kind == kind && !t.Before(f.From) && t.Before(f.To) {
			return true
		}
	}
	return false
}

// Want is what the vehicle would take from this charger now.
func (p *Plug) Want(step time.Duration) unit.Power {
	if p.Car == nil || p.Car.Needs() < Seconds(step) {
		return 0
	}
	return min(p.MaxWatts, p.Car.takes())
}

// Seconds is the energy of one watt over a time, the least a step can give.
func Seconds(d time.Duration) unit.Energy { return unit.Energy(d / time.Second) }

// Tell sends an order on its way. A newer one takes the place of one that is not answered.
func (p *Plug) Tell(watts unit.Power, t time.Time) {
	p.Order = &Order{Watts: watts, Sent: t, due: t.Add(p.ReplyAfter)}
	if p.Fault(ObeysLate, t) {
		p.Order.due = p.Order.due.Add(lateness)
	}
}

// Advance brings the charger to the step that begins at t; it returns the vehicle that left, if any.
func (p *Plug) Advance(t time.Time, step time.Duration) *Car {
	var left *Car
	if p.Car != nil && !t.Before(p.Car.Departs) {
		left, p.Car = p.Car, nil
	}
	for p.Car == nil && len(p.Stays) > 0 && !t.Before(p.Stays[0].Arrives) {
		if t.Before(p.Stays[0].Departs) {
			p.Car = arrive(p.Stays[0])
		}
		p.Stays = p.Stays[1:]
	}
	p.obey(t)
	p.drawAt(step)
	if !p.Fault(Disconnected, t) {
		p.Asked = p.Want(step)
	}
	p.confirm(t)
	return left
}

// obey takes a due order for what the charger keeps to, unless it misbehaves. One that has heard nothing
// for longer than its watchdog goes to its own safe power.
func (p *Plug) obey(t time.Time) {
	if p.Watchdog > 0 && !t.Before(p.Heard.Add(p.Watchdog)) {
		p.Told = min(p.Told, p.OnLossWatts)
	}
	if p.Fault(Disconnected, t) {
		return
	}
	o := p.Order
	if o == nil || o.Answer != NoAnswer || t.Before(o.due) {
		return
	}
	p.Heard = t
	switch {
	case p.Fault(Refuses, t):
		o.Answer = Refused
	case p.Fault(Ignores, t):
		o.Answer = Obeyed
	default:
		p.Told = o.Watts
	}
}

// drawAt moves the power towards what is allowed and wanted, as fast as the charger can.
func (p *Plug) drawAt(step time.Duration) {
	allowed := p.Told / p.StepWatts * p.StepWatts
	if allowed < p.MinWatts {
		allowed = 0
	}
	goal := min(allowed, p.Want(step))
	if p.Car == nil {
		p.Draw = 0
		return
	}
	if ramp := p.RampWattsPerSecond * unit.Power(step/time.Second); ramp > 0 {
		goal = min(max(goal, p.Draw-ramp), p.Draw+ramp)
	}
	p.Draw = min(goal, unit.Power(p.Car.Needs()/Seconds(step)))
}

// confirm answers an order once the charger keeps to it.
func (p *Plug) confirm(t time.Time) {
	o := p.Order
	if o != nil && o.Answer == NoAnswer && p.Told == o.Watts && p.Draw <= o.Watts && !t.Before(o.due) && !p.Fault(Disconnected, t) {
		o.Answer = Obeyed
	}
}

// Charge gives the energy of a step.
func (p *Plug) Charge(step time.Duration, by []reason.Code) {
	if p.Car == nil {
		return
	}
	given := unit.Energy(p.Draw) * Seconds(step)
	want := unit.Energy(p.Want(step)) * Seconds(step)
	p.Car.Stored += given
	p.Car.Delivered += given
	if want > given {
		for i, code := range by {
			p.Car.Withheld[code] += share(want-given, i, len(by))
		}
	}
	if p.Draw == 0 && want > 0 {
		p.Car.offFor += step
		p.Car.Longest = max(p.Car.Longest, p.Car.offFor)
	} else {
		p.Car.offFor = 0
	}
}

// share is the i-th of n equal parts of an energy; the first ones take what does not divide.
func share(e unit.Energy, i, n int) unit.Energy {
	part := e / unit.Energy(n)
	if unit.Energy(i) < e%unit.Energy(n) {
		part++
	}
	return part
}

// StayTooShort stands, beside the codes of the catalogue, for energy that a vehicle could not have taken
// in its stay at full power.
const StayTooShort reason.Code = "STAY_TOO_SHORT"

// Unmet is the energy that a vehicle left without, by what withheld it: in proportion to what each reason
// withheld while it was there.
func (c *Car) Unmet(step time.Duration) (unit.Energy, map[reason.Code]unit.Energy) {
	missing := c.Needs()
	if missing < Seconds(step) {
		return 0, nil
	}
	whole := unit.Energy(0)
	for _, e := range c.Withheld {
		whole += e
	}
	by := map[reason.Code]unit.Energy{}
	rest := missing
	if whole > 0 {
		for code, e := range c.Withheld {
			by[code] = proportion(min(missing, whole), e, whole)
			rest -= by[code]
		}
	}
	if rest > 0 {
		by[StayTooShort] = rest
	}
	return missing, by
}

// proportion is of·part/whole in watt-hours, which keeps the product small, as joules.
func proportion(of, part, whole unit.Energy) unit.Energy {
	return of / unit.WattHour * (part / unit.WattHour) / max(whole/unit.WattHour, 1) * unit.WattHour
}
