package storage

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func same(v float64) []float64 { return []float64{v, v} }

// sampleSpec is a cell of 30 Ah with hysteresis, two branches and the OCV of a nickel cell.
func sampleSpec() Spec {
	return Spec{
		CapacityAh: 30, CoulombicEfficiency: 0.995,
		OCV: []OCVCurve{{
			Celsius: 25, SOC: []float64{0, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1}, Volts: []float64{3, 3.3, 3.4, 3.5, 3.65, 3.8, 4, 4.2},
			Hysteresis: []float64{0.005, 0.005, 0.005, 0.005, 0.005, 0.005, 0.005, 0.005},
		}},
		Circuit: []Circuit{{
			Celsius: 25, SOC: []float64{0, 1}, R0Charge: same(0.002), R0Discharge: same(0.0021),
			R1: same(0.001), Tau1: same(20), R2: same(0.002), Tau2: same(600),
		}},
		HysteresisRate: 20,
		Full:           Anchor{Volts: 4.19, Amps: 1, Seconds: 60},
		Empty:          Anchor{Volts: 3.05, Amps: 3, Seconds: 30},
		Rest:           Rest{Amps: 0.3, Seconds: 1800},
		Uncertainty:    Uncertainty{}.Defaults(30),
	}
}

func sample(t testing.TB, s Spec) *Cell {
	t.Helper()
	c, err := NewCell(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// positiveDefinite tries a Cholesky factorisation.
func (p covariance) positiveDefinite() bool {
	a := [5][5]float64{
		{p.ss},
		{p.s1, p.p11},
		{p.s2, p.p12, p.p22},
		{p.sh, p.p1h, p.p2h, p.hh},
		{p.sb, p.p1b, p.p2b, p.hb, p.bb},
	}
	for j := range 5 {
		for k := range j {
			a[j][j] -= a[j][k] * a[j][k]
		}
		if !(a[j][j] > 0) {
			return false
		}
		a[j][j] = math.Sqrt(a[j][j])
		for i := j + 1; i < 5; i++ {
			for k := range j {
				a[i][j] -= a[i][k] * a[j][k]
			}
			a[i][j] /= a[j][j]
		}
	}
	return true
}

// drawStep is anything a sensor may say, and lengths from a fast cycle to a slow log.
func drawStep(t *rapid.T) Step {
	return Step{
		Seconds: rapid.SampledFrom([]float64{0.01, 0.2, 1, 60, 900}).Draw(t, "seconds"),
		Amps:    rapid.Float64Range(-300, 300).Draw(t, "amps"),
		Volts:   rapid.Float64Range(0, 6).Draw(t, "volts"),
		Celsius: rapid.Float64Range(-30, 80).Draw(t, "celsius"),
	}
}

func drawBelief(t *rapid.T) Belief {
	return Belief{rapid.Float64Range(-0.5, 1.5).Draw(t, "soc"), rapid.Float64Range(0, 0.5).Draw(t, "sigma")}
}

func TestTheCovarianceStaysPositiveDefiniteAndTheSOCBetweenEmptyAndFull(t *testing.T) {
	cell := sample(t, sampleSpec())
	rapid.Check(t, func(t *rapid.T) {
		f := NewEKF(cell, drawBelief(t))
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				f.Learn(Belief{rapid.Float64Range(0, 1).Draw(t, "known"), rapid.Float64Range(0, 0.1).Draw(t, "known sigma")})
			case 1:
				f.Predict(drawStep(t))
			case 2:
				f.Lapse(rapid.Float64Range(0, 1e6).Draw(t, "lapsed"), rapid.Float64Range(0, 1).Draw(t, "unsure"))
			default:
				f.Step(drawStep(t))
			}
			if !f.p.positiveDefinite() {
				t.Fatalf("covariance %+v", f.p)
			}
			if b := f.Belief(); !(b.SOC >= 0 && b.SOC <= 1) {
				t.Fatalf("SOC %v", b.SOC)
			}
		}
	})
}

func TestWhatTheFilterMayTrustOfAVoltage(t *testing.T) {
	flat := sampleSpec()
	flat.OCV[0].Volts = []float64{3, 3.2, 3.28, 3.29, 3.295, 3.3, 3.305, 3.4}
	tests := map[string]struct {
		spec  Spec
		start Belief
		least float64 // standard deviation of the SOC after ten minutes at rest
		most  float64
	}{
		"where the curve is steep a resting voltage tells the SOC":               {sampleSpec(), Belief{0.5, 0.2}, 0.005, 0.02},
		"on a plateau the same voltage tells little":                             {flat, Belief{0.5, 0.2}, 0.08, 0.2},
		"beyond the plateau it tells again":                                      {flat, Belief{0.03, 0.2}, 0.0001, 0.02},
		"what was known before is not lost on a plateau, nor does it get better": {flat, Belief{0.5, 0.01}, 0.0095, 0.0105},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := NewEKF(sample(t, tt.spec), tt.start)
			volts := f.cell.OCV(tt.start.SOC, 25)
			for range 600 {
				f.Step(Step{Seconds: 1, Volts: volts, Celsius: 25})
			}
			if got := f.Belief().Sigma; got < tt.least || got > tt.most {
				t.Errorf("sigma %.4f, want %v to %v", got, tt.least, tt.most)
			}
		})
	}
}

func TestTheRateOfSamplingDoesNotMakeTheModelBetter(t *testing.T) {
	sigma := func(seconds float64) float64 {
		f := NewEKF(sample(t, sampleSpec()), Belief{0.5, 0.2})
		for at := 0.0; at < 600; at += seconds {
			f.Step(Step{Seconds: seconds, Amps: 15, Volts: f.cell.OCV(0.5+at/7200, 25) + 0.004*15, Celsius: 25})
		}
		return f.Belief().Sigma
	}
	slow, fast := sigma(10), sigma(0.2)
	if fast < 0.8*slow {
		t.Errorf("sigma %.4f at 5 Hz and %.4f at 0.1 Hz: the same model cannot be that much better", fast, slow)
	}
}

func TestStepsAllocateNothing(t *testing.T) {
	cell := sample(t, sampleSpec())
	f := NewEKF(cell, Belief{0.5, 0.1})
	e := NewSOCEstimator(Pack{Cell: cell, Series: 14, Parallel: 2}, Belief{0.5, 0.1})
	amps := 10.0
	if n := testing.AllocsPerRun(2000, func() {
		amps = -amps
		f.Step(Step{Seconds: 1, Amps: amps, Volts: 3.7, Celsius: 25 + amps/100})
		e.Step(Sample{Seconds: 1, Amps: amps, Volts: 51.8, HasAmps: true, HasVolts: true})
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
