package study

import (
	"fmt"
	"math"
	"os"
	"slices"

	"ohmstead/field/strict"
)

// ReadLogForm reads a file that says how a log is written.
func ReadLogForm(file string) (LogForm, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return LogForm{}, fmt.Errorf("read log form: %w", err)
	}
	doc, err := strict.Parse(file, data)
	if err != nil {
		return LogForm{}, err
	}
	root := doc.Root()
	form := readLogForm(root)
	root.Done()
	return form, doc.Err()
}

// readLogForm reads the fields of a form from a mapping that may have others.
func readLogForm(m *strict.Map) LogForm {
	form := LogForm{
		DischargePositive: m.OneOf("positive", "charge", "discharge") == "discharge",
		ReferenceShare:    m.OneOf("soc_in", "percent", "share") == "share",
		From:              m.Number("from_s", 0),
		To:                m.Number("to_s", 0),
		LeadsOhm:          m.Number("leads_ohm", 0),
		Celsius:           m.Number("temperature_c", math.NaN()),
		Names:             readTexts(m, "columns"),
		Where:             readTexts(m, "where"),
	}
	if m.Has("to_s") && form.To <= form.From {
		m.Invalid("to_s", "more than from_s")
	}
	for name := range form.Names {
		if !slices.Contains(logColumns(), name) {
			m.Invalid("columns", fmt.Sprintf("our names on the left, of %v", logColumns()))
		}
	}
	if m.Has("reference_ah") {
		ah := m.Map("reference_ah")
		ah.Require("column")
		ah.Require("capacity_ah")
		ah.Require("start_percent")
		form.Ah = AhReference{Column: ah.Text("column"), CapacityAh: ah.Number("capacity_ah", 1), StartPercent: ah.Number("start_percent", 0)}
		if form.Ah.CapacityAh <= 0 {
			ah.Invalid("capacity_ah", "more than 0")
		}
		ah.Done()
	}
	return form
}

// readTexts reads a mapping of names to plain values.
func readTexts(m *strict.Map, name string) map[string]string {
	if !m.Has(name) {
		return nil
	}
	inner := m.Map(name)
	texts := map[string]string{}
	for _, key := range inner.Keys() {
		if values := inner.Scalars(key); len(values) == 1 {
			texts[key] = values[0]
		}
	}
	inner.Done()
	return texts
}
