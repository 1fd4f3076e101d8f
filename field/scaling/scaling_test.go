package scaling_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/energy/point"
	"ohmstead/field/scaling"
	"ohmstead/field/strict"
)

func read(t *testing.T, text string, w scaling.Want) (scaling.Scaling, error) {
	t.Helper()
	doc, err := strict.Parse("acme.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	root := doc.Root()
	s := scaling.Read(root, w)
	root.Done()
	return s, doc.Err()
}

func TestADevicesNumberBecomesOurs(t *testing.T) {
	tests := map[string]struct {
		text string
		unit point.Unit
		raw  float64
		want float64
		ok   bool
	}{
		"the number itself":                    {"unit: W", point.Watt, 230, 230, true},
		"a scale of a hundredth is exact":      {"{scale: 0.01, unit: Hz}", point.Hertz, 4998, 49.98, true},
		"production is turned":                 {"{unit: kW, sign: -1}", point.Watt, 4.2, -4200, true},
		"a turned zero is zero":                {"{unit: W, sign: -1}", point.Watt, 0, 0, true},
		"an offset comes before the sign":      {"{scale: 2, offset: 3, sign: -1, unit: W}", point.Watt, 5, -13, true},
		"a magnitude loses its sign":           {"{unit: A, magnitude: true}", point.Ampere, -4, 4, true},
		"a value outside its range is none":    {"{unit: '%', valid: [0, 100]}", point.Percent, 101, 0, false},
		"the bounds are inside":                {"{unit: '%', valid: [0, 100]}", point.Percent, 100, 100, true},
		"not a number is none":                 {"unit: W", point.Watt, math.NaN(), 0, false},
		"an infinite number is none":           {"unit: W", point.Watt, math.Inf(1), 0, false},
		"true and false need no unit":          {"{}", point.Bool, 1, 1, true},
		"an enumeration needs no unit":         {"{}", "enum:PlugState", 2, 2, true},
		"a kilowatt hour is a thousand of one": {"unit: kWh", point.WattHour, 1.5, 1500, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := read(t, tt.text, scaling.Want{Unit: tt.unit, Channel: "x"})
			if err != nil {
				t.Fatal(err)
			}
			rule, err := s.For(tt.unit)
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := rule.Value(tt.raw); got != tt.want || ok != tt.ok || math.Signbit(got) != math.Signbit(tt.want) {
				t.Errorf("got %v, %v; want %v, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestAScalingThatCannotBeIsRefused(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"a scale of nothing":      {"{scale: 0, unit: W}", `acme.yaml:1: INVALID_VALUE: scale is "0", want a number other than zero`},
		"a sign of two":           {"{sign: 2, unit: W}", `acme.yaml:1: INVALID_VALUE: sign is "2", want 1 or -1`},
		"no unit for power":       {"{scale: 1}", "acme.yaml:1: MISSING_FIELD: unit is missing"},
		"another thing's unit":    {"{unit: A}", "acme.yaml:1: UNKNOWN_UNIT: unit A does not fit P; want W, kW, MW, mW"},
		"a range upside down":     {"{unit: W, valid: [2, 1]}", `acme.yaml:1: INVALID_VALUE: valid is "[2, 1]", want a list of a lower and an upper bound`},
		"a range of one":          {"{unit: W, valid: [2]}", `acme.yaml:1: INVALID_VALUE: valid is "[2]", want a list of a lower and an upper bound`},
		"a range with a word":     {"{unit: W, valid: [2, many]}", `acme.yaml:1: INVALID_VALUE: valid is "[2, many]", want a list of a lower and an upper bound`},
		"a scale that is a words": {"{unit: W, scale: big}", `acme.yaml:1: INVALID_VALUE: scale is "big", want a number`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := read(t, tt.text, scaling.Want{Unit: point.Watt, Channel: "P"})
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("\n got %v\nwant %s", err, tt.want)
			}
		})
	}
}

// What a driver reads is what a twin shows: Raw undoes Value.
func TestRawUndoesValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := scaling.Scaling{
			Scale:  rapid.SampledFrom([]float64{1, 0.1, 0.01, 10, 0.001, 3}).Draw(t, "scale"),
			Offset: float64(rapid.IntRange(-100, 100).Draw(t, "offset")),
			Sign:   rapid.SampledFrom([]float64{1, -1}).Draw(t, "sign"),
			Unit:   rapid.SampledFrom([]point.Unit{"W", "kW", "mW"}).Draw(t, "unit"),
		}
		rule, err := s.For(point.Watt)
		if err != nil {
			t.Fatal(err)
		}
		raw := float64(rapid.IntRange(-1_000_000, 1_000_000).Draw(t, "raw"))
		v, ok := rule.Value(raw)
		if !ok {
			t.Fatalf("%v is no value", raw)
		}
		if got := rule.Raw(v); math.Abs(got-raw) > 1e-6 {
			t.Fatalf("%v became %v and came back as %v", raw, v, got)
		}
	})
}
