package postgres_test

import (
	"testing"
	"time"

	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
)

// batchOf is a batch of 96 channels, one value a second each, that begins where the one before ended.
func batchOf(tenant int32, size, number int) telemetry.Batch {
	b := telemetry.Batch{Tenant: tenant}
	for i := range size {
		place := number*size + i
		b.Samples = append(b.Samples, telemetry.Sample{
			Site: 1, Channel: int32(place % 96), At: noon().Add(time.Duration(place/96) * time.Second), Value: float64(place % 5000), Quality: point.Good, Source: telemetry.FromEdge,
		})
	}
	return b
}

// BenchmarkWrite is the writer with marks and partitions beside a bare COPY of the same rows into
// the same table: the ratio is what idempotence and rollups cost.
func BenchmarkWrite(b *testing.B) {
	const size = 24_000
	cfg := pgtest.Config(b)
	db, err := postgres.Open(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	tenant, err := postgres.CreateTenant(b.Context(), cfg, "Bench")
	if err != nil {
		b.Fatal(err)
	}
	reference := pgtest.Copy(b, cfg)
	if _, err := db.Write(b.Context(), batchOf(tenant.Key+1, 1, 0)); err != nil { // makes the partition
		b.Fatal(err)
	}
	write := func(batch telemetry.Batch) error {
		_, err := db.Write(b.Context(), batch)
		return err
	}
	number := 0
	for _, c := range []struct {
		name  string
		store func(telemetry.Batch) error
	}{{"Writer", write}, {"ReferenceCopy", reference}} {
		b.Run(c.name, func(b *testing.B) {
			var spent time.Duration
			rows := 0
			for b.Loop() {
				number++
				batch := batchOf(tenant.Key, size, number%300) // within the partitions of two days
				batch.Tenant += int32(number / 300)
				began := time.Now()
				if err := c.store(batch); err != nil {
					b.Fatal(err)
				}
				spent += time.Since(began)
				rows += size
			}
			b.ReportMetric(float64(rows)/spent.Seconds(), "samples/s")
		})
	}
}

// BenchmarkRoll forms the rollups of one site's quarter hour anew, as every round does while a site
// is live: 60 channels, one value a second.
func BenchmarkRoll(b *testing.B) {
	cfg := pgtest.Config(b)
	db, err := postgres.Open(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	tenant, err := postgres.CreateTenant(b.Context(), cfg, "Bench")
	if err != nil {
		b.Fatal(err)
	}
	for number := range 4 {
		if _, err := db.Write(b.Context(), batchOf(tenant.Key, 20_000, number)); err != nil {
			b.Fatal(err)
		}
	}
	for number := 4; b.Loop(); number++ {
		if _, err := db.Write(b.Context(), batchOf(tenant.Key, 96, 834+number%60)); err != nil {
			b.Fatal(err)
		}
		if _, _, err := db.Roll(b.Context(), telemetry.Lap{}, 500); err != nil {
			b.Fatal(err)
		}
	}
}
