package arbitration

import (
	"ohmstead/energy/envelope"
	"ohmstead/energy/unit"
)

// Arbiter solves one problem after the other. It remembers nothing but the state of outputs that
// are ramped or smoothed. Not safe for concurrent use.
type Arbiter struct {
	assets  []asset
	problem Problem
	answer  Answer
	// Room that is used anew for each asset.
	steps    []envelope.Step
	reactive []envelope.Request
}

// Problem is the arbiter's own problem, with one Filed per asset, to be filled and solved.
func (a *Arbiter) Problem() *Problem { return &a.problem }

// Solve answers the problem. Linear in the number of assets, quadratic in the requests that one
// class has on one asset.
func (a *Arbiter) Solve(p *Problem) *Answer {
	a.answer.Cuts, a.answer.ReactiveCuts = a.answer.Cuts[:0], a.answer.ReactiveCuts[:0]
	for i := range a.assets {
		a.alone(i, p)
	}
	return &a.answer
}

// alone answers an asset that nothing ties to another.
func (a *Arbiter) alone(i int, p *Problem) {
	it, in := &a.assets[i], &p.Assets[i]
	a.answer.Reactive[i] = 0
	if len(in.Reactive) == 0 && it.output.off() {
		a.answer.Power[i], a.steps = envelope.Fold(it.fold, in.Requests, a.steps[:0])
	} else {
		a.pair(i, p)
	}
	for _, s := range a.steps {
		a.answer.Cuts = append(a.answer.Cuts, Cut{it.ID, s})
	}
}

// pair folds active and reactive power side by side, class by class, since each bounds the other
// by the apparent power.
func (a *Arbiter) pair(i int, p *Problem) {
	it, in := &a.assets[i], &p.Assets[i]
	active := envelope.Begin(it.fold, in.Requests)
	reactive := envelope.Begin(it.reactive, a.asPower(in.Reactive))
	for level := envelope.Physics; level <= envelope.Aux; level++ {
		active.BindTo(level)
		if level == envelope.Safety {
			it.output.ramp(&active, in.Last, p.Since)
		}
		if len(in.Reactive) > 0 {
			it.leaveReactive(&reactive, nearest(active.Left()))
			reactive.BindTo(level)
			it.leaveActive(&active, &reactive)
		}
	}
	power := it.output.pass(&active, in, p.Since)
	a.answer.Power[i], a.steps = power, active.Explain(power, a.steps[:0])
	if len(in.Reactive) == 0 {
		return
	}
	it.leaveReactive(&reactive, power)
	a.answer.Reactive[i] = unit.ReactivePower(reactive.Wish())
	a.cutReactive(it.ID, &reactive)
}

// cutReactive explains what is missed of the requests on an asset's reactive power.
func (a *Arbiter) cutReactive(id string, reactive *envelope.Folding) {
	n := len(a.steps)
	a.steps = reactive.Explain(reactive.Wish(), a.steps)
	for _, s := range a.steps[n:] {
		a.answer.ReactiveCuts = append(a.answer.ReactiveCuts, ReactiveCut{
			Of: id, By: s.By, Level: s.Level, Asked: unit.ReactivePower(s.Asked), Given: unit.ReactivePower(s.Given),
			Cause: s.Cause, BoundBy: s.BoundBy,
		})
	}
	a.steps = a.steps[:n]
}

// asPower writes requests on reactive power in var where a fold has watts, in room that holds
// until the next call.
func (a *Arbiter) asPower(requests []ReactiveRequest) []envelope.Request {
	a.reactive = a.reactive[:0]
	for i := range requests {
		r := &requests[i]
		a.reactive = append(a.reactive, envelope.Request{
			By: r.By, Level: r.Level, Bounds: envelope.Between(unit.Power(r.Band.Min), unit.Power(r.Band.Max)),
			Target: unit.Power(r.Target), HasTarget: r.HasTarget, Weight: r.Weight, Cause: r.Cause,
		})
	}
	return a.reactive
}
