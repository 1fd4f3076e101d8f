package telemetry_test

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"pgregory.net/rapid"

	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

var now = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func TestCheck(t *testing.T) {
	good := telemetry.Sample{At: now, Value: 5, Quality: point.Good}
	with := func(change func(*telemetry.Sample)) telemetry.Sample {
		s := good
		change(&s)
		return s
	}
	tests := map[string]struct {
		sample telemetry.Sample
		code   reason.Code
	}{
		"a value of now is accepted":                     {good, ""},
		"a stale mark is accepted":                       {with(func(s *telemetry.Sample) { s.Quality = point.Stale }), ""},
		"a clock five minutes ahead is accepted":         {with(func(s *telemetry.Sample) { s.At = now.Add(5 * time.Minute) }), ""},
		"one further ahead is not":                       {with(func(s *telemetry.Sample) { s.At = now.Add(5*time.Minute + 1) }), reason.FutureTimestamp},
		"thirty days late is accepted":                   {with(func(s *telemetry.Sample) { s.At = now.Add(-30 * 24 * time.Hour) }), ""},
		"later than that is not":                         {with(func(s *telemetry.Sample) { s.At = now.Add(-30*24*time.Hour - 1) }), reason.TooOld},
		"not a number is refused":                        {with(func(s *telemetry.Sample) { s.Value = math.NaN() }), reason.NotANumber},
		"infinity is refused":                            {with(func(s *telemetry.Sample) { s.Value = math.Inf(-1) }), reason.NotANumber},
		"what nothing on earth measures is refused":      {with(func(s *telemetry.Sample) { s.Value = -2e15 }), reason.InvalidValue},
		"a missing value is nothing to store":            {with(func(s *telemetry.Sample) { s.Quality = point.Missing }), reason.InvalidValue},
		"a quality this version does not know, likewise": {with(func(s *telemetry.Sample) { s.Quality = 9 }), reason.InvalidValue},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := telemetry.Check(tt.sample, now)
			refused := new(reason.Error)
			if errors.As(err, &refused); refused.Code != tt.code || (err == nil) != (tt.code == "") {
				t.Errorf("got %v, want %q", err, tt.code)
			}
			accepted, rejected := telemetry.Split([]telemetry.Sample{good, tt.sample, good}, now)
			if ok := tt.code == ""; ok != (len(accepted) == 3) || ok != (len(rejected) == 0) || !ok && rejected[0].Index != 1 {
				t.Errorf("split into %d accepted and %v", len(accepted), rejected)
			}
		})
	}
}

func TestGrid_CoversTheSpanWithoutGap(t *testing.T) {
	lengths := []time.Duration{time.Minute, 5 * time.Minute, slot.QuarterHour, time.Hour, 24 * time.Hour}
	rapid.Check(t, func(t *rapid.T) {
		length := rapid.SampledFrom(lengths).Draw(t, "length")
		from := now.Add(time.Duration(rapid.Int64Range(0, 1e9).Draw(t, "from")) * time.Microsecond)
		to := from.Add(time.Duration(rapid.Int64Range(1, 36_000_000_000).Draw(t, "span")) * time.Microsecond)
		grid, err := telemetry.Grid(from, to, length)
		if err != nil {
			t.Fatal(err)
		}
		if !grid[0].Contains(from) || !grid[len(grid)-1].To.Equal(to) {
			t.Fatalf("%v … %v lies in %v … %v", from, to, grid[0], grid[len(grid)-1])
		}
		for i, g := range grid {
			if g.From.Truncate(length) != g.From || i > 0 && !g.From.Equal(grid[i-1].To) {
				t.Fatalf("interval %d is %v after %v", i, g, grid[max(0, i-1)])
			}
		}
	})
}

func TestOnGrid_HidesWhatIsCoveredTooLittle(t *testing.T) {
	grid, err := telemetry.Grid(now, now.Add(40*time.Minute), slot.QuarterHour)
	if err != nil {
		t.Fatal(err)
	}
	value := 5.0
	known := func(quarter int, covered time.Duration) telemetry.Bucket {
		return telemetry.Bucket{From: now.Add(time.Duration(quarter) * slot.QuarterHour), Mean: &value, Last: &value, Covered: covered, Quality: point.Good}
	}
	got := telemetry.OnGrid(grid, []telemetry.Bucket{known(1, 7*time.Minute), known(2, 6*time.Minute)})
	want := []telemetry.Bucket{
		{From: now},
		{From: now.Add(slot.QuarterHour), Covered: 7 * time.Minute, Quality: point.Uncertain},
		{From: now.Add(2 * slot.QuarterHour), Mean: &value, Last: &value, Covered: 6 * time.Minute, Quality: point.Good}, // of ten minutes that were asked for
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("buckets (-want +got):\n%s", diff)
	}
}

func TestSummarise(t *testing.T) {
	hour := slot.Interval{From: now, To: now.Add(time.Hour)}
	kWh := func(v float64) int64 { return int64(v * 3_600_000) }
	flow := func(part telemetry.Part, away, towards float64) telemetry.Flow {
		f := telemetry.Flow{Part: part}
		for q := range hour.Split(slot.QuarterHour) {
			f.Quarters = append(f.Quarters, telemetry.FlowQuarter{
				From: q.From, Mean: (away - towards) * 1000, Covered: slot.QuarterHour, AwayJ: kWh(away) / 4, TowardsJ: kWh(towards) / 4,
			})
		}
		return f
	}
	silent := func(part telemetry.Part) telemetry.Flow { return telemetry.Flow{Part: part} }
	ptr := func(v float64) *float64 { return &v }
	tests := map[string]struct {
		flows []telemetry.Flow
		want  telemetry.Summary
	}{
		"nothing measures anything": {nil, telemetry.Summary{}},
		"a house with a roof and a battery": {
			[]telemetry.Flow{flow(telemetry.AtGrid, 1, 2), flow(telemetry.AtPV, 0, 8), flow(telemetry.AtBattery, 3, 1), flow(telemetry.AtLoad, 5, 0)},
			telemetry.Summary{ImportWh: ptr(1000), ExportWh: ptr(2000), PVWh: ptr(8000), ChargedWh: ptr(3000), DischargedWh: ptr(1000), LoadWh: ptr(5000), SelfConsumption: ptr(0.75), SelfSufficiency: ptr(0.8), Covered: 1},
		},
		"without PV the grid is the load": {
			[]telemetry.Flow{flow(telemetry.AtGrid, 4, 0)},
			telemetry.Summary{ImportWh: ptr(4000), ExportWh: ptr(0), LoadWh: ptr(4000), SelfSufficiency: ptr(0), PeakImportWatts: ptr(4000), PeakImportAt: &now, Covered: 1},
		},
		"an unknown battery leaves the load unknown, not wrong": {
			[]telemetry.Flow{flow(telemetry.AtGrid, 4, 0), silent(telemetry.AtBattery)},
			telemetry.Summary{ImportWh: ptr(4000), ExportWh: ptr(0), PeakImportWatts: ptr(4000), PeakImportAt: &now},
		},
		"one of two feeds unknown makes the sum unknown": {
			[]telemetry.Flow{flow(telemetry.AtGrid, 4, 0), silent(telemetry.AtGrid)},
			telemetry.Summary{},
		},
		"a site without a grid meter counts its loads": {
			[]telemetry.Flow{flow(telemetry.AtLoad, 2, 0), flow(telemetry.AtLoad, 1, 0)},
			telemetry.Summary{LoadWh: ptr(3000), Covered: 1},
		},
		"at night there is no share of PV": {
			[]telemetry.Flow{flow(telemetry.AtGrid, 2, 0), flow(telemetry.AtPV, 0, 0)},
			telemetry.Summary{ImportWh: ptr(2000), ExportWh: ptr(0), PVWh: ptr(0), LoadWh: ptr(2000), SelfSufficiency: ptr(0), PeakImportWatts: ptr(2000), PeakImportAt: &now, Covered: 1},
		},
		"more export than PV, from a full battery, is no negative share": {
			[]telemetry.Flow{flow(telemetry.AtGrid, 0, 3), flow(telemetry.AtPV, 0, 1), flow(telemetry.AtBattery, 0, 4)},
			telemetry.Summary{ImportWh: ptr(0), ExportWh: ptr(3000), PVWh: ptr(1000), ChargedWh: ptr(0), DischargedWh: ptr(4000), LoadWh: ptr(2000), SelfConsumption: ptr(0), SelfSufficiency: ptr(1), Covered: 1},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-6 })
			if diff := cmp.Diff(tt.want, telemetry.Summarise(tt.flows, hour), near); diff != "" {
				t.Errorf("summary (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever the meters say, shares stay shares and energies are not negative.
func TestSummarise_SharesAreShares(t *testing.T) {
	parts := []telemetry.Part{telemetry.AtGrid, telemetry.AtPV, telemetry.AtBattery, telemetry.AtLoad}
	rapid.Check(t, func(t *rapid.T) {
		var flows []telemetry.Flow
		for _, part := range rapid.SliceOfN(rapid.SampledFrom(parts), 0, 6).Draw(t, "parts") {
			flows = append(flows, telemetry.Flow{Part: part, Quarters: []telemetry.FlowQuarter{{
				From: now, Covered: time.Duration(rapid.IntRange(0, 900).Draw(t, "covered")) * time.Second,
				AwayJ: rapid.Int64Range(0, 1e9).Draw(t, "away"), TowardsJ: rapid.Int64Range(0, 1e9).Draw(t, "towards"),
			}}})
		}
		sum := telemetry.Summarise(flows, slot.Interval{From: now, To: now.Add(slot.QuarterHour)})
		for name, share := range map[string]*float64{"self-consumption": sum.SelfConsumption, "self-sufficiency": sum.SelfSufficiency, "covered": &sum.Covered} {
			if share != nil && (*share < 0 || *share > 1 || math.IsNaN(*share)) {
				t.Fatalf("%s is %v", name, *share)
			}
		}
		for name, energy := range map[string]*float64{"import": sum.ImportWh, "PV": sum.PVWh, "load": sum.LoadWh} {
			if energy != nil && *energy < 0 {
				t.Fatalf("%s is %v Wh", name, *energy)
			}
		}
	})
}

// marks is a store with so many marks, which fails once.
type marks struct{ left, calls int }

func (m *marks) Roll(_ context.Context, lap telemetry.Lap, limit int) (telemetry.Lap, int, error) {
	if m.calls++; m.calls == 1 {
		return lap, 0, errors.New("the database is away")
	}
	n := min(limit, m.left)
	m.left -= n
	lap.Taken.Quarters += n
	return lap, n, nil
}

func TestRolling_GoesOnAfterAFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &marks{left: 1700}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		rolling := telemetry.NewRolling(store, slog.New(slog.DiscardHandler))
		go func() { done <- rolling.Run(ctx) }()
		time.Sleep(time.Minute)
		cancel()
		if err := <-done; err != nil || store.left != 0 {
			t.Errorf("%d marks are left, %v", store.left, err)
		}
		if got := counted(t, rolling, "rolled_up"); got != 1700 {
			t.Errorf("%v quarter hours are counted, want 1700", got)
		}
		if age := time.Since(whole(t, rolling)); age < 0 || age > 11*time.Second {
			t.Errorf("the last whole round began %v ago, want one of the last ten seconds", age)
		}
	})
}

// counted is what a collector's counter with this label says.
func counted(t *testing.T, c prometheus.Collector, label string) float64 {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(c)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if m.GetLabel()[0].GetValue() == label {
				return m.GetCounter().GetValue()
			}
		}
	}
	return 0
}

// whole is when the last whole round of a collector began.
func whole(t *testing.T, c prometheus.Collector) time.Time {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(c)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == "ohmstead_rollups_whole_timestamp_seconds" {
			return time.UnixMilli(int64(1000 * f.GetMetric()[0].GetGauge().GetValue()))
		}
	}
	t.Fatal("no round is told of")
	return time.Time{}
}

// busy is a store of so many channels, each of which is marked again as soon as it was rolled.
type busy struct {
	channels int32
	takes    time.Duration
	rolled   map[int32]int
	working  time.Duration
}

func (b *busy) Roll(ctx context.Context, lap telemetry.Lap, limit int) (telemetry.Lap, int, error) {
	if ctx.Err() != nil {
		return lap, 0, ctx.Err()
	}
	time.Sleep(b.takes)
	b.working += b.takes
	n := 0
	for ; n < limit && lap.Quarters.Channel < b.channels; n++ {
		lap.Quarters.Channel++
		b.rolled[lap.Quarters.Channel]++
	}
	return lap, n, nil
}

func TestRolling_GivesEveryChannelItsTurnAndHalfOfTheTimeToOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &busy{channels: 100_000, takes: 200 * time.Millisecond, rolled: map[int32]int{}}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		if err := telemetry.NewRolling(store, slog.New(slog.DiscardHandler)).Run(ctx); err != nil {
			t.Fatal(err)
		}
		if first, last := store.rolled[1], store.rolled[store.channels]; first < 7 || last < first-1 {
			t.Errorf("in ten minutes the first channel was rolled %d times, the last %d times", first, last)
		}
		if share := store.working.Seconds() / 600; share > 0.51 {
			t.Errorf("it works %.0f %% of the time", 100*share)
		}
	})
}
