package arbitration

import (
	"ohmstead/energy/envelope"
	"ohmstead/energy/unit"
)

// side is active or reactive power. Inside the package both are counted as unit.Power, the reactive
// one in var, so that one fold serves both.
type side int

const (
	active side = iota
	reactive
)

// Arbiter solves one problem after the other. It remembers where outputs are that are ramped or
// smoothed, and which batteries take turns: that alone is its imprint. Not safe for concurrent use.
type Arbiter struct {
	assets   []asset
	clusters []cluster `imprint:"-"`
	problem  Problem   `imprint:"-"`
	answer   Answer    `imprint:"-"`

	// What is asked, by side and owner: assets first, then clusters.
	filed  [2][][]envelope.Request `imprint:"-"`
	turned [][]envelope.Request    `imprint:"-"` // reactive requests in the form of active ones, by owner

	given [2][]unit.Power       `imprint:"-"` // set-points so far, by asset
	folds [][2]envelope.Folding `imprint:"-"` // by asset
	fates [2][]fate             `imprint:"-"` // by side and asset
	tie   *tie                  `imprint:"-"`
	steps []envelope.Step       `imprint:"-"`
}

// fate is how an asset got its set-point.
type fate uint8

const (
	alone fate = iota
	together
	cutShort // together, but not all classes are bound
)

// stopped says whether not all that is asked of an owner is bound.
func (a *Arbiter) stopped(s side, owner int) bool {
	asset := owner
	if owner >= len(a.assets) {
		asset = a.clusters[owner-len(a.assets)].Assets[0]
	}
	return a.fates[s][asset] == cutShort
}

// Problem is the arbiter's own problem, with room for every asset and cluster, to be filled and
// solved.
func (a *Arbiter) Problem() *Problem { return &a.problem }

// Solve answers the problem. Assets that nothing ties together are folded one by one: linear in
// their number, quadratic in the requests that one class has on one asset. Assets of clusters whose
// requests those set-points miss, or whose targets have to be shared, are solved together.
func (a *Arbiter) Solve(p *Problem) *Answer {
	asked := a.take(p)
	for i := range a.assets {
		a.fold(i, p)
	}
	clear(a.fates[active])
	clear(a.fates[reactive])
	a.answer.Stopped = false
	if asked {
		a.tie.solve(p)
	}
	a.explain()
	for i := range a.assets {
		a.answer.Power[i], a.answer.Reactive[i] = a.given[active][i], unit.ReactivePower(a.given[reactive][i])
		a.assets[i].output.commit(a.given[active][i])
	}
	return &a.answer
}

// take notes what is asked of whom and readies the outputs; it says whether a cluster is asked.
func (a *Arbiter) take(p *Problem) bool {
	asked := false
	for i := range p.Assets {
		in := &p.Assets[i]
		a.filed[active][i], a.filed[reactive][i] = in.Requests, a.turn(i, in.Reactive)
		a.assets[i].output.begin(in.Last, p.Since, float64(float64(p.Ramp)*a.assets[i].share))
	}
	for c := range p.Clusters {
		in, owner := &p.Clusters[c], len(a.assets)+c
		a.filed[active][owner], a.filed[reactive][owner] = in.Requests, a.turn(owner, in.Reactive)
		asked = asked || len(in.Requests)+len(in.Reactive) > 0
	}
	return asked
}

// turn writes requests on reactive power in the form of active ones, in var where those have watts.
func (a *Arbiter) turn(owner int, requests []ReactiveRequest) []envelope.Request {
	out := a.turned[owner][:0]
	for i := range requests {
		r := &requests[i]
		out = append(out, envelope.Request{
			By: r.By, Level: r.Level, Bounds: envelope.Between(unit.Power(r.Band.Min), unit.Power(r.Band.Max)),
			Target: unit.Power(r.Target), HasTarget: r.HasTarget, Weight: r.Weight, Cause: r.Cause,
		})
	}
	a.turned[owner] = out
	return out
}

// fold gives an asset the set-points it would have alone. Active and reactive power go side by
// side, class by class, since each bounds the other by the apparent power.
func (a *Arbiter) fold(i int, p *Problem) {
	it, folds := &a.assets[i], &a.folds[i]
	folds[active] = envelope.Begin(it.fold, a.filed[active][i])
	a.given[reactive][i] = 0
	asksReactive := len(a.filed[reactive][i]) > 0
	switch {
	case asksReactive:
		a.foldBoth(i)
	case it.output.rate > 0:
		folds[active].BindTo(envelope.Safety)
		it.output.ramp(&folds[active])
		fallthrough
	default:
		folds[active].BindTo(envelope.Aux)
	}
	a.given[active][i] = it.output.pass(&folds[active], &p.Assets[i], p.Since)
	if asksReactive {
		a.foldReactive(i, p)
	}
}

// foldBoth binds all classes of both powers.
func (a *Arbiter) foldBoth(i int) {
	it, folds := &a.assets[i], &a.folds[i]
	p, q := &folds[active], &folds[reactive]
	*q = envelope.Begin(it.reactive, a.filed[reactive][i])
	for level := envelope.Physics; level <= envelope.Aux; level++ {
		p.BindTo(level)
		if level == envelope.Safety {
			it.output.ramp(p)
		}
		it.leaveReactive(q, nearest(p.Left()))
		q.BindTo(level)
		it.leaveActive(p, q)
	}
}

// foldReactive gives an asset the reactive power it would have alone beside its active power.
func (a *Arbiter) foldReactive(i int, p *Problem) {
	it, q := &a.assets[i], &a.folds[i][reactive]
	*q = envelope.Begin(it.reactive, a.filed[reactive][i])
	it.leaveReactive(q, it.doing(a.given[active][i], &p.Assets[i]))
	q.BindTo(envelope.Aux)
	a.given[reactive][i] = q.Wish()
}
