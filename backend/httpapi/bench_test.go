package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
)

// One request with 100 readings, authenticated, decoded, checked and committed.
func BenchmarkIngestStored(b *testing.B) {
	s := newStack(b)
	var next atomic.Int64
	start := time.Now().Add(-24 * time.Hour)
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			from := start.Add(time.Duration(next.Add(1)) * 100 * time.Millisecond)
			items := make([]string, 100)
			for i := range items {
				at := from.Add(time.Duration(i) * time.Millisecond).UTC().Format("2006-01-02T15:04:05.000Z")
				items[i] = fmt.Sprintf(`{"deviceId":"meter0","channel":"ActivePower","value":%d.5,"unit":"W","timestamp":%q}`, i, at)
			}
			body := `{"schema":1,"readings":[` + strings.Join(items, ",") + `]}`
			if status, answer := s.ask(http.MethodPost, "/api/ingest", body, s.north.adapter); status != http.StatusOK || !strings.Contains(answer, `"accepted":100`) {
				b.Errorf("%d %s", status, answer)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)*100/b.Elapsed().Seconds(), "samples/s")
}

// The same batches without HTTP: straight to the writer, as many at a time.
func BenchmarkIngestBare(b *testing.B) {
	s := newStack(b)
	var next atomic.Int64
	start := time.Now().Add(-24 * time.Hour).Truncate(time.Millisecond)
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			from := start.Add(time.Duration(next.Add(1)) * 100 * time.Millisecond)
			batch := telemetry.Batch{Tenant: s.north.tenant.Key}
			for i := range 100 {
				batch.Samples = append(batch.Samples, telemetry.Sample{
					Site: s.north.site.Key, Channel: s.north.keys[0], At: from.Add(time.Duration(i) * time.Millisecond),
					Value: float64(i) + 0.5, Quality: point.Good, Source: telemetry.FromHTTP,
				})
			}
			if outcome, err := s.db.Write(b.Context(), batch); err != nil || outcome.Stored != 100 {
				b.Errorf("%+v %v", outcome, err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)*100/b.Elapsed().Seconds(), "samples/s")
}

// One page of the portfolio: 20 sites with their values now and their day.
func BenchmarkSite(b *testing.B) {
	s := newStack(b)
	s.measure(s.north)
	for b.Loop() {
		if status, answer := s.ask(http.MethodGet, "/api/sites", "", s.north.owner); status != http.StatusOK {
			b.Fatal(status, answer)
		}
	}
}
