package cell

import (
	"fmt"
	"slices"
	"time"

	"ohmstead/energy/storage"
	"ohmstead/field/strict"
)

// Read reads a cell file; file is the name used in complaints. All faults come at once, one line each.
func Read(file string, data []byte) (Model, error) {
	doc, err := strict.Parse(file, data)
	if err != nil {
		return Model{}, err
	}
	root := doc.Root()
	m := Basics(root)
	root.Require("ocv")
	root.Require("circuit")
	for _, o := range root.Maps("ocv") {
		m.Spec.OCV = append(m.Spec.OCV, readOCV(o))
	}
	for _, c := range root.Maps("circuit") {
		m.Spec.Circuit = append(m.Spec.Circuit, readCircuit(c))
	}
	root.Done()
	if err := doc.Err(); err != nil {
		return Model{}, err
	}
	if _, err := storage.NewCell(m.Spec); err != nil {
		return Model{}, fmt.Errorf("%s: make a cell: %w", file, err)
	}
	return m, nil
}

// Basics reads what a cell file has beside its tables. The caller reads the tables, calls Done and
// asks the document for its faults.
func Basics(root *strict.Map) Model {
	root.Require("name")
	root.Require("capacity_ah")
	m := Model{
		Name: root.Text("name"), Chemistry: root.Text("chemistry"), Origin: root.Text("origin"), Licence: root.Text("licence"),
		Series: 1, Parallel: 1,
	}
	s := &m.Spec
	s.CapacityAh = positive(root, "capacity_ah", 1)
	s.CoulombicEfficiency = positive(root, "coulombic_efficiency", 1)
	if s.CoulombicEfficiency > 1 {
		root.Invalid("coulombic_efficiency", "more than 0 and at most 1")
	}
	s.HysteresisRate = positive(root, "hysteresis_rate", hysteresisRate)
	s.Full, s.Empty = readAnchor(root, "full"), readAnchor(root, "empty")
	rest := root.Map("rest")
	s.Rest = storage.Rest{
		Amps:    magnitude(rest, "max_amps", restRate*s.CapacityAh),
		Seconds: rest.Duration("after", restAfter).Seconds(),
	}
	rest.Done()
	s.Uncertainty = readUncertainty(root.Map("uncertainty"), s.CapacityAh)
	pack := root.Map("pack")
	m.Series, m.Parallel = count(pack, "series"), count(pack, "parallel")
	m.LeadsOhm = magnitude(pack, "leads_ohm", 0)
	pack.Done()
	return m
}

func readAnchor(root *strict.Map, name string) storage.Anchor {
	if !root.Has(name) {
		return storage.Anchor{}
	}
	m := root.Map(name)
	m.Require("volts")
	m.Require("max_amps")
	a := storage.Anchor{
		Volts: positive(m, "volts", 1), Amps: magnitude(m, "max_amps", 0),
		Seconds: m.Duration("hold", time.Minute).Seconds(),
	}
	m.Done()
	return a
}

func readUncertainty(m *strict.Map, capacityAh float64) storage.Uncertainty {
	d := storage.Uncertainty{}.Defaults(capacityAh)
	u := storage.Uncertainty{
		VoltsNoise: positive(m, "voltage_noise_volts", d.VoltsNoise),
		AmpsNoise:  magnitude(m, "current_noise_amps", d.AmpsNoise),
		AmpsBias:   magnitude(m, "current_bias_amps", d.AmpsBias),
		OCVVolts:   positive(m, "ocv_volts", d.OCVVolts),
		OCVShare:   magnitude(m, "ocv_soc_percent", 100*d.OCVShare) / 100,
		Resistance: magnitude(m, "resistance_percent", 100*d.Resistance) / 100,
		Capacity:   magnitude(m, "capacity_percent", 100*d.Capacity) / 100,
	}
	m.Done()
	return u
}

func readOCV(m *strict.Map) storage.OCVCurve {
	m.Require("temperature_c")
	o := storage.OCVCurve{Celsius: m.Number("temperature_c", 25), SOC: readSOC(m, 2)}
	o.Volts = column(m, "volts", len(o.SOC))
	if !rising(o.Volts) {
		m.Invalid("volts", "voltages that rise with the SOC")
	}
	if m.Has("hysteresis_volts") {
		o.Hysteresis = column(m, "hysteresis_volts", len(o.SOC))
	}
	m.Done()
	return o
}

func readCircuit(m *strict.Map) storage.Circuit {
	m.Require("temperature_c")
	c := storage.Circuit{Celsius: m.Number("temperature_c", 25), SOC: readSOC(m, 1)}
	n := len(c.SOC)
	if m.Has("r0_charge_ohm") || m.Has("r0_discharge_ohm") {
		c.R0Charge, c.R0Discharge = column(m, "r0_charge_ohm", n), column(m, "r0_discharge_ohm", n)
	} else {
		c.R0Charge = column(m, "r0_ohm", n)
		c.R0Discharge = slices.Clone(c.R0Charge)
	}
	c.R1, c.Tau1 = readBranch(m, "1", n)
	c.R2, c.Tau2 = readBranch(m, "2", n)
	m.Done()
	return c
}

// readBranch reads a resistance and a capacitance and returns the time constant for the latter; zeros
// where the circuit has no such branch.
func readBranch(m *strict.Map, number string, n int) (ohms, seconds []float64) {
	r, c := "r"+number+"_ohm", "c"+number+"_farad"
	seconds = make([]float64, n)
	if !m.Has(r) && !m.Has(c) {
		return make([]float64, n), seconds
	}
	ohms = column(m, r, n)
	farads := column(m, c, n)
	for i := range seconds {
		if i < len(ohms) && i < len(farads) {
			seconds[i] = ohms[i] * farads[i]
			if ohms[i] > 0 && seconds[i] <= 0 {
				m.Invalid(c, "more than 0 where "+r+" is")
				break
			}
		}
	}
	return ohms, seconds
}

// readSOC reads the SOC of a table's columns.
func readSOC(m *strict.Map, least int) []float64 {
	m.Require("soc_percent")
	percent := m.Numbers("soc_percent")
	if m.Has("soc_percent") && (len(percent) < least || !rising(percent) || percent[0] < 0 || percent[len(percent)-1] > 100) {
		m.Invalid("soc_percent", fmt.Sprintf("at least %d rising numbers from 0 to 100", least))
	}
	soc := make([]float64, len(percent))
	for i, p := range percent {
		soc[i] = p / 100
	}
	return soc
}

// column reads a table's column, with a value for each SOC.
func column(m *strict.Map, name string, n int) []float64 {
	m.Require(name)
	values := m.Numbers(name)
	if m.Has(name) && len(values) != n {
		m.Invalid(name, fmt.Sprintf("%d numbers, one for each soc_percent", n))
		return make([]float64, n)
	}
	if slices.ContainsFunc(values, func(v float64) bool { return v < 0 }) {
		m.Invalid(name, "numbers that are not negative")
	}
	return values
}

func rising(values []float64) bool {
	for i := 1; i < len(values); i++ {
		if values[i] <= values[i-1] {
			return false
		}
	}
	return true
}

func positive(m *strict.Map, name string, standard float64) float64 {
	v := m.Number(name, standard)
	if v <= 0 {
		m.Invalid(name, "more than 0")
		return standard
	}
	return v
}

func magnitude(m *strict.Map, name string, standard float64) float64 {
	v := m.Number(name, standard)
	if v < 0 {
		m.Invalid(name, "not negative")
		return standard
	}
	return v
}

func count(m *strict.Map, name string) int {
	const most = 10_000
	n := m.Whole(name, 1)
	if n < 1 || n > most {
		m.Invalid(name, fmt.Sprintf("1 to %d", most))
		return 1
	}
	return int(n)
}
