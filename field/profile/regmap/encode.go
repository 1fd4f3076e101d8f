package regmap

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/register"
)

// Group is controls that are written together.
type Group struct {
	Name        string
	Controls    []int // of Plan.Controls, in the order of writing
	MinInterval time.Duration
	OnChange    bool
	Flash       bool
	PerDay      int  // most writes in 24 hours of a group that wears the device out; 0: no bound
	Holds       bool // the device keeps it for ever
}

// join widens the group to a control more: the longest interval, the smallest budget.
func (g *Group) join(p *Plan, other Group) {
	g.Controls = append(g.Controls, other.Controls...)
	slices.SortStableFunc(g.Controls, func(a, b int) int { return cmp.Compare(p.Controls[a].order, p.Controls[b].order) })
	g.MinInterval = max(g.MinInterval, other.MinInterval)
	g.OnChange = g.OnChange && other.OnChange
	g.Flash = g.Flash || other.Flash
	g.Holds = g.Holds || other.Holds
	if g.PerDay == 0 || other.PerDay > 0 && other.PerDay < g.PerDay {
		g.PerDay = other.PerDay
	}
}

// Write is one request that changes something.
type Write struct {
	Target    modbus.Target
	Registers []uint16
	Bits      []bool
	// Keep are bits of each register that stay as the device has them: it is read first. Nil: none.
	Keep []uint16
}

// Merged is what has to be written where the device holds these registers now.
func (w Write) Merged(now []uint16) []uint16 {
	out := slices.Clone(w.Registers)
	for i, keep := range w.Keep {
		out[i] = out[i]&^keep | now[i]&keep
	}
	return out
}

// ErrUnknownYet means that a set-point cannot be encoded before the device's rating or scale
// factor was read.
var ErrUnknownYet = errors.New("rating or scale factor not read yet")

// Encode is the requests that bring about the wanted values of a group's controls, given in their
// order, in canonical units and sign. Values holds what was last decoded.
func (p *Plan) Encode(group int, wanted []float64, values []Value) ([]Write, error) {
	g := &p.Groups[group]
	if len(wanted) != len(g.Controls) {
		return nil, fmt.Errorf("encode set-points: %d values for %d controls", len(wanted), len(g.Controls))
	}
	var out []Write
	for i, k := range g.Controls {
		s := &p.Controls[k]
		if p.Watchdog.Kind == profile.Duration && i == 0 {
			f, err := p.Watchdog.fixed(p.Watchdog.Timeout.Seconds())
			if err != nil {
				return nil, err
			}
			out = f.append(out, true)
		}
		var err error
		if out, err = s.encode(out, wanted[i], values); err != nil {
			return nil, fmt.Errorf("encode %s: %w", s.Channel.Name, err)
		}
	}
	return out, nil
}

// encode appends what brings the value about.
func (s *Setter) encode(out []Write, v float64, values []Value) ([]Write, error) {
	if math.IsNaN(v) {
		return nil, errors.New("the value is not a number")
	}
	full := 1.0
	if s.ref != None {
		rated := values[s.ref]
		if rated.State != Good || rated.Number == 0 {
			return nil, ErrUnknownYet
		}
		full = rated.Number
	}
	v = s.inside(v, full)
	g := given{profile.TakesSetpoint: v, profile.TakesSafe: v, profile.TakesHasSafe: 0, profile.TakesLease: s.LeaseTime.Seconds()}
	if s.safe != nil {
		g[profile.TakesSafe], g[profile.TakesHasSafe] = s.inside(*s.safe, full), 1
	}
	if s.means != nil {
		for _, what := range []profile.Takes{profile.TakesSetpoint, profile.TakesSafe} {
			g[what] = s.rule.Raw(g[what] / full * s.whole())
		}
		full = 1
	}
	for i := range s.Steps {
		f, err := s.Steps[i].encode(g, full, values)
		if err != nil {
			return nil, err
		}
		out = f.append(out, !s.apart)
	}
	return out, nil
}

// inside is the value that the device takes: clamped, and as a share not above all there is.
func (s *Setter) inside(v, full float64) float64 {
	if s.clamp != nil {
		v = min(max(v, s.clamp.Low), s.clamp.High)
	}
	if s.ref != None {
		v = min(max(v, -full), full)
	}
	return v
}

// whole is what 100 % are in a set-point's own terms: 1 where it is no share.
func (s *Setter) whole() float64 {
	if s.ref != None {
		return 100
	}
	return 1
}

// given is what the steps of a set-point may take: of a sequence in the device's terms.
type given map[profile.Takes]float64

// encode is the write of one step.
func (s *Step) encode(g given, full float64, values []Value) (Fixed, error) {
	if s.fixed != nil {
		return *s.fixed, nil
	}
	exp := s.Item.Exp
	if s.expSlot != None {
		if values[s.expSlot].State != Good {
			return Fixed{}, ErrUnknownYet
		}
		exp = int(values[s.expSlot].Number)
	}
	v := g[s.takes]
	if s.put != nil {
		var ok bool
		if v, ok = s.put.Value(v); !ok {
			return Fixed{}, fmt.Errorf("%s has no value", s.put)
		}
	}
	regs, err := s.Item.Encode(v, exp, full)
	return Fixed{s.Item, s.Function, regs}, err
}

// Meaning is the set-point that the steps' values mean, given by step in the device's terms as Items
// decode them; false where none is in force.
func (s *Setter) Meaning(steps []Value, values []Value) (float64, bool) {
	if s.means == nil {
		return steps[0].Number, steps[0].State == Good
	}
	var numbers []float64
	for _, i := range s.named {
		if steps[i].State != Good {
			return 0, false
		}
		numbers = append(numbers, steps[i].Number)
	}
	raw, ok := s.means.Value(numbers...)
	if !ok {
		return 0, false
	}
	v, ok := s.rule.Value(raw)
	if ok && s.ref != None {
		ok = values[s.ref].State == Good
		v *= values[s.ref].Number / 100
	}
	return v, ok
}

// Ref is the slot of what 100 % are, -1 where the set-point is no share.
func (s *Setter) Ref() int { return s.ref }

// Release is the requests that let go of a control.
func (p *Plan) Release(control int) []Write {
	var out []Write
	for _, f := range p.Controls[control].Releasing {
		out = f.append(out, true)
	}
	return out
}

// Beat is the requests that show the device that somebody is there, apart from the set-points
// themselves: the time-out of a DEVICE_TIMER, the next count of a COUNTER and of every counter of the
// presence.
func (p *Plan) Beat(count uint16) ([]Write, error) {
	w := &p.Watchdog
	var fixed []Fixed
	switch w.Kind {
	case profile.DeviceTimer, profile.Counter:
		v := w.Timeout.Seconds()
		if w.Kind == profile.Counter {
			v = float64(count)
		}
		f, err := w.fixed(v)
		if err != nil {
			return nil, err
		}
		fixed = append(fixed, f)
	}
	for i := range p.Presence.Beats {
		b := &p.Presence.Beats[i]
		if b.function == 0 {
			continue
		}
		f, err := b.beat(count)
		if err != nil {
			return nil, fmt.Errorf("count the edge's presence: %w", err)
		}
		fixed = append(fixed, f)
	}
	var out []Write
	for _, f := range fixed {
		out = f.append(out, true)
	}
	return out, nil
}

// Disarm is the requests that switch the watchdog off when the edge stops on purpose.
func (p *Plan) Disarm() []Write {
	var out []Write
	for _, f := range p.Watchdog.Disarming {
		out = f.append(out, true)
	}
	return out
}

// Put is the request that gives a setting a value, in the setting's own unit, where its registers now hold
// these, from the first of Item.Span on. What SunSpec wants to be written together is.
func (s *Setting) Put(v float64, now []uint16) (Write, error) {
	exp, ok := s.exponent(now)
	if !ok {
		return Write{}, errors.New("the device's scale factor is unusable")
	}
	regs, err := s.Item.Encode(v, exp, 1)
	if err != nil {
		return Write{}, err
	}
	w := Fixed{s.Item, s.Number.Place.Function, regs}.append(nil, true)[0]
	if it := &s.Item; it.syncTo > 0 {
		from, _ := it.Span()
		whole := slices.Clone(now[it.syncFrom-from : it.syncTo-from])
		copy(whole[it.At-it.syncFrom:], regs)
		w.Target.Address, w.Registers = uint16(it.syncFrom), whole //nolint:gosec // inside the address space
	}
	return w, nil
}

func (s *Setting) exponent(now []uint16) (int, bool) {
	if s.Item.ExpAt == None {
		return s.Item.Exp, true
	}
	from, _ := s.Item.Span()
	return Exponent(now[s.Item.ExpAt-from])
}

// Of is what the setting's registers mean, from the first of Item.Span on, in the setting's own unit; of a
// text, the text.
func (s *Setting) Of(now []uint16) (Value, string) {
	from, _ := s.Item.Span()
	if s.Item.Text > 0 {
		return Value{}, register.Text(now[s.Item.At-from : s.Item.At-from+s.Item.Text])
	}
	return s.Item.Decode(now, from, nil), ""
}

// append adds the write to a sequence of requests: where they may be one, in the last request if it
// adjoins and the function writes many.
func (f Fixed) append(out []Write, one bool) []Write {
	t := modbus.Target{Unit: f.Item.Unit, Function: f.Function, Address: uint16(f.Item.At)} //nolint:gosec // inside the address space
	if f.Item.Bit {
		return append(out, Write{Target: t, Bits: []bool{f.Regs[0] != 0}})
	}
	keep := f.Item.Keep()
	if n := len(out); one && n > 0 && f.Function == modbus.WriteRegisters && keep == nil {
		last := &out[n-1]
		end := int(last.Target.Address) + len(last.Registers)
		if last.Target.Function == f.Function && last.Target.Unit == f.Item.Unit && last.Keep == nil && end == f.Item.At && len(last.Registers)+len(f.Regs) <= modbus.MaxWriteRegisters {
			last.Registers = append(last.Registers, f.Regs...)
			return out
		}
	}
	return append(out, Write{Target: t, Registers: f.Regs, Keep: keep})
}
