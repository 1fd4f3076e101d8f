package regmap

import (
	"slices"

	"ohmstead/energy/point"
	"ohmstead/field/formula"
	"ohmstead/field/profile"
	"ohmstead/field/scaling"
)

// Computed is a slot whose value several others give together.
type Computed struct {
	Slot    int
	Inputs  []int // slots
	none    []*float64
	formula *formula.Formula
	rule    scaling.Rule
	ref     int // slot of what 100 % are, or None
	block   int // the last block that fills an input: the value is computed after it
	// Shows are what a twin shows for each input, of the value in the device's terms; nil where the
	// value is a sequence's read-back.
	Shows []*formula.Formula
}

// Device is a value in the device's terms, which the formulas of Shows take; false where it has none.
func (c *Computed) Device(v float64, values []Value) (float64, bool) {
	if c.ref != None {
		full := values[c.ref]
		if full.State != Good || full.Number == 0 {
			return 0, false
		}
		v = v / full.Number * 100
	}
	return c.rule.Raw(v), true
}

// Of computes the value from its inputs' slots. It is Absent while an input has not been read, Bad where one has no value
// and nothing stands in for it, or where no input has one.
func (c *Computed) Of(values []Value) Value {
	numbers := make([]float64, len(c.Inputs))
	some := false
	for i, slot := range c.Inputs {
		switch v := values[slot]; {
		case v.State == Absent:
			return Value{}
		case v.State == Good:
			numbers[i], some = v.Number, true
		case c.none[i] == nil:
			return Value{State: Bad}
		default:
			numbers[i] = *c.none[i]
		}
	}
	if !some {
		return Value{State: Bad}
	}
	raw, ok := c.formula.Value(numbers...)
	if !ok && c.Shows == nil {
		return Value{State: Off}
	}
	if !ok {
		return Value{State: Bad}
	}
	v, ok := c.rule.Value(raw)
	if !ok {
		return Value{State: Bad}
	}
	if c.ref != None {
		if values[c.ref].State != Good {
			return Value{}
		}
		v *= values[c.ref].Number / 100
	}
	return Value{Number: v, State: Good}
}

// computed compiles a point that several numbers give; false where the device lacks one of them.
func (c *compiler) computed(i int, pt *profile.Point, ch point.Channel) (bool, error) {
	rule, err := pt.Number.Scaling.For(ch.Unit)
	if err != nil {
		return false, err
	}
	k := Computed{formula: pt.Computed.Value, rule: rule, ref: None}
	var items []Item
	for n := range pt.Computed.Inputs {
		in := &pt.Computed.Inputs[n]
		it, ok, err := c.item(&in.Number, c.options.Targets[i], "")
		if err != nil || !ok {
			return false, err
		}
		it.low, it.interval = pt.Low, pt.MinInterval
		items = append(items, it)
		k.none = append(k.none, in.None)
		k.Shows = append(k.Shows, in.Show)
	}
	for _, it := range items {
		k.Inputs = append(k.Inputs, c.read(it, Slot{Target: i}))
	}
	k.Slot = len(c.plan.Slots)
	c.plan.Slots = append(c.plan.Slots, Slot{Target: i, Channel: ch})
	c.plan.Computed = append(c.plan.Computed, k)
	return true, nil
}

// last finds the block after which each computed value is known.
func (c *compiler) last() {
	filledBy := map[int]int{}
	for b := range c.plan.Blocks {
		for _, slot := range c.plan.Filled(b) {
			filledBy[slot] = b
		}
	}
	for i := range c.plan.Computed {
		k := &c.plan.Computed[i]
		for _, slot := range k.Inputs {
			k.block = max(k.block, filledBy[slot])
		}
	}
}

// Forget marks what a block fills as not read: its read failed, and what is computed from it would mix
// old with new, and an old count says nothing of now. Ratings, which hardly change, stay.
func (p *Plan) Forget(block int, values []Value) {
	for _, slot := range p.passing() {
		if slot != None && p.fills(block, slot) {
			values[slot] = Value{}
		}
	}
	for i := range p.Computed {
		for _, slot := range p.Computed[i].Inputs {
			if p.fills(block, slot) {
				values[slot] = Value{}
			}
		}
	}
}

// passing are the slots that mean something only for as long as they are read: what remains of set-points'
// times, heartbeats, and who is in control.
func (p *Plan) passing() []int {
	slots := slices.Clone(p.Presence.Remote)
	for _, b := range p.Presence.Beats {
		slots = append(slots, b.Device)
	}
	for i := range p.Controls {
		slots = append(slots, p.Controls[i].Lease)
	}
	return slots
}

func (p *Plan) fills(block, slot int) bool {
	for _, i := range p.Blocks[block].items {
		if p.Items[i].Slot == slot {
			return true
		}
	}
	return false
}
