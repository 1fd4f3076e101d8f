package depot

import (
	"time"

	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/sim/depot/yard"
)

// applier carries out what a cycle decided: decreases first, each confirmed, then increases. A decrease
// that nobody confirms leaves the increases undone, and counts with its old value in the next cycle.
type applier struct {
	within time.Duration
	hands  map[topology.ID]*hand
	order  []topology.ID // of the hands
	began  time.Time     // of the last cycle
}

// hand is what is known of one charger's obedience.
type hand struct {
	plug      *yard.Plug
	ordered   unit.Power
	confirmed unit.Power // what it is known to keep to; above ordered, it has not confirmed a decrease
	waited    bool       // increases wait for it
	more      *unit.Power
}

// counted is what the charger may be drawing by all that is known.
func (h *hand) counted() unit.Power { return max(h.ordered, h.confirmed) }

// owing reports whether a decrease is not confirmed.
func (h *hand) owing() bool { return h.confirmed > h.ordered }

// begin takes up the decision of a cycle. A charger without a target is told what it was told.
func (a *applier) begin(targets map[topology.ID]unit.Power, t time.Time) {
	a.began = t
	for _, id := range a.order {
		h := a.hands[id]
		target, decided := targets[id]
		h.more = nil
		switch {
		case !decided:
			target = h.ordered
		case target > h.counted():
			more := target
			h.more, target = &more, h.ordered
		}
		h.waited = target < h.confirmed && !h.owing()
		h.ordered = target
		h.plug.Tell(target, t)
	}
}

// follow takes answers in and sends the increases once nothing is waited for.
func (a *applier) follow(t time.Time, shows func(topology.ID, time.Time) (unit.Power, bool)) {
	waiting := false
	for _, id := range a.order {
		h := a.hands[id]
		h.settle(id, shows)
		waiting = waiting || h.waited && h.owing()
	}
	if waiting && t.Sub(a.began) < a.within {
		return
	}
	for _, id := range a.order {
		h := a.hands[id]
		if h.more == nil {
			continue
		}
		if !waiting {
			h.ordered = *h.more
			h.plug.Tell(h.ordered, t)
		}
		h.more = nil
	}
}

// contradicted is how far above its order a charger's meter may be until its word is doubted.
const contradicted = 100 * unit.Watt

// settle takes the answer to the last order. A meter that has shown more since is believed before the
// charger's word.
func (h *hand) settle(id topology.ID, shows func(topology.ID, time.Time) (unit.Power, bool)) {
	o := h.plug.Order
	if o == nil || o.Answer == yard.NoAnswer {
		return
	}
	if power, ok := shows(id, o.Sent); ok && power > h.ordered+contradicted {
		h.confirmed = max(h.confirmed, power)
		return
	}
	switch {
	case o.Answer == yard.Obeyed:
		h.confirmed = h.ordered
	case h.ordered > h.confirmed: // an increase refused is none
		h.ordered = h.confirmed
	}
}
