package formula_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/field/formula"
)

func TestFormula_ComputesWhatItSays(t *testing.T) {
	tests := map[string]struct {
		text    string
		names   []string
		numbers []float64
		want    float64
		ok      bool
	}{
		"a difference of two registers":        {"import - export", []string{"import", "export"}, []float64{300, 500}, -200, true},
		"a sign taken from a flag that is set": {"bit(flow, 1) ? abs(p) : -abs(p)", []string{"p", "flow"}, []float64{1200, 2}, 1200, true},
		"and from one that is not":             {"bit(flow, 1) ? abs(p) : -abs(p)", []string{"p", "flow"}, []float64{1200, 4}, -1200, true},
		"a choice between whole numbers":       {"v > 0 ? 1 : v < 0 ? 2 : 0", []string{"v"}, []float64{-7.5}, 2, true},
		"a bound below":                        {"max(v, 0)", []string{"v"}, []float64{-3}, 0, true},
		"a bound above":                        {"min(v, 10)", []string{"v"}, []float64{30}, 10, true},
		"rounding":                             {"round(v / 3)", []string{"v"}, []float64{10}, 3, true},
		"a comparison is one or zero":          {"v >= 6", []string{"v"}, []float64{6}, 1, true},
		"no value":                             {"v == 4 ? v : nil", []string{"v"}, []float64{3}, 0, false},
		"a division by nothing":                {"1 / v", []string{"v"}, []float64{0}, 0, false},
		"a constant":                           {"42", nil, nil, 42, true},
		"a bit of a number that has none":      {"bit(v, 0)", []string{"v"}, []float64{1.5}, 0, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f, err := formula.Parse(tt.text, tt.names...)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := f.Value(tt.numbers...)
			if ok != tt.ok || ok && got != tt.want {
				t.Errorf("got %v, %v; want %v, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestParse_RefusesInOneLine(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"a name nobody gave":      {"v + w", "unknown name w"},
		"no formula":              {"", "unexpected token EOF"},
		"a text":                  {`"a"`, "no arithmetic"},
		"a list":                  {"[v]", "no arithmetic"},
		"a function that is not":  {"log(v)", "unknown name log"},
		"a loop":                  {"map([1], v)", "no arithmetic"},
		"too long":                {strings.Repeat("v+", 300) + "v", "at most 500"},
		"a text added to numbers": {`v + "a"`, "no arithmetic"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := formula.Parse(tt.text, "v")
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line with %q", err, tt.want)
			}
		})
	}
	if _, err := formula.Parse("V", "V"); err == nil {
		t.Error("a name in upper case was accepted")
	}
}

// Splitting a number into its two directions and putting it together again changes nothing.
func TestFormula_TwoDirectionsGiveTheNumberBack(t *testing.T) {
	split := map[string]string{"charge": "max(v, 0)", "discharge": "max(-v, 0)"}
	whole, err := formula.Parse("charge - discharge", "charge", "discharge")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e6, 1e6).Draw(t, "v")
		var parts []float64
		for _, n := range whole.Names() {
			f, err := formula.Parse(split[n], "v")
			if err != nil {
				t.Fatal(err)
			}
			p, ok := f.Value(v)
			if !ok || p < 0 {
				t.Fatalf("%s of %v is %v, %v", n, v, p, ok)
			}
			parts = append(parts, p)
		}
		if got, ok := whole.Value(parts...); !ok || got != v {
			t.Fatalf("%v became %v", v, got)
		}
	})
}

// Whatever the text, it is read or refused; what is read can be computed.
func FuzzFormula(f *testing.F) {
	for _, text := range []string{"v", "max(v, w) - 3", "bit(v, 1) ? v : -w", "v > 0 ? 1 : nil", "round(v/3)*w", "((", "v ?? 1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := formula.Parse(text, "v", "w")
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("more than one line: %v", err)
			}
			return
		}
		parsed.Value(1, -2)
		parsed.Value(0, 1e300)
	})
}
