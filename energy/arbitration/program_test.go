package arbitration_test

import (
	"math"

	"ohmstead/energy/arbitration"
	"ohmstead/energy/arbitration/lex"
	"ohmstead/energy/arbitration/lex/lextest"
	"ohmstead/energy/envelope"
	"ohmstead/energy/unit"
)

// absent is the place of an owner that has nothing on a side.
const absent = math.MinInt

func (s *site) variable(rating envelope.Envelope, want unit.Power) lex.Variable {
	return lex.Variable{
		Lo: float64(rating.Min) / s.scale(), Hi: float64(rating.Max) / s.scale(), Want: float64(want) / s.scale(),
		Weight: float64(max(rating.Min.Abs(), rating.Max.Abs(), 1)) / s.scale(),
	}
}

func decidingTarget(requests []envelope.Request) (unit.Power, bool) {
	for level := envelope.ManualOverride; level <= envelope.Aux; level++ {
		if t, ok := target(requests, level); ok {
			return t, true
		}
	}
	return 0, false
}

// reactiveProgram is the site's reactive powers beside the active ones of an answer.
func (s *site) reactiveProgram(got *arbitration.Answer) *lextest.Program {
	p := &lextest.Program{}
	owners := s.owners()
	for i, a := range s.config.Assets {
		active := float64(got.Power[i])
		most := unit.Power(math.Floor(math.Sqrt(max(0, float64(a.Apparent)*float64(a.Apparent)-active*active))))
		rating, want := envelope.Between(-most, most), unit.Power(0)
		if d, ok := decidingTarget(owners[i].asked(true)); ok {
			want = rating.Clamp(d)
		}
		p.Variables = append(p.Variables, s.variable(rating, want))
	}
	places := places(p, owners, nil)
	for level := envelope.Physics; level <= envelope.Aux; level++ {
		p.Levels = append(p.Levels, s.bounds(owners, places, level, true))
	}
	for level := envelope.Grid; level <= envelope.Aux; level++ {
		p.Levels = append(p.Levels, s.targets(owners, places, level, true))
	}
	return p
}

// places adds a sum for each cluster, over the variables at twin where that is given, and returns
// where each owner is.
func places(p *lextest.Program, owners []owner, twin map[int]int) []int {
	out := make([]int, len(owners))
	for k, o := range owners {
		var terms []lex.Term
		for m, i := range o.members {
			on, ok := i, true
			if twin != nil {
				on, ok = twin[i]
			}
			if ok && o.parts[m] > 0 {
				terms = append(terms, lex.Term{On: on, Factor: o.parts[m] / 6})
			}
		}
		switch {
		case len(terms) == 0:
			out[k] = absent
		case k < countAssets(owners):
			out[k] = terms[0].On
		default:
			p.Vectors = append(p.Vectors, terms)
			out[k] = -len(p.Vectors)
		}
	}
	return out
}

// countAssets is how many owners are assets: those that have themselves as their only member and
// come first.
func countAssets(owners []owner) int {
	for k, o := range owners {
		if len(o.members) != 1 || o.members[0] != k {
			return k
		}
	}
	return len(owners)
}

func (s *site) bounds(owners []owner, places []int, level envelope.Level, reactive bool) []lex.Row {
	var out []lex.Row
	for k := range owners {
		for _, r := range owners[k].asked(reactive) {
			if r.Level == level && places[k] != absent {
				out = append(out, s.rows(places[k], r.Binding())...)
			}
		}
	}
	return out
}

func (s *site) targets(owners []owner, places []int, level envelope.Level, reactive bool) []lex.Row {
	var out []lex.Row
	for k := range owners {
		requests := owners[k].asked(reactive)
		earlier := false
		for l := envelope.ManualOverride; l < level; l++ {
			_, ok := target(requests, l)
			earlier = earlier || ok
		}
		if t, ok := target(requests, level); ok && !earlier && places[k] != absent {
			out = append(out, s.rows(places[k], envelope.Exactly(t))...)
		}
	}
	return out
}

func (s *site) rows(on int, b envelope.Envelope) []lex.Row {
	var out []lex.Row
	if b.BoundedAbove() {
		out = append(out, lex.Row{On: on, Side: lex.Below, Bound: float64(b.Max) / s.scale()})
	}
	if b.BoundedBelow() {
		out = append(out, lex.Row{On: on, Side: lex.Above, Bound: float64(b.Min) / s.scale()})
	}
	return out
}
