package study_test

import (
	"bytes"
	"compress/gzip"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ohmstead/study"
)

const plain = "t_s,current_a,voltage_v,temperature_c,soc_percent\n0,1,3.7,25,50\n1,2,3.71,,51\n3,,3.72,26,\n"

func TestALogIsTurnedIntoOurSignsAndUnits(t *testing.T) {
	tests := map[string]struct {
		text string
		form study.LogForm
		want study.LogRow // of the second row
	}{
		"our own way":                    {plain, study.LogForm{Celsius: math.NaN()}, study.LogRow{Seconds: 1, Amps: 2, Volts: 3.71, Celsius: math.NaN(), Reference: 0.51}},
		"a current that is discharging":  {plain, study.LogForm{DischargePositive: true, Celsius: 20}, study.LogRow{Seconds: 1, Amps: -2, Volts: 3.71, Celsius: 20, Reference: 0.51}},
		"leads between cell and voltage": {plain, study.LogForm{LeadsOhm: 0.1, Celsius: 20}, study.LogRow{Seconds: 1, Amps: 2, Volts: 3.51, Celsius: 20, Reference: 0.51}},
		"other names, a reference from 0 to 1, and instants": {
			"time,I,U,ref\n2026-01-31T12:00:00Z,1,3.7,0.5\n2026-01-31T12:00:01.5Z,2,3.71,0.51\n",
			study.LogForm{Names: map[string]string{"current_a": "I", "voltage_v": "U", "soc_percent": "ref"}, ReferenceShare: true, Celsius: 20},
			study.LogRow{Seconds: 1769860801.5, Amps: 2, Volts: 3.71, Celsius: 20, Reference: 0.51},
		},
		"one of two tests, from a time on": {
			"t_s,script,current_a,voltage_v\n0,1,9,9\n0,2,9,9\n5,2,1,3.7\n6,2,2,3.71\n9,2,9,9\n",
			study.LogForm{Where: map[string]string{"script": "2"}, From: 5, To: 9, Celsius: 20},
			study.LogRow{Seconds: 6, Amps: 2, Volts: 3.71, Celsius: 20, Reference: math.NaN()},
		},
		"a tester's ampere hours that begin anew": {
			"t_s,current_a,voltage_v,ah\n0,1,3.7,4\n1,2,3.71,1\n2,2,3.71,3\n",
			study.LogForm{Ah: study.AhReference{Column: "ah", CapacityAh: 10, StartPercent: 40}, Celsius: 20},
			study.LogRow{Seconds: 1, Amps: 2, Volts: 3.71, Celsius: 20, Reference: 0.5},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			rows, err := study.ParseLog("l.csv", []byte(tt.text), tt.form)
			if err != nil {
				t.Fatal(err)
			}
			got := rows[1]
			for _, pair := range [][2]float64{{got.Seconds, tt.want.Seconds}, {got.Amps, tt.want.Amps}, {got.Volts, tt.want.Volts}, {got.Celsius, tt.want.Celsius}, {got.Reference, tt.want.Reference}} {
				if math.Abs(pair[0]-pair[1]) > 1e-9 || math.IsNaN(pair[0]) != math.IsNaN(pair[1]) {
					t.Errorf("got %+v, want %+v", got, tt.want)
					break
				}
			}
		})
	}
	rows, err := study.ParseLog("l.csv", []byte(plain), study.LogForm{Celsius: 25})
	if err != nil || !math.IsNaN(rows[2].Amps) || !math.IsNaN(rows[2].Reference) {
		t.Errorf("an empty field is unknown, not 0: %+v, %v", rows, err)
	}
}

func TestFaultsOfALogAreNamedByLineAndColumn(t *testing.T) {
	tests := map[string]struct {
		text string
		form study.LogForm
		want string
	}{
		"no voltage":              {"t_s,current_a\n0,1\n", study.LogForm{}, "l.csv:1: UNKNOWN_NAME: the log names column voltage_v, which does not exist; known are t_s, current_a"},
		"no time":                 {"current_a,voltage_v\n", study.LogForm{}, "l.csv:1: UNKNOWN_NAME: the log names column t_s"},
		"a column of another log": {plain, study.LogForm{Names: map[string]string{"current_a": "amps"}}, "column amps"},
		"a column to choose by":   {plain, study.LogForm{Where: map[string]string{"script": "1"}}, "column script"},
		"a counter that is not":   {plain, study.LogForm{Ah: study.AhReference{Column: "ah", CapacityAh: 1}}, "column ah"},
		"a number in words":       {strings.Replace(plain, "3.71", "high", 1), study.LogForm{}, `l.csv:3: INVALID_VALUE: voltage_v is "high", want a number`},
		"a number that is none":   {strings.Replace(plain, "3.71", "NaN", 1), study.LogForm{}, `l.csv:3: INVALID_VALUE: voltage_v is "NaN", want a number`},
		"time that goes back":     {strings.Replace(plain, "\n3,", "\n0.5,", 1), study.LogForm{}, "l.csv:4: INVALID_VALUE: t_s is 0.5, want at least that of the row before, 1"},
		"no time in a row":        {strings.Replace(plain, "\n3,", "\n,", 1), study.LogForm{}, "l.csv:4: MISSING_FIELD: t_s is missing"},
		"a row too short":         {"t_s,current_a,voltage_v\n0,1\n", study.LogForm{}, "l.csv:2: SYNTAX_ERROR: cannot be read: wrong number of fields"},
		"an instant that is none": {"time,current_a,voltage_v\nnoon,1,3\n", study.LogForm{}, `l.csv:2: INVALID_VALUE: time is "noon", want an instant such as`},
		"nothing":                 {"", study.LogForm{}, "l.csv:1: SYNTAX_ERROR"},
		"too little":              {"t_s,current_a,voltage_v\n0,1,3\n", study.LogForm{}, "want at least two rows"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := study.ParseLog("l.csv", []byte(tt.text), tt.form)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func TestALogMayBeZipped(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := z.Write([]byte(plain)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "l.csv.gz")
	for _, tt := range []struct {
		data []byte
		want string
	}{{zipped.Bytes(), ""}, {zipped.Bytes()[:20], "SYNTAX_ERROR"}, {[]byte(plain), "SYNTAX_ERROR"}} {
		if err := os.WriteFile(file, tt.data, 0o600); err != nil {
			t.Fatal(err)
		}
		rows, err := study.ReadLog(file, study.LogForm{})
		if tt.want == "" && (err != nil || len(rows) != 3) || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%d rows, error %v, want %q", len(rows), err, tt.want)
		}
	}
}

func TestFaultsOfFormsAndRecipesAreNamed(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "f.yaml")
	const recipe = "name: x\ncapacity_ah: 2\nidentify:\n  ocv_percent: [0, 100]\n  circuit_percent: [50]\n  tests:\n    - {temperature_c: 25, dynamic: {log: nowhere.csv}}\n"
	tests := map[string]struct {
		text string
		read func() error
		want string
	}{
		"a sign that does not exist":     {"positive: up\n", form(file), "f.yaml:1: INVALID_VALUE: positive is \"up\", want one of charge, discharge"},
		"a span that ends before":        {"from_s: 9\nto_s: 3\n", form(file), "f.yaml:2: INVALID_VALUE: to_s is \"3\", want more than from_s"},
		"a column we do not have":        {"columns: {amps: I}\n", form(file), "want our names on the left"},
		"a counter without its capacity": {"reference_ah: {column: ah, start_percent: 0}\n", form(file), "reference_ah.capacity_ah is missing"},
		"a field that does not exist":    {"sign: -1\n", form(file), "f.yaml:1: UNKNOWN_FIELD: unknown field sign"},
		"a log that is not there":        {recipe, recipes(file), "read log: open"},
		"three branches":                 {strings.Replace(recipe, "  tests", "  branches: 3\n  tests", 1), recipes(file), "identify.branches is \"3\", want 1 or 2"},
		"a discharge without a charge":   {strings.Replace(recipe, "dynamic:", "discharge:", 1), recipes(file), "identify.tests[0].charge is missing"},
		"nodes that fall":                {strings.Replace(recipe, "[0, 100]", "[100, 0]", 1), recipes(file), "identify.ocv_percent is"},
		"no tests":                       {strings.Replace(recipe, "  tests:\n    - {temperature_c: 25, dynamic: {log: nowhere.csv}}\n", "", 1), recipes(file), "identify.tests is missing"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(file, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := tt.read(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func form(file string) func() error {
	return func() error { _, err := study.ReadLogForm(file); return err }
}

func recipes(file string) func() error {
	return func() error { _, err := study.FitCell(file); return err }
}

func FuzzBatteryLog(f *testing.F) {
	f.Add(plain, "", false)
	f.Add("time,current_a,voltage_v\n2026-01-31T12:00:00Z,1,3\n2026-01-31T12:00:01Z,1,3\n", "current_a", true)
	f.Add("t_s,current_a,voltage_v,ah\n0,1,3,4\n1,1,3,-1\n", "ah", true)
	f.Fuzz(func(t *testing.T, text, counter string, discharge bool) {
		rows, err := study.ParseLog("l.csv", []byte(text), study.LogForm{DischargePositive: discharge, Ah: study.AhReference{Column: counter, CapacityAh: 1}})
		if err != nil {
			return
		}
		for i, r := range rows {
			if math.IsNaN(r.Seconds) || i > 0 && r.Seconds < rows[i-1].Seconds {
				t.Fatalf("row %d at %v", i, r.Seconds)
			}
		}
	})
}
