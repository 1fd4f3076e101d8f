package apply

import (
	"fmt"
	"slices"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Situation is what a step is taken in. While control is Disabled answers are taken in and nothing is
// ordered.
type Situation struct {
	Now      time.Time
	Disabled bool
	Facts    map[topology.ID]Facts
}

// Step takes in what leaves have answered, and gives the orders that may be given now: decreases, increases
// once no decrease is waited for, and orders that would end, again. It answers with all leaves as they
// stand, in their order.
func Step(open []Leaf, s Situation) (leaves []Leaf, orders []Order) {
	leaves = slices.Clone(open)
	for i := range leaves {
		leaves[i] = leaves[i].Known(s.Now, s.Facts[leaves[i].NodeID])
	}
	if s.Disabled {
		for i := range leaves {
			leaves[i].rest(s.Now)
		}
		return leaves, nil
	}
	give := func(l *Leaf, watts unit.Power) {
		orders = append(orders, l.order(watts, s.Now))
	}
	for i := range leaves {
		if l := &leaves[i]; l.lowers() && l.reached(s) {
			give(l, l.First())
		}
	}
	waiting, left := overdue(leaves, s)
	for i := range leaves {
		l := &leaves[i]
		switch {
		case !l.rises():
		case left != "":
			l.Code, l.Params = reason.RaiseLeftUndone, reason.Params{"node": string(left)}
		case !waiting && l.worthwhile() && l.reached(s):
			give(l, l.AskedWatts)
		}
	}
	for i := range leaves {
		l := &leaves[i]
		if l.ends(s.Now) && l.reached(s) {
			give(l, *l.OrderedWatts)
		}
		l.LookAt = l.next(s.Now)
	}
	return leaves, orders
}

// Known is the leaf by all that is known of it now: what it has answered, what its meter shows, and which of
// its orders have ended.
func (l Leaf) Known(now time.Time, f Facts) Leaf {
	l.refresh(now, f)
	l.settle(now, f)
	return l
}

// refresh takes in what time has done: orders end, and then a leaf may do what it likes.
func (l *Leaf) refresh(now time.Time, f Facts) {
	switch {
	case l.OrderedWatts != nil && !now.Before(*l.ExpiresAt):
		l.ReachWatts = farther(farther(l.ReachWatts, *l.OrderedWatts), l.free(f))
		l.OrderedWatts, l.OrderedAt, l.ExpiresAt, l.HoldsUntil, l.OrderKey = nil, nil, nil, nil, ""
		l.ConfirmedWatts, l.ConfirmedAt = nil, nil
	case l.HoldsUntil != nil && !now.Before(*l.HoldsUntil):
		l.ReachWatts, l.HoldsUntil = farther(l.ReachWatts, l.free(f)), nil
		l.ConfirmedWatts, l.ConfirmedAt = nil, nil
	}
}

// settle takes in what became of the last order. A meter that has shown more since is believed before the
// receiver's word, and one that shows no more confirms a decrease that nobody has refused.
func (l *Leaf) settle(now time.Time, f Facts) {
	if l.OrderKey == "" || l.OrderedWatts == nil {
		return
	}
	told := *l.OrderedWatts
	beyond := f.Reading != nil && f.Reading.At.After(f.Answer.At) && !keeps(f.Reading.Watts, told, contradicted)
	switch {
	case f.Answer.Verdict == Refused:
		l.refused(now, f)
	case f.Answer.Verdict == Obeyed && beyond:
		if f.Reading.At.Sub(f.Answer.At) > settling {
			l.ReachWatts, l.ConfirmedWatts, l.ConfirmedAt = farther(l.ReachWatts, f.Reading.Watts), nil, nil
			l.Code, l.Params = reason.OrderContradicted, reason.Params{"watts": int64(f.Reading.Watts)}
		}
	case f.Answer.Verdict == Obeyed,
		l.Certain && !within(l.ReachWatts, told) && f.Reading != nil && f.Reading.At.After(*l.OrderedAt) && keeps(f.Reading.Watts, told, 0):
		l.confirm(now)
	}
}

// confirm notes that the leaf keeps to its last order.
func (l *Leaf) confirm(now time.Time) {
	if l.confirmed() && (l.ConfirmedAt != nil || *l.OrderedWatts != l.AskedWatts) {
		return
	}
	l.ReachWatts, l.HoldsUntil, l.RetryAt = *l.OrderedWatts, l.ExpiresAt, nil
	if l.Code != reason.RaiseLeftUndone && l.Code != reason.RaiseTooSmall {
		l.Code, l.Params = "", nil
	}
	if *l.OrderedWatts == l.AskedWatts && l.ConfirmedAt == nil {
		asked := l.AskedWatts
		l.ConfirmedWatts, l.ConfirmedAt = &asked, &now
	}
}

// refused notes that the last order is none: a decrease is still owed, and after an increase what was
// confirmed before holds on. Where that is not known either, the leaf may do what it likes.
func (l *Leaf) refused(now time.Time, f Facts) {
	again := now.Add(retryAfter)
	l.Code, l.Params, l.RetryAt, l.OrderKey = f.Answer.Code, f.Answer.Params, &again, ""
	if !within(l.ReachWatts, *l.OrderedWatts) {
		return
	}
	if l.HoldsUntil == nil || !l.Certain {
		l.ReachWatts = farther(l.ReachWatts, l.free(f))
		l.OrderedWatts, l.ExpiresAt, l.HoldsUntil = nil, nil, nil
		return
	}
	before := l.ReachWatts
	l.OrderedWatts, l.ExpiresAt = &before, l.HoldsUntil
}

// free is what the leaf may come to without an order, in the direction that it is asked for.
func (l *Leaf) free(f Facts) unit.Power {
	if l.AskedWatts < 0 {
		return -f.Most
	}
	return f.Most
}

// rest ends the leaf once nothing that it was told holds.
func (l *Leaf) rest(now time.Time) {
	l.AwaitedAt, l.LookAt = nil, now.Add(idling)
	if l.OrderedWatts == nil {
		l.EndedAt = &now
	}
}

// lowers reports whether the leaf is to be told to draw no more than it has: less than it was told, or for
// the first time.
func (l *Leaf) lowers() bool {
	if l.OrderedWatts == nil {
		return within(l.AskedWatts, l.ReachWatts) || l.First() == 0
	}
	return l.First() != *l.OrderedWatts || l.OrderKey == "" && l.Owes()
}

// rises reports whether the leaf is to have more than it was told, and may.
func (l *Leaf) rises() bool {
	return l.AskedWatts != l.base() && l.First() == l.base() && l.Code != reason.RaiseLeftUndone
}

// worthwhile reports whether a rise is large enough to be ordered.
func (l *Leaf) worthwhile() bool {
	if l.OrderedWatts == nil || l.base() == 0 || (l.AskedWatts-l.base()).Abs() >= leastRaise {
		return true
	}
	if l.Code == "" {
		l.Code, l.Params = reason.RaiseTooSmall, reason.Params{"watts": int64(leastRaise)}
	}
	return false
}

// ends reports whether what the leaf was told has to be told again.
func (l *Leaf) ends(now time.Time) bool {
	return l.OrderedWatts != nil && !now.Before(l.ExpiresAt.Add(-renewBefore)) && now.Sub(*l.OrderedAt) >= retryAfter
}

// reached reports whether the leaf can be told something now, and says why not.
func (l *Leaf) reached(s Situation) bool {
	why := s.Facts[l.NodeID].Unreachable
	if why != "" {
		l.Code, l.Params = why, nil
		return false
	}
	if l.Code == reason.OrderEdgeSilent || l.Code == reason.OrderNoReceiver {
		l.Code, l.Params = "", nil
	}
	return l.RetryAt == nil || !s.Now.Before(*l.RetryAt)
}

// order tells the leaf something.
func (l *Leaf) order(watts unit.Power, now time.Time) Order {
	l.Certain = l.OrderedAt == nil || l.confirmed()
	if l.OrderedWatts != nil {
		l.ReachWatts = farther(l.ReachWatts, *l.OrderedWatts)
	}
	l.Orders++
	expires := now.Add(Life)
	l.OrderKey = fmt.Sprintf("apply/%s/%s/%d", l.CycleID, l.NodeID, l.Orders)
	l.OrderedWatts, l.OrderedAt, l.ExpiresAt, l.RetryAt = &watts, &now, &expires, nil
	return Order{NodeID: l.NodeID, Watts: watts, Key: l.OrderKey, At: now, Expires: expires}
}

// overdue reports whether a decrease is waited for, and which was waited for too long: its increases are
// left, and the next cycle counts it with what it had.
func overdue(leaves []Leaf, s Situation) (waiting bool, left topology.ID) {
	for i := range leaves {
		l := &leaves[i]
		if l.Code == "" && l.Owes() && l.OrderedAt != nil && s.Now.Sub(*l.OrderedAt) >= Within {
			l.Code, l.Params = reason.OrderUnconfirmed, reason.Params{"seconds": int64(Within.Seconds())}
		}
		switch {
		case !l.exceeds(s.Facts[l.NodeID]):
			l.AwaitedAt = nil
			continue
		case l.AwaitedAt == nil:
			l.AwaitedAt = &s.Now
		case s.Now.Sub(*l.AwaitedAt) >= Within:
			left = l.NodeID
		}
		waiting = true
	}
	return waiting, left
}

// next is when the leaf has to be looked at again.
func (l *Leaf) next(now time.Time) time.Time {
	switch {
	case l.AwaitedAt != nil && now.Sub(*l.AwaitedAt) < Within, l.rises() && l.Code == "", l.OrderedWatts != nil && !l.confirmed() && now.Sub(*l.OrderedAt) < Within:
		return now.Add(watching)
	case l.OrderedWatts != nil && l.confirmed() && l.Code == "":
		return l.ExpiresAt.Add(-renewBefore)
	case l.OrderedWatts == nil && l.Code == reason.OrderNoReceiver:
		return now.Add(retryAfter)
	}
	return now.Add(idling)
}
