package controltest

import (
	"testing"

	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Asked is what was asked of an asset's active power in the last step, in the order of filing.
func (r *Rig) Asked(asset string) []envelope.Request {
	r.t.Helper()
	return r.Filing.Of(r.Asset(asset))
}

// Power is what an asset does after the last step: at rest where nobody has a target.
func (r *Rig) Power(asset string) unit.Power {
	r.t.Helper()
	return r.Last[r.Asset(asset)]
}

// Bounds is what the last step left of every power: the bounds of all levels together, the rating
// apart. Where bounds contradict each other it is the later one's.
func (r *Rig) Bounds(asset string) envelope.Envelope {
	r.t.Helper()
	left := envelope.Unbounded()
	for _, request := range r.Asked(asset) {
		left = envelope.Envelope{Min: max(left.Min, request.Bounds.Min), Max: min(left.Max, request.Bounds.Max)}
		if left.Min > left.Max {
			left = request.Bounds
		}
	}
	return left
}

// Target is the target of an asset in the last step, by the rule of targets; false where nobody
// has one.
func (r *Rig) Target(asset string) (unit.Power, bool) {
	r.t.Helper()
	var wishes []envelope.Request
	for _, request := range r.Asked(asset) {
		if request.HasTarget {
			request.Bounds = envelope.Unbounded()
			wishes = append(wishes, request)
		}
	}
	if len(wishes) == 0 {
		return 0, false
	}
	target, _ := envelope.Fold(envelope.Asset{Rating: envelope.Unbounded()}, wishes, nil)
	return target, true
}

// Reactive is what was asked of an asset's reactive power in the last step.
func (r *Rig) Reactive(asset string) []control.Reactive {
	r.t.Helper()
	return r.Filing.ReactiveOf(r.Asset(asset))
}

// Setting is what a set-point channel that is no power was set to in the last step, by the rule of
// settings; false where nobody asked.
func (r *Rig) Setting(channel string) (float64, bool) {
	r.t.Helper()
	h, best := r.Handle(channel), -1
	all := r.Filing.Settings()
	for i, s := range all {
		if s.Channel != h {
			continue
		}
		if best < 0 || s.Level < all[best].Level || s.Level == all[best].Level && s.Weight > all[best].Weight {
			best = i
		}
	}
	if best < 0 {
		return 0, false
	}
	return all[best].Value, true
}

// Told are the codes of the last step's events, in order.
func (r *Rig) Told() []reason.Code {
	codes := make([]reason.Code, 0, len(r.Filing.Notices()))
	for _, n := range r.Filing.Notices() {
		codes = append(codes, n.Code)
	}
	return codes
}

// Fault is the code of the last step's fault, "" for none.
func (r *Rig) Fault() reason.Code {
	notice, _ := r.Filing.Faulted()
	return notice.Code
}

// Because are the codes by which the last step explains the bounds on an asset's active power.
func (r *Rig) Because(asset string) []reason.Code {
	r.t.Helper()
	var codes []reason.Code
	for _, request := range r.Asked(asset) {
		if !request.HasTarget {
			codes = append(codes, request.Cause.Code)
		}
	}
	return codes
}

// Allocations is how many allocations a cycle's proposals take on average, with the readings that
// were put and the clock standing still; it has to be 0.
func (r *Rig) Allocations() float64 {
	r.propose()
	in := r.input()
	return testing.AllocsPerRun(100, func() {
		r.Filing.Reset()
		for _, c := range r.Site.Controllers {
			r.Filing.As(c.ID, c.Level)
			c.Propose(in, r.Filing)
		}
	})
}
