package arbitration

import (
	"ohmstead/energy/arbitration/lex"
	"ohmstead/energy/envelope"
)

// A row's tag names the request it comes from, or the property of an asset: owner, side, whether it
// is the request's target, and its place.
const (
	tagTarget  = 1 << 16
	tagSide    = 1 << 17
	tagOwner   = 1 << 18
	mostOwners = 1 << 13
)

// tagOf is the tag of a request, or of its target.
func tagOf(owner int, s side, request int) lex.Tag {
	return lex.Tag(owner*tagOwner + int(s)*tagSide + request)
}

// property is what of an asset stands in the way.
type property int

const (
	byRating property = iota
	byRamp
	byCircle
	byFilter
	bySparing
	properties
)

// nobody is the tag of an asset's property.
func nobody(asset int, p property) lex.Tag { return lex.Tag(-2 - asset*int(properties) - int(p)) }

// block says who stands most in the way of a request.
type block struct{ of, by lex.Tag }

// bind puts one side to the solver: every class's bounds in order, the ramps after SAFETY, outputs
// that are held on their way, every class's targets, and last batteries that are better left at
// rest. False where the solver has stopped on the way.
func (t *tie) bind(s side, held bool) bool {
	for level := envelope.Physics; level <= envelope.Aux; level++ {
		if !t.bindBounds(s, level) {
			return false
		}
		if s == active && level == envelope.Safety && !t.bindRamps() {
			return false
		}
		if s == active && t.forced && !t.bindBounds(reactive, level) {
			return false
		}
	}
	if held && !t.bindHeld() {
		return false
	}
	for level := envelope.Grid; level <= envelope.Aux; level++ {
		if !t.bindTargets(s, level) {
			return false
		}
	}
	return s == reactive || t.bindSpared()
}

func (t *tie) bindBounds(s side, level envelope.Level) bool {
	for k, m := range t.members {
		if on := t.variable(s, k); on >= 0 {
			t.addBounds(s, m, on, level)
		}
	}
	for n, c := range t.clusters {
		if on := t.sums[s][n]; on >= 0 {
			t.addBounds(s, len(t.a.assets)+c, on, level)
		}
	}
	return t.flush()
}

// variable is the solver's variable for one side of an asset; -1 for none.
func (t *tie) variable(s side, place int) int {
	if s == reactive && t.forced {
		return t.twin[place]
	}
	return place
}

// addBounds adds rows for what an owner's requests of one level bind.
func (t *tie) addBounds(s side, owner, on int, level envelope.Level) {
	requests := t.a.filed[s][owner]
	for i := range requests {
		if r := &requests[i]; r.Level == level {
			t.add(on, r.Binding(), tagOf(owner, s, i))
		}
	}
}

func (t *tie) bindTargets(s side, level envelope.Level) bool {
	for k, m := range t.members {
		t.addTarget(s, m, t.variable(s, k), level)
	}
	for n, c := range t.clusters {
		if on := t.sums[s][n]; on >= 0 {
			t.addTarget(s, len(t.a.assets)+c, on, level)
		}
	}
	return t.flush()
}

// addTarget adds rows for the target that decides, if it is of this level and not held already.
func (t *tie) addTarget(s side, owner, on int, level envelope.Level) {
	requests := t.a.filed[s][owner]
	d, ok := envelope.Deciding(requests)
	if !ok || d.Level != level {
		return
	}
	for i := range requests {
		if r := &requests[i]; r.HasTarget && r.Level == d.Level && r.Weight == d.Weight {
			t.add(on, envelope.Exactly(d.Target), tagOf(owner, s, i)+tagTarget)
			return
		}
	}
}

func (t *tie) bindRamps() bool {
	for k, m := range t.members {
		if o := &t.a.assets[m].output; o.rate > 0 {
			t.add(k, o.reach, nobody(m, byRamp))
		}
	}
	return t.flush()
}

func (t *tie) bindHeld() bool {
	for k, m := range t.members {
		if t.a.assets[m].output.Gradual() {
			t.add(k, envelope.Exactly(t.wants[k].held), nobody(m, byFilter))
		}
	}
	return t.flush()
}

func (t *tie) bindSpared() bool {
	t.spare()
	for k, m := range t.members {
		if t.wants[k].spared {
			t.add(k, envelope.Exactly(t.wants[k].power), nobody(m, bySparing))
		}
	}
	return t.flush()
}

// add adds the rows of bounds, one for each side that is bounded. One more than the solver takes is
// enough to let it stop.
func (t *tie) add(on int, bounds envelope.Envelope, tag lex.Tag) {
	if bounds.BoundedAbove() && len(t.rows) < cap(t.rows) {
		t.rows = append(t.rows, lex.Row{On: on, Side: lex.Below, Bound: float64(bounds.Max) / t.scale, Tag: tag})
	}
	if bounds.BoundedBelow() && len(t.rows) < cap(t.rows) {
		t.rows = append(t.rows, lex.Row{On: on, Side: lex.Above, Bound: float64(bounds.Min) / t.scale, Tag: tag})
	}
}

// flush binds the rows as one level and notes who stands in whose way.
func (t *tie) flush() bool {
	rows := t.rows
	t.rows = t.rows[:0]
	if len(rows) == 0 {
		return true
	}
	if !t.solver.Bind(rows) {
		return false
	}
	for j := range rows {
		if by, ok := t.solver.Against(j); ok && rows[j].Tag >= 0 {
			t.blocks = append(t.blocks, block{of: rows[j].Tag, by: by})
		}
	}
	return true
}

// dropReactive forgets of the blocks from there on those of reactive power: they were about the
// room it needs, and it is yet to be solved.
func (t *tie) dropReactive(from int) {
	kept := t.blocks[:from]
	for _, b := range t.blocks[from:] {
		if sideOf(b.of) == active {
			kept = append(kept, b)
		}
	}
	t.blocks = kept
}
