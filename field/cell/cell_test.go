package cell_test

import (
	"bytes"
	"encoding/csv"
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ohmstead/energy/storage"
	"ohmstead/field/cell"
)

var update = flag.Bool("update", false, "rewrite the cell that is made of tables")

func TestEveryCellOfOursIsWholeAndReadsBack(t *testing.T) {
	names := cell.Names()
	if len(names) < 5 {
		t.Fatalf("%d cells", len(names))
	}
	for _, name := range names {
		m, err := cell.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		if m.Chemistry == "" || m.Origin == "" || m.Licence == "" {
			t.Errorf("%s lacks chemistry, origin or licence", name)
		}
		if _, err := m.Pack(); err != nil {
			t.Error(err)
		}
		again, err := cell.Read(name, cell.Write(m))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(m, again, cmpopts.EquateApprox(1e-3, 1e-4)); diff != "" {
			t.Errorf("%s, written and read (-want +got):\n%s", name, diff)
		}
		if !bytes.Equal(cell.Write(m), cell.Write(again)) {
			t.Errorf("%s: the same model gave other bytes", name)
		}
	}
}

const whole = `name: x
capacity_ah: 10
ocv:
  - {temperature_c: 25, soc_percent: [0, 100], volts: [3, 4]}
circuit:
  - {temperature_c: 25, soc_percent: [50], r0_ohm: [0.001], r1_ohm: [0.002], c1_farad: [10000]}
`

func TestWhatAFileDoesNotSayHasADefault(t *testing.T) {
	m, err := cell.Read("x.yaml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	if m.Series != 1 || m.Parallel != 1 || m.Spec.CoulombicEfficiency != 1 || m.Spec.Full != (storage.Anchor{}) {
		t.Errorf("%+v", m)
	}
	if m.Spec.Uncertainty != (storage.Uncertainty{}.Defaults(10)) || m.Spec.Rest != (storage.Rest{Amps: 0.1, Seconds: 1800}) {
		t.Errorf("%+v", m.Spec)
	}
	if c := m.Spec.Circuit[0]; c.Tau1[0] != 20 || c.R2[0] != 0 || c.R0Discharge[0] != 0.001 {
		t.Errorf("%+v", c)
	}
}

func TestFaultsAreNamedByLineAndField(t *testing.T) {
	tests := map[string]struct{ from, to, want string }{
		"a capacity that is missing":           {"capacity_ah: 10\n", "", "x.yaml:1: MISSING_FIELD: capacity_ah is missing"},
		"a capacity below nothing":             {"capacity_ah: 10", "capacity_ah: -3", `x.yaml:2: INVALID_VALUE: capacity_ah is "-3", want more than 0`},
		"a field that does not exist":          {"name: x", "name: x\ncapacity: 3", "x.yaml:2: UNKNOWN_FIELD: unknown field capacity;"},
		"no voltage":                           {"ocv:\n  - {temperature_c: 25, soc_percent: [0, 100], volts: [3, 4]}\n", "", "x.yaml:1: MISSING_FIELD: ocv is missing"},
		"a SOC beyond full":                    {"[0, 100]", "[0, 110]", "x.yaml:4: INVALID_VALUE: ocv[0].soc_percent is"},
		"a SOC that falls":                     {"[0, 100]", "[100, 0]", "want at least 2 rising numbers from 0 to 100"},
		"a voltage that falls":                 {"volts: [3, 4]", "volts: [4, 3]", "x.yaml:4: INVALID_VALUE: ocv[0].volts is"},
		"a voltage too many":                   {"volts: [3, 4]", "volts: [3, 4, 5]", "want 2 numbers, one for each soc_percent"},
		"a resistance that is missing":         {"r0_ohm: [0.001], ", "", "x.yaml:6: MISSING_FIELD: circuit[0].r0_ohm is missing"},
		"a resistance below nothing":           {"r0_ohm: [0.001]", "r0_ohm: [-1]", "want numbers that are not negative"},
		"a branch without its capacitance":     {", c1_farad: [10000]", "", "x.yaml:6: MISSING_FIELD: circuit[0].c1_farad is missing"},
		"a branch whose capacitance is 0":      {"c1_farad: [10000]", "c1_farad: [0]", "want more than 0 where r1_ohm is"},
		"an efficiency above 1":                {"name: x", "name: x\ncoulombic_efficiency: 1.1", "want more than 0 and at most 1"},
		"an anchor without its voltage":        {"name: x", "name: x\nfull: {max_amps: 1}", "MISSING_FIELD: full.volts is missing"},
		"a pack of no cells":                   {"name: x", "name: x\npack: {series: 0}", "want 1 to 10000"},
		"an uncertainty of nothing":            {"name: x", "name: x\nuncertainty: {ocv_volts: 0}", "uncertainty.ocv_volts is"},
		"a number in words":                    {"capacity_ah: 10", "capacity_ah: ten", "want a number"},
		"two temperatures in the wrong order":  {"circuit:\n", "circuit:\n  - {temperature_c: 30, soc_percent: [50], r0_ohm: [0.001]}\n", "rising temperatures"},
		"a file that is no YAML":               {"name: x", "name: [x", "SYNTAX_ERROR"},
		"one resistance of two for each way":   {"r0_ohm: [0.001]", "r0_charge_ohm: [0.001]", "circuit[0].r0_discharge_ohm is missing"},
		"hysteresis of another length":         {"volts: [3, 4]", "volts: [3, 4], hysteresis_volts: [0.01]", "want 2 numbers, one for each soc_percent"},
		"a table that is no table":             {"soc_percent: [0, 100]", "soc_percent: many", "want a list"},
		"a resting current below nothing":      {"name: x", "name: x\nrest: {max_amps: -1}", "rest.max_amps is"},
		"a rest of a length that is no length": {"name: x", "name: x\nrest: {after: soon}", "want a time span"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(whole, tt.from, tt.to, 1)
			if text == whole {
				t.Fatal("nothing was changed")
			}
			_, err := cell.Read("x.yaml", []byte(text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func TestAnUnknownCellIsRefusedWithTheKnownOnes(t *testing.T) {
	_, err := cell.Load("nosuch")
	if err == nil || !strings.Contains(err.Error(), "UNKNOWN_NAME: cell names nosuch, which does not exist; known are a123-anr26650") {
		t.Errorf("%v", err)
	}
	file := filepath.Join(t.TempDir(), "x.yaml")
	if _, err := cell.Load(file); err == nil || !strings.Contains(err.Error(), "read cell file") {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(file, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	if m, err := cell.Load(file); err != nil || m.Name != "x" {
		t.Errorf("%v, %v", m, err)
	}
}

func FuzzCell(f *testing.F) {
	f.Add(whole)
	for _, name := range cell.Names() {
		m, err := cell.Named(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(cell.Write(m)))
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := cell.Read("x.yaml", []byte(text))
		if err != nil {
			return
		}
		if _, err := m.Pack(); err != nil {
			t.Fatal(err)
		}
	})
}

const tables = "../../testdata/battery/"

// columns reads a file of SimSES as columns by name.
func columns(t *testing.T, file string) map[string][]float64 {
	t.Helper()
	data, err := os.ReadFile(tables + file)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]float64{}
	for _, r := range records[1:] {
		for i, name := range records[0] {
			if v, err := strconv.ParseFloat(r[i], 64); err == nil {
				out[name] = append(out[name], v)
			}
		}
	}
	return out
}

// sony makes the cell of SimSES's tables: the distance of its hysteresis is halved, its resistances are
// those of pulses, so the circuit has no branches.
func sony(t *testing.T) cell.Model {
	t.Helper()
	m := cell.Model{
		Name: "Sony US26650FTC1", Chemistry: "LFP", Licence: "BSD-3-Clause", Series: 1, Parallel: 1,
		Origin: "tum-ees/simses 2769f809ca, src/simses/model/cell/data/CLFP_Sony_US26650_{OCV,HystV,Rint}.csv (Naumann, TU Munich, 2018)",
	}
	s := &m.Spec
	s.CapacityAh, s.CoulombicEfficiency, s.HysteresisRate = 3, 1, 10
	s.Full = storage.Anchor{Volts: 3.5, Amps: 0.15, Seconds: 60}
	s.Empty = storage.Anchor{Volts: 2.3, Amps: 0.6, Seconds: 30}
	s.Rest = storage.Rest{Amps: 0.03, Seconds: 1800}
	s.Uncertainty = storage.Uncertainty{}.Defaults(3)
	ocv, hysteresis := columns(t, "CLFP_Sony_US26650_OCV.csv"), columns(t, "CLFP_Sony_US26650_HystV.csv")
	curve := storage.OCVCurve{Celsius: 25}
	for i, soc := range ocv["SOC"] {
		if percent := 100 * soc; percent > 10 && percent < 90 && math.Mod(percent+1e-6, 2.5) > 1e-3 {
			continue
		}
		curve.SOC = append(curve.SOC, soc)
		curve.Volts = append(curve.Volts, ocv["OCV"][i])
		k, _ := slices.BinarySearch(hysteresis["SOC"], soc-1e-9)
		curve.Hysteresis = append(curve.Hysteresis, hysteresis["HystV"][k]/2)
	}
	s.OCV = []storage.OCVCurve{curve}
	rint := columns(t, "CLFP_Sony_US26650_Rint.csv")
	for _, celsius := range rint["Temp"] {
		at := "(T=" + strconv.FormatFloat(celsius, 'f', -1, 64) + ")"
		none := make([]float64, len(rint["SOC"]))
		s.Circuit = append(s.Circuit, storage.Circuit{
			Celsius: celsius, SOC: rint["SOC"], R0Charge: rint["R_Ch"+at], R0Discharge: rint["R_DCh"+at], R1: none, Tau1: none, R2: none, Tau2: none,
		})
	}
	return m
}

func TestTheSonyCellIsMadeOfItsTables(t *testing.T) {
	file := "cells/sony-us26650.yaml"
	want := cell.Write(sony(t))
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what its tables give; run make golden and read the diff (%v)", file, err)
	}
}
