package scaling

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/strict"
)

// Scaling is what a profile says of a number:
//
//	value = (raw × Scale + Offset) × Sign, from Unit to the canonical unit
type Scaling struct {
	Scale     float64
	Offset    float64
	Sign      float64 // 1, or -1 where the device counts the other way than this product
	Magnitude bool    // the channel is a magnitude: the sign is dropped
	Unit      point.Unit
	Valid     *Range // in the canonical unit; a value outside is none
}

// Range is a closed interval.
type Range struct{ Low, High float64 }

// Holds reports whether v lies inside.
func (r Range) Holds(v float64) bool { return v >= r.Low && v <= r.High }

// Want says what a number is for.
type Want struct {
	Unit    point.Unit // the canonical unit
	Channel string
}

// Read reads scale, offset, sign, magnitude, unit and valid of a mapping and complains about what
// does not fit: UNKNOWN_UNIT for a unit that does not measure what the channel does. A unit may be
// left out where the channel is a plain number, true or false, or an enumeration.
func Read(m *strict.Map, w Want) Scaling {
	s := Scaling{
		Scale:     m.Number("scale", 1),
		Offset:    m.Number("offset", 0),
		Sign:      m.Number("sign", 1),
		Magnitude: m.Flag("magnitude", false),
		Unit:      point.Unit(m.Text("unit")),
		Valid:     Interval(m, "valid"),
	}
	if s.Scale == 0 {
		m.Invalid("scale", "a number other than zero")
	}
	if s.Sign != 1 && s.Sign != -1 {
		m.Invalid("sign", "1 or -1")
	}
	if s.Unit == "" && bare(w.Unit) {
		s.Unit = w.Unit
	}
	if _, ok := point.Convert(1, s.Unit, w.Unit); !ok && w.Unit != "" && m.Require("unit") {
		units := make([]string, 0, 3)
		for _, u := range point.Accepted(w.Unit) {
			units = append(units, string(u))
		}
		m.Complain("unit", reason.UnknownUnit, reason.Params{"unit": string(s.Unit), "channel": w.Channel, "want": strings.Join(units, ", ")})
	}
	return s
}

// bare reports whether a unit says nothing that a profile would have to repeat.
func bare(u point.Unit) bool {
	return u == point.Bool || u == point.One || strings.HasPrefix(string(u), "enum:")
}

// Interval reads a list of a lower and an upper bound; nil where it is absent or wrong.
func Interval(m *strict.Map, name string) *Range {
	texts := m.Scalars(name)
	if len(texts) == 0 {
		return nil
	}
	var v []float64
	for _, text := range texts {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			break
		}
		v = append(v, f)
	}
	if len(v) != 2 || len(texts) != 2 || v[0] > v[1] {
		m.Invalid(name, "a list of a lower and an upper bound")
		return nil
	}
	return &Range{v[0], v[1]}
}

// Rule is a scaling made ready for one channel.
type Rule struct {
	scaling Scaling
	scale   Gain
	factor  Gain // sign and unit
}

// For makes the rule for a channel's canonical unit.
func (s Scaling) For(canonical point.Unit) (Rule, error) {
	factor, ok := point.Convert(1, s.Unit, canonical)
	if !ok {
		return Rule{}, fmt.Errorf("unit %q is not %q", s.Unit, canonical)
	}
	return Rule{s, GainOf(s.Scale), GainOf(factor * s.Sign)}, nil
}

// Value is what the device's number means, in the canonical unit and sign; false where it is no
// number or lies outside its valid range.
func (r Rule) Value(raw float64) (float64, bool) {
	v := r.factor.Apply(r.scale.Apply(raw) + r.scaling.Offset)
	if r.scaling.Magnitude {
		v = math.Abs(v)
	}
	if v == 0 {
		v = 0 // a turned zero would be printed as -0
	}
	if math.IsNaN(v) || math.IsInf(v, 0) || r.scaling.Valid != nil && !r.scaling.Valid.Holds(v) {
		return 0, false
	}
	return v, true
}

// Raw is Value undone: the device's number for a value in the canonical unit and sign.
func (r Rule) Raw(v float64) float64 {
	raw := r.scale.Undo(r.factor.Undo(v) - r.scaling.Offset)
	if raw == 0 {
		return 0
	}
	return raw
}

// Gain is a factor that divides where it is the inverse of a whole number: 4998 / 100 is 49.98,
// 4998 × 0.01 is not.
type Gain struct{ by, over float64 }

// GainOf is the gain of a factor other than zero.
func GainOf(f float64) Gain {
	if inverse := math.Round(1 / f); math.Abs(f) < 1 && math.Abs(float64(inverse*f)-1) < 1e-12 {
		return Gain{1, inverse}
	}
	return Gain{f, 1}
}

// Apply multiplies by the factor.
func (g Gain) Apply(v float64) float64 { return v * g.by / g.over }

// Undo divides by the factor.
func (g Gain) Undo(v float64) float64 { return v * g.over / g.by }
