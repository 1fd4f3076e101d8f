package throughput_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/backend/bus"
	"ohmstead/backend/cleaning"
	"ohmstead/backend/intake"
	"ohmstead/backend/telemetry"
	"ohmstead/backend/throughput"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func atNoon() time.Time { return noon }

// text is a flow as "STAGE figure=count …", ? where it is not known.
func text(f throughput.Flow) string {
	var lines []string
	for _, s := range f.Stages {
		line := string(s.Stage)
		for _, figure := range s.Figures {
			count := "?"
			if figure.Count != nil {
				count = fmt.Sprint(*figure.Count)
			}
			line += " " + figure.Name + "=" + count
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func flow(t *testing.T, from prometheus.Gatherer) throughput.Flow {
	t.Helper()
	f, err := throughput.NewReader(from, atNoon).Flow()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFlow_OfAProcessThatDoesEverythingAndHasDoneNothingIsZero(t *testing.T) {
	registry := prometheus.NewRegistry()
	log := slog.New(slog.DiscardHandler)
	registry.MustRegister(bus.NewMetrics(), intake.NewMetrics(), cleaning.NewCleaner(nil, log), telemetry.NewRolling(nil, log))
	f := flow(t, registry)
	want := `RECEIVED edges=0 doors=0 refused=0
CLEANED samples=0 late=0 limit=0 rate=0 dip=0 reset=0
STORED stored=0 accepted=0 repeated=0 conflicting=0
ROLLED_UP quarter_hours=0 hours=0 days=0
COUNTED quarter_hours=0
VIRTUAL quarter_hours=0`
	if got := text(f); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if f.Through != nil || !f.Since.Equal(noon) {
		t.Errorf("through %v since %v, want unknown since noon", f.Through, f.Since)
	}
}

func TestFlow_WhatAnotherProcessCountsIsUnknown(t *testing.T) {
	want := `RECEIVED edges=? doors=? refused=?
CLEANED samples=? late=? limit=? rate=? dip=? reset=?
STORED stored=? accepted=? repeated=? conflicting=?
ROLLED_UP quarter_hours=? hours=? days=?
COUNTED quarter_hours=?
VIRTUAL quarter_hours=?`
	if got := text(flow(t, prometheus.NewRegistry())); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestFlow_AddsUpTheCountersOfAllWaysIn(t *testing.T) {
	registry := prometheus.NewRegistry()
	vector := func(name string, labels ...string) *prometheus.CounterVec {
		v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name}, labels)
		registry.MustRegister(v)
		return v
	}
	samples := vector("ohmstead_bus_samples_total", "outcome")
	samples.WithLabelValues("stored").Add(100)
	samples.WithLabelValues("repeated").Add(20)
	samples.WithLabelValues("conflicting").Add(3)
	vector("ohmstead_bus_samples_refused_total", "reason").WithLabelValues("SAMPLE_TOO_OLD").Add(4)
	readings := vector("ohmstead_ingest_readings_total", "door", "outcome")
	readings.WithLabelValues("http", "accepted").Add(50)
	readings.WithLabelValues("mqtt", "accepted").Add(5)
	readings.WithLabelValues("http", "SAMPLE_CONFLICT").Add(6)
	readings.WithLabelValues("mqtt", "UNKNOWN_UNIT").Add(7)
	formed := vector("ohmstead_rollups_formed_total", "stage")
	formed.WithLabelValues("rolled_up").Add(8)
	formed.WithLabelValues("computed").Add(9)
	through := prometheus.NewGauge(prometheus.GaugeOpts{Name: "ohmstead_rollups_whole_timestamp_seconds"})
	registry.MustRegister(through)
	through.Set(float64(noon.Unix() - 5))
	f := flow(t, registry)
	want := `RECEIVED edges=127 doors=68 refused=11
CLEANED samples=? late=? limit=? rate=? dip=? reset=?
STORED stored=100 accepted=55 repeated=20 conflicting=9
ROLLED_UP quarter_hours=8 hours=0 days=0
COUNTED quarter_hours=0
VIRTUAL quarter_hours=9`
	if got := text(f); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if f.Through == nil || !f.Through.Equal(noon.Add(-5*time.Second)) {
		t.Errorf("through %v, want five seconds before noon", f.Through)
	}
}

// An answer is given again for three seconds: a page that many look at does not gather for each.
func TestFlow_GathersAtMostEveryThreeSeconds(t *testing.T) {
	now, gathered := noon, 0
	registry := prometheus.NewRegistry()
	registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "asked_total"}, func() float64 { gathered++; return 0 }))
	reader := throughput.NewReader(registry, func() time.Time { return now })
	for range 60 { // a tenth of a second each
		if _, err := reader.Flow(); err != nil {
			t.Fatal(err)
		}
		now = now.Add(100 * time.Millisecond)
	}
	if gathered != 2 {
		t.Errorf("gathered %d times in six seconds, want 2", gathered)
	}
}

// broken is a collector that cannot tell its count.
type broken struct{ desc *prometheus.Desc }

func (b broken) Describe(to chan<- *prometheus.Desc) { to <- b.desc }

func (b broken) Collect(to chan<- prometheus.Metric) {
	to <- prometheus.NewInvalidMetric(b.desc, errors.New("no counters"))
}

func TestFlow_SaysThatTheCountersCouldNotBeRead(t *testing.T) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(broken{prometheus.NewDesc("broken_total", "", nil, nil)})
	_, err := throughput.NewReader(registry, atNoon).Flow()
	if err == nil || !strings.Contains(err.Error(), "no counters") {
		t.Errorf("%v, want the fault of the counters", err)
	}
}
