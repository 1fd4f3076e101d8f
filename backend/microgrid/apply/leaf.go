package apply

import (
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Bounds of carrying out. An order holds long enough to outlive a backend that is started anew, and is
// given again early enough for two attempts. A charger follows its order within 5 s (IEC 61851-1:2017
// Annex A, time limits of the pilot), so its meter is believed after twice that.
const (
	Life        = 15 * time.Minute
	renewBefore = 5 * time.Minute
	Within      = 30 * time.Second // for a decrease to be confirmed
	retryAfter  = time.Minute      // what was refused
	settling    = 10 * time.Second
	watching    = time.Second // while something is outstanding
	idling      = 10 * time.Second
)

// Room around an order: how far a meter may be beyond it before the answer is doubted, and the rise that is
// worth an order. What is below it stays unused.
const (
	contradicted = 100 * unit.Watt
	leastRaise   = 100 * unit.Watt
)

// Leaf is one controllable leaf under the decision of a cycle: what the cycle gave it, what it was told,
// and what is known of it. The cycle is the first that gave so much; later ones that give the same go on
// with it.
type Leaf struct {
	MicrogridID topology.ID `json:"microgrid_id"`
	CycleID     topology.ID `json:"cycle_id"`
	NodeID      topology.ID `json:"node_id"`
	BeganAt     time.Time   `json:"began_at"`
	AskedWatts  unit.Power  `json:"asked_watts"`
	// OrderedWatts is what it was told last, by this cycle or before; nil where nothing it was told holds.
	OrderedWatts *unit.Power `json:"ordered_watts"`
	OrderedAt    *time.Time  `json:"ordered_at"`
	ExpiresAt    *time.Time  `json:"expires_at"` // of that order
	OrderKey     string      `json:"order_key"`  // of that order; "" for none whose answer counts
	Orders       int         `json:"orders"`     // given for this cycle
	// Certain says that nothing it was told before can still be on its way, so that its meter may confirm.
	Certain bool `json:"certain"`
	// ReachWatts is the farthest that it may be at by its earlier orders.
	ReachWatts unit.Power `json:"reach_watts"`
	// HoldsUntil is the end of the last order that it confirmed.
	HoldsUntil *time.Time `json:"holds_until"`
	// CountedWatts is what the cycle took it to be drawing at most where it had not confirmed a decrease.
	CountedWatts unit.Power `json:"counted_watts"`
	// AwaitedAt is since when increases wait for it.
	AwaitedAt *time.Time `json:"awaited_at"`
	// ConfirmedWatts and ConfirmedAt are set while it is known to keep to AskedWatts.
	ConfirmedWatts *unit.Power `json:"confirmed_watts"`
	ConfirmedAt    *time.Time  `json:"confirmed_at"`
	// Code says why it does not have what it was given; "" where it does, or may yet.
	Code    reason.Code   `json:"reason_code"`
	Params  reason.Params `json:"reason_params"`
	RetryAt *time.Time    `json:"retry_at"`
	LookAt  time.Time     `json:"look_at"` // when it has to be looked at again
	EndedAt *time.Time    `json:"ended_at"`
}

// Verdict is what a receiver says of an order.
type Verdict string

// Verdicts. Open is of an order that nobody has answered.
const (
	Open    Verdict = "OPEN"
	Obeyed  Verdict = "OBEYED"
	Refused Verdict = "REFUSED"
)

// Answer is what became of the last order, by the receiver's clock.
type Answer struct {
	Verdict Verdict
	At      time.Time
	Code    reason.Code // why it was refused
	Params  reason.Params
}

// Reading is a power that was measured at a leaf and counts as fresh.
type Reading struct {
	Watts unit.Power
	At    time.Time
}

// Facts are what is known of a leaf from outside. Unreachable is why nothing can be ordered; "" where it
// can. Most is the magnitude of what it may draw by itself, without any order; topology.MaxWatts where nobody
// knows.
type Facts struct {
	Unreachable reason.Code
	Answer      Answer
	Reading     *Reading
	Most        unit.Power
}

// Order is what a leaf is to be told. Its key makes it one and the same however often it is given.
type Order struct {
	NodeID  topology.ID
	Watts   unit.Power
	Key     string
	At      time.Time
	Expires time.Time
}

// within reports whether w lies between nothing and bound.
func within(w, bound unit.Power) bool {
	return min(bound, 0) <= w && w <= max(bound, 0)
}

// keeps reports whether a meter that shows w keeps to an order of so much, but for some room. Against the
// order's direction, and where that is none, there is always the room of a device that is off.
func keeps(w, told, room unit.Power) bool {
	least, most := min(told, 0)-room, max(told, 0)+room
	if told >= 0 {
		least = -contradicted
	}
	if told <= 0 {
		most = contradicted
	}
	return least <= w && w <= most
}

// farther is the power of greater magnitude.
func farther(a, b unit.Power) unit.Power {
	if b.Abs() > a.Abs() {
		return b
	}
	return a
}

// base is what the leaf has, as far as it was told.
func (l *Leaf) base() unit.Power {
	if l.OrderedWatts != nil {
		return *l.OrderedWatts
	}
	return l.ReachWatts
}

// First is what the leaf is to have before anybody rises: what it was given where that is no more than it
// has, what it has where it is to rise, and nothing between the one direction and the other.
func (l *Leaf) First() unit.Power {
	at := l.base()
	switch {
	case within(l.AskedWatts, at):
		return l.AskedWatts
	case l.AskedWatts < 0 != (at < 0) && at != 0:
		return 0
	}
	return at
}

// Counted is the farthest that the leaf may be at, by all that is known.
func (l *Leaf) Counted() unit.Power { return farther(l.base(), l.ReachWatts) }

// Owes reports whether it has not confirmed a decrease, or has not been told it yet.
func (l *Leaf) Owes() bool { return !within(l.Counted(), l.First()) }

// exceeds reports whether it may be drawing more than the cycle has for it. Nobody waits for a leaf that is
// none of ours to tell: the cycle takes it to do what it was given.
func (l *Leaf) exceeds(f Facts) bool {
	return !l.Strange(f) && l.Owes() && !within(l.Counted(), l.CountedWatts)
}

// Strange reports whether a leaf is none that can be told anything, and has not been told anything.
func (l *Leaf) Strange(f Facts) bool {
	return f.Unreachable == reason.OrderNoReceiver && l.OrderedWatts == nil
}

// confirmed reports whether it is known to keep to its last order.
func (l *Leaf) confirmed() bool {
	return l.OrderedWatts != nil && l.HoldsUntil != nil && l.HoldsUntil.Equal(*l.ExpiresAt) && within(l.ReachWatts, *l.OrderedWatts)
}
