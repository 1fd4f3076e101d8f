package envelope

import (
	"slices"

	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Asset is what Fold must know of the asset itself.
type Asset struct {
	// Rating is what the asset can do at all: level PHYSICS, always feasible.
	Rating Envelope
	// Rest is the power it takes when nobody has a target: 0 W for storage, full production for
	// PV. It is cut by every bound.
	Rest unit.Power
}

// Step is one request that was not granted in full.
type Step struct {
	By    string
	Level Level
	Asked unit.Power // the bound or target that was asked for
	Given unit.Power // the set-point that came of it
	Cause Cause      // why it was cut
	// BoundBy is the request that stood in the way; "asset" for the rating.
	BoundBy string
}

// rated names the rating as the origin of a bound.
const rated = "asset"

// Fold turns requests on one asset into its set-point.
//
// Levels bind in order. Each level's bounds narrow what the levels before it left; bounds that do
// not fit are met as nearly as possible, minimising the sum of violations of that level, and never
// widen an earlier level's. A manual override's target binds like a bound at its level. Then the
// first level that has a target decides: its highest weight wins, equal weights are averaged, and
// the result is clamped to what is left. Without any target the asset rests.
//
// The result depends on the requests' values and, for ties between equal bounds, on their order.
// Steps are appended to steps, one for each bound violated by the set-point and each target not
// reached, in the order of requests; with enough capacity nothing is allocated. O(n²) in the
// number of requests of one level.
func Fold(asset Asset, requests []Request, steps []Step) (unit.Power, []Step) {
	f := Begin(asset, requests)
	f.BindTo(Aux)
	setpoint := f.Wish()
	return setpoint, f.Explain(setpoint, steps)
}

// Holder is who set a bound of what is left, and why.
type Holder struct {
	By    string
	Cause Cause
}

// Folding is a Fold that is stopped between its levels, for whoever has a bound of his own to put
// there: what the active power leaves of the apparent power, or how fast the asset may change.
//
//	f := envelope.Begin(asset, requests)
//	f.BindTo(envelope.Safety)
//	f.Narrow(ramp, holder)
//	f.BindTo(envelope.Aux)
//	setpoint := f.Wish()
//	steps = f.Explain(setpoint, steps)
type Folding struct {
	asset     Asset
	requests  []Request
	bound     Level // the next level to bind
	left      Envelope
	low, high Holder // who holds left.Min and left.Max
	nameplate Holder
	decided   Level // the level whose target decided; 0 for none
	mover     Holder
}

// Begin is a fold of which nothing has bound yet but the rating. It keeps the requests, which must
// not change until it is done.
func Begin(asset Asset, requests []Request) Folding {
	nameplate := Holder{rated, ratingCause(asset.Rating)}
	return Folding{asset: asset, requests: requests, left: asset.Rating, nameplate: nameplate, low: nameplate, high: nameplate}
}

// BindTo binds every level up to and including level that has not bound yet.
func (f *Folding) BindTo(level Level) {
	for ; f.bound <= min(level, Aux); f.bound++ {
		f.bind(f.bound)
	}
}

// Left is what the levels bound so far leave.
func (f *Folding) Left() Envelope { return f.left }

// Holders are who set the lower and the upper bound of what is left.
func (f *Folding) Holders() (low, high Holder) { return f.low, f.high }

// Narrow keeps of what is left the part inside bounds or, where they have none in common, the
// power nearest to bounds. Who narrows is named by the steps.
func (f *Folding) Narrow(bounds Envelope, by Holder) {
	narrowed := Envelope{Min: f.left.Clamp(bounds.Min), Max: f.left.Clamp(bounds.Max)}
	if narrowed.Min > f.left.Min {
		f.low = by
	}
	if narrowed.Max < f.left.Max {
		f.high = by
	}
	f.left = narrowed
}

// Wish is the power that the target which decides comes to inside what is left; the asset's rest
// where there is no target.
func (f *Folding) Wish() unit.Power {
	d, ok := Deciding(f.requests)
	if f.decided = d.Level; !ok {
		return f.left.Clamp(f.asset.Rest)
	}
	return f.left.Clamp(d.Target)
}

// Moved says who moves the set-point away from the wish inside what is left, so that the steps
// name him where no bound stood in the way.
func (f *Folding) Moved(by Holder) { f.mover = by }

// bind narrows what is left by the bounds of one level: to the powers that violate the level's
// bounds least. The sum of violations is convex and piecewise linear, so its minimum over what is
// left is attained at a bound of the level or of what is left.
func (f *Folding) bind(level Level) {
	narrowed := f.left
	for i := range f.requests {
		r := &f.requests[i]
		if r.Level != level {
			continue
		}
		b := r.Binding()
		narrowed.Min, narrowed.Max = max(narrowed.Min, b.Min), min(narrowed.Max, b.Max)
	}
	if narrowed.Min > narrowed.Max {
		narrowed = f.leastViolation(level)
	}
	f.hold(level, narrowed)
}

// leastViolation is the set of powers in what is left that minimise the level's violation.
func (f *Folding) leastViolation(level Level) Envelope {
	best, at := f.violation(level, f.left.Min), Exactly(f.left.Min)
	consider := func(p unit.Power) {
		p = f.left.Clamp(p)
		switch v := f.violation(level, p); {
		case v < best:
			best, at = v, Exactly(p)
		case v == best:
			at = Between(min(at.Min, p), max(at.Max, p))
		}
	}
	consider(f.left.Max)
	for i := range f.requests {
		if f.requests[i].Level == level {
			b := f.requests[i].Binding()
			consider(b.Min)
			consider(b.Max)
		}
	}
	return at
}

// violation is by how many watts the level's bounds are missed at p, summed.
func (f *Folding) violation(level Level, p unit.Power) unit.Power {
	var sum unit.Power
	for i := range f.requests {
		if f.requests[i].Level != level {
			continue
		}
		b := f.requests[i].Binding()
		missed := min(max(p-b.Max, b.Min-p, 0), highest)
		sum = min(sum+missed, highest)
	}
	return sum
}

// hold takes over the narrowed bounds and remembers who set them: the first request of the level
// whose bound reaches the new one. Where bounds contradict each other the new one lies between
// them, and such a request still exists, for otherwise moving on would have cost nothing.
func (f *Folding) hold(level Level, narrowed Envelope) {
	for i := range f.requests {
		r := &f.requests[i]
		if r.Level != level {
			continue
		}
		b := r.Binding()
		if narrowed.Max < f.left.Max && b.Max <= narrowed.Max {
			f.high, f.left.Max = Holder{r.By, r.Cause}, narrowed.Max
		}
		if narrowed.Min > f.left.Min && b.Min >= narrowed.Min {
			f.low, f.left.Min = Holder{r.By, r.Cause}, narrowed.Min
		}
	}
	f.left = narrowed
}

// Explain appends a step for every request that the set-point does not grant in full, in the order
// of requests. It speaks of the levels bound so far and of the last Wish.
func (f *Folding) Explain(setpoint unit.Power, steps []Step) []Step {
	for i := range f.requests {
		r := &f.requests[i]
		if asked, missed := r.Missed(setpoint); missed {
			steps = append(steps, f.step(r, asked, setpoint))
		}
	}
	return steps
}

// step explains why asked became given: the bound between the two, or the target that came first.
func (f *Folding) step(r *Request, asked, given unit.Power) Step {
	s := Step{By: r.By, Level: r.Level, Asked: asked, Given: given}
	by := f.low
	if asked > given {
		by = f.high
	}
	atBound := (asked > given && given == f.left.Max) || (asked < given && given == f.left.Min)
	if !atBound {
		by = f.against(r, asked < given)
	}
	s.BoundBy, s.Cause = by.By, by.Cause
	return s
}

// against is who kept the set-point away from cut although no bound that is left did: who moved
// it, else the target that decided, else a request of the same level that contradicts it, else the
// asset at rest.
func (f *Folding) against(cut *Request, wantsLess bool) Holder {
	if f.mover.By != "" {
		return f.mover
	}
	if i := f.decider(cut); i >= 0 {
		return Holder{f.requests[i].By, Cause{Code: reason.HigherTarget, Name: f.requests[i].By}}
	}
	asked := cut.Binding()
	for i := range f.requests {
		r := &f.requests[i]
		b := r.Binding()
		if r != cut && r.Level == cut.Level && ((wantsLess && b.Min > asked.Max) || (!wantsLess && b.Max < asked.Min)) {
			return Holder{r.By, r.Cause}
		}
	}
	return f.nameplate
}

// decider is the request, other than cut itself, whose target decided or had a share in the
// average that did; -1 for none.
func (f *Folding) decider(cut *Request) int {
	best := -1
	for i := range f.requests {
		r := &f.requests[i]
		if r == cut || f.decided == Physics || r.Level != f.decided || !r.HasTarget {
			continue
		}
		if best < 0 || r.Weight > f.requests[best].Weight {
			best = i
		}
	}
	return best
}

func ratingCause(rating Envelope) Cause {
	return Cause{Code: reason.AssetLimit, Numbers: [2]int64{int64(rating.Min), int64(rating.Max)}}
}

// Grow makes room for the steps of n requests, so that Fold allocates nothing.
func Grow(steps []Step, n int) []Step { return slices.Grow(steps[:0], n) }
