package formula_test

import (
	"strings"
	"testing"

	"ohmstead/field/formula"
)

func TestUnit(t *testing.T) {
	units := map[string]string{"pv1": "W", "pv2": "W", "soc": "%", "u": "V", "i": "A", "factor": "1"}
	tests := map[string]struct{ text, want, refused string }{
		"a sum has the unit of its parts":           {"pv1 + pv2", "W", ""},
		"a number goes with every unit":             {"pv1 - 500", "W", ""},
		"so does a factor":                          {"2 * pv1 * factor", "W", ""},
		"a share is a number":                       {"pv1 / (pv1 + pv2)", "1", ""},
		"a share times a hundred is a number":       {"100 * pv1 / pv2", "1", ""},
		"the larger of two is of their unit":        {"max(pv1, pv2, 0)", "W", ""},
		"one of two is of their unit":               {"soc > 50 ? pv1 : -pv2", "W", ""},
		"a comparison is a number":                  {"pv1 > pv2 && soc < 20", "1", ""},
		"a product of two units has no name here":   {"u * i", "", ""},
		"a number is one":                           {"1 + 2", "1", ""},
		"a power and a state of charge do not add":  {"pv1 + soc", "", "soc is in %, W is not"},
		"nor can one of them be chosen":             {"soc > 50 ? pv1 : soc", "", "soc is in %, W is not"},
		"nor compared":                              {"pv1 > soc", "", "soc is in %, W is not"},
		"what is within is looked at too":           {"2 * (pv1 + soc)", "", "soc is in %, W is not"},
		"a quotient has no name here":               {"pv1 / u", "", ""},
		"one by a unit has none either":             {"1 / u", "", ""},
		"what does not say goes with what is named": {"u * i + pv1", "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f, err := formula.Parse(tt.text, "pv1", "pv2", "soc", "u", "i", "factor")
			if err != nil {
				t.Fatal(err)
			}
			got, err := f.Unit(units)
			if got != tt.want || (err == nil) != (tt.refused == "") || err != nil && !strings.Contains(err.Error(), tt.refused) {
				t.Errorf("%s is in %q, %v; want %q, %q", tt.text, got, err, tt.want, tt.refused)
			}
		})
	}
}
