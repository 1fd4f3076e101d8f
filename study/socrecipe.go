package study

import (
	"fmt"
	"os"
	"path/filepath"

	"ohmstead/energy/storage/identify"
	"ohmstead/field/cell"
	"ohmstead/field/strict"
)

// recipe says from which tests, and which rows of them, a cell's tables come.
type recipe struct {
	model        cell.Model
	ocvNodes     []float64
	ownNodes     []float64 // of the OCV that a fit finds along with the circuit
	circuitNodes []float64
	branches     int
	hysteresis   bool
	rates        []float64
	tests        []recipeTest
}

// recipeTest is what was tested at one temperature: a slow discharge and charge, a test with changing
// currents, or both.
type recipeTest struct {
	celsius           float64
	discharge, charge []identify.Row
	dynamic           []identify.Row
}

// readRecipe reads a recipe and the logs it names. Faults of the recipe come at once, those of a log
// one at a time.
func readRecipe(file string) (*recipe, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read recipe: %w", err)
	}
	doc, err := strict.Parse(file, data)
	if err != nil {
		return nil, err
	}
	root := doc.Root()
	r := &recipe{model: cell.Basics(root)}
	root.Require("identify")
	m := root.Map("identify")
	r.readNodes(m)
	r.branches = int(m.Whole("branches", 2))
	if r.branches != 1 && r.branches != 2 {
		m.Invalid("branches", "1 or 2")
	}
	r.rates = m.Numbers("hysteresis_rates")
	r.hysteresis = len(r.rates) > 0
	if !r.hysteresis {
		r.rates = []float64{r.model.Spec.HysteresisRate}
	}
	var pending []pendingTest
	for _, t := range m.Maps("tests") {
		pending = append(pending, readTest(t))
	}
	if len(pending) == 0 {
		m.Require("tests")
	}
	m.Done()
	root.Done()
	if err := doc.Err(); err != nil {
		return nil, err
	}
	for _, p := range pending {
		t, err := p.load(filepath.Dir(file), r.model.Spec.CapacityAh)
		if err != nil {
			return nil, err
		}
		r.tests = append(r.tests, t)
	}
	return r, nil
}

func (r *recipe) readNodes(m *strict.Map) {
	r.ocvNodes = nodes(m, "ocv_percent")
	r.circuitNodes = nodes(m, "circuit_percent")
	r.ownNodes = r.ocvNodes
	if m.Has("own_ocv_percent") {
		r.ownNodes = nodes(m, "own_ocv_percent")
	}
}

func nodes(m *strict.Map, name string) []float64 {
	m.Require(name)
	shares := m.Numbers(name)
	for i := range shares {
		shares[i] /= 100
		if shares[i] < 0 || shares[i] > 1 || i > 0 && shares[i] <= shares[i-1] {
			m.Invalid(name, "rising numbers from 0 to 100")
			return nil
		}
	}
	return shares
}

// pendingTest is a test whose logs are not read yet.
type pendingTest struct {
	celsius                    float64
	discharge, charge, dynamic *pendingLog
}

// pendingLog is a log, how it is written, and how its SOC is counted: from a start by a capacity, or,
// where it has one, from its own column. Only the first seconds of each period of it are looked at.
type pendingLog struct {
	file       string
	form       LogForm
	start      float64
	capacityAh float64
	own        bool
	first      float64
	period     float64
	seconds    float64
}

func readTest(m *strict.Map) pendingTest {
	m.Require("temperature_c")
	t := pendingTest{celsius: m.Number("temperature_c", 25)}
	t.discharge, t.charge, t.dynamic = readPending(m, "discharge"), readPending(m, "charge"), readPending(m, "dynamic")
	switch {
	case t.discharge != nil && t.charge == nil:
		m.Require("charge")
	case t.charge != nil && t.discharge == nil:
		m.Require("discharge")
	case t.discharge == nil && t.dynamic == nil:
		m.Require("dynamic")
	}
	m.Done()
	return t
}

func readPending(parent *strict.Map, name string) *pendingLog {
	if !parent.Has(name) {
		return nil
	}
	m := parent.Map(name)
	m.Require("log")
	p := &pendingLog{
		file: m.Text("log"), form: readLogForm(m),
		start: m.Number("start_percent", 100) / 100, capacityAh: m.Number("capacity_ah", 0), own: m.Flag("own_soc", false),
	}
	if m.Has("use") {
		use := m.Map("use")
		for _, field := range []string{"from_s", "every_s", "for_s"} {
			use.Require(field)
		}
		p.first, p.period, p.seconds = use.Number("from_s", 0), use.Number("every_s", 1), use.Number("for_s", 1)
		if p.period <= 0 || p.seconds <= 0 {
			use.Invalid("every_s", "more than 0, and so for_s")
		}
		use.Done()
	}
	m.Done()
	return p
}

func (t pendingTest) load(folder string, capacityAh float64) (recipeTest, error) {
	out := recipeTest{celsius: t.celsius}
	for _, l := range []struct {
		from *pendingLog
		into *[]identify.Row
	}{{t.discharge, &out.discharge}, {t.charge, &out.charge}, {t.dynamic, &out.dynamic}} {
		if l.from == nil {
			continue
		}
		log, err := ReadLog(filepath.Join(folder, l.from.file), l.from.form)
		if err != nil {
			return out, err
		}
		*l.into = l.from.rows(log, capacityAh)
	}
	return out, nil
}

// rows are a log's rows with their SOC.
func (p *pendingLog) rows(log []LogRow, capacityAh float64) []identify.Row {
	if p.capacityAh > 0 {
		capacityAh = p.capacityAh
	}
	rows := make([]identify.Row, len(log))
	soc := p.start
	for i, l := range log {
		seconds := 0.0
		if i > 0 {
			seconds = l.Seconds - log[i-1].Seconds
		}
		soc += l.Amps * seconds / 3600 / capacityAh
		rows[i] = identify.Row{Seconds: seconds, Amps: l.Amps, Volts: l.Volts, SOC: soc, Apart: !p.used(l.Seconds)}
		if p.own {
			rows[i].SOC = l.Reference
		}
	}
	return rows
}

// used reports whether the recipe looks at a row's voltage.
func (p *pendingLog) used(seconds float64) bool {
	if p.period == 0 {
		return true
	}
	since := seconds - p.first
	return since >= 0 && since-p.period*float64(int(since/p.period)) < p.seconds
}
