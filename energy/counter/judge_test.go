package counter_test

import (
	"testing"

	"ohmstead/energy/counter"
)

func TestJudge(t *testing.T) {
	meter := counter.Settings{Rollover: 100_000}
	tests := map[string]struct {
		settings      counter.Settings
		before, after float64
		turn          counter.Turn
		counted       float64
	}{
		"what rises has counted the difference":                    {meter, 1000, 1250, counter.Rise, 250},
		"what stands still has counted nothing, and that is known": {meter, 1000, 1000, counter.Rise, 0},
		"over the end it goes on from zero":                        {meter, 99_900, 150, counter.Rollover, 250},
		"a fall by nine tenths of the register is over its end":    {meter, 95_000, 5_000, counter.Rollover, 10_000},
		"one by a little less is none":                             {meter, 95_000, 5_001, counter.Fall, 0},
		"without an end the same fall is a reset":                  {counter.Settings{}, 99_900, 150, counter.Reset, 150},
		"a reset counts from zero":                                 {meter, 50_000, 500, counter.Reset, 500},
		"a fall to more than a hundredth is no reset":              {meter, 50_000, 501, counter.Fall, 0},
		"what cannot be reset was not":                             {counter.Settings{NoReset: true}, 50_000, 0, counter.Fall, 0},
		"a dip has counted nothing that is known":                  {meter, 1000, 990, counter.Fall, 0},
		"a value beyond the end is not over it":                    {meter, 120_000, 150, counter.Reset, 150},
		"a register below zero was not reset":                      {meter, 50_000, -1, counter.Fall, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if turn, counted := tt.settings.Judge(tt.before, tt.after); turn != tt.turn || counted != tt.counted {
				t.Errorf("%v Wh to %v Wh is turn %d with %v Wh, want %d with %v Wh", tt.before, tt.after, turn, counted, tt.turn, tt.counted)
			}
		})
	}
}
