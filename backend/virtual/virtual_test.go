package virtual_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ohmstead/backend/registry"
	"ohmstead/backend/virtual"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func at(second int, value float64, q point.Quality) point.Reading {
	return point.Reading{At: noon.Add(time.Duration(second) * time.Second), Value: value, Quality: q}
}

func good(second int, value float64) point.Reading { return at(second, value, point.Good) }

func TestEvaluate(t *testing.T) {
	tests := map[string]struct {
		formula string
		a, b    []point.Reading
		want    string // second:value quality
	}{
		"it has a value at each instant of its inputs": {"a + b", []point.Reading{good(0, 1), good(10, 2)}, []point.Reading{good(0, 10), good(5, 20)}, "0:11 GOOD, 5:21 GOOD, 10:22 GOOD"},
		"an input holds from before":                   {"a + b", []point.Reading{good(-60, 1)}, []point.Reading{good(0, 10)}, "0:11 GOOD"},
		"but not for longer than it may":               {"a + b", []point.Reading{good(-121, 1)}, []point.Reading{good(0, 10)}, "0: STALE"},
		"an input that never came is missing, not 0":   {"a + b", nil, []point.Reading{good(0, 10)}, "0: STALE"},
		"one that is STALE is missing":                 {"a + b", []point.Reading{good(-10, 1), at(0, 1, point.Stale), good(5, 1)}, []point.Reading{good(-10, 10)}, "0: STALE, 5:11 GOOD"},
		"one that is BAD is missing":                   {"a + b", []point.Reading{at(0, 1, point.Bad)}, []point.Reading{good(0, 10)}, "0: STALE"},
		"the quality is the worst of the inputs":       {"a + b", []point.Reading{at(0, 1, point.Uncertain), at(5, 1, point.Substituted)}, []point.Reading{good(0, 10)}, "0:11 UNCERTAIN, 5:11 SUBSTITUTED"},
		"what is no number is missing":                 {"a / b", []point.Reading{good(0, 1)}, []point.Reading{good(0, 0), good(5, 2)}, "0: STALE, 5:0.5 GOOD"},
		"what comes behind the interval is not looked at": {
			"a + b", []point.Reading{good(0, 1)}, []point.Reading{good(0, 10), good(900, 20)}, "0:11 GOOD",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := virtual.Evaluate(tt.formula, []virtual.Input{{"a", tt.a}, {"b", tt.b}}, 2*time.Minute, slot.Interval{From: noon, To: noon.Add(15 * time.Minute)})
			if err != nil || shown(got) != tt.want {
				t.Errorf("got %s, %v; want %s", shown(got), err, tt.want)
			}
		})
	}
}

func shown(readings []point.Reading) string {
	var all []string
	for _, r := range readings {
		value := ""
		if r.Quality.Usable() {
			value = fmt.Sprint(r.Value)
		}
		all = append(all, fmt.Sprintf("%d:%s %s", int(r.At.Sub(noon).Seconds()), value, r.Quality))
	}
	return strings.Join(all, ", ")
}

// However the time is cut into intervals, and whatever lies around them, each instant comes out as if
// the last reading of each input by then were looked up.
func TestEvaluate_IsWhatALookUpGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		readings := func(name string) []point.Reading {
			var all []point.Reading
			for second := 0; second < 1800; second += rapid.IntRange(1, 300).Draw(t, name+" pause") {
				quality := rapid.SampledFrom([]point.Quality{point.Good, point.Good, point.Uncertain, point.Bad, point.Stale}).Draw(t, name+" quality")
				all = append(all, at(second, float64(rapid.IntRange(-50, 50).Draw(t, name)), quality))
			}
			return all
		}
		a, b := readings("a"), readings("b")
		age := time.Duration(rapid.IntRange(1, 400).Draw(t, "age")) * time.Second
		lookUp := func(all []point.Reading, at time.Time) float64 {
			value := math.NaN()
			for _, r := range all {
				if !r.At.After(at) {
					value = math.NaN()
					if r.Quality.Usable() && at.Sub(r.At) <= age {
						value = r.Value
					}
				}
			}
			return value
		}
		cut := noon.Add(time.Duration(rapid.IntRange(1, 1799).Draw(t, "cut")) * time.Second)
		count := map[time.Time]bool{}
		for _, r := range append(append([]point.Reading{}, a...), b...) {
			count[r.At] = true
		}
		for _, in := range []slot.Interval{{From: noon, To: cut}, {From: cut, To: noon.Add(time.Hour)}} {
			got, err := virtual.Evaluate("a - b", []virtual.Input{{"a", a}, {"b", b}}, age, in)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range got {
				if !count[r.At] {
					t.Fatalf("%s is no instant of an input, or came twice", r.At)
				}
				delete(count, r.At)
				want := lookUp(a, r.At) - lookUp(b, r.At)
				if math.IsNaN(want) == r.Quality.Usable() || r.Quality.Usable() && r.Value != want {
					t.Fatalf("%s: got %v %s, want %v", r.At, r.Value, r.Quality, want)
				}
			}
		}
		if len(count) > 0 {
			t.Fatalf("%d instants have no result", len(count))
		}
	})
}

func TestCheck(t *testing.T) {
	channels := []registry.Channel{
		{Asset: "meter0", Name: "ActivePower", Unit: "W"},
		{Asset: "ev0", Name: "ActivePower", Unit: "W"},
		{Asset: "battery0", Name: "SOC", Unit: "%"},
		{Asset: "meter0", Name: "Voltage_L1", Unit: "V"},
		{Asset: "meter0", Name: "Current_L1", Unit: "A"},
		{Asset: "meter0", Name: "HouseLoad", Unit: "W"},
		{Asset: "meter0", Name: "Rest", Unit: "W"},
		{Asset: "offline1", Name: "ActivePower", Unit: "W", Kind: "interval"},
	}
	others := []virtual.Channel{
		{Draft: virtual.Draft{Name: "meter0.HouseLoad", Definition: virtual.Definition{Inputs: map[string]string{"a": "meter0.Rest"}}}},
		{Draft: virtual.Draft{Name: "meter0.Rest", Definition: virtual.Definition{Inputs: map[string]string{"a": "meter0.ActivePower"}}}},
	}
	draft := func(name, formula, unit string, inputs ...string) virtual.Draft {
		d := virtual.Draft{Name: name, Unit: unit, Definition: virtual.Definition{Formula: formula, Inputs: map[string]string{}, MaxAge: time.Minute}}
		for i := 0; i < len(inputs); i += 2 {
			d.Inputs[inputs[i]] = inputs[i+1]
		}
		return d
	}
	slow := draft("meter0.New", "grid", "", "grid", "meter0.ActivePower")
	slow.MaxAge = time.Hour
	tests := map[string]struct {
		draft         virtual.Draft
		unit, refused string
	}{
		"a difference of powers is a power":        {draft("meter0.New", "grid - ev", "", "grid", "meter0.ActivePower", "ev", "ev0.ActivePower"), "W", ""},
		"it may be computed from what is computed": {draft("meter0.New", "load / 2", "W", "load", "meter0.HouseLoad"), "W", ""},
		"a product has the unit that is said":      {draft("meter0.New", "u * i", "VA", "u", "meter0.Voltage_L1", "i", "meter0.Current_L1"), "VA", ""},
		"which has to be said":                     {draft("meter0.New", "u * i", "", "u", "meter0.Voltage_L1", "i", "meter0.Current_L1"), "", "unit"},
		"and to be one":                            {draft("meter0.New", "u * i", "horses", "u", "meter0.Voltage_L1", "i", "meter0.Current_L1"), "", "canonical"},
		"a power is no state of charge":            {draft("meter0.New", "grid", "%", "grid", "meter0.ActivePower"), "", "W, which the formula has"},
		"a power and a state of charge do not add": {draft("meter0.New", "grid + soc", "", "grid", "meter0.ActivePower", "soc", "battery0.SOC"), "", "go together"},
		"a channel is not computed from itself":    {draft("meter0.New", "a", "", "a", "meter0.New"), "", "meter0.New → meter0.New"},
		"nor over others":                          {draft("meter0.Rest", "a", "", "a", "meter0.HouseLoad"), "", "meter0.Rest → meter0.HouseLoad → meter0.Rest"},
		"what is measured is not computed":         {draft("meter0.ActivePower", "ev", "", "ev", "ev0.ActivePower"), "", "is measured"},
		"its asset is one of the site":             {draft("nobody.New", "ev", "", "ev", "ev0.ActivePower"), "", "an asset of the site"},
		"it has a name":                            {draft("", "ev", "", "ev", "ev0.ActivePower"), "", "name"},
		"which begins with a capital letter":       {draft("meter0.new", "ev", "", "ev", "ev0.ActivePower"), "", "capital"},
		"an input that is not there is named":      {draft("meter0.New", "ev", "", "ev", "ev0.Nothing"), "", "ev0.Nothing"},
		"a formula names its inputs":               {draft("meter0.New", "ev + x", "", "ev", "ev0.ActivePower"), "", "formula"},
		"what people read has no samples":          {draft("meter0.New", "ev - hall", "", "ev", "ev0.ActivePower", "hall", "offline1.ActivePower"), "", "offline1.ActivePower"},
		"it has inputs":                            {draft("meter0.New", "1", ""), "", "inputs"},
		"a value does not hold for an hour":        {slow, "", "max_age_seconds"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			ready, err := tt.draft.Check([]string{"meter0", "ev0", "battery0"}, channels, others)
			if (err == nil) != (tt.refused == "") || err != nil && !strings.Contains(err.Error(), tt.refused) {
				t.Fatalf("got %v, want %q", err, tt.refused)
			}
			if err == nil && ready.Unit != tt.unit {
				t.Errorf("it is in %s, want %s", ready.Unit, tt.unit)
			}
		})
	}
}
