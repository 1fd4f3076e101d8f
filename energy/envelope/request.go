package envelope

import (
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Level is a binding level: lower levels bind first and are never broken by higher ones.
type Level uint8

// Binding levels, in binding order.
const (
	Physics Level = iota
	Safety
	ManualOverride
	Grid
	Optimization
	Aux
	levels
)

var levelNames = [levels]string{"PHYSICS", "SAFETY", "MANUAL_OVERRIDE", "GRID", "OPTIMIZATION", "AUX"}

// String is the level's name in files and explanations.
func (l Level) String() string {
	if l < levels {
		return levelNames[l]
	}
	return "UNKNOWN"
}

// Cause is why a request is made: a code with at most two whole-number parameters in the order of
// the code's catalogue entry. Numbers only, so that filing a request allocates nothing; Name is
// the one textual parameter (a channel, a controller).
type Cause struct {
	Code    reason.Code
	Numbers [2]int64
	Name    string
}

// Params are the cause's values by the names of its catalogue entry.
func (c Cause) Params() reason.Params {
	entry, ok := reason.Lookup(c.Code)
	if !ok || len(entry.Params) == 0 {
		return nil
	}
	params := make(reason.Params, len(entry.Params))
	if c.Name != "" {
		params[entry.Params[0]] = c.Name
		return params
	}
	for i, name := range entry.Params {
		if i < len(c.Numbers) {
			params[name] = c.Numbers[i]
		}
	}
	return params
}

// Request is what one controller asks of one asset: a bound, or a target, or both.
type Request struct {
	By     string
	Level  Level
	Bounds Envelope // Unbounded() where it only has a target
	// Target is the wanted power where HasTarget; within a level the highest Weight that has a
	// target wins and equal weights are averaged.
	Target    unit.Power
	HasTarget bool
	Weight    int
	Cause     Cause
}

// Bound is a request that only bounds.
func Bound(by string, level Level, bounds Envelope, cause Cause) Request {
	return Request{By: by, Level: level, Bounds: bounds, Cause: cause}
}

// Want is a request for one power, at weight 1 and without bounds.
func Want(by string, level Level, target unit.Power, cause Cause) Request {
	return Request{By: by, Level: level, Bounds: Unbounded(), Target: target, HasTarget: true, Weight: 1, Cause: cause}
}

// Missed is what of the request a set-point does not grant, bound or target; false where it grants
// all of it.
func (r *Request) Missed(setpoint unit.Power) (unit.Power, bool) {
	b := r.Binding()
	switch {
	case setpoint > b.Max:
		return b.Max, true
	case setpoint < b.Min:
		return b.Min, true
	case r.HasTarget && r.Target != setpoint:
		return r.Target, true
	}
	return setpoint, false
}

// Binding is what the request binds at its level: its bounds or, of a manual override, its target.
func (r *Request) Binding() Envelope {
	if r.Level == ManualOverride && r.HasTarget {
		return Exactly(r.Target)
	}
	return r.Bounds
}

// Decision is which target decides: the average, rounded towards zero, of the targets of the
// highest weight at the first level from MANUAL_OVERRIDE on that has one.
type Decision struct {
	Level  Level
	Weight int
	Target unit.Power
}

// Deciding finds the target that decides among requests on one asset; false, with level PHYSICS,
// where there is none.
func Deciding(requests []Request) (Decision, bool) {
	d := Decision{Level: levels}
	var sum, count unit.Power
	for i := range requests {
		r := &requests[i]
		if !r.HasTarget || r.Level < ManualOverride || r.Level > d.Level {
			continue
		}
		if r.Level < d.Level || r.Weight > d.Weight {
			d.Level, d.Weight, sum, count = r.Level, r.Weight, 0, 0
		}
		if r.Weight == d.Weight {
			sum, count = sum+r.Target, count+1
		}
	}
	if count == 0 {
		return Decision{}, false
	}
	d.Target = sum / count
	return d, true
}
