package postgres_test

import (
	"flag"
	"log/slog"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/backend/cleaning"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/counter"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
	"ohmstead/wire"
)

const counterChannel = "meter0." + point.EnergyImport

// withCounter is a world whose grid meter counts energy.
func withCounter(t testing.TB) *world {
	t.Helper()
	w := newWorld(t)
	m := manifest()
	m.Channels = append(m.Channels, wire.ManifestChannel{Asset: "meter0", Name: point.EnergyImport, Unit: "Wh", Kind: "measurement"})
	w.take(m)
	return w
}

func (w *world) say(l cleaning.Limits, version int64) {
	w.t.Helper()
	if _, err := w.SetChannelSettings(w.t.Context(), w.scope, w.site, cleaning.Settings{Channel: w.channels[counterChannel], Version: version, Limits: l}); err != nil {
		w.t.Fatal(err)
	}
}

// empty forgets everything that was measured.
func (w *world) empty() {
	w.t.Helper()
	if _, err := w.super.Exec(w.t.Context(), "TRUNCATE samples, rollups_15m, rollups_1h, rollups_1d, rollup_marks"); err != nil {
		w.t.Fatal(err)
	}
}

// counted is what the quarter hours from an instant have counted, in Wh; -1 for unknown.
func (w *world) counted(from time.Time, quarters int) []int64 {
	w.t.Helper()
	var all []int64
	for _, b := range w.series(counterChannel, slot.Interval{From: from, To: from.Add(time.Duration(quarters) * slot.QuarterHour)}, slot.QuarterHour) {
		if b.CountedJ == nil {
			all = append(all, -1)
		} else {
			all = append(all, *b.CountedJ/3600)
		}
	}
	return all
}

func TestCounters(t *testing.T) {
	const minute = time.Minute
	at := func(m int, value float64) telemetry.Sample {
		return telemetry.Sample{At: noon().Add(time.Duration(m) * minute), Value: value}
	}
	tests := map[string]struct {
		limits  cleaning.Limits
		batches [][]telemetry.Sample // rolled up after each
		want    []int64
	}{
		"energy over a boundary is shared by time":          {cleaning.Limits{}, [][]telemetry.Sample{{at(0, 0), at(10, 100), at(20, 200), at(30, 300)}}, []int64{150, 150, -1}},
		"the hour before is counted when its end is known":  {cleaning.Limits{}, [][]telemetry.Sample{{at(0, 0), at(14, 140)}, {at(20, 200), at(30, 300)}}, []int64{150, 150, -1}},
		"an outage has its share in each quarter hour":      {cleaning.Limits{}, [][]telemetry.Sample{{at(0, 0), at(15, 100)}, {at(75, 500), at(90, 600)}}, []int64{100, 100, 100, 100, 100, 100}},
		"what comes late takes its place in the outage":     {cleaning.Limits{}, [][]telemetry.Sample{{at(0, 0), at(15, 100), at(75, 500), at(90, 600)}, {at(45, 400)}}, []int64{100, 150, 150, 50, 50, 100}},
		"over the end of the register it counts on":         {cleaning.Limits{Rollover: new(100_000.0)}, [][]telemetry.Sample{{at(0, 99_900), at(10, 150), at(15, 200)}}, []int64{300}},
		"a reset counts from zero":                          {cleaning.Limits{}, [][]telemetry.Sample{{at(0, 5000), at(10, 30), at(15, 100)}}, []int64{100}},
		"what cannot be reset began anew, and is not known": {cleaning.Limits{NoReset: true}, [][]telemetry.Sample{{at(0, 5000), at(3, 30), at(9, 100), at(15, 160)}}, []int64{130}},
		"a dip counts nothing, also when it came back later": {
			cleaning.Limits{}, [][]telemetry.Sample{{at(0, 5000), at(13, 5100), at(14, 4000)}, {at(16, 5120), at(30, 5260)}}, []int64{113, 146},
		},
		"nor does one to zero, also when it came back later": {
			cleaning.Limits{}, [][]telemetry.Sample{{at(0, 5_000_000), at(13, 5_000_100), at(14, 0)}, {at(16, 5_000_120), at(30, 5_000_260)}}, []int64{113, 146},
		},
		"a dip after an outage is known for one when it came back": {
			cleaning.Limits{}, [][]telemetry.Sample{{at(0, 5000), at(59, 4000)}, {at(60, 5600), at(75, 5700)}}, []int64{150, 150, 150, 150, 100},
		},
		"and so is one to zero": {
			cleaning.Limits{}, [][]telemetry.Sample{{at(0, 5_000_000), at(59, 0)}, {at(60, 5_000_600), at(75, 5_000_700)}}, []int64{150, 150, 150, 150, 100},
		},
	}
	w := withCounter(t)
	version := int64(0)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w.empty()
			w.say(tt.limits, version)
			version++
			for _, samples := range tt.batches {
				for i, s := range samples {
					samples[i] = w.sample(counterChannel, s.At, s.Value)
				}
				w.write(samples...)
				w.roll()
			}
			if diff := cmp.Diff(tt.want, w.counted(noon(), len(tt.want))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Whoever says afterwards how a counter goes on has it counted anew.
func TestCounters_AreCountedAnewWhenSettingsChange(t *testing.T) {
	w := withCounter(t)
	w.write(w.sample(counterChannel, noon(), 99_900), w.sample(counterChannel, noon().Add(10*time.Minute), 1150), w.sample(counterChannel, noon().Add(15*time.Minute), 1150))
	w.roll()
	if got := w.counted(noon(), 1); got[0] != -1 {
		t.Errorf("a fall to more than a hundredth counted %d Wh, want unknown", got[0])
	}
	w.say(cleaning.Limits{Rollover: new(100_000.0)}, 0)
	w.roll()
	if got := w.counted(noon(), 1); got[0] != 1250 {
		t.Errorf("with the register's end it is %d Wh, want 1250", got[0])
	}
}

// Whatever comes in whatever order and in whatever batches, the stored quarter hours are those that
// counting all readings at once gives.
func TestCounters_AreWhatAllReadingsGive(t *testing.T) {
	w := withCounter(t)
	w.say(cleaning.Limits{Rollover: new(100_000.0)}, 0)
	settings := counter.Settings{Rollover: 100_000}
	start := noon().Add(-12*time.Hour).AddDate(0, 0, -3)
	span := slot.Interval{From: start, To: start.Add(48 * time.Hour)}
	grid := slices.Collect(span.Split(slot.QuarterHour))
	drawTimes(t, 12) // a database is slow
	rapid.Check(t, func(rt *rapid.T) {
		w.empty()
		var samples []telemetry.Sample
		at, value := start.Add(time.Hour), float64(rapid.IntRange(0, 99_999).Draw(rt, "first"))
		for range rapid.IntRange(2, 60).Draw(rt, "readings") {
			samples = append(samples, w.sample(counterChannel, at, value))
			at = at.Add(time.Duration(rapid.OneOf(rapid.IntRange(1, 240), rapid.IntRange(1, 2000)).Draw(rt, "seconds")) * time.Second)
			value = rapid.OneOf(rapid.Float64Range(value, value+900), rapid.Float64Range(0, 100_000)).Draw(rt, "value")
		}
		for i := range samples {
			j := rapid.IntRange(i, len(samples)-1).Draw(rt, "order")
			samples[i], samples[j] = samples[j], samples[i]
		}
		for batch := range slices.Chunk(samples, rapid.IntRange(1, 30).Draw(rt, "batch")) {
			w.write(batch...)
			if rapid.Bool().Draw(rt, "roll") {
				w.roll()
			}
		}
		w.roll()
		want := settings.Count(inOrder(samples), grid)
		for i, b := range w.series(counterChannel, span, slot.QuarterHour) {
			e := want[i]
			if known := e.Covered+e.Shared >= slot.QuarterHour/2; known != (b.CountedJ != nil) || known && (*b.CountedJ != e.Joules || b.CountedQuality != e.Quality) {
				rt.Fatalf("%s is stored as %v %s, all readings give %+v", grid[i].From.Format(time.TimeOnly), b.CountedJ, b.CountedQuality, e)
			}
		}
	})
}

// drawTimes has rapid try a property so many times in this test, whatever it is told for others.
func drawTimes(t *testing.T, n int) {
	t.Helper()
	checks := flag.Lookup("rapid.checks").Value
	before := checks.String()
	set := func(to string) {
		if err := checks.Set(to); err != nil {
			t.Error(err)
		}
	}
	set(strconv.Itoa(n))
	t.Cleanup(func() { set(before) })
}

func inOrder(samples []telemetry.Sample) []counter.Reading {
	samples = slices.Clone(samples)
	slices.SortFunc(samples, func(a, b telemetry.Sample) int { return a.At.Compare(b.At) })
	all := make([]counter.Reading, len(samples))
	for i, s := range samples {
		all[i] = counter.Reading{At: s.At, Value: s.Value, Quality: s.Quality}
		if i > 0 {
			all[i].Since = s.At.Sub(samples[i-1].At)
		}
	}
	return all
}

func TestCleaning_JudgesByWhatIsStored(t *testing.T) {
	w := withCounter(t)
	w.say(cleaning.Limits{PerSecond: new(2.0)}, 0)
	old := noon().AddDate(0, 0, -6)
	w.write(w.sample(counterChannel, old, 1000), w.sample(counterChannel, noon(), 1000))
	bad := w.sample(counterChannel, noon().Add(time.Minute), 9e9)
	bad.Quality = point.Bad
	w.write(bad)
	if _, err := w.CloseDays(t.Context(), noon().AddDate(0, 0, -4), 100); err != nil {
		t.Fatal(err)
	}
	samples := []telemetry.Sample{
		w.sample(counterChannel, old.Add(10*time.Second), 1021), w.sample(counterChannel, old.Add(11*time.Second), 1022),
		w.sample(counterChannel, noon().Add(2*time.Minute), 1240), w.sample(counterChannel, noon().Add(2*time.Minute+time.Second), 1243),
		w.sample(counterChannel, noon().Add(3*time.Minute), 900), w.sample("meter0.ActivePower", noon(), 1e9),
	}
	if err := cleaning.NewCleaner(w.DB, slog.New(slog.DiscardHandler)).Clean(t.Context(), w.tenant.Key, samples); err != nil {
		t.Fatal(err)
	}
	var got []point.Quality
	for _, s := range samples {
		got = append(got, s.Quality)
	}
	if diff := cmp.Diff([]point.Quality{point.Bad, point.Good, point.Good, point.Bad, point.Uncertain, point.Good}, got); diff != "" {
		t.Error("after a value of a closed day, and one that is not BAD:", diff)
	}
}

// replace puts a value in the place of a stored one.
func (w *world) replace(at time.Time, value float64, q point.Quality) {
	w.t.Helper()
	_, err := w.super.Exec(w.t.Context(), `INSERT INTO sample_revisions (ts, value, tenant_id, site_id, channel_id, revision, quality)
		SELECT $1, $2, $3, $4, $5, count(*) + 1, $6 FROM sample_revisions WHERE channel_id = $5 AND ts = $1`,
		at, value, w.tenant.Key, w.site.Key, w.channels[counterChannel].Key, int16(q))
	if err != nil {
		w.t.Fatal(err)
	}
}

// A counter whose wrong value a person has replaced is judged by what it was replaced with.
func TestCleaning_JudgesByTheNewestRevision(t *testing.T) {
	for name, days := range map[string]int{"of an open day": 0, "of a closed day": -6} {
		t.Run(name, func(t *testing.T) {
			w := withCounter(t)
			w.say(cleaning.Limits{PerSecond: new(2.0)}, 0)
			start := noon().AddDate(0, 0, days)
			stale := w.sample(counterChannel, start.Add(20*time.Minute), 7)
			stale.Quality = point.Stale
			w.write(w.sample(counterChannel, start, 9e9), w.sample(counterChannel, start.Add(10*time.Minute), 1000), stale)
			w.replace(start, 500, point.Substituted)
			w.replace(start.Add(10*time.Minute), 0, point.Bad)
			if days < 0 {
				if _, err := w.CloseDays(t.Context(), noon().AddDate(0, 0, -4), 100); err != nil {
					t.Fatal(err)
				}
			}
			check := func(at time.Duration, value float64, want point.Quality) {
				t.Helper()
				s := []telemetry.Sample{w.sample(counterChannel, start.Add(at), value)}
				if err := cleaning.NewCleaner(w.DB, slog.New(slog.DiscardHandler)).Clean(t.Context(), w.tenant.Key, s); err != nil || s[0].Quality != want {
					t.Errorf("%v after %v: %s, %v; want %s", value, at, s[0].Quality, err, want)
				}
			}
			check(time.Minute, 510, point.Good)
			check(15*time.Minute, 505, point.Good)
			w.replace(stale.At, 2000, point.Substituted)
			check(21*time.Minute, 2010, point.Good)
			check(21*time.Minute, 1999, point.Uncertain)
		})
	}
}

// Counting looks for the readings ahead and behind among the newest revisions too.
func TestCounters_TakeTheirNeighboursByTheNewestRevision(t *testing.T) {
	for name, days := range map[string]int{"of an open day": 0, "of a closed day": -6} {
		t.Run(name, func(t *testing.T) {
			w := withCounter(t)
			start := noon().AddDate(0, 0, days)
			at := func(m int, value float64, q point.Quality) telemetry.Sample {
				s := w.sample(counterChannel, start.Add(time.Duration(m)*time.Minute), value)
				s.Quality = q
				return s
			}
			w.write(at(0, 9e9, point.Bad), at(40, 9e9, point.Bad))
			if days < 0 {
				if _, err := w.CloseDays(t.Context(), noon().AddDate(0, 0, -4), 100); err != nil {
					t.Fatal(err)
				}
			}
			for _, s := range []telemetry.Sample{at(0, 1000, point.Substituted), at(40, 1040, point.Substituted)} {
				w.revise(s)
				w.roll()
			}
			if diff := cmp.Diff([]int64{15, 15, 10, -1}, w.counted(start, 4)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
