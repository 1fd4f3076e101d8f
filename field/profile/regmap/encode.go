package regmap

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
)

// Setter is a set-point channel that the plan can write.
type Setter struct {
	Target  int
	Channel point.Channel
	// Applied is the slot of the read-back, -1 where the device tells nothing.
	Applied int

	Item      Item
	function  modbus.Function
	expSlot   int
	clamp     *profile.Range
	order     int
	With      []Fixed
	Releasing []Fixed
}

// Group is controls that are written together.
type Group struct {
	Name        string
	Controls    []int // of Plan.Controls, in the order of writing
	MinInterval time.Duration
	OnChange    bool
	Flash       bool
}

func (g *Group) add(p *Plan, control int) {
	g.Controls = append(g.Controls, control)
	slices.SortStableFunc(g.Controls, func(a, b int) int { return cmp.Compare(p.Controls[a].order, p.Controls[b].order) })
}

// Write is one request that changes something.
type Write struct {
	Target    modbus.Target
	Registers []uint16
	Bits      []bool
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
		bits, err := s.encode(wanted[i], values)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", s.Channel.Name, err)
		}
		if p.Watchdog.Kind == profile.Duration && i == 0 {
			f, err := p.Watchdog.fixed(p.Watchdog.Timeout.Seconds())
			if err != nil {
				return nil, err
			}
			out = f.append(out)
		}
		out = Fixed{s.Item.Unit, s.function, s.Item.At, s.Item.Bit, s.Item.Format, bits}.append(out)
		for _, w := range s.With {
			out = w.append(out)
		}
	}
	return out, nil
}

func (s *Setter) encode(v float64, values []Value) (uint64, error) {
	if math.IsNaN(v) {
		return 0, errors.New("the value is not a number")
	}
	if s.clamp != nil {
		v = min(max(v, s.clamp.Low), s.clamp.High)
	}
	exp, share := s.Item.Exp, 1.0
	if s.expSlot != None {
		if values[s.expSlot].State != Good {
			return 0, ErrUnknownYet
		}
		exp = int(values[s.expSlot].Number)
	}
	if s.Item.Ref != None {
		full := values[s.Item.Ref]
		if full.State != Good || full.Number == 0 {
			return 0, ErrUnknownYet
		}
		v, share = min(max(v/full.Number*100, -100), 100), 1
	}
	return s.Item.Encode(v, exp, share)
}

// Release is the requests that let go of a control.
func (p *Plan) Release(control int) []Write {
	var out []Write
	for _, f := range p.Controls[control].Releasing {
		out = f.append(out)
	}
	return out
}

// Beat is the requests that feed the watchdog apart from the set-points themselves: the time-out of
// a DEVICE_TIMER, or the next count of a COUNTER.
func (p *Plan) Beat(count uint16) ([]Write, error) {
	w := &p.Watchdog
	var v float64
	switch w.Kind {
	case profile.DeviceTimer:
		v = w.Timeout.Seconds()
	case profile.Counter:
		v = float64(count)
	default:
		return nil, nil
	}
	f, err := w.fixed(v)
	if err != nil {
		return nil, err
	}
	return f.append(nil), nil
}

// Disarm is the requests that switch the watchdog off when the edge stops on purpose.
func (p *Plan) Disarm() []Write {
	var out []Write
	for _, f := range p.Watchdog.Disarming {
		out = f.append(out)
	}
	return out
}

func (w *Feed) fixed(v float64) (Fixed, error) {
	if !w.Has {
		return Fixed{}, errors.New("feed watchdog: the device does not have its register")
	}
	bits, err := w.Item.Encode(v, w.Item.Exp, 1)
	if err != nil {
		return Fixed{}, fmt.Errorf("feed watchdog: %w", err)
	}
	return Fixed{w.Item.Unit, w.function, w.Item.At, w.Item.Bit, w.Item.Format, bits}, nil
}

// append adds the constant to a sequence of requests, in the last request where it adjoins and the
// function writes many.
func (f Fixed) append(out []Write) []Write {
	t := modbus.Target{Unit: f.Unit, Function: f.Function, Address: uint16(f.At)} //nolint:gosec // inside the address space
	if f.Bit {
		return append(out, Write{Target: t, Bits: []bool{f.Bits != 0}})
	}
	regs := make([]uint16, f.Format.Type.Words())
	f.Format.Put(f.Bits, regs)
	if n := len(out); n > 0 && f.Function == modbus.WriteRegisters {
		last := &out[n-1]
		end := int(last.Target.Address) + len(last.Registers)
		if last.Target.Function == f.Function && last.Target.Unit == f.Unit && end == f.At && len(last.Registers)+len(regs) <= modbus.MaxWriteRegisters {
			last.Registers = append(last.Registers, regs...)
			return out
		}
	}
	return append(out, Write{Target: t, Registers: regs})
}
