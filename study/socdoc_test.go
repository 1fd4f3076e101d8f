package study_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ohmstead/energy/storage"
	"ohmstead/energy/storage/storagetest"
	"ohmstead/field/cell"
)

// simulation is a battery of 280 Ah over a day of an energy management system, with a filter that starts
// 5 % off and whose model may be wrong.
type simulation struct {
	what   string
	cell   string
	wrong  func(*storage.Spec)
	bias   float64 // amperes, of the battery
	target float64 // root mean square after one hour; 0: reported
	count  bool    // the coulomb counter alone
}

func simulations() []simulation {
	const nmc, lfp = "nmc-280ah-simulated", "a123-anr26650"
	exact := func(*storage.Spec) {}
	mixed := func(s *storage.Spec) { scale(s, 1.10, 0.90, 0.95) }
	return []simulation{
		{"NMC, model exact", nmc, exact, 0, 0.01, false},
		{"NMC, R0 +10 %, R1 and R2 −10 %, Q −5 %", nmc, mixed, 0, 0.02, false},
		{"the same, current off by 0.5 A", nmc, mixed, 0.5, 0.02, false},
		{"NMC, all resistances and Q +10 %, current off by 0.5 A", nmc, func(s *storage.Spec) { scale(s, 1.10, 1.10, 1.10) }, 0.5, 0.02, false},
		{"NMC, all resistances and Q −10 %, current off by 0.5 A", nmc, func(s *storage.Spec) { scale(s, 0.90, 0.90, 0.90) }, 0.5, 0.02, false},
		{"NMC, one RC branch for two", nmc, func(s *storage.Spec) { s.Circuit[0].R2 = make([]float64, len(s.Circuit[0].R2)) }, 0, 0.02, false},
		{"coulomb counting alone, Q −5 %, current off by 0.5 A", nmc, mixed, 0.5, 0, true},
		{"LFP, model exact", lfp, exact, 0, 0.03, false},
		{"LFP, R0 +10 %, R1 and R2 −10 %, Q −5 %", lfp, mixed, 0, 0.03, false},
		{"the same, current off by 0.5 A", lfp, mixed, 0.5, 0.03, false},
		{"LFP, all resistances and Q +10 %, current off by 0.5 A", lfp, func(s *storage.Spec) { scale(s, 1.10, 1.10, 1.10) }, 0.5, 0, false},
		{"LFP, all resistances and Q −10 %, current off by 0.5 A", lfp, func(s *storage.Spec) { scale(s, 0.90, 0.90, 0.90) }, 0.5, 0, false},
	}
}

func scale(s *storage.Spec, r0, r, q float64) {
	by := func(values []float64, f float64) []float64 {
		out := make([]float64, len(values))
		for i, v := range values {
			out[i] = v * f
		}
		return out
	}
	c := s.Circuit[0]
	c.R0Charge, c.R0Discharge, c.R1, c.R2 = by(c.R0Charge, r0), by(c.R0Discharge, r0), by(c.R1, r), by(c.R2, r)
	s.Circuit = []storage.Circuit{c}
	s.CapacityAh *= q
}

// at25 is a cell's Spec at 25 °C alone.
func at25(t *testing.T, name string) storage.Spec {
	t.Helper()
	m, err := cell.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	s := m.Spec
	for i := range s.OCV {
		if s.OCV[i].Celsius == 25 {
			s.OCV = s.OCV[i : i+1]
			break
		}
	}
	for i := range s.Circuit {
		if s.Circuit[i].Celsius == 25 {
			s.Circuit = s.Circuit[i : i+1]
			break
		}
	}
	return s
}

// outcome is what a simulation came to, over some seeds. Seconds to 1 % is the slowest's.
type outcome struct{ rms, max, twoSigma, toOne float64 }

func (s simulation) run(t *testing.T) outcome {
	spec := at25(t, s.cell)
	parallel := int(math.Round(280 / spec.CapacityAh))
	model := spec
	s.wrong(&model)
	pack := storage.Pack{Series: 1, Parallel: parallel}
	var err error
	if pack.Cell, err = storage.NewCell(model); err != nil {
		t.Fatal(err)
	}
	const seeds = 5
	out := outcome{}
	n, within := 0.0, 0.0
	for seed := range seeds {
		random := rand.New(rand.NewPCG(uint64(seed), 280))
		truth := storagetest.NewTruth(spec, 0.5, random)
		truth.VoltsNoise, truth.AmpsNoise, truth.AmpsBias = 0.002, 0.2/float64(parallel), s.bias/float64(parallel)
		estimator := storage.NewSOCEstimator(pack, storage.Belief{SOC: 0.55, Sigma: 0.05})
		counter := storage.NewCounter(pack.Cell, storage.Belief{SOC: 0.55, Sigma: 0.05})
		toOne := math.NaN()
		for second, amps := range storagetest.Day(spec.CapacityAh, random) {
			sample := truth.Step(1, amps)
			counter.Advance(1, sample.Amps)
			sample.Amps *= float64(parallel)
			belief := estimator.Step(sample).Belief
			if s.count {
				belief = counter.Belief()
			}
			d := math.Abs(belief.SOC - truth.SOC)
			if d < 0.01 && math.IsNaN(toOne) {
				toOne = float64(second + 1)
			}
			if second < 3600 {
				continue
			}
			n++
			out.rms += d * d
			out.max = math.Max(out.max, d)
			if d <= 2*belief.Sigma {
				within++
			}
		}
		out.toOne = math.Max(out.toOne, toOne)
	}
	out.rms, out.twoSigma = math.Sqrt(out.rms/n), within/n
	return out
}

const (
	tableBegin = "<!-- figures: make golden -->\n"
	tableEnd   = "<!-- end of figures -->\n"
)

// The figures of the document are measured here. They are compared as numbers, within what another
// processor's rounding may change.
func TestTheDocumentsFiguresAreMeasured(t *testing.T) {
	var b strings.Builder
	b.WriteString("### Measured cells\n\n| log | errors count after | RMSE | mean | largest | within two sigmas | target |\n|---|---|---|---|---|---|---|\n")
	for _, m := range measurements() {
		e := m.estimate(t, m.wrong(t))
		fmt.Fprintf(&b, "| %s | %.0f min | %.2f %% | %.2f %% | %.2f %% | %.0f %% | ≤ %.0f %% |\n",
			m.what, m.settle/60, 100*e.RMSE, 100*e.MAE, 100*e.Max, 100*e.WithinTwo, 100*m.target)
	}
	b.WriteString("\n### Simulated batteries\n\n| battery | RMS after 1 h | largest | first below 1 % | within two sigmas | target |\n|---|---|---|---|---|---|\n")
	for _, s := range simulations() {
		o := s.run(t)
		target := "reported"
		if s.target > 0 {
			target = fmt.Sprintf("≤ %.1f %%", 100*s.target)
		}
		if s.target > 0 && o.rms > s.target {
			t.Errorf("%s: RMS %.2f %%, target %s", s.what, 100*o.rms, target)
		}
		if !s.count && o.twoSigma < 0.9 {
			t.Errorf("%s: %.0f %% within two sigmas", s.what, 100*o.twoSigma)
		}
		fmt.Fprintf(&b, "| %s | %.2f %% | %.2f %% | %.0f s | %.0f %% | %s |\n", s.what, 100*o.rms, 100*o.max, o.toOne, 100*o.twoSigma, target)
	}
	compareFigures(t, "../docs/battery-estimation.md", b.String())
}

func compareFigures(t *testing.T, file, want string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), tableBegin)
	got, after, end := strings.Cut(rest, tableEnd)
	if !ok || !end {
		t.Fatalf("%s has not the marks %q and %q", file, tableBegin, tableEnd)
	}
	if *update {
		if err := os.WriteFile(file, []byte(before+tableBegin+"\n"+want+"\n"+tableEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	number := regexp.MustCompile(`\d+(\.\d+)?`)
	if g, w := number.ReplaceAllString(strings.TrimSpace(got), "#"), number.ReplaceAllString(strings.TrimSpace(want), "#"); g != w {
		t.Fatalf("%s has other rows; run make golden and read the diff:\n%s", file, want)
	}
	theirs, ours := number.FindAllString(got, -1), number.FindAllString(want, -1)
	for i := range ours {
		a, _ := strconv.ParseFloat(theirs[i], 64)
		b, _ := strconv.ParseFloat(ours[i], 64)
		if math.Abs(a-b) > 0.03+0.02*b {
			t.Errorf("%s says %s, measured is %s; run make golden and read the diff", file, theirs[i], ours[i])
		}
	}
}
