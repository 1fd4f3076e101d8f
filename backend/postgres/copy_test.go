package postgres_test

import (
	"math"
	"testing"
	"time"

	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
)

// The table is read back with SQL of its own, not with the writer's.
func TestWhatIsCopiedStandsInTheTableToTheBit(t *testing.T) {
	w := newWorld(t)
	values := []float64{0, math.Copysign(0, -1), 1, -1.5, math.SmallestNonzeroFloat64, math.MaxFloat64, -telemetry.MaxMagnitude, 1.0 / 3}
	b := telemetry.Batch{Tenant: w.tenant.Key}
	for i, v := range values {
		b.Samples = append(b.Samples, telemetry.Sample{
			Site: w.site.Key, Channel: w.channels["meter0.ActivePower"].Key, At: noon().Add(time.Duration(i)*time.Microsecond + 999),
			Value: v, Quality: point.Quality(1 + i%5), Source: telemetry.Source(1 + i%3),
		})
	}
	outcome, err := w.Write(t.Context(), b)
	if err != nil || outcome.Stored != len(values) {
		t.Fatalf("stored %+v, %v", outcome, err)
	}
	rows, err := w.super.Query(t.Context(), `SELECT (extract(epoch FROM ts) * 1000000)::bigint, value, tenant_id, site_id, channel_id, quality, source FROM samples ORDER BY ts`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for i := 0; rows.Next(); i++ {
		var micros int64
		var got telemetry.Sample
		var tenant int32
		var quality, source int16
		if err := rows.Scan(&micros, &got.Value, &tenant, &got.Site, &got.Channel, &quality, &source); err != nil {
			t.Fatal(err)
		}
		got.Quality, got.Source, got.At = point.Quality(quality), telemetry.Source(source), time.UnixMicro(micros)
		want := b.Samples[i]
		if math.Float64bits(got.Value) != math.Float64bits(want.Value) || micros != want.At.UnixMicro() || tenant != b.Tenant ||
			got.Site != want.Site || got.Channel != want.Channel || got.Quality != want.Quality || got.Source != want.Source {
			t.Errorf("row %d is %+v of tenant %d, want %+v", i, got, tenant, want)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
