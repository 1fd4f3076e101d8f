package apply_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ohmstead/backend/microgrid/apply"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// flight is an order on its way to a device.
type flight struct {
	apply.Order
	seq     int
	arrives time.Time
	refuses bool
}

// plug is a device that draws whatever it may: by its own as much as it can, and otherwise what the newest
// order says that has reached it and has not ended.
type plug struct {
	most     unit.Power
	holds    *apply.Order // the newest that reached it
	seq      int          // of that
	flights  []flight
	answered map[string]apply.Answer
}

func (p *plug) draws(now time.Time) unit.Power {
	if p.holds == nil || !now.Before(p.holds.Expires) {
		return p.most
	}
	return p.holds.Watts
}

// worst is the farthest that it may come to with what is on its way.
func (p *plug) worst(now time.Time) unit.Power {
	w := p.draws(now)
	for _, f := range p.flights {
		if f.seq > p.seq && !f.refuses && f.arrives.Before(f.Expires) {
			w = max(w, f.Watts)
		}
	}
	return w
}

// receive takes in what has arrived. The newest order counts, in whatever order they come.
func (p *plug) receive(now time.Time) {
	var rest []flight
	for _, f := range p.flights {
		switch {
		case now.Before(f.arrives):
			rest = append(rest, f)
		case f.refuses:
			p.answered[f.Key] = apply.Answer{Verdict: apply.Refused, At: f.arrives, Code: reason.OrderRefused}
		case !f.arrives.Before(f.Expires):
			p.answered[f.Key] = apply.Answer{Verdict: apply.Refused, At: f.arrives, Code: reason.CommandExpired}
		default:
			if f.seq > p.seq {
				p.holds, p.seq = &f.Order, f.seq
			}
			p.answered[f.Key] = apply.Answer{Verdict: apply.Obeyed, At: f.arrives}
		}
	}
	p.flights = rest
}

// field is some plugs below one cap, the leaves that stand for them, and cycles that share the cap.
type field struct {
	*rapid.T
	cap    unit.Power
	now    time.Time
	plugs  []*plug
	leaves []apply.Leaf
	silent map[int]bool
	seq    int
	cycles int
}

func id(i int) topology.ID { return topology.ID(fmt.Sprintf("leaf-%d", i)) }

func (f *field) facts() map[topology.ID]apply.Facts {
	out := map[topology.ID]apply.Facts{}
	for i, p := range f.plugs {
		one := apply.Facts{Most: p.most, Answer: apply.Answer{Verdict: apply.Open}}
		if f.silent[i] {
			one.Unreachable = reason.OrderEdgeSilent
		}
		if l := f.leaf(i); l != nil {
			if a, ok := p.answered[l.OrderKey]; ok {
				one.Answer = a
			}
		}
		if rapid.Bool().Draw(f.T, "measured") {
			one.Reading = &apply.Reading{Watts: p.draws(f.now), At: f.now}
		}
		out[id(i)] = one
	}
	return out
}

func (f *field) leaf(i int) *apply.Leaf {
	for j := range f.leaves {
		if l := &f.leaves[j]; l.NodeID == id(i) {
			return l
		}
	}
	return nil
}

// cycle shares the cap anew, as balancing does: a leaf that has not confirmed a decrease is held at what it
// may be drawing.
func (f *field) cycle(facts map[topology.ID]apply.Facts) {
	f.cycles++
	d := apply.Decision{MicrogridID: "m", CycleID: topology.ID(fmt.Sprintf("cycle-%d", f.cycles)), At: f.now}
	room, held := f.cap, map[int]bool{}
	for i, p := range f.plugs {
		l := f.leaf(i)
		if l == nil {
			continue
		}
		if known := l.Known(f.now, facts[id(i)]); known.Owes() {
			held[i] = true
			room -= known.Counted()
			d.Targets = append(d.Targets, apply.Target{NodeID: id(i), Watts: min(known.First(), p.most), Counted: known.Counted()})
		}
	}
	for i, p := range f.plugs {
		if held[i] {
			continue
		}
		watts := 500 * unit.Power(rapid.Int64Range(0, int64(max(min(room, p.most), 0)/500)).Draw(f.T, "given"))
		room -= watts
		d.Targets = append(d.Targets, apply.Target{NodeID: id(i), Watts: watts})
	}
	f.take(apply.Begin(f.leaves, d, facts))
}

// take keeps the leaves that have not ended.
func (f *field) take(changed []apply.Leaf) {
	for _, c := range changed {
		if c.EndedAt != nil {
			for j := range f.leaves {
				if f.leaves[j].NodeID == c.NodeID {
					f.leaves = append(f.leaves[:j:j], f.leaves[j+1:]...)
					break
				}
			}
			continue
		}
		placed := false
		for j := range f.leaves {
			if f.leaves[j].NodeID == c.NodeID {
				f.leaves[j], placed = c, true
			}
		}
		if !placed {
			f.leaves = append(f.leaves, c)
		}
	}
}

// step lets time pass and the rules act, and judges them by what the devices may come to.
func (f *field) step() {
	f.now = f.now.Add(time.Duration(rapid.SampledFrom([]int{1, 1, 1, 2, 5, 31, 200}).Draw(f.T, "seconds")) * time.Second)
	for i, p := range f.plugs {
		if rapid.IntRange(0, 9).Draw(f.T, "weather") == 0 {
			f.silent[i] = !f.silent[i]
		}
		p.receive(f.now)
	}
	facts := f.facts()
	if rapid.IntRange(0, 4).Draw(f.T, "cycle") == 0 {
		f.cycle(facts)
	}
	before := map[topology.ID]unit.Power{}
	for _, l := range f.leaves {
		known := l.Known(f.now, facts[l.NodeID])
		before[l.NodeID] = known.Counted()
	}
	var orders []apply.Order
	f.leaves, orders = apply.Step(f.leaves, apply.Situation{Now: f.now, Facts: facts})
	var rose topology.ID
	for _, o := range orders {
		if o.Watts > before[o.NodeID] {
			rose = o.NodeID
		}
		f.send(o)
	}
	var sum unit.Power
	for i, p := range f.plugs {
		l := f.leaf(i)
		if l == nil {
			continue
		}
		sum += l.Counted()
		if p.worst(f.now) > l.Counted() {
			f.Fatalf("%s may come to %d W and counts as %d W: %+v", id(i), p.worst(f.now), l.Counted(), *l)
		}
	}
	if rose != "" && sum > f.cap {
		f.Fatalf("%s was raised, and then all count as %d W of %d W", rose, sum, f.cap)
	}
}

// send puts an order on its way.
func (f *field) send(o apply.Order) {
	for i, p := range f.plugs {
		if id(i) != o.NodeID {
			continue
		}
		if f.silent[i] {
			f.Fatalf("%s is ordered something although it cannot be reached", o.NodeID)
		}
		f.seq++
		p.flights = append(p.flights, flight{
			Order: o, seq: f.seq, refuses: rapid.IntRange(0, 9).Draw(f.T, "refuses") == 0,
			arrives: f.now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 3, 8, 40, 2000}).Draw(f.T, "delay")) * time.Second),
		})
	}
}

// D-008: whatever comes late, is refused, ends or is never heard, no increase is ordered for which there is
// no room yet, and no device may come to more than it counts as: what it may come to is known here by the
// devices and the orders on their way, not by what is booked of them.
func TestNoIncreaseIsOrderedBeforeThereIsRoomForIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := &field{T: t, now: noon, silent: map[int]bool{}, cap: 500 * unit.Power(rapid.Int64Range(0, 120).Draw(t, "cap"))}
		for range rapid.IntRange(1, 5).Draw(t, "plugs") {
			f.plugs = append(f.plugs, &plug{most: 500 * unit.Power(rapid.Int64Range(0, 44).Draw(t, "most")), answered: map[string]apply.Answer{}})
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			f.step()
		}
	})
}
