package intake

import (
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
)

// half is a magnitude that says what flows one way (ChargePower, ImportPower). Its counterpart of
// the same instant, if there is one in the batch, says the rest.
type half struct {
	sample  telemetry.Sample // in our sign
	index   int
	name    string
	towards bool
}

// halves joins magnitudes of one instant to the power they speak of: what flows away plus what flows
// towards the grid, of which usually one is 0.
type halves struct {
	order []instant
	known map[instant]*[2]*half
}

func (h *halves) add(x half, a *Acceptance) {
	key := instantOf(x.sample)
	if h.known == nil {
		h.known = map[instant]*[2]*half{}
	}
	both := h.known[key]
	if both == nil {
		both = &[2]*half{}
		h.known[key] = both
		h.order = append(h.order, key)
	}
	place := 0
	if x.towards {
		place = 1
	}
	switch earlier := both[place]; {
	case earlier == nil:
		both[place] = &x
	case earlier.sample.Value == x.sample.Value:
		a.repeats++
	default:
		a.refuse(x.index, conflict(x.sample))
	}
}

// join hands on what the halves add up to. A lone 0 is refused: that nothing flows one way does not
// say what flows the other way.
func (h *halves) join(a *Acceptance) {
	for _, key := range h.order {
		one, other := h.known[key][0], h.known[key][1]
		if one == nil {
			one, other = other, nil
		}
		switch {
		case other == nil && one.sample.Value == 0:
			a.refuse(one.index, reason.New(reason.InvalidValue, reason.Params{"field": one.name, "value": 0, "want": "the power of the other direction beside it, at the same instant"}))
		case other == nil:
			a.take(one.sample, one.index)
		default:
			a.takeBoth(*one, *other)
		}
	}
}

// takeBoth keeps one sample that came from two readings.
func (a *Acceptance) takeBoth(one, other half) {
	s := one.sample
	s.Value += other.sample.Value
	s.Quality = max(s.Quality, other.sample.Quality) // the worse of GOOD, UNCERTAIN and BAD
	before, refused := len(a.Samples), len(a.Refused)
	a.take(s, one.index)
	switch {
	case len(a.Samples) > before:
		if a.partners == nil {
			a.partners = map[int]int{}
		}
		a.partners[before] = other.index
	case len(a.Refused) > refused:
		a.refuse(other.index, conflict(s))
	default:
		a.repeats++
	}
}
