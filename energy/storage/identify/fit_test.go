package identify_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"ohmstead/energy/storage"
	"ohmstead/energy/storage/identify"
	"ohmstead/energy/storage/storagetest"
)

func same(v float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// known is a cell whose parameters are to be found again.
func known(branches int) storage.Spec {
	soc := []float64{0, 0.5, 1}
	s := storage.Spec{
		CapacityAh: 10, CoulombicEfficiency: 1, HysteresisRate: 20,
		OCV: []storage.OCVCurve{{
			Celsius: 25, SOC: []float64{0, 0.1, 0.3, 0.7, 1}, Volts: []float64{3, 3.4, 3.6, 3.8, 4.1},
			Hysteresis: same(0.01, 5),
		}},
		Circuit: []storage.Circuit{{
			Celsius: 25, SOC: soc, R0Charge: []float64{0.012, 0.01, 0.009}, R0Discharge: []float64{0.012, 0.01, 0.009},
			R1: []float64{0.008, 0.005, 0.006}, Tau1: same(20, 3), R2: same(0, 3), Tau2: same(0, 3),
		}},
		Uncertainty: storage.Uncertainty{}.Defaults(10),
	}
	if branches == 2 {
		s.Circuit[0].R2, s.Circuit[0].Tau2 = []float64{0.012, 0.008, 0.01}, same(500, 3)
	}
	return s
}

// pulses discharges a full cell in steps with pulses and rests, as a pulse test does.
func pulses(spec storage.Spec, noise float64) []identify.Row {
	truth := storagetest.NewTruth(spec, 1, rand.New(rand.NewPCG(1, 2)))
	truth.VoltsNoise = noise
	for range 400 { // the test begins charged
		truth.SOC = 0.9
		truth.Step(1, 4)
	}
	truth.SOC = 1
	for range 4000 {
		truth.Step(1, 0)
	}
	var rows []identify.Row
	step := func(n int, amps float64) {
		for range n {
			s := truth.Step(1, amps)
			rows = append(rows, identify.Row{Seconds: 1, Amps: s.Amps, Volts: s.Volts, SOC: truth.SOC})
		}
	}
	step(60, 0)
	for range 8 {
		step(30, -10)
		step(60, 0)
		step(10, 8)
		step(960, -4)
		step(1800, 0)
	}
	return rows
}

func close(t *testing.T, what string, got, want []float64, share float64) {
	t.Helper()
	for i := range want {
		if math.Abs(got[i]-want[i]) > share*want[i] {
			t.Errorf("%s: %.5f, want %.5f within %.0f %%", what, got, want, 100*share)
			return
		}
	}
}

func TestTheParametersOfAKnownCellAreFoundAgain(t *testing.T) {
	tests := map[string]struct {
		branches int
		noise    float64
		within   float64
	}{
		"two branches, measured without error": {2, 0, 0.10},
		"two branches and noise":               {2, 0.001, 0.15},
		"one branch":                           {1, 0, 0.05},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			spec := known(tt.branches)
			fit, err := identify.Fit(identify.Problem{
				Rows: pulses(spec, tt.noise), OCVNodes: []float64{0.1, 0.3, 0.7, 1}, Nodes: []float64{0.1, 0.5, 1}, Branches: tt.branches,
				HysteresisNodes: []float64{0, 1}, Hysteresis: same(0.01, 2), Rate: 20,
			})
			if err != nil {
				t.Fatal(err)
			}
			c := spec.Circuit[0]
			close(t, "R0", fit.R0[1:], c.R0Charge[1:], tt.within)
			close(t, "R1", fit.R1[1:], c.R1[1:], 2*tt.within)
			close(t, "R2", fit.R2[1:], c.R2[1:], 2*tt.within)
			close(t, "time constants", []float64{fit.Tau1}, []float64{20}, 0.15)
			close(t, "OCV", fit.OCV, spec.OCV[0].Volts[1:], 0.003)
			if fit.RMS > tt.noise+0.0015 {
				t.Errorf("%.2f mV are left over", 1000*fit.RMS)
			}
		})
	}
}

func TestRowsKeptApartAreNotLookedAt(t *testing.T) {
	rows := pulses(known(1), 0)
	for i := range rows {
		if i > 4000 && i < 8000 {
			rows[i].Apart, rows[i].Volts = true, 99
		}
	}
	fit, err := identify.Fit(identify.Problem{Rows: rows, OCVNodes: []float64{0.1, 0.3, 0.7, 1}, Nodes: []float64{0.1, 0.5, 1}, Branches: 1})
	if err != nil || fit.RMS > 0.01 {
		t.Errorf("%v, %.2f mV are left over", err, 1000*fit.RMS)
	}
}

func TestProblemsWithoutAnAnswerAreRefused(t *testing.T) {
	rows := pulses(known(1), 0)
	tests := map[string]identify.Problem{
		"too few rows":      {Rows: rows[:5], OCVNodes: []float64{0, 1}, Nodes: []float64{0.5}, Branches: 1},
		"no nodes":          {Rows: rows, OCVNodes: []float64{0, 1}, Branches: 1},
		"three branches":    {Rows: rows, OCVNodes: []float64{0, 1}, Nodes: []float64{0.5}, Branches: 3},
		"one voltage alone": {Rows: rows, OCVNodes: []float64{0}, Nodes: []float64{0.5}, Branches: 1},
	}
	for name, p := range tests {
		if _, err := identify.Fit(p); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestSlowIsTheMeanOfBothWays(t *testing.T) {
	var down, up []identify.Row
	for i := range 101 {
		soc := float64(i) / 100
		if soc >= 0.02 {
			down = append(down, identify.Row{SOC: soc, Volts: 3 + soc - 0.01})
		}
		if soc <= 0.97 {
			up = append(up, identify.Row{SOC: soc, Volts: 3 + soc + 0.01})
		}
	}
	nodes := []float64{0, 0.01, 0.5, 0.985, 1}
	volts, half := identify.Slow(down, up, nodes)
	wantHalf := []float64{0, 0.005, 0.01, 0.005, 0}
	for i := range nodes {
		if math.Abs(half[i]-wantHalf[i]) > 1e-9 {
			t.Errorf("half %v, want %v", half, wantHalf)
			break
		}
		if math.Abs(volts[i]-3-nodes[i]) > 0.0101 {
			t.Errorf("%v V at %v", volts[i], nodes[i])
		}
	}
}
