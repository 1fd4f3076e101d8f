package voltage

import (
	"math"

	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/point"
)

// factorOfP asks for a power factor by how much is produced.
type factorOfP struct {
	port
	rated float64       // W
	curve gridcode.Line // share of rated production → 1 − cos φ, absorbed positive
}

// PowerFactorOfP is the controller type POWER_FACTOR_OF_P.
func PowerFactorOfP() control.Spec {
	return control.Spec{
		Type:     "POWER_FACTOR_OF_P",
		Level:    envelope.Grid,
		Modes:    control.GridConnected(),
		Weight:   control.WeightStanding,
		Impact:   "moves the voltage of the connection: in the wrong direction it drives it out of its band",
		Fallback: "without a fresh active power it asks nothing",
		Summary:  "Supplies or absorbs reactive power so that the power factor follows production.",
		Formula:  "cos φ by the curve at −P / rating, straight between its points in 1 − cos φ; Q = |P| · tan φ. While power is taken the curve's first point holds",
		Source:   "VDE-AR-N 4105 (cos φ(P)); the curve that holds where none is given is the maker's of source S1 in docs/grid-codes.md: 1 at half of rated power, 0.95 absorbed at all of it",
		Fields: append(portFields(), control.Field{
			Name: "curve", Kind: control.RowsField, Meaning: "the characteristic", Fields: []control.Field{
				{Name: "power_percent", Kind: control.NumberField, Unit: point.Percent, Max: 100, Meaning: "production, of rating"},
				{Name: "power_factor", Kind: control.NumberField, Unit: point.One, Default: 1, Min: 0.1, Max: 1, Meaning: "cos φ there"},
				{Name: "direction", Kind: control.ChoiceField, Standard: absorb, Choices: directions(), Meaning: "absorbed or supplied; no matter at 1"},
			},
		}),
		New: newFactorOfP,
	}
}

func newFactorOfP(p control.Params) (control.Controller, error) {
	t, err := newPort(p)
	if err != nil {
		return nil, err
	}
	c := &factorOfP{port: t, rated: rated(t.asset), curve: gridcode.Line{{X: 0.5, Y: 0}, {X: 1, Y: 0.05}}}
	if rows := p.Rows["curve"]; len(rows) > 0 {
		c.curve = nil
		for _, row := range rows {
			c.curve = append(c.curve, gridcode.Corner{
				X: row.Numbers["power_percent"] / 100, Y: signed(1-row.Numbers["power_factor"], row.Texts["direction"]),
			})
		}
	}
	return c, rising(c.curve, "power")
}

// Propose asks nothing while active power is not fresh.
func (c *factorOfP) Propose(in control.Input, out *control.Filing) {
	active, ok := in.Value(c.power)
	if !ok {
		return
	}
	off := c.curve.At(max(-active, 0) / c.rated)
	tan := math.Tan(math.Acos(1 - math.Abs(off)))
	c.file(in, out, math.Copysign(math.Abs(active)*tan, off))
}
