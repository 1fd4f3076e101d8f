package regmap

import (
	"context"
	"errors"
	"slices"
	"strings"

	"ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/register"
	"ohmstead/field/sunspec"
)

// Reader reads from a device, as modbus.Client does.
type Reader interface {
	Read(ctx context.Context, t modbus.Target, dst []uint16) error
	ReadBits(ctx context.Context, t modbus.Target, dst []bool) error
}

// Matches asks the device the profile's questions. It is false where an answer does not fit or the
// device refuses to answer, and an error where it does not answer at all. A profile without
// questions matches nothing.
func Matches(ctx context.Context, r Reader, p *profile.Profile, o Options) (bool, error) {
	return newAsker(p, r, o).answers(ctx, p.Identify)
}

// FindVariant is the name of the first variant whose questions the device answers, "" for None.
func FindVariant(ctx context.Context, r Reader, p *profile.Profile, o Options) (string, error) {
	a := newAsker(p, r, o)
	for _, v := range p.Variants {
		ok, err := a.answers(ctx, v.Match)
		if err != nil {
			return "", err
		}
		if ok {
			return v.Name, nil
		}
	}
	return "", nil
}

// asker puts questions to one device.
type asker struct {
	compiler compiler
	reader   Reader
}

func newAsker(p *profile.Profile, r Reader, o Options) asker {
	unit := p.Transport.Unit
	if o.Unit != nil {
		unit = *o.Unit
	}
	if o.Survey == nil {
		o.Survey = &sunspec.Survey{Directory: &sunspec.Directory{}}
	}
	return asker{compiler{profile: p, options: o, unit: unit, plan: &Plan{}}, r}
}

func (a asker) answers(ctx context.Context, probes []profile.Probe) (bool, error) {
	for _, q := range probes {
		ok, err := a.answer(ctx, q)
		if err != nil || !ok {
			return false, err
		}
	}
	return len(probes) > 0, nil
}

func (a asker) answer(ctx context.Context, q profile.Probe) (bool, error) {
	switch {
	case q.Manufacturer != "" || q.Model != "":
		return common(q, a.compiler.options.Survey), nil
	case q.Place.SunSpec():
		return a.surveyed(q), nil
	}
	t := modbus.Target{Unit: a.compiler.unitOf(q.Place), Function: q.Place.Function, Address: q.Place.Address}
	if q.Place.Bit {
		var bit [1]bool
		if ok, err := answered(a.reader.ReadBits(ctx, t, bit[:])); !ok {
			return false, err
		}
		return holds(q, map[bool]float64{true: 1}[bit[0]]), nil
	}
	regs := make([]uint16, max(q.Place.Text, q.Place.Format.Type.Words()))
	if ok, err := answered(a.reader.Read(ctx, t, regs)); !ok {
		return false, err
	}
	if q.Place.Text > 0 {
		return strings.Contains(register.Text(regs), q.Contains), nil
	}
	return holds(q, q.Place.Format.Type.Float(q.Place.Format.Bits(regs))), nil
}

// surveyed answers from what discovery has read already.
func (a asker) surveyed(q profile.Probe) bool {
	part, f, ok := a.compiler.find(q.Place, Target{})
	if !ok {
		return false
	}
	if v, ok := f.Value(part.Regs); ok {
		return holds(q, v)
	}
	return q.Contains != "" && strings.Contains(part.Layout.Text(part.Regs, q.Place.Point), q.Contains)
}

// answered tells a refusal, which is an answer, from silence.
func answered(err error) (bool, error) {
	var refusal modbus.Exception
	if errors.As(err, &refusal) || errors.Is(err, modbus.ErrBadReply) {
		return false, nil
	}
	return err == nil, err
}

func holds(q profile.Probe, v float64) bool {
	if q.Range != nil && (v < q.Range.Low || v > q.Range.High) {
		return false
	}
	return len(q.Values) == 0 || slices.Contains(q.Values, v)
}

// common compares with SunSpec's common model.
func common(q profile.Probe, s *sunspec.Survey) bool {
	part := s.Find(0, 1)
	if part == nil {
		return false
	}
	text := func(path string) string { return strings.ToLower(part.Layout.Text(part.Regs, path)) }
	return strings.Contains(text("Mn"), strings.ToLower(q.Manufacturer)) && strings.Contains(text("Md"), strings.ToLower(q.Model))
}
