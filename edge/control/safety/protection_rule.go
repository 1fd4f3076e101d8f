package safety

import (
	"fmt"
	"time"

	"ohmstead/edge/control"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// mostStages is what fits into the bits of a latch.
const mostStages = 64

func gridProtectionFields() []control.Field {
	percent := func(name, meaning string) control.Field {
		return control.Field{Name: name, Kind: control.NumberField, Unit: point.Percent, Max: 200, Meaning: meaning}
	}
	hertz := func(name, meaning string) control.Field {
		return control.Field{Name: name, Kind: control.NumberField, Unit: point.Hertz, Max: 70, Meaning: meaning}
	}
	return []control.Field{
		{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter, point.Meter}, Reads: []string{"Voltage_L1", point.Frequency}, Required: true, Meaning: "the meter that sees the grid's voltage and frequency, on the grid's side of a coupler"},
		{Name: "assets", Kind: control.AssetsField, Natures: []point.Nature{point.ESS, point.PV, point.Generator}, Moves: true, Required: true, Meaning: "what is taken off the grid"},
		{Name: "coupler", Kind: control.AssetField, Natures: []point.Nature{point.Switch}, Meaning: "the switch between site and grid, opened on a trip; behind it, once it is open, assets are free for the island"},
		{Name: "closes", Kind: control.FlagField, Meaning: "close the coupler again when the window has been kept; leave it out where ISLAND_SEQUENCING does"},
		{Name: "phases", Kind: control.NumberField, Unit: point.One, Default: 3, Min: 1, Max: 3, Meaning: "how many phases are watched"},
		{Name: "nominal_volts", Kind: control.NumberField, Unit: point.Volt, Default: 230, Min: 50, Max: 500_000, Meaning: "nominal voltage of a phase to neutral"},
		{Name: "code", Kind: control.ChoiceField, Choices: gridcode.Names(func(gridcode.Code) bool { return true }), Meaning: "the grid code whose numbers hold where the file gives none, see [grid codes](grid-codes.md)"},
		{Name: "stages", Kind: control.RowsField, Meaning: "protection stages instead of the grid code's", Fields: []control.Field{
			{Name: "name", Kind: control.TextField, Required: true, Meaning: "what the stage is called"},
			{Name: "quantity", Kind: control.ChoiceField, Choices: []string{string(gridcode.Voltage), string(gridcode.MeanVoltage), string(gridcode.Frequency)}, Required: true, Meaning: "what it watches; MEAN_VOLTAGE over ten minutes"},
			{Name: "side", Kind: control.ChoiceField, Choices: []string{"ABOVE", "BELOW"}, Required: true, Meaning: "on which side of the threshold it trips"},
			percent("voltage_percent", "threshold of a voltage, of nominal"),
			hertz("frequency_hz", "threshold of a frequency"),
			{Name: "delay", Kind: control.DurationField, Off: true, Meaning: "for how long it has to be past the threshold"},
		}},
		{Name: "reconnect", Kind: control.GroupField, Meaning: "the window to connect within, instead of the grid code's; what is left out is the code's", Fields: []control.Field{
			percent("voltage_min_percent", "least voltage of any phase, of nominal"),
			percent("voltage_max_percent", "greatest voltage of any phase, of nominal"),
			hertz("frequency_min_hz", "least frequency"),
			hertz("frequency_max_hz", "greatest frequency"),
			{Name: "hold", Kind: control.DurationField, Off: true, Meaning: "for how long both have to keep within; 0s is the grid code's"},
		}},
		{Name: "ramp_percent_per_min", Kind: control.NumberField, Unit: "%/min", Max: 6000, Meaning: "how fast rated power comes back after connecting; the grid code's where not given, 0 at once"},
	}
}

// readRule is the grid code with what the file says instead.
func readRule(p control.Params) (protectionRule, error) {
	nominal := p.Numbers["nominal_volts"]
	code, ok := gridcode.Lookup(p.Texts["code"])
	rule := protectionRule{
		connect: nominalWindow(code.Connect, nominal), reconnect: nominalWindow(code.Reconnect, nominal),
		ramp: code.Ramp.PerMinute.Of(1) / time.Minute.Seconds(),
	}
	for _, s := range code.Stages {
		rule.stages = append(rule.stages, codeStage(s, nominal))
	}
	if rows := p.Rows["stages"]; len(rows) > 0 {
		rule.stages = rule.stages[:0]
		for i, row := range rows {
			s, err := fileStage(row, nominal)
			if err != nil {
				return protectionRule{}, fmt.Errorf("stages[%d]: %w", i, err)
			}
			rule.stages = append(rule.stages, s)
		}
	}
	if p.Given["ramp_percent_per_min"] {
		rule.ramp = p.Numbers["ramp_percent_per_min"] / 100 / time.Minute.Seconds()
	}
	rule.connect = fileWindow(p, rule.connect, nominal)
	rule.reconnect = fileWindow(p, rule.reconnect, nominal)
	return rule, checkRule(rule, ok)
}

func codeStage(s gridcode.Stage, nominal float64) protectionStage {
	limit := nominalVolts(s.Volts, nominal)
	if s.Quantity == gridcode.Frequency {
		limit = unit.Float(s.Hertz, unit.Hertz)
	}
	return protectionStage{s.Name, s.Quantity, s.Above, limit, s.Delay}
}

func fileStage(row control.Values, nominal float64) (protectionStage, error) {
	s := protectionStage{
		name: row.Texts["name"], quantity: gridcode.Quantity(row.Texts["quantity"]),
		above: row.Texts["side"] == "ABOVE", limit: row.Numbers["voltage_percent"] / 100 * nominal, delay: row.Durations["delay"],
	}
	needs, other := "voltage_percent", "frequency_hz"
	if s.quantity == gridcode.Frequency {
		needs, other = other, needs
		s.limit = row.Numbers["frequency_hz"]
	}
	switch {
	case !row.Given[needs]:
		return s, reason.New(reason.MissingField, reason.Params{"field": needs})
	case row.Given[other]:
		return s, reason.Invalid(other, row.Numbers[other], "nothing: a stage has one threshold, and this one watches "+string(s.quantity))
	case s.quantity == gridcode.MeanVoltage && !s.above:
		return s, reason.Invalid("side", "BELOW", "ABOVE: the mean protects against a voltage that is high for long")
	}
	return s, nil
}

// fileWindow replaces what the file says of a window.
func fileWindow(p control.Params, w protectionWindow, nominal float64) protectionWindow {
	take := func(field string, into *float64, scale float64) {
		if p.Given["reconnect."+field] {
			*into = p.Numbers["reconnect."+field] * scale
		}
	}
	take("voltage_min_percent", &w.lowVolts, nominal/100)
	take("voltage_max_percent", &w.highVolts, nominal/100)
	take("frequency_min_hz", &w.lowHertz, 1)
	take("frequency_max_hz", &w.highHertz, 1)
	if d := p.Durations["reconnect.hold"]; d > 0 {
		w.hold = d
	}
	return w
}

func checkRule(rule protectionRule, fromCode bool) error {
	switch {
	case len(rule.stages) == 0 && !fromCode:
		return reason.New(reason.MissingField, reason.Params{"field": "code or stages"})
	case len(rule.stages) == 0:
		return reason.New(reason.MissingField, reason.Params{"field": "stages, which this grid code leaves to the grid operator"})
	case len(rule.stages) > mostStages:
		return reason.Invalid("stages", len(rule.stages), fmt.Sprintf("at most %d", mostStages))
	case rule.reconnect.hold == 0:
		return reason.New(reason.MissingField, reason.Params{"field": "reconnect.hold"})
	case rule.reconnect.lowVolts >= rule.reconnect.highVolts:
		return reason.Invalid("reconnect.voltage_max_percent", rule.reconnect.highVolts, "more than voltage_min_percent")
	case rule.reconnect.lowHertz >= rule.reconnect.highHertz:
		return reason.Invalid("reconnect.frequency_max_hz", rule.reconnect.highHertz, "more than frequency_min_hz")
	}
	return nil
}
