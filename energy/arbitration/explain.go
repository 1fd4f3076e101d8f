package arbitration

import (
	"ohmstead/energy/arbitration/lex"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// arbiter names the arbiter itself as who stands in the way.
const itself = "arbiter"

// explain writes the cuts: of the assets in order, then of the clusters.
func (a *Arbiter) explain() {
	a.answer.Cuts, a.answer.ReactiveCuts = a.answer.Cuts[:0], a.answer.ReactiveCuts[:0]
	for i := range a.assets {
		for s := active; s <= reactive; s++ {
			switch a.steps = a.steps[:0]; {
			case len(a.filed[s][i]) == 0:
				continue
			case a.fates[s][i] == alone:
				a.steps = a.folds[i][s].Explain(a.given[s][i], a.steps)
			default:
				a.tie.explain(s, i, sixths*int64(a.given[s][i]))
			}
			a.report(s, a.assets[i].ID)
		}
	}
	for c := range a.clusters {
		owner := len(a.assets) + c
		for s := active; s <= reactive; s++ {
			if a.steps = a.steps[:0]; len(a.filed[s][owner]) > 0 {
				a.tie.explain(s, owner, a.clusters[c].total(a.given[s]))
				a.report(s, a.clusters[c].ID)
			}
		}
	}
}

// report appends the steps to the cuts of one side.
func (a *Arbiter) report(s side, id string) {
	for k := range a.steps {
		step := &a.steps[k]
		if s == active {
			a.answer.Cuts = append(a.answer.Cuts, Cut{id, *step})
			continue
		}
		a.answer.ReactiveCuts = append(a.answer.ReactiveCuts, ReactiveCut{
			Of: id, By: step.By, Level: step.Level, Asked: unit.ReactivePower(step.Asked), Given: unit.ReactivePower(step.Given),
			Cause: step.Cause, BoundBy: step.BoundBy,
		})
	}
}

// explain appends a step for every request of an owner that its power, in sixths of a watt, does
// not grant in full. A target counts as reached within less than a watt, for thirds of whole watts
// seldom add up to one.
func (t *tie) explain(s side, owner int, total int64) {
	requests := t.a.filed[s][owner]
	for i := range requests {
		r := &requests[i]
		b, tag := r.Binding(), tagOf(owner, s, i)
		switch off := missed(total, b); {
		case off > 0:
			t.cut(tag, b.Max, -floor(-total))
		case off < 0:
			t.cut(tag, b.Min, floor(total))
		case r.HasTarget && max(total-wide(r.Target), wide(r.Target)-total) >= sixths:
			t.cut(tag+tagTarget, r.Target, floor(total+sixths/2))
		}
	}
}

// floor is the whole watts of so many sixths.
func floor(total int64) unit.Power {
	watts := total / sixths
	if total%sixths < 0 {
		watts--
	}
	return unit.Power(watts)
}

// cut appends the step of a request that was asked for a power and given another.
func (t *tie) cut(tag lex.Tag, asked, given unit.Power) {
	r := t.request(tag)
	by := t.against(tag)
	t.a.steps = append(t.a.steps, envelope.Step{
		By: r.By, Level: r.Level, Asked: asked, Given: given, Cause: by.Cause, BoundBy: by.By,
	})
}

// request is the request that a tag names.
func (t *tie) request(tag lex.Tag) *envelope.Request {
	s, owner := sideOf(tag), int(tag)/tagOwner
	return &t.a.filed[s][owner][int(tag)%tagTarget]
}

func sideOf(tag lex.Tag) side { return side(tag / tagSide % 2) }

// against is who stands in the way of a request, or of its target.
func (t *tie) against(tag lex.Tag) envelope.Holder {
	owner, s := int(tag)/tagOwner, sideOf(tag)
	if tag/tagTarget%2 == 1 {
		first := t.deciding(s, owner)
		other, averaged := t.rival(tag-tagTarget, first)
		if by, ok := t.blocker(first + tagTarget); ok && (other == none || averaged) {
			return t.holder(by, s, owner)
		}
		if other != none {
			return t.holder(other+tagTarget, s, owner)
		}
	} else if by, ok := t.blocker(tag); ok {
		return t.holder(by, s, owner)
	}
	cause := envelope.Cause{Code: reason.WholeWatts}
	if t.a.stopped(s, owner) {
		cause.Code = reason.ArbitrationStopped
	} else if t.request(tag).Level < envelope.ManualOverride && tag/tagTarget%2 == 1 { // a target of SAFETY never decides
		cause = envelope.Cause{Code: reason.Infeasible, Name: itself}
	}
	return envelope.Holder{By: itself, Cause: cause}
}

// none is no tag.
const none = lex.Tag(-1)

// blocker is the tag of who stands most in the way of a row, where the solver has said so.
func (t *tie) blocker(of lex.Tag) (lex.Tag, bool) {
	for k := range t.blocks {
		if b := &t.blocks[k]; b.of == of && b.by != none {
			return b.by, true
		}
	}
	return none, false
}

// deciding is the tag of the first request whose target decides for an owner, none where there is
// none.
func (t *tie) deciding(s side, owner int) lex.Tag {
	requests := t.a.filed[s][owner]
	if d, ok := envelope.Deciding(requests); ok {
		for i := range requests {
			if r := &requests[i]; r.HasTarget && r.Level == d.Level && r.Weight == d.Weight {
				return tagOf(owner, s, i)
			}
		}
	}
	return none
}

// rival is a request other than this one whose target decides, none where there is none, and
// whether the two are averaged.
func (t *tie) rival(tag, first lex.Tag) (other lex.Tag, averaged bool) {
	if first == none {
		return none, false
	}
	r, decides := t.request(tag), t.request(first)
	if averaged = r.Level == decides.Level && r.Weight == decides.Weight; !averaged {
		return first, false
	}
	requests := t.a.filed[sideOf(tag)][int(tag)/tagOwner]
	for i := range requests {
		at := tagOf(int(tag)/tagOwner, sideOf(tag), i)
		if q := &requests[i]; at != tag && q.HasTarget && q.Level == r.Level && q.Weight == r.Weight {
			return at, true
		}
	}
	return none, true
}

// holder says who a tag is, to an owner whose request on one side is in question.
func (t *tie) holder(tag lex.Tag, s side, owner int) envelope.Holder {
	if tag >= 0 {
		r := t.request(tag)
		if tag/tagTarget%2 == 1 {
			return envelope.Holder{By: r.By, Cause: envelope.Cause{Code: reason.HigherTarget, Name: r.By}}
		}
		return envelope.Holder{By: r.By, Cause: r.Cause}
	}
	asset, p := int(-2-tag)/int(properties), property(int(-2-tag)%int(properties))
	if s == reactive && p == byRating {
		p = byCircle
	}
	it := &t.a.assets[asset]
	out := it.property(p, it.doing(t.a.given[active][asset], &t.since.Assets[asset]))
	if out.By = own; asset != owner {
		out.By = t.a.assets[asset].ID
	}
	return out
}

// property says why an asset itself stands in the way.
func (a *asset) property(p property, power unit.Power) envelope.Holder {
	switch p {
	case byRamp:
		return a.output.ramped()
	case byCircle:
		return a.crowded(power)
	case byFilter:
		return a.output.filtered()
	}
	return a.rated()
}
