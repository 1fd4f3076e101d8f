package voltage

import (
	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// qOfU asks for reactive power by voltage.
type qOfU struct {
	port
	voltmeter
	base  float64       // var, what the curve's shares are of
	curve gridcode.Line // part of nominal voltage → part of base, absorbed positive
	lag   lag
}

// QOfU is the controller type Q_OF_U.
func QOfU() control.Spec {
	percent := func(name, meaning string) control.Field {
		return control.Field{Name: name, Kind: control.NumberField, Unit: point.Percent, Max: 200, Meaning: meaning}
	}
	fields := append(portFields(), voltmeterFields()...)
	return control.Spec{
		Type:     "Q_OF_U",
		Level:    envelope.Grid,
		Modes:    control.GridConnected(),
		Weight:   control.WeightStanding,
		Impact:   "holds the voltage of the connection: with a wrong direction it drives it out of its band, too fast it makes it swing",
		Fallback: "without a fresh voltage it asks nothing and begins anew; it asks in every cycle, so that the set-point never falls to nothing in between",
		Summary:  "Absorbs reactive power when the voltage is high and supplies it when it is low, by a characteristic and with its time constant.",
		Formula:  "u = mean of the phases / nominal_volts; Q → curve(u) · S behind a first-order lag of time_constant; absorbed positive, so over-voltage gives Q > 0",
		Source:   "VDE-AR-N 4105, TOR, IEEE 1547-2018 (volt-var): curves and responses by code in docs/grid-codes.md. IEEE 1547 tools write absorbed as negative",
		Fields: append(fields,
			control.Field{Name: "code", Kind: control.ChoiceField, Choices: gridcode.Names(func(c gridcode.Code) bool { return len(c.VoltVar.Points) > 0 }), Meaning: "the grid code whose characteristic and response hold where none is given"},
			control.Field{Name: "curve", Kind: control.RowsField, Meaning: "the characteristic instead of the grid code's", Fields: []control.Field{
				percent("voltage_percent", "voltage, of nominal"),
				percent("absorb_percent", "absorbed there, of rated apparent power"),
				percent("supply_percent", "supplied there, of rated apparent power"),
			}},
			control.Field{Name: "time_constant", Kind: control.DurationField, Off: true, Meaning: "of the first-order lag; the grid code's where not given, 0s at once"},
		),
		New: newQOfU,
	}
}

func newQOfU(p control.Params) (control.Controller, error) {
	t, err := newPort(p)
	if err != nil {
		return nil, err
	}
	meter, err := newVoltmeter(p)
	if err != nil {
		return nil, err
	}
	code, _ := gridcode.Lookup(p.Texts["code"])
	c := &qOfU{port: t, voltmeter: meter, base: t.apparent, curve: code.VoltVar.Line(), lag: lag{tau: timeConstant(p, code.VoltVar.Response)}}
	if c.base == 0 {
		return nil, reason.New(reason.MissingField, reason.Params{"field": "max_apparent_power_va of " + t.asset.ID})
	}
	if rows := p.Rows["curve"]; len(rows) > 0 {
		c.curve = nil
		for _, row := range rows {
			if row.Given["absorb_percent"] && row.Given["supply_percent"] {
				return nil, control.Invalid("curve", "absorb_percent and supply_percent", "one of the two in a point")
			}
			c.curve = append(c.curve, gridcode.Corner{
				X: row.Numbers["voltage_percent"] / 100, Y: (row.Numbers["absorb_percent"] - row.Numbers["supply_percent"]) / 100,
			})
		}
	}
	if len(c.curve) == 0 {
		return nil, reason.New(reason.MissingField, reason.Params{"field": "code or curve"})
	}
	return c, rising(c.curve, "voltage")
}

// Propose asks nothing while the voltage is not fresh.
func (c *qOfU) Propose(in control.Input, out *control.Filing) {
	mean, _, ok := c.read(in)
	if !ok {
		c.lag.forget()
		return
	}
	c.file(in, out, c.lag.follow(c.curve.At(mean)*c.base, in.Since))
}
