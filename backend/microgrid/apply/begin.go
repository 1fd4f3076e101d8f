package apply

import (
	"slices"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Decision is what a cycle gives its leaves.
type Decision struct {
	MicrogridID, CycleID topology.ID
	At                   time.Time
	Targets              []Target
	// Partial leaves those alone that it does not name, as the safe action of a REJECTED cycle does. A leaf
	// that another cycle does not name asks for nothing and gets that.
	Partial bool
	// Gone are leaves that there are no more.
	Gone map[topology.ID]bool
}

// Target is what one leaf is given. Counted is what the cycle took it to be drawing at most where it had
// not confirmed a decrease: for that much nobody has to wait.
type Target struct {
	NodeID  topology.ID
	Watts   unit.Power
	Counted unit.Power
}

// Begin takes up the decision of a cycle, which supersedes the one under way. It answers with the leaves
// that have changed, those that ended first.
func Begin(open []Leaf, d Decision, facts map[topology.ID]Facts) []Leaf {
	targets := map[topology.ID]Target{}
	for _, t := range d.Targets {
		targets[t.NodeID] = t
	}
	var ended, begun []Leaf
	for _, l := range open {
		t, named := targets[l.NodeID]
		delete(targets, l.NodeID)
		switch {
		case d.Gone[l.NodeID]:
			l.EndedAt = &d.At
			ended = append(ended, l)
			continue
		case !named && d.Partial:
			continue
		case !named:
			t.NodeID = l.NodeID
		}
		l = l.Known(d.At, facts[l.NodeID])
		if t.Watts != l.AskedWatts {
			before := l
			before.EndedAt, before.AwaitedAt = &d.At, nil
			ended = append(ended, before)
			l = l.under(d, t.Watts)
		}
		l.await(t, facts[l.NodeID], d.At)
		begun = append(begun, l)
	}
	for _, t := range d.Targets {
		if _, unknown := targets[t.NodeID]; !unknown || d.Gone[t.NodeID] {
			continue
		}
		l := Leaf{NodeID: t.NodeID, ReachWatts: facts[t.NodeID].Most}
		if t.Watts < 0 {
			l.ReachWatts = -l.ReachWatts
		}
		l = l.under(d, t.Watts)
		l.await(t, facts[l.NodeID], d.At)
		begun = append(begun, l)
	}
	return slices.Concat(ended, begun)
}

// under is the leaf as it stands, under another decision.
func (l *Leaf) under(d Decision, watts unit.Power) Leaf {
	next := *l
	next.MicrogridID, next.CycleID, next.BeganAt, next.AskedWatts = d.MicrogridID, d.CycleID, d.At, watts
	next.Orders, next.ConfirmedWatts, next.ConfirmedAt, next.RetryAt = 0, nil, nil, nil
	next.Code, next.Params, next.LookAt = "", nil, d.At
	return next
}

// await has increases wait for the leaf where it may be drawing more than the cycle has for it, and lets a
// leaf rise again that was left.
func (l *Leaf) await(t Target, f Facts, now time.Time) {
	if l.Code == reason.RaiseLeftUndone {
		l.Code, l.Params, l.LookAt = "", nil, now
	}
	l.CountedWatts, l.AwaitedAt = t.Counted, nil
	if l.exceeds(f) {
		l.AwaitedAt, l.LookAt = &now, now
	}
}
