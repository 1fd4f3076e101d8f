package regmap

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/formula"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/register"
	"ohmstead/field/scaling"
)

// Setter is a set-point channel that the plan can write.
type Setter struct {
	Target  int
	Channel point.Channel
	// Applied is the slot of the read-back, -1 where the device tells nothing.
	Applied int
	// Steps are what is written, in this order: the set-point's own, and behind them constants.
	Steps []Step
	// Own is how many of the steps are the set-point's own.
	Own int
	// Atomic says that the device takes all steps in one request or not at all; Within, that it counts
	// only what comes within this time.
	Atomic    bool
	Within    time.Duration
	Flash     bool
	Holds     bool
	Releasing []Fixed
	// Lease is the slot of the seconds for which the device will follow the set-point, -1 where it does
	// not say; they count down from LeaseTime.
	Lease     int
	LeaseTime time.Duration

	means *formula.Formula // of the named steps; nil: the first step is the value
	named []int            // the steps that means names
	rule  scaling.Rule     // from the channel to the device's terms, where there is a formula
	ref   int              // slot of what 100 % are, or None
	apart bool
	clamp *scaling.Range
	order int
	safe  *float64 // the safe state, in the channel's canonical unit; nil: not known
}

// Step is one write of a set-point.
type Step struct {
	Item     Item
	Function modbus.Function
	takes    profile.Takes
	put      *formula.Formula // nil: what it takes itself
	expSlot  int
	fixed    *Fixed // a constant, whatever the value
}

// control compiles a set-point with its read-back; false where a SunSpec device does not have it.
func (c *compiler) control(target int, ct *profile.Control, ch point.Channel) (bool, error) {
	t := c.options.Targets[target]
	s := Setter{
		Target: target, Channel: ch, Applied: None, Lease: None, ref: None, clamp: ct.Clamp, order: ct.Order,
		Atomic: ct.Atomic, Within: ct.Within, Flash: ct.Storage.Flash, Holds: ct.Holds, apart: ct.Apart, means: ct.Means,
	}
	unit := ch.Unit
	if ct.PercentOf != nil {
		ref, ok, err := c.item(ct.PercentOf, t, ch.Unit)
		if err != nil || !ok {
			return false, err
		}
		s.ref, unit = c.hidden(ref, target), point.Percent
	}
	ok, err := c.steps(&s, ct, unit)
	if err != nil || !ok {
		return false, err
	}
	s.Own = len(s.Steps)
	for _, k := range ct.With {
		f, ok, err := c.constant(k, t)
		if err != nil {
			return false, err
		}
		if ok {
			s.Steps = append(s.Steps, Step{Item: f.Item, Function: f.Function, fixed: &f, expSlot: None})
		}
	}
	if s.Releasing, err = c.constants(ct.Release, t); err != nil {
		return false, err
	}
	if s.Atomic && !adjoin(s.Steps[:s.Own]) {
		return false, errors.New("the steps of an atomic sequence do not adjoin")
	}
	if ct.ReadBack != nil {
		if s.Applied, err = c.readBack(target, ct.ReadBack, &s); err != nil {
			return false, err
		}
	}
	if err := c.lease(&s, ct); err != nil {
		return false, err
	}
	c.join(s, ct)
	return true, nil
}

// lease compiles how long the device follows the set-point. One that does not take the time holds it for
// ever.
func (c *compiler) lease(s *Setter, ct *profile.Control) error {
	t := c.options.Targets[s.Target]
	if v, ok := t.Safe[s.Channel.Name]; ok {
		s.safe = &v
	}
	wants := func(x profile.Step) bool { return x.Takes == profile.TakesLease }
	if slices.ContainsFunc(ct.Steps, wants) {
		s.LeaseTime = c.profile.Watchdog.Timeout
		s.Holds = s.Holds || !slices.ContainsFunc(s.Steps, func(x Step) bool { return x.takes == profile.TakesLease })
	}
	if ct.Lease == nil || s.Holds {
		return nil
	}
	it, ok, err := c.item(ct.Lease, t, point.Second)
	if ok {
		s.Lease = c.read(it, Slot{Target: s.Target})
	}
	return err
}

// steps compiles what is written for the value; false where the device lacks one of the places.
func (c *compiler) steps(s *Setter, ct *profile.Control, unit point.Unit) (bool, error) {
	t := c.options.Targets[s.Target]
	if len(ct.Steps) == 0 {
		it, ok, err := c.item(&ct.Number, t, unit)
		if err != nil || !ok {
			return false, err
		}
		it.Ref = s.ref
		s.Steps = []Step{c.step(it, profile.Step{Number: ct.Number, Takes: profile.TakesSetpoint}, s.Target)}
		return true, nil
	}
	var err error
	if s.rule, err = ct.Number.Scaling.For(unit); err != nil {
		return false, err
	}
	for i := range ct.Steps {
		step := &ct.Steps[i]
		it, ok, err := c.item(&step.Number, t, "")
		if err == nil && !ok && step.Optional {
			continue
		}
		if err != nil || !ok {
			return false, err
		}
		if step.Name != "" {
			s.named = append(s.named, len(s.Steps))
		}
		s.Steps = append(s.Steps, c.step(it, *step, s.Target))
	}
	return true, nil
}

// step is one write; its scale factor is read where it has one.
func (c *compiler) step(it Item, of profile.Step, target int) Step {
	s := Step{Item: it, Function: of.Number.Place.Function, takes: of.Takes, put: of.Put, expSlot: None}
	if it.ExpAt != None {
		s.expSlot = c.hidden(exponentItem(it), target)
	}
	return s
}

func adjoin(steps []Step) bool {
	for i := 1; i < len(steps); i++ {
		a, b := &steps[i-1].Item, &steps[i].Item
		if a.Unit != b.Unit || a.Table != b.Table || a.At+a.size() != b.At {
			return false
		}
	}
	return true
}

// exponentItem reads the exponent register of an item as a number of its own.
func exponentItem(of Item) Item {
	n := &profile.Number{Scaling: scaling.Scaling{Scale: 1, Sign: 1, Unit: point.One}}
	it, _ := newItem(n, "") // a bare number always fits
	it.Unit, it.Table, it.At, it.region = of.Unit, of.Table, of.ExpAt, of.region
	it.Format = register.Format{Type: register.I16}
	return it
}

func (c *compiler) setter(target int, channel string) int {
	for i, s := range c.plan.Controls {
		if s.Target == target && s.Channel.Name == channel {
			return i
		}
	}
	return None
}

// readBack compiles where the device tells what it does with a set-point.
func (c *compiler) readBack(target int, b *profile.ReadBack, s *Setter) (int, error) {
	t := c.options.Targets[target]
	ch, ok := point.Lookup(t.Nature, s.Channel.Name+point.AppliedSuffix)
	if !ok {
		return None, nil
	}
	slot := Slot{Target: target, Channel: ch}
	if b.Steps != 0 {
		return c.readSteps(b, s, slot), nil
	}
	unit := ch.Unit
	if s.ref != None {
		unit = point.Percent
	}
	it, ok, err := c.item(&b.Number, t, unit)
	if err != nil || !ok {
		return None, err
	}
	it.Ref, it.low = s.ref, b.Low
	if b.Enabled != nil {
		gate, ok, err := c.constant(*b.Enabled, t)
		if err != nil || !ok {
			return None, err
		}
		it.gateAt, it.gate, it.gateBits = gate.Item.At, gate.Item.Format, gate.Item.Format.Bits(gate.Regs)
	}
	return c.read(it, slot), nil
}

// readSteps reads back what the registers of a sequence mean.
func (c *compiler) readSteps(b *profile.ReadBack, s *Setter, slot Slot) int {
	k := Computed{formula: s.means, rule: s.rule, ref: s.ref}
	for _, i := range s.named {
		it := s.Steps[i].Item
		it.low = b.Low
		if !it.Bit {
			it.Table = TableOf(b.Steps)
		}
		k.Inputs = append(k.Inputs, c.read(it, Slot{Target: slot.Target}))
		k.none = append(k.none, nil)
	}
	k.Slot = len(c.plan.Slots)
	c.plan.Slots = append(c.plan.Slots, slot)
	c.plan.Computed = append(c.plan.Computed, k)
	return k.Slot
}

// Fixed is a constant with its place resolved and its registers ready.
type Fixed struct {
	Item     Item
	Function modbus.Function
	Regs     []uint16 // of a bit: 0 or 1
}

func (c *compiler) constants(cs []profile.Constant, t Target) ([]Fixed, error) {
	var out []Fixed
	for _, k := range cs {
		f, ok, err := c.constant(k, t)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, f)
		}
	}
	return out, nil
}

// constant resolves a constant; false where a SunSpec device does not have the point.
func (c *compiler) constant(k profile.Constant, t Target) (Fixed, bool, error) {
	n := profile.Number{Place: k.Place}
	it, ok, err := c.item(&n, t, "")
	if err != nil || !ok {
		return Fixed{}, false, err
	}
	exp := it.Exp
	if it.ExpAt != None {
		part, _, _ := c.find(k.Place, t)
		exp, _ = Exponent(part.Regs[it.ExpAt-int(part.Entry.Address)])
	}
	regs, err := it.Encode(k.Value, exp, 1)
	return Fixed{it, k.Place.Function, regs}, err == nil, err
}

// join puts a control into its group.
func (c *compiler) join(s Setter, ct *profile.Control) {
	i := len(c.plan.Controls)
	c.plan.Controls = append(c.plan.Controls, s)
	rule := Group{Name: ct.Group, Controls: []int{i}, MinInterval: ct.MinInterval, OnChange: ct.OnChange, Flash: ct.Storage.Flash, PerDay: ct.Storage.PerDay, Holds: s.Holds}
	if ct.Group != "" {
		for k := range c.plan.Groups {
			g := &c.plan.Groups[k]
			if g.Name == ct.Group && c.plan.Controls[g.Controls[0]].Target == s.Target {
				g.join(c.plan, rule)
				return
			}
		}
	}
	c.plan.Groups = append(c.plan.Groups, rule)
}

// watchdog compiles how the device is kept fed.
func (c *compiler) watchdog() error {
	w := c.profile.Watchdog
	f := Feed{Kind: w.Kind, Period: w.Period, Timeout: w.Timeout, OnLoss: w.OnLoss}
	var err error
	if f.Disarming, err = c.constants(w.Disarm, Target{}); err != nil {
		return err
	}
	if w.Register != nil {
		unit := point.Second
		if w.Kind == profile.Counter {
			unit = point.One
		}
		it, ok, err := c.item(w.Register, Target{}, unit)
		if err != nil || !ok {
			return err
		}
		f.Item, f.function, f.Has = it, w.Register.Place.Function, true
	}
	c.plan.Watchdog = f
	return nil
}

// Feed is what keeps a device's watchdog fed.
type Feed struct {
	Kind      profile.Kind
	Period    time.Duration
	Timeout   time.Duration
	OnLoss    profile.OnLoss
	Has       bool // whether the device has its register
	Item      Item
	Disarming []Fixed
	function  modbus.Function
}

// Function is the function that writes the register.
func (w *Feed) Function() modbus.Function { return w.function }

func (w *Feed) fixed(v float64) (Fixed, error) {
	if !w.Has {
		return Fixed{}, errors.New("feed watchdog: the device does not have its register")
	}
	regs, err := w.Item.Encode(v, w.Item.Exp, 1)
	if err != nil {
		return Fixed{}, fmt.Errorf("feed watchdog: %w", err)
	}
	return Fixed{w.Item, w.function, regs}, nil
}
