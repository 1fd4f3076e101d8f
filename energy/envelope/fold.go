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
	nameplate := holder{rated, ratingCause(asset.Rating)}
	f := fold{requests: requests, left: asset.Rating, nameplate: nameplate, low: nameplate, high: nameplate}
	for level := Physics; level < levels; level++ {
		f.bind(level)
	}
	setpoint := f.left.Clamp(asset.Rest)
	for level := ManualOverride; level < levels; level++ {
		if target, ok := f.target(level); ok {
			setpoint = f.left.Clamp(target)
			f.decided = level
			break
		}
	}
	return setpoint, f.explain(setpoint, steps)
}

// holder is who set a bound of what is left, and why.
type holder struct {
	by    string
	cause Cause
}

type fold struct {
	requests  []Request
	nameplate holder
	left      Envelope // what the levels bound so far leave
	low, high holder   // who holds left.Min and left.Max
	decided   Level    // the level whose target decided; 0 for none
}

// bind narrows what is left by the bounds of one level: to the powers that violate the level's
// bounds least. The sum of violations is convex and piecewise linear, so its minimum over what is
// left is attained at a bound of the level or of what is left.
func (f *fold) bind(level Level) {
	narrowed := f.left
	for i := range f.requests {
		r := &f.requests[i]
		if r.Level != level {
			continue
		}
		b := r.bounds()
		narrowed.Min, narrowed.Max = max(narrowed.Min, b.Min), min(narrowed.Max, b.Max)
	}
	if narrowed.Min > narrowed.Max {
		narrowed = f.leastViolation(level)
	}
	f.hold(level, narrowed)
}

// bounds are the request's bounds; a manual override's target binds as one.
func (r *Request) bounds() Envelope {
	if r.Level == ManualOverride && r.HasTarget {
		return Exactly(r.Target)
	}
	return r.Bounds
}

// leastViolation is the set of powers in what is left that minimise the level's violation.
func (f *fold) leastViolation(level Level) Envelope {
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
			b := f.requests[i].bounds()
			consider(b.Min)
			consider(b.Max)
		}
	}
	return at
}

// violation is by how many watts the level's bounds are missed at p, summed.
func (f *fold) violation(level Level, p unit.Power) unit.Power {
	var sum unit.Power
	for i := range f.requests {
		if f.requests[i].Level != level {
			continue
		}
		b := f.requests[i].bounds()
		missed := min(max(p-b.Max, b.Min-p, 0), highest)
		sum = min(sum+missed, highest)
	}
	return sum
}

// hold takes over the narrowed bounds and remembers who set them: the first request of the level
// whose bound reaches the new one. Where bounds contradict each other the new one lies between
// them, and such a request still exists, for otherwise moving on would have cost nothing.
func (f *fold) hold(level Level, narrowed Envelope) {
	for i := range f.requests {
		r := &f.requests[i]
		if r.Level != level {
			continue
		}
		b := r.bounds()
		if narrowed.Max < f.left.Max && b.Max <= narrowed.Max {
			f.high, f.left.Max = holder{r.By, r.Cause}, narrowed.Max
		}
		if narrowed.Min > f.left.Min && b.Min >= narrowed.Min {
			f.low, f.left.Min = holder{r.By, r.Cause}, narrowed.Min
		}
	}
	f.left = narrowed
}

// target is what a level wants: the average of the targets of its highest weight, rounded towards
// zero; false where the level has no target.
func (f *fold) target(level Level) (unit.Power, bool) {
	var sum, count unit.Power
	weight := 0
	for i := range f.requests {
		r := &f.requests[i]
		if r.Level != level || !r.HasTarget {
			continue
		}
		if count == 0 || r.Weight > weight {
			sum, count, weight = 0, 0, r.Weight
		}
		if r.Weight == weight {
			sum, count = sum+r.Target, count+1
		}
	}
	if count == 0 {
		return 0, false
	}
	return sum / count, true
}

// explain appends a step for every request that the set-point does not grant in full.
func (f *fold) explain(setpoint unit.Power, steps []Step) []Step {
	for i := range f.requests {
		r := &f.requests[i]
		b := r.bounds()
		switch {
		case setpoint > b.Max:
			steps = append(steps, f.step(r, b.Max, setpoint))
		case setpoint < b.Min:
			steps = append(steps, f.step(r, b.Min, setpoint))
		case r.HasTarget && r.Target != setpoint:
			steps = append(steps, f.step(r, r.Target, setpoint))
		}
	}
	return steps
}

// step explains why asked became given: the bound between the two, or the target that came first.
func (f *fold) step(r *Request, asked, given unit.Power) Step {
	s := Step{By: r.By, Level: r.Level, Asked: asked, Given: given}
	by := f.low
	if asked > given {
		by = f.high
	}
	atBound := (asked > given && given == f.left.Max) || (asked < given && given == f.left.Min)
	if !atBound {
		by = f.against(r, asked < given)
	}
	s.BoundBy, s.Cause = by.by, by.cause
	return s
}

// against is who kept the set-point away from cut although no bound that is left did: the target
// that decided, else a request of the same level that contradicts it, else the asset at rest.
func (f *fold) against(cut *Request, wantsLess bool) holder {
	if i := f.decider(cut); i >= 0 {
		return holder{f.requests[i].By, Cause{Code: reason.HigherTarget, Name: f.requests[i].By}}
	}
	asked := cut.bounds()
	for i := range f.requests {
		r := &f.requests[i]
		b := r.bounds()
		if r != cut && r.Level == cut.Level && ((wantsLess && b.Min > asked.Max) || (!wantsLess && b.Max < asked.Min)) {
			return holder{r.By, r.Cause}
		}
	}
	return f.nameplate
}

// decider is the request, other than cut itself, whose target decided or had a share in the
// average that did; -1 for none.
func (f *fold) decider(cut *Request) int {
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
