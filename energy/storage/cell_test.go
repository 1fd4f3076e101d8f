package storage_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/energy/storage"
)

func flat(v float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// spec is a cell of 100 Ah with tables at two temperatures.
func spec() storage.Spec {
	soc := []float64{0, 0.1, 0.5, 0.9, 1}
	circuit := func(celsius, factor float64) storage.Circuit {
		return storage.Circuit{
			Celsius: celsius, SOC: soc,
			R0Charge: flat(0.0008*factor, 5), R0Discharge: flat(0.001*factor, 5),
			R1: flat(0.0004*factor, 5), Tau1: flat(20, 5), R2: flat(0.0008*factor, 5), Tau2: flat(600, 5),
		}
	}
	return storage.Spec{
		CapacityAh: 100, CoulombicEfficiency: 1,
		OCV: []storage.OCVCurve{
			{Celsius: 5, SOC: soc, Volts: []float64{3, 3.4, 3.6, 3.9, 4.1}},
			{Celsius: 25, SOC: soc, Volts: []float64{3, 3.42, 3.64, 3.96, 4.18}},
		},
		Circuit:        []storage.Circuit{circuit(5, 2), circuit(25, 1)},
		HysteresisRate: 20,
		Full:           storage.Anchor{Volts: 4.17, Amps: 3, Seconds: 60},
		Empty:          storage.Anchor{Volts: 3.05, Amps: 10, Seconds: 30},
		Rest:           storage.Rest{Amps: 1, Seconds: 1800},
		Uncertainty:    storage.Uncertainty{}.Defaults(100),
	}
}

func cell(t testing.TB, s storage.Spec) *storage.Cell {
	t.Helper()
	c, err := storage.NewCell(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSpecsThatMakeNoSenseAreRefused(t *testing.T) {
	tests := map[string]struct {
		change func(*storage.Spec)
		want   string
	}{
		"a capacity of nothing":                {func(s *storage.Spec) { s.CapacityAh = 0 }, "capacity"},
		"more out than in":                     {func(s *storage.Spec) { s.CoulombicEfficiency = 1.01 }, "efficiency"},
		"no voltage":                           {func(s *storage.Spec) { s.OCV = nil }, "at least one"},
		"no circuit":                           {func(s *storage.Spec) { s.Circuit = nil }, "at least one"},
		"temperatures that fall":               {func(s *storage.Spec) { s.OCV[1].Celsius = 5 }, "rising temperatures"},
		"temperatures of circuits that fall":   {func(s *storage.Spec) { s.Circuit[1].Celsius = 5 }, "rising temperatures"},
		"a voltage that falls":                 {func(s *storage.Spec) { s.OCV[0].Volts[2] = 3.3 }, "both rising"},
		"a SOC in percent":                     {func(s *storage.Spec) { s.OCV[0].SOC = []float64{0, 10, 50, 90, 100} }, "in [0, 1]"},
		"a voltage that is missing":            {func(s *storage.Spec) { s.OCV[0].Volts = s.OCV[0].Volts[:4] }, "as many voltages"},
		"hysteresis of another length":         {func(s *storage.Spec) { s.OCV[0].Hysteresis = []float64{0.01} }, "hysteresis"},
		"a negative resistance":                {func(s *storage.Spec) { s.Circuit[0].R1[0] = -1 }, "not negative"},
		"a branch without a time constant":     {func(s *storage.Spec) { s.Circuit[0].Tau2[3] = 0 }, "time constant"},
		"a circuit without SOC":                {func(s *storage.Spec) { s.Circuit[0] = storage.Circuit{Celsius: 5} }, "rising SOC"},
		"a voltage that is measured perfectly": {func(s *storage.Spec) { s.Uncertainty.VoltsNoise = 0 }, "both positive"},
		"a resistance known to NaN":            {func(s *storage.Spec) { s.Uncertainty.Resistance = math.NaN() }, "no negative"},
		"a threshold below nothing":            {func(s *storage.Spec) { s.Rest.Amps = -1 }, "no negative"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := spec()
			tt.change(&s)
			if _, err := storage.NewCell(s); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestOCVIsTheTablesAndBetweenThem(t *testing.T) {
	c := cell(t, spec())
	tests := map[string]struct{ soc, celsius, want float64 }{
		"a point of a table":       {0.5, 25, 3.64},
		"between two points":       {0.7, 5, 3.75},
		"between two temperatures": {0.5, 15, 3.62},
		"colder than all tables":   {0.5, -20, 3.6},
		"warmer than all tables":   {0.5, 60, 3.64},
		"full":                     {1, 25, 4.18},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := c.OCV(tt.soc, tt.celsius); math.Abs(got-tt.want) > 1e-9 {
				t.Errorf("%v V, want %v V", got, tt.want)
			}
		})
	}
}

func TestSOCAtInvertsOCV(t *testing.T) {
	c := cell(t, spec())
	rapid.Check(t, func(t *rapid.T) {
		soc, celsius := rapid.Float64Range(0, 1).Draw(t, "soc"), rapid.Float64Range(-20, 60).Draw(t, "celsius")
		got, slope := c.SOCAt(c.OCV(soc, celsius), celsius)
		if math.Abs(got-soc) > 1e-9 || slope <= 0 {
			t.Fatalf("SOC %v with slope %v, want %v", got, slope, soc)
		}
	})
}

func TestFirstBeliefFromAVoltage(t *testing.T) {
	pack := storage.Pack{Cell: cell(t, spec()), Series: 14, Parallel: 2, LeadsOhm: 0.01}
	tests := map[string]struct {
		sample storage.Sample
		want   float64
		within float64
	}{
		"at rest it is the curve's":          {storage.Sample{Volts: 14 * 3.64, HasVolts: true, HasAmps: true}, 0.5, 0.005},
		"under load the drop is taken off":   {storage.Sample{Volts: 14*(3.64-0.0016*50) - 1, Amps: -100, HasVolts: true, HasAmps: true}, 0.5, 0.005},
		"without a current anything is open": {storage.Sample{Volts: 14 * 4.1, HasVolts: true}, 0.5, 1e-9},
		"and so with a voltage of NaN":       {storage.Sample{Volts: math.NaN(), HasVolts: true, HasAmps: true}, 0.5, 1e-9},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := pack.FromVoltage(tt.sample)
			if math.Abs(got.SOC-tt.want) > tt.within || got.Sigma <= 0 {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
	rest := pack.FromVoltage(storage.Sample{Volts: 14 * 3.64, HasVolts: true, HasAmps: true})
	load := pack.FromVoltage(storage.Sample{Volts: 14 * 3.5, Amps: -200, HasVolts: true, HasAmps: true})
	if load.Sigma <= rest.Sigma {
		t.Errorf("sigma %v under load, %v at rest: a load makes it less certain", load.Sigma, rest.Sigma)
	}
}
