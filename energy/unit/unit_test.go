package unit_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/energy/unit"
)

func TestFromFloat(t *testing.T) {
	tests := map[string]struct {
		value float64
		want  unit.Power
		ok    bool
	}{
		"half a watt rounds to the even watt":     {2.5, 2, true},
		"one and a half rounds to the even watt":  {1.5, 2, true},
		"a negative value keeps its sign":         {-2400.4, -2400, true},
		"not a number is unknown, not zero watts": {math.NaN(), 0, false},
		"infinity is unknown":                     {math.Inf(1), 0, false},
		"more than an int64 holds is unknown":     {1e19, 0, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := unit.FromFloat(tt.value, unit.Watt)
			if got != tt.want || ok != tt.ok {
				t.Errorf("got %v, %v; want %v, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestFloatInvertsFromFloat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := unit.Voltage(rapid.Int64Range(-1e12, 1e12).Draw(t, "millivolt"))
		got, ok := unit.FromFloat(unit.Float(want, unit.Volt), unit.Volt)
		if !ok || got != want {
			t.Fatalf("got %d mV, %v; want %d mV", got, ok, want)
		}
	})
}
