package counter_test

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/energy/counter"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// readings are values by minutes after noon.
func readings(minutesAndValues ...float64) []counter.Reading {
	var all []counter.Reading
	for i := 0; i < len(minutesAndValues); i += 2 {
		at := noon.Add(time.Duration(minutesAndValues[i] * float64(time.Minute)))
		all = append(all, counter.Reading{At: at, Value: minutesAndValues[i+1], Quality: point.Good})
	}
	return spaced(all)
}

func spaced(all []counter.Reading) []counter.Reading {
	for i := range all {
		if i > 0 {
			all[i].Since = all[i].At.Sub(all[i-1].At)
		}
	}
	return all
}

func quarters(n int) []slot.Interval {
	var all []slot.Interval
	for i := range n {
		from := noon.Add(time.Duration(i) * slot.QuarterHour)
		all = append(all, slot.Interval{From: from, To: from.Add(slot.QuarterHour)})
	}
	return all
}

func TestCount(t *testing.T) {
	const minute = time.Minute
	wh := func(n int64) int64 { return n * 3600 }
	meter := counter.Settings{Rollover: 100_000}
	tests := map[string]struct {
		readings []counter.Reading
		want     []counter.Energy
	}{
		"a quarter hour has what was counted in it": {
			readings(0, 100, 10, 200, 15, 250), []counter.Energy{{Joules: wh(150), Covered: 15 * minute, Quality: point.Good}},
		},
		"what was counted over a boundary is shared by time": {
			readings(0, 0, 10, 100, 20, 200, 30, 300),
			[]counter.Energy{{Joules: wh(150), Covered: 15 * minute, Quality: point.Good}, {Joules: wh(150), Covered: 15 * minute, Quality: point.Good}},
		},
		"what was counted over an outage is shared by time, and says so": {
			readings(0, 0, 15, 100, 45, 400, 60, 500),
			[]counter.Energy{
				{Joules: wh(100), Covered: 15 * minute, Quality: point.Good},
				{Joules: wh(150), Shared: 15 * minute, Quality: point.Uncertain},
				{Joules: wh(150), Shared: 15 * minute, Quality: point.Uncertain},
				{Joules: wh(100), Covered: 15 * minute, Quality: point.Good},
			},
		},
		"over more than a day it is unknown when": {
			readings(0, 0, 15, 100, 15+24*60+1, 400), []counter.Energy{{Joules: wh(100), Covered: 15 * minute, Quality: point.Good}, {Quality: point.Uncertain}},
		},
		"nothing is known without readings": {nil, []counter.Energy{{}}},
		"over the end of the register it counts on": {
			readings(0, 99_900, 10, 150, 15, 200), []counter.Energy{{Joules: wh(300), Covered: 15 * minute, Rollovers: 1, Quality: point.Good}},
		},
		"a reset counts from zero, and says so": {
			readings(0, 5000, 5, 5100, 10, 30, 15, 100), []counter.Energy{{Joules: wh(200), Covered: 15 * minute, Resets: 1, Quality: point.Uncertain}},
		},
		"a dip counts nothing": {
			readings(0, 5000, 5, 5100, 6, 4000, 7, 4100, 8, 5160, 15, 5200), []counter.Energy{{Joules: wh(200), Covered: 15 * minute, Quality: point.Good}},
		},
		"a dip to zero counts nothing": {
			readings(0, 5_000_000, 5, 5_000_100, 6, 0, 7, 5_000_110, 15, 5_000_200), []counter.Energy{{Joules: wh(200), Covered: 15 * minute, Quality: point.Good}},
		},
		"nor does one to near zero": {
			readings(0, 5_000_000, 5, 5_000_100, 6, 3, 7, 40_000, 8, 12, 9, 5_000_110, 15, 5_000_200), []counter.Energy{{Joules: wh(200), Covered: 15 * minute, Quality: point.Good}},
		},
		"nor one to zero just below the end of the register": {
			readings(0, 99_000, 5, 99_100, 6, 0, 7, 99_110, 15, 99_200), []counter.Energy{{Joules: wh(200), Covered: 15 * minute, Quality: point.Good}},
		},
		"what is back at zero for longer was reset": {
			readings(0, 5000, 5, 5100, 6, 0, 11.5, 20, 12, 5100, 15, 5200), []counter.Energy{{Joules: wh(5300), Covered: 15 * minute, Resets: 1, Quality: point.Uncertain}},
		},
		"a fall to zero of a minute ago is a reset until it comes back": {
			readings(0, 5000, 10, 5100, 11, 0), []counter.Energy{{Joules: wh(100), Covered: 11 * minute, Resets: 1, Quality: point.Uncertain}},
		},
		"a meter that was exchanged begins anew; what it counted meanwhile is unknown": {
			readings(0, 5000, 3, 5100, 5, 3000, 10, 3100, 15, 3200), []counter.Energy{{Joules: wh(300), Covered: 13 * minute, Falls: 1, Quality: point.Uncertain}},
		},
		"a fall of a minute ago may be either, and waits": {
			readings(0, 5000, 10, 5100, 11, 3000), []counter.Energy{{Joules: wh(100), Covered: 10 * minute, Quality: point.Good}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, meter.Count(tt.readings, quarters(len(tt.want)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// life is the readings of a counter with what truly flowed: between readings[i-1] and readings[i] of
// true ones known[i] Wh, or unknown.
type life struct {
	all   []counter.Reading
	pairs []truth
}

type truth struct {
	from, to time.Time
	wh       int64
}

const register = 100_000

// drawLife has rollovers, resets, exchanges, dips and gaps, as a person would tell them apart: a register that
// begins again at zero does not reach within MaxDip what it has left.
func drawLife(t *rapid.T) life {
	var l life
	at, value := noon.Add(time.Duration(rapid.IntRange(0, 900).Draw(t, "begin"))*time.Second), int64(rapid.IntRange(0, register-1).Draw(t, "first"))
	put := func(at time.Time, value int64) {
		l.all = append(l.all, counter.Reading{At: at, Value: float64(value), Quality: point.Good})
	}
	put(at, value)
	var before int64 // what a register that has just begun again does not reach until then
	var until time.Time
	for range rapid.IntRange(1, 25).Draw(t, "readings") {
		was, begun := at, value
		at = at.Add(time.Duration(rapid.OneOf(rapid.IntRange(1, 1200), rapid.IntRange(1, 100_000)).Draw(t, "seconds")) * time.Second)
		step := int64(rapid.IntRange(0, register/20).Draw(t, "wh"))
		known := at.Sub(was) <= counter.MaxGap
		if !was.After(until) {
			step = min(step, before-1-begun)
		}
		switch event := rapid.SampledFrom([]string{"rise", "rise", "rise", "reset", "dip", "exchange"}).Draw(t, "event"); {
		case event == "reset" && begun >= 1000 && begun < register*8/10:
			step = min(step, begun/200)
			value, before, until = step, begun, at.Add(counter.MaxDip)
		case event == "exchange" && begun >= 1000 && begun < register*8/10:
			value, known = begun/2, false
			put(at, value)
			at = at.Add(counter.MaxDip + time.Second) // it stays there
			l.pairs = append(l.pairs, truth{at.Add(-counter.MaxDip - time.Second), at, 0})
		case event == "dip" && begun >= 1000 && begun+step < register:
			at = was.Add(4 * time.Minute)
			low := rapid.SampledFrom([]int64{begun * 9 / 10, begun / 200, 0}).Draw(t, "low")
			put(was.Add(time.Minute), low)
			put(was.Add(2*time.Minute), low+rapid.Int64Range(0, begun/20).Draw(t, "back"))
			value, known = begun+step, true
		default:
			if value = (begun + step) % register; value < begun {
				before, until = begun, at.Add(counter.MaxDip)
			}
		}
		put(at, value)
		if known {
			l.pairs = append(l.pairs, truth{was, at, step})
		}
	}
	spaced(l.all)
	return l
}

// A counter's promise: whatever happens to the register, the quarter hours add up to what is known to
// have flowed, each has its share of it by time, and each can be computed from the readings around it.
func TestCount_IsWhatFlowed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		settings := counter.Settings{Rollover: register}
		l := drawLife(t)
		last := l.all[len(l.all)-1].At
		all := quarters(int(last.Sub(noon)/slot.QuarterHour) + 1)
		got := settings.Count(l.all, all)
		var sum, flowed int64
		for _, p := range l.pairs {
			flowed += 3600 * p.wh
		}
		for i, e := range got {
			sum += e.Joules
			want, parts := l.flowed(all[i])
			off := new(big.Rat).Sub(want, big.NewRat(e.Joules, 1))
			if off.Abs(off).Cmp(big.NewRat(int64(parts), 1)) > 0 {
				t.Fatalf("%s has %d J, want %s J", all[i].From.Format(time.TimeOnly), e.Joules, want.FloatString(1))
			}
		}
		if sum != flowed {
			t.Fatalf("the quarter hours add up to %d J, %d J have flowed", sum, flowed)
		}
		i := rapid.IntRange(0, len(all)-1).Draw(t, "quarter")
		if diff := cmp.Diff(got[i:i+1], settings.Count(around(l.all, all[i]), all[i:i+1])); diff != "" {
			t.Fatal("from the readings around it:", diff)
		}
	})
}

// flowed is the exact share of an interval, and how many pairs have a part in it.
func (l life) flowed(in slot.Interval) (*big.Rat, int) {
	sum, parts := new(big.Rat), 1
	for _, p := range l.pairs {
		common, ok := in.Intersect(slot.Interval{From: p.from, To: p.to})
		if !ok {
			continue
		}
		parts++
		part := big.NewRat(3600*p.wh, int64(p.to.Sub(p.from)))
		sum.Add(sum, part.Mul(part, big.NewRat(int64(common.Length()), 1)))
	}
	return sum, parts
}

// around is what Count says it needs.
func around(all []counter.Reading, in slot.Interval) []counter.Reading {
	before := func(at time.Time) int { // the last reading before
		return slices.IndexFunc(all, func(r counter.Reading) bool { return !r.At.Before(at) }) - 1
	}
	from, to := 0, len(all)
	if i := before(in.From); i >= 0 {
		from = max(0, before(all[i].At.Add(-counter.MaxDip).Add(1)))
	}
	if i := slices.IndexFunc(all, func(r counter.Reading) bool { return !r.At.Before(in.To) }); i >= 0 {
		end := all[i].At.Add(counter.MaxDip)
		if j := slices.IndexFunc(all, func(r counter.Reading) bool { return r.At.After(end) }); j >= 0 {
			to = j + 1
		}
	}
	return slices.Clone(all[from:to])
}
