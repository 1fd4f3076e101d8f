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
	unspent  float64 // W of the ramp that are less than one, not yet used
	position float64 // W, the set-point with its fraction
	before   [2]sample
}

// sample is one earlier cycle's measurement and error in W.
type sample struct {
	measured, missed float64
	known            bool
}

func (o *output) off() bool { return o.Output == Output{} }

// ramp narrows what is left to what can be reached since the last set-point. Less than a watt that
// was not enough for a step is kept for the next one.
func (o *output) ramp(f *envelope.Folding, last unit.Power, since time.Duration) {
	if o.Ramp == 0 {
		return
	}
	whole, unspent := math.Modf(o.unspent + float64(o.Ramp)*since.Seconds())
	o.unspent = unspent
	step := unit.Power(min(whole, 2*mostPower))
	f.Narrow(envelope.Between(last-step, last+step), envelope.Holder{By: "asset", Cause: envelope.Cause{
		Code: reason.RampLimit, Numbers: [2]int64{int64(o.Ramp)},
	}})
}

// pass is the set-point on the way to the wish, inside what is left.
func (o *output) pass(f *envelope.Folding, in *Filed, since time.Duration) unit.Power {
	wish := f.Wish()
	if o.Smoothing == 0 && o.PID == (PID{}) {
		return wish
	}
	if math.Abs(o.position-float64(in.Last)) >= 1 { // a bound or somebody else has moved it meanwhile
		o.position = float64(in.Last)
	}
	o.position = o.next(float64(wish), in, since.Seconds())
	left := f.Left()
	o.position = min(max(o.position, float64(left.Min)), float64(left.Max))
	given := left.Clamp(unit.Power(math.RoundToEven(o.position)))
	if given != wish {
		f.Moved(envelope.Holder{By: "asset", Cause: envelope.Cause{Code: reason.OutputFiltered}})
	}
	return given
}

// next is the position after dt seconds.
//
// The lag is τ·y' + y = w by backward Euler, which is stable for any dt: y += (w − y)·dt/(τ + dt).
// The loop is a PID in velocity form with the derivative on the measurement (Åström and Hägglund,
// Advanced PID Control, ISA 2006, on implementation): it starts from the last set-point and has no
// integral that could wind up. Without a measurement the loop is open.
func (o *output) next(wish float64, in *Filed, dt float64) float64 {
	if o.Smoothing > 0 && dt > 0 {
		wish = o.position + (wish-o.position)*dt/(o.Smoothing.Seconds()+dt)
	} else if o.Smoothing > 0 {
		wish = o.position
	}
	if o.PID == (PID{}) || !in.HasMeasured {
		o.before = [2]sample{}
		return wish
	}
	now := sample{measured: float64(in.Measured), missed: wish - float64(in.Measured), known: true}
	step := o.PID.I * now.missed * dt
	if o.before[0].known {
		step += o.PID.P * (now.missed - o.before[0].missed)
	}
	if o.before[1].known && dt > 0 {
		step -= o.PID.D * (now.measured - 2*o.before[0].measured + o.before[1].measured) / dt
	}
	o.before = [2]sample{now, o.before[0]}
	return o.position + step
}
