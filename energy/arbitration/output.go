package arbitration

import (
	"math"
	"time"

	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Output is how an asset's set-point may change; the zero Output passes it on as it is. Whatever
// it does happens inside the asset's bounds and starts from the set-point before, so that neither a
// bound that lets go nor a change of mode makes it jump.
type Output struct {
	// Ramp is the most change in a second; 0 for any. It gives way to what the asset can do and to
	// SAFETY, and binds everybody else.
	Ramp unit.Power
	// Smoothing is the time constant of a first-order lag (PT1) behind the wish; 0 for none.
	Smoothing time.Duration
	// PID closes the loop over what is measured; the zero PID leaves it open.
	PID PID
}

// PID holds the gains of a controller in velocity form: P without unit, I per second, D in seconds.
type PID struct {
	P, I, D float64
}

// output is an Output with its state.
type output struct {
	Output
	rate    float64           `imprint:"-"` // W in a second, the tighter of its own ramp and its share of all assets'; 0 for any
	shared  bool              `imprint:"-"` // it is the share
	unspent float64           // W of the rate that are less than one, not yet used
	reach   envelope.Envelope // what the ramp allows in this cycle
	now     motion
	next    motion // once the set-point is known
}

// motion is where a filtered output is.
type motion struct {
	position float64 // W, the set-point with its fraction
	before   [2]sample
}

// sample is one earlier cycle's measurement and error in W.
type sample struct {
	measured, missed float64
	known            bool
}

// Gradual reports whether the set-point comes to the wish by and by, whatever the wish does.
func (o Output) Gradual() bool { return o.Smoothing > 0 || o.PID != PID{} }

// begin readies the output for a cycle, with its share in W/s of what all assets together may change, 0 for
// any. Less than a watt of the rate that was not enough for a step is kept for the next one.
func (o *output) begin(last unit.Power, since time.Duration, share float64) {
	o.rate = float64(o.Ramp)
	if o.shared = share > 0 && (o.Ramp == 0 || share < o.rate); o.shared {
		o.rate = share
	}
	if o.rate > 0 {
		whole, unspent := math.Modf(o.unspent + float64(o.rate*max(since.Seconds(), 0)))
		o.unspent = unspent
		step := unit.Power(min(whole, 2*mostPower))
		o.reach = envelope.Between(last-step, last+step)
	}
	if math.Abs(o.now.position-float64(last)) >= 1 { // a bound or somebody else has moved it
		o.now.position = float64(last)
	}
	o.next = o.now
}

// commit takes over where the set-point went.
func (o *output) commit(given unit.Power) {
	if math.Abs(o.next.position-float64(given)) >= 1 {
		o.next.position = float64(given)
	}
	o.now = o.next
}

// ramped and filtered are who stands in the way of a set-point that the output holds back.
func (o *output) ramped() envelope.Holder {
	if o.shared {
		return envelope.Holder{By: own, Cause: envelope.Cause{Code: reason.SiteRampLimit, Numbers: [2]int64{int64(o.rate)}}}
	}
	return envelope.Holder{By: own, Cause: envelope.Cause{Code: reason.RampLimit, Numbers: [2]int64{int64(o.Ramp)}}}
}

func (o *output) filtered() envelope.Holder {
	return envelope.Holder{By: own, Cause: envelope.Cause{Code: reason.OutputFiltered}}
}

// own names the asset itself as who stands in the way, as the fold does.
const own = "asset"

// ramp narrows what is left to what can be reached since the last set-point.
func (o *output) ramp(f *envelope.Folding) {
	if o.rate > 0 {
		f.Narrow(o.reach, o.ramped())
	}
}

// pass is the set-point on the way to the wish, inside what is left.
func (o *output) pass(f *envelope.Folding, in *Filed, since time.Duration) unit.Power {
	wish := f.Wish()
	if !o.Gradual() {
		return wish
	}
	left := f.Left()
	position := o.follow(float64(wish), in, since)
	o.next.position = min(max(position, float64(left.Min)), float64(left.Max))
	given := left.Clamp(unit.Power(math.RoundToEven(o.next.position)))
	if given != wish {
		f.Moved(o.filtered())
	}
	return given
}

// follow is the position after some time.
//
// The lag is τ·y' + y = w by backward Euler, which is stable for any dt: y += (w − y)·dt/(τ + dt).
// The loop is a PID in velocity form with the derivative on the measurement (Åström and Hägglund,
// Advanced PID Control, ISA 2006, on implementation): it starts from the last set-point and has no
// integral that could wind up. Without a measurement the loop is open.
func (o *output) follow(wish float64, in *Filed, since time.Duration) float64 {
	dt, from := since.Seconds(), o.now.position
	if o.Smoothing > 0 && dt > 0 {
		wish = from + (wish-from)*dt/(o.Smoothing.Seconds()+dt)
	} else if o.Smoothing > 0 {
		wish = from
	}
	o.next.before = [2]sample{}
	if o.PID == (PID{}) || !in.HasMeasured {
		return wish
	}
	now, before := sample{measured: float64(in.Measured), missed: wish - float64(in.Measured), known: true}, &o.now.before
	step := float64(o.PID.I * now.missed * dt)
	if before[0].known {
		step += float64(o.PID.P * (now.missed - before[0].missed))
	}
	if before[1].known && dt > 0 {
		step -= o.PID.D * (now.measured - 2*before[0].measured + before[1].measured) / dt
	}
	o.next.before = [2]sample{now, before[0]}
	return from + step
}
