package postgres_test

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// recorded are rows as the edge of a simulated site has sent them: channel, microseconds, value,
// quality and source.
func recorded(b *testing.B, file string) []telemetry.Sample {
	b.Helper()
	packed, err := os.Open(file)
	if err != nil {
		b.Fatal(err)
	}
	defer packed.Close()
	text, err := gzip.NewReader(packed)
	if err != nil {
		b.Fatal(err)
	}
	lines, err := csv.NewReader(text).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	var rows []telemetry.Sample
	for _, l := range lines {
		var n [4]int64
		for i, field := range []int{0, 1, 3, 4} {
			if n[i], err = strconv.ParseInt(l[field], 10, 64); err != nil {
				b.Fatal(err)
			}
		}
		value, err := strconv.ParseFloat(l[2], 64)
		if err != nil {
			b.Fatal(err)
		}
		rows = append(rows, telemetry.Sample{Channel: int32(n[0]), At: time.UnixMicro(n[1]).UTC(), Value: value, Quality: point.Quality(n[2]), Source: telemetry.Source(n[3])})
	}
	return rows
}

// BenchmarkClosedDay stores a day of 30 sites as it came from the simulated one and closes it: what
// tables and indexes take before and after.
func BenchmarkClosedDay(b *testing.B) {
	const sites = 30
	rows, day := recorded(b, "testdata/simulated-day.csv.gz"), oldDay()
	move := day.From.Sub(slot.Floor(rows[0].At, 24*time.Hour))
	for b.Loop() {
		w := newWorld(b)
		size := func(table string) (bytes float64) {
			b.Helper()
			if err := w.super.QueryRow(b.Context(), "SELECT pg_total_relation_size($1::text::regclass) + coalesce((SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = $1::text::regclass), 0)", table).Scan(&bytes); err != nil {
				b.Fatal(err)
			}
			return bytes
		}
		empty := size("sample_days")
		// In the order in which they came: minute by minute, all channels of all sites.
		byTime := slices.Clone(rows)
		slices.SortStableFunc(byTime, func(x, y telemetry.Sample) int { return x.At.Compare(y.At) })
		var batch []telemetry.Sample
		for len(byTime) > 0 {
			n := min(len(byTime), 11*30)
			for site := range int32(sites) {
				for _, s := range byTime[:n] {
					s.Site, s.Channel, s.At = 1+site, 1000*site+s.Channel, s.At.Add(move)
					batch = append(batch, s)
				}
			}
			byTime = byTime[n:]
			if _, err := w.Write(b.Context(), telemetry.Batch{Tenant: w.tenant.Key, Samples: batch}); err != nil {
				b.Fatal(err)
			}
			batch = batch[:0]
		}
		open := size("samples")
		began := time.Now()
		if _, err := w.CloseDays(b.Context(), time.Now(), 1_000_000); err != nil {
			b.Fatal(err)
		}
		spent := time.Since(began)
		stored := float64(sites * len(rows))
		b.ReportMetric(open/stored, "open-bytes/sample")
		b.ReportMetric((size("sample_days")-empty)/stored, "closed-bytes/sample")
		b.ReportMetric(stored/spent.Seconds(), "samples/s")
		if left, _ := w.inside(); left != 0 {
			b.Fatalf("%d rows are left", left)
		}
	}
	b.Logf("%d rows of %d sites, from testdata/simulated-day.csv.gz", sites*len(rows), sites)
}
