package cleaning_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/backend/cleaning"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// shelf is what a cleaner works with, in memory.
type shelf struct {
	rules  []cleaning.Rule
	stored map[int32][]point.Reading // in order of time
	asked  int
	err    error
}

func (s *shelf) CleaningRules(_ context.Context, since time.Time) ([]cleaning.Rule, error) {
	var changed []cleaning.Rule
	for _, r := range s.rules {
		if !r.Changed.Before(since) {
			changed = append(changed, r)
		}
	}
	return changed, s.err
}

func (s *shelf) UsableBefore(_ context.Context, _ int32, instants []cleaning.Instant, within time.Duration) ([]point.Reading, error) {
	s.asked++
	found := make([]point.Reading, len(instants))
	for i, at := range instants {
		for _, r := range s.stored[at.Channel] {
			if r.Quality.Usable() && r.At.Before(at.At) && at.At.Sub(r.At) <= within {
				found[i] = r
			}
		}
	}
	return found, s.err
}

func number(x float64) *float64 { return &x }

func sample(second int, value float64) telemetry.Sample {
	return telemetry.Sample{Site: 1, Channel: 7, At: noon.Add(time.Duration(second) * time.Second), Value: value, Quality: point.Good, Source: telemetry.FromEdge}
}

func qualities(samples []telemetry.Sample) string {
	var all []string
	for _, s := range samples {
		all = append(all, s.Quality.String())
	}
	return strings.Join(all, " ")
}

// What comes more than 15 minutes after its instant is counted as late, whatever becomes of it.
func TestClean_CountsWhatIsLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cleaner := cleaning.NewCleaner(&shelf{}, slog.New(slog.DiscardHandler))
		var samples []telemetry.Sample
		for _, age := range []time.Duration{0, 15 * time.Minute, 15*time.Minute + time.Microsecond, 24 * time.Hour} {
			s := sample(0, 1)
			s.At = time.Now().Add(-age)
			samples = append(samples, s)
		}
		if err := cleaner.Clean(t.Context(), 1, samples); err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]float64{"ohmstead_cleaning_samples_total": 4, "ohmstead_cleaning_late_total": 2} {
			if got := total(t, cleaner, name); got != want {
				t.Errorf("%s is %v, want %v", name, got, want)
			}
		}
	})
}

// total is what a collector's counter of this name says.
func total(t *testing.T, c prometheus.Collector, name string) float64 {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(c)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	t.Fatalf("no counter is named %s", name)
	return 0
}

func TestClean(t *testing.T) {
	of := func(q point.Quality, s telemetry.Sample) telemetry.Sample {
		s.Quality = q
		return s
	}
	soc := cleaning.Limits{Min: number(0), Max: number(100)}
	meter := cleaning.Limits{Rollover: number(100_000)}
	tests := map[string]struct {
		limits  cleaning.Limits
		counts  bool
		stored  []point.Reading
		samples []telemetry.Sample
		want    string
	}{
		"within the limits, their bounds included, a sample stays as it is": {soc, false, nil, []telemetry.Sample{sample(0, 0), sample(1, 100)}, "GOOD GOOD"},
		"outside of them it is BAD":                                         {soc, false, nil, []telemetry.Sample{sample(0, -0.1), sample(1, 100.1)}, "BAD BAD"},
		"what is STALE, or put there by a person, stays so": {
			soc, false, nil, []telemetry.Sample{of(point.Stale, sample(0, 655)), of(point.Substituted, sample(1, 655)), of(point.Uncertain, sample(2, 655))}, "STALE SUBSTITUTED BAD",
		},
		"a change that is too fast is BAD, and the next is compared with the one before it": {
			cleaning.Limits{PerSecond: number(10)},
			false,
			[]point.Reading{point.Of(50, noon.Add(-time.Second))},
			[]telemetry.Sample{sample(0, 60), sample(1, 500), sample(2, 65)},
			"GOOD BAD GOOD",
		},
		"a step that stays is believed once it could have come slowly": {
			cleaning.Limits{PerSecond: number(10)}, false, []point.Reading{point.Of(0, noon)}, []telemetry.Sample{sample(1, 30), sample(2, 30), sample(3, 30)}, "BAD BAD GOOD",
		},
		"what came in any order is compared in order of time": {
			cleaning.Limits{PerSecond: number(10)}, false, nil, []telemetry.Sample{sample(2, 20), sample(0, 0), sample(1, 10)}, "GOOD GOOD GOOD",
		},
		"a sample that comes late is compared with the one before it": {
			cleaning.Limits{PerSecond: number(10)}, false, []point.Reading{point.Of(0, noon), point.Of(900, noon.Add(time.Minute))}, []telemetry.Sample{sample(1, 11), sample(2, 11)}, "BAD GOOD",
		},
		"what lies more than a day back says nothing": {
			cleaning.Limits{PerSecond: number(0.001)}, false, []point.Reading{point.Of(0, noon.Add(-24*time.Hour-time.Second))}, []telemetry.Sample{sample(0, 900)}, "GOOD",
		},
		"a counter that rolls over is right":            {meter, true, []point.Reading{point.Of(99_990, noon.Add(-time.Minute))}, []telemetry.Sample{sample(0, 5)}, "GOOD"},
		"one that dips is UNCERTAIN, and then is right": {meter, true, []point.Reading{point.Of(5000, noon.Add(-time.Minute))}, []telemetry.Sample{sample(0, 4990), sample(1, 5001)}, "UNCERTAIN GOOD"},
		"one that is reset is UNCERTAIN once":           {meter, true, []point.Reading{point.Of(5000, noon.Add(-time.Minute))}, []telemetry.Sample{sample(0, 0), sample(1, 1)}, "UNCERTAIN GOOD"},
		"beyond its end it is BAD":                      {meter, true, nil, []telemetry.Sample{sample(0, 100_001)}, "BAD"},
		"over its end it is not too fast": {
			cleaning.Limits{Rollover: number(100_000), PerSecond: number(20)}, true, []point.Reading{point.Of(99_990, noon.Add(-time.Second))}, []telemetry.Sample{sample(0, 5)}, "GOOD",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := &shelf{rules: []cleaning.Rule{{Key: cleaning.Key{Tenant: 3, Channel: 7}, Limits: tt.limits, Counts: tt.counts}}, stored: map[int32][]point.Reading{7: tt.stored}}
			was := fmt.Sprint(values(tt.samples))
			if err := cleaning.NewCleaner(s, slog.New(slog.DiscardHandler)).Clean(t.Context(), 3, tt.samples); err != nil {
				t.Fatal(err)
			}
			if got := qualities(tt.samples); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if got := fmt.Sprint(values(tt.samples)); got != was {
				t.Errorf("the values are %s, they came as %s", got, was)
			}
		})
	}
}

func values(samples []telemetry.Sample) []float64 {
	var all []float64
	for _, s := range samples {
		all = append(all, s.Value)
	}
	return all
}

func TestClean_IsOfOneTenantAndChannel(t *testing.T) {
	s := &shelf{rules: []cleaning.Rule{{Key: cleaning.Key{Tenant: 3, Channel: 7}, Limits: cleaning.Limits{Max: number(1), PerSecond: number(1)}}}}
	c := cleaning.NewCleaner(s, slog.New(slog.DiscardHandler))
	other := sample(0, 5)
	other.Channel = 8
	for tenant, samples := range map[int32][]telemetry.Sample{4: {sample(0, 5)}, 3: {other}} {
		if err := c.Clean(t.Context(), tenant, samples); err != nil || samples[0].Quality != point.Good {
			t.Errorf("tenant %d channel %d: %s, %v", tenant, samples[0].Channel, samples[0].Quality, err)
		}
	}
	if s.asked != 0 {
		t.Errorf("the samples before were asked for %d times, for channels of which nothing is said", s.asked)
	}
}

func TestClean_SaysWhenItCannot(t *testing.T) {
	away := errors.New("away")
	s := &shelf{err: away}
	c := cleaning.NewCleaner(s, slog.New(slog.DiscardHandler))
	if err := c.Clean(t.Context(), 3, []telemetry.Sample{sample(0, 5)}); !errors.Is(err, away) {
		t.Errorf("without settings: %v", err)
	}
	s.err, s.rules = nil, []cleaning.Rule{{Key: cleaning.Key{Tenant: 3, Channel: 7}, Limits: cleaning.Limits{PerSecond: number(1)}}}
	if err := c.Clean(t.Context(), 3, []telemetry.Sample{sample(0, 5)}); err != nil {
		t.Fatal(err)
	}
	s.err = away
	if err := c.Clean(t.Context(), 3, []telemetry.Sample{sample(0, 5)}); !errors.Is(err, away) {
		t.Errorf("without the samples before: %v", err)
	}
}

func TestSettingsCheck(t *testing.T) {
	meter := registry.Channel{Asset: "meter0", Name: point.EnergyImport, Unit: "Wh"}
	power := registry.Channel{Asset: "meter0", Name: point.ActivePower, Unit: "W"}
	tests := map[string]struct {
		channel registry.Channel
		limits  cleaning.Limits
		want    string // what of the refusal; "" for none
	}{
		"nothing may be said":             {power, cleaning.Limits{}, ""},
		"a counter has an end":            {meter, cleaning.Limits{Rollover: number(1e8), NoReset: true}, ""},
		"a power has none":                {power, cleaning.Limits{Rollover: number(1e8)}, "rollover"},
		"and is not reset":                {power, cleaning.Limits{NoReset: true}, "rollover"},
		"the least is below the greatest": {power, cleaning.Limits{Min: number(5), Max: number(5)}, "max"},
		"a rate is more than nothing":     {power, cleaning.Limits{PerSecond: number(0)}, "max_per_second"},
		"an end is more than nothing":     {meter, cleaning.Limits{Rollover: number(-1)}, "rollover"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := cleaning.Settings{Channel: tt.channel, Limits: tt.limits}.Check()
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
