package unit_test

import (
	"math"
	"math/big"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/energy/unit"
)

func TestScaled(t *testing.T) {
	tests := map[string]struct {
		of, times, by, want int64
	}{
		"nothing of anything is nothing":         {0, 5, 7, 0},
		"less than a half goes down":             {1, 1, 3, 0},
		"a half goes up":                         {1, 1, 2, 1},
		"a half goes up from an even number too": {5, 1, 2, 3},
		"the product may have 128 bits":          {math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := unit.Scaled(tt.of, tt.times, tt.by); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestScaledIsWhatRationalNumbersSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of, by := rapid.Int64Range(0, math.MaxInt64).Draw(t, "of"), rapid.Int64Range(1, math.MaxInt64).Draw(t, "by")
		times := rapid.Int64Range(0, by).Draw(t, "times")
		twice := new(big.Int).Mul(big.NewInt(of), big.NewInt(times))
		twice.Lsh(twice, 1).Add(twice, big.NewInt(by)) // ⌊(2 p + by) / (2 by)⌋
		want := twice.Div(twice, new(big.Int).Lsh(big.NewInt(by), 1))
		if got := unit.Scaled(of, times, by); want.Cmp(big.NewInt(got)) != 0 {
			t.Fatalf("got %d, want %s", got, want)
		}
	})
}

func TestScaledRefusesWhatItCannotTell(t *testing.T) {
	for name, of := range map[string][3]int64{
		"a negative number":             {-1, 1, 1},
		"times a negative number":       {1, -1, 1},
		"by nothing":                    {1, 1, 0},
		"more than an int64 holds":      {math.MaxInt64, 3, 2},
		"more than any 64 bits do hold": {math.MaxInt64, math.MaxInt64, 1},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("it has an answer")
				}
			}()
			unit.Scaled(of[0], of[1], of[2])
		})
	}
}

func TestWattHours(t *testing.T) {
	tests := map[string]struct {
		energy unit.Energy
		want   string
	}{
		"nothing":                                {0, "0.00"},
		"a watt-hour":                            {unit.WattHour, "1.00"},
		"half a hundredth goes to the even zero": {18, "0.00"},
		"and a half goes to the even two":        {54, "0.02"},
		"more than half a hundredth goes up":     {19, "0.01"},
		"what comes to nothing has no sign":      {-18, "0.00"},
		"the same rule below zero":               {-54, "-0.02"},
		"the zero behind the point stays":        {unit.WattHour + 5*36, "1.05"},
		"the largest energy has every digit":     {math.MaxInt64, "2562047788015215.50"},
		"the smallest energy has every digit":    {math.MinInt64, "-2562047788015215.50"},
		"whole watt-hours have two zeros":        {25_000 * unit.KilowattHour, "25000000.00"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.energy.WattHourText(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestWattHoursIsTheNumberOfItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := unit.Energy(rapid.Int64Range(-1e15, 1e15).Draw(t, "joules"))
		text := e.WattHourText()
		got, err := strconv.ParseFloat(text, 64)
		if err != nil || got != e.WattHours() {
			t.Fatalf("%s is shown beside %v, %v", text, e.WattHours(), err)
		}
		shown, _ := new(big.Rat).SetString(text)
		off := new(big.Rat).Sub(shown, big.NewRat(int64(e), 3600))
		if off.Abs(off).Cmp(big.NewRat(1, 200)) > 0 {
			t.Fatalf("%d J is shown as %s Wh", e, text)
		}
	})
}
