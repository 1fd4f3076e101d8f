package virtual

import (
	"fmt"
	"slices"
	"time"

	"ohmstead/energy/point"
	"ohmstead/energy/slot"
	"ohmstead/field/formula"
)

// Input is one channel that a formula is computed from: its readings in order of time, those that hold
// at the start of the interval included.
type Input struct {
	Name     string
	Readings []point.Reading
}

// Evaluate computes a formula at each instant of an interval at which one of the inputs has a reading,
// in order. An input holds its last reading for maxAge. Where one has none that is usable, or the
// result is no number, the reading is a STALE mark with no value. The quality is the worst of the
// inputs that hold.
func Evaluate(text string, inputs []Input, maxAge time.Duration, in slot.Interval) ([]point.Reading, error) {
	names := make([]string, len(inputs))
	for i, input := range inputs {
		names[i] = input.Name
	}
	f, err := formula.Parse(text, names...)
	if err != nil {
		return nil, fmt.Errorf("read the formula %q: %w", text, err)
	}
	next, held := make([]int, len(inputs)), make([]point.Reading, len(inputs))
	var results []point.Reading
	for _, at := range instants(inputs, in) {
		for i, input := range inputs {
			for ; next[i] < len(input.Readings) && !input.Readings[next[i]].At.After(at); next[i]++ {
				held[i] = input.Readings[next[i]]
			}
		}
		results = append(results, result(f, held, at, maxAge))
	}
	return results, nil
}

// instants are those of the interval at which an input has a reading, each once, in order.
func instants(inputs []Input, in slot.Interval) []time.Time {
	var all []time.Time
	for _, input := range inputs {
		for _, r := range input.Readings {
			if in.Contains(r.At) {
				all = append(all, r.At)
			}
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return slices.CompactFunc(all, time.Time.Equal)
}

func result(f *formula.Formula, held []point.Reading, at time.Time, maxAge time.Duration) point.Reading {
	numbers, quality := make([]float64, len(held)), point.Missing
	for i, r := range held {
		value, ok := r.Fresh(at, maxAge)
		if !ok {
			return point.Reading{At: at, Quality: point.Stale}
		}
		numbers[i], quality = value, point.Worse(quality, r.Quality)
	}
	value, ok := f.Value(numbers...)
	if !ok {
		return point.Reading{At: at, Quality: point.Stale}
	}
	return point.Reading{Value: value, At: at, Quality: quality}
}
