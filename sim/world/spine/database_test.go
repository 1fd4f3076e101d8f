package spine_test

import (
	"testing"
	"time"

	"ohmstead/backend/bus"
	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/wire"
)

// database is a world whose store is PostgreSQL.
type database struct {
	*world
	db    *postgres.DB
	scope identity.Scope
	site  registry.Site
}

func newDatabase(t testing.TB) *database {
	t.Helper()
	config := pgtest.Config(t)
	db, err := postgres.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	d := &database{world: bareWorld(t), db: db}
	d.services = bus.Services{Edges: db, Channels: db, Samples: db, Events: db}
	tenant, err := postgres.CreateTenant(t.Context(), config, "Hof")
	if err != nil {
		t.Fatal(err)
	}
	d.scope = identity.Scope{Tenant: tenant.Key, AllSites: true}
	if d.site, err = db.CreateSite(t.Context(), tenant.Key, registry.Site{Name: "Hof", TimeZone: "Europe/Berlin"}); err != nil {
		t.Fatal(err)
	}
	if d.record, err = db.CreateEdge(t.Context(), tenant, d.site, d.key()); err != nil {
		t.Fatal(err)
	}
	return d
}

// readings is what is stored of the grid meter's power.
func (d *database) readings(e *emitter) []point.Reading {
	d.t.Helper()
	channels, err := d.db.Channels(d.t.Context(), d.scope, d.site)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, c := range channels {
		if c.Asset != "meter0" || c.Name != "ActivePower" {
			continue
		}
		q := telemetry.ReadingsQuery{Site: d.site, Channel: c, From: e.base, To: e.base.Add(time.Hour), Limit: 10_000}
		readings, err := d.db.Readings(d.t.Context(), d.scope, q)
		if err != nil {
			d.t.Fatal(err)
		}
		return readings
	}
	return nil
}

func TestPostgreSQLHoldsExactlyWhatTheOutboxAccepted(t *testing.T) {
	d := newDatabase(t)
	s := d.world.site()
	e := newEmitter(t)
	e.frames(s, 200)
	for range 3 {
		b := d.backend()
		d.link.join(b.hub.LeafURL())
		e.frames(s, 200)
		d.link.join("")
		e.frames(s, 50)
		d.link.join(b.hub.LeafURL())
		e.frames(s, 50)
		b.stop()
	}
	s.stop()
	s = d.world.site()
	b := d.backend()
	d.link.join(b.hub.LeafURL())
	e.frames(s, 100)
	eventually(t, "the edge knows that everything is stored", func() bool { return d.drained(s) })
	stored := d.readings(e)
	if len(stored) != e.n {
		t.Fatalf("%d samples are stored, %d were accepted", len(stored), e.n)
	}
	for i, r := range stored {
		if r.Value != float64(i) || !r.At.Equal(e.base.Add(time.Duration(i)*time.Millisecond)) {
			t.Fatalf("sample %d is %+v", i, r)
		}
	}
}

// BenchmarkCatchUp is the way of 84 samples a frame from a filled outbox to PostgreSQL: what an edge
// that was offline has to make good. Beside it stands the hub's part alone, a store in memory.
func BenchmarkCatchUp(b *testing.B) {
	for name, world := range map[string]func() *world{
		"postgresql": func() *world { return newDatabase(b).world },
		"memory":     func() *world { return newWorld(b) },
	} {
		b.Run(name, func(b *testing.B) { catchUp(b, world()) })
	}
}

func catchUp(b *testing.B, w *world) {
	const frames, channels = 1000, 3
	s := w.site()
	hub := w.backend()
	rows := make([]wire.Row, 84)
	base := time.Now().Add(-24 * time.Hour)
	for b.Loop() {
		b.StopTimer()
		w.link.join("")
		for range frames {
			for i := range rows {
				rows[i] = wire.Row{Index: uint32(i % channels), Offset: time.Duration(i) * time.Millisecond, Quality: point.Good, Value: float64(i)}
			}
			base = base.Add(time.Second)
			if _, err := s.box.AppendFrame(b.Context(), base, rows); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		w.link.join(hub.hub.LeafURL())
		eventually(b, "everything is stored", func() bool { return w.drained(s) })
	}
	b.ReportMetric(float64(b.N)*frames*float64(len(rows))/b.Elapsed().Seconds(), "samples/s")
}
