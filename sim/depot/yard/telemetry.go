package yard

import (
	"math/rand/v2"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Sensor is the meter of a node, with what makes its readings suffer on their way.
type Sensor struct {
	Meter
	suffers []suffering
	shown   unit.Power // the last value that was sent
	under   []Packet   // on their way, by when they arrive
}

type suffering struct {
	*Degradation
	Chance *rand.Rand
}

// Packet is a reading on its way.
type Packet struct {
	balance.Telemetry
	due time.Time
}

// Sensors are the meters of all nodes of a tree, ordered as its nodes are by id.
func Sensors(y Yard, nodes []topology.Node) map[topology.ID]*Sensor {
	out := map[topology.ID]*Sensor{}
	for _, n := range nodes {
		out[n.NodeID] = &Sensor{Meter: Meter{NodeID: n.NodeID}}
	}
	for _, m := range y.Meters {
		if s := out[m.NodeID]; s != nil {
			s.Meter = m
		}
	}
	for i := range y.Degradations {
		d := &y.Degradations[i]
		if s := out[d.NodeID]; s != nil {
			s.suffers = append(s.suffers, suffering{d, Stream(y.Seed, "telemetry/"+string(d.NodeID)+"/"+string(d.Kind)+"/"+d.From.Sub(y.Start).String())})
		}
	}
	return out
}

// Measure sends the reading of an instant, and reports whether all that was known is gone.
func (s *Sensor) Measure(t time.Time, truth unit.Power) (gone bool) {
	if s.Absent {
		return false
	}
	p := Packet{balance.Telemetry{NodeID: s.NodeID, PowerWatts: truth, ObservedAt: t, Quality: balance.Good}, t}
	silent, twice := false, false
	for _, d := range s.suffers {
		hit := between(d.Chance, 1, 100) <= d.Percent
		if !hit || t.Before(d.From) || !t.Before(d.To) {
			continue
		}
		switch d.Kind {
		case Missing:
			silent, gone = true, true
		case Stale:
			silent = true
		case Frozen:
			p.PowerWatts = s.shown
		case Noise:
			p.PowerWatts += unit.Power(between(d.Chance, -int64(d.Watts.Abs()), int64(d.Watts.Abs())))
		case Spike:
			p.PowerWatts += d.Watts
		case Duplicate:
			twice = true
		case Late:
			p.due = t.Add(d.By)
		case ClockSkew:
			p.ObservedAt = p.ObservedAt.Add(d.By)
		case BadQuality:
			p.Quality = balance.Bad
		}
	}
	if silent {
		return gone
	}
	s.shown = p.PowerWatts
	s.under = append(s.under, p)
	if twice {
		p.due = p.due.Add(time.Second)
		s.under = append(s.under, p)
	}
	return gone
}

// Arrived takes the packets that have arrived at t, in the order they were sent.
func (s *Sensor) Arrived(t time.Time) []Packet {
	var out []Packet
	rest := s.under[:0]
	for _, p := range s.under {
		if p.due.After(t) {
			rest = append(rest, p)
		} else {
			out = append(out, p)
		}
	}
	s.under = rest
	return out
}

// future is how far ahead of now a reading may claim to be; beyond, it is refused as the product's intake
// does (FUTURE_TIMESTAMP).
const future = 5 * time.Minute

// Inbox keeps the newest reading of each node. It takes nothing for newer than it is: a reading was
// observed no later than it was received, and one that is no newer than what is known changes nothing.
type Inbox struct {
	Known map[topology.ID]*Held
	Stats Counts
}

// Held is the newest reading of a node, and since when its value is the same.
type Held struct {
	balance.Telemetry
	same time.Time
}

// Counts says what became of readings that arrived.
type Counts struct {
	Accepted  int `json:"accepted"`
	Repeated  int `json:"repeated"`  // of an instant that is known already
	TooLate   int `json:"too_late"`  // older than what is known
	TooEarly  int `json:"too_early"` // from the future
	Untrusted int `json:"untrusted"` // accepted, but BAD or STALE
}

// Take is one reading received at t.
func (b *Inbox) Take(s *Sensor, p Packet, t time.Time) {
	if p.ObservedAt.After(t.Add(future)) {
		b.Stats.TooEarly++
		return
	}
	if p.ObservedAt.After(t) {
		p.ObservedAt = t
	}
	before := b.Known[s.NodeID]
	if before != nil && !p.ObservedAt.After(before.ObservedAt) {
		if p.ObservedAt.Equal(before.ObservedAt) {
			b.Stats.Repeated++
		} else {
			b.Stats.TooLate++
		}
		return
	}
	now := &Held{p.Telemetry, p.ObservedAt}
	if before != nil && before.PowerWatts == p.PowerWatts {
		now.same = before.same
	}
	switch {
	case p.Quality != balance.Good:
	case s.MinWatts != nil && p.PowerWatts < *s.MinWatts || s.MaxWatts != nil && p.PowerWatts > *s.MaxWatts:
		now.Quality = balance.Bad
	case s.FrozenAfter > 0 && p.ObservedAt.Sub(now.same) > s.FrozenAfter:
		now.Quality = balance.Stale
	}
	if now.Quality != balance.Good {
		b.Stats.Untrusted++
	}
	b.Stats.Accepted++
	b.Known[s.NodeID] = now
}

// Fresh is the reading of a node that counts as measured at t, false where there is none (T39).
func (b *Inbox) Fresh(id topology.ID, t time.Time, within time.Duration) (unit.Power, bool) {
	h := b.Known[id]
	if h == nil || h.Quality != balance.Good || t.Sub(h.ObservedAt) > within {
		return 0, false
	}
	return h.PowerWatts, true
}
