package voltage

import (
	"math"

	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// pOfU bounds production by voltage.
type pOfU struct {
	voltmeter
	asset control.Member
	rated float64       // W
	curve gridcode.Line // part of nominal voltage → part of rated power
	lag   lag
}

// POfU is the controller type P_OF_U.
func POfU() control.Spec {
	percent := func(name string, most float64, meaning string) control.Field {
		return control.Field{Name: name, Kind: control.NumberField, Unit: point.Percent, Max: most, Meaning: meaning}
	}
	return control.Spec{
		Type:     "P_OF_U",
		Level:    envelope.Grid,
		Modes:    control.GridConnected(),
		Impact:   "keeps the voltage of the connection from rising until the protection trips: when it is wrong it throws energy away or lets the protection trip",
		Fallback: "without a fresh voltage it asks nothing and begins anew; the protection goes on",
		Summary:  "Bounds production when the voltage is high, by a characteristic and with its time constant.",
		Formula:  "u = greatest phase / nominal_volts; asset ≥ −curve(u) · rating, behind a first-order lag of time_constant (production is negative)",
		Source:   "TOR (253 V to 257.6 V), IEEE 1547-2018 (volt-watt): curves and responses by code in docs/grid-codes.md",
		Fields: append([]control.Field{
			{Name: "asset", Kind: control.AssetField, Natures: []point.Nature{point.PV, point.ESS, point.Generator}, Moves: true, Required: true, Meaning: "what produces"},
			{Name: "code", Kind: control.ChoiceField, Choices: gridcode.Names(func(c gridcode.Code) bool { return len(c.VoltWatt.Points) > 0 }), Meaning: "the grid code whose characteristic and response hold where none is given"},
			{Name: "curve", Kind: control.RowsField, Meaning: "the characteristic instead of the grid code's", Fields: []control.Field{
				percent("voltage_percent", 200, "voltage, of nominal"),
				percent("power_percent", 100, "the most that may be produced there, of rating"),
			}},
			{Name: "time_constant", Kind: control.DurationField, Off: true, Meaning: "of the first-order lag; the grid code's where not given, 0s at once"},
		}, voltmeterFields()...),
		New: newPOfU,
	}
}

func newPOfU(p control.Params) (control.Controller, error) {
	meter, err := newVoltmeter(p)
	if err != nil {
		return nil, err
	}
	code, _ := gridcode.Lookup(p.Texts["code"])
	m := p.Member("asset")
	c := &pOfU{voltmeter: meter, asset: m, rated: unit.Float(-m.Rating.Min, unit.Watt), curve: code.VoltWatt.Line(), lag: lag{tau: timeConstant(p, code.VoltWatt.Response)}}
	if rows := p.Rows["curve"]; len(rows) > 0 {
		c.curve = nil
		for _, row := range rows {
			c.curve = append(c.curve, gridcode.Corner{X: row.Numbers["voltage_percent"] / 100, Y: row.Numbers["power_percent"] / 100})
		}
	}
	if len(c.curve) == 0 {
		return nil, reason.New(reason.MissingField, reason.Params{"field": "code or curve"})
	}
	return c, rising(c.curve, "voltage")
}

// Propose asks nothing while the voltage is not fresh.
func (c *pOfU) Propose(in control.Input, out *control.Filing) {
	_, greatest, ok := c.read(in)
	if !ok {
		c.lag.forget()
		return
	}
	share := c.lag.follow(c.curve.At(greatest), in.Since)
	const whole = 0.9995 // a lag never quite arrives
	if share >= whole {
		return
	}
	most := unit.Power(math.Floor(float64(share*c.rated) + 1e-6)) // what floats lose is no watt
	cause := envelope.Cause{Code: reason.VoltageLimit, Numbers: [2]int64{int64(math.Round(greatest * c.nominal)), int64(most)}}
	out.Bound(c.asset.Asset, envelope.AtLeast(-most), cause)
}
