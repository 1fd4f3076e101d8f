package postgres_test

import (
	"context"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
	"ohmstead/internal/leaktest"
	"ohmstead/wire"
)

func TestMain(m *testing.M) {
	// The watchdog of the test server outlives the tests, and so does the goroutine that waits for it.
	server := goleak.IgnoreAnyFunction("ohmstead/backend/postgres/pgtest.(*server).start.func1")
	goleak.VerifyTestMain(leaktest.Settled{M: m, Ignore: []goleak.Option{server}}, server)
}

// world is a database with one tenant, whose site has an edge with a registered manifest.
type world struct {
	*postgres.DB
	t        testing.TB
	cfg      postgres.Config
	super    *pgx.Conn // the owner of the database
	tenant   identity.Tenant
	site     registry.Site
	edge     registry.EdgeRecord
	scope    identity.Scope
	channels map[string]registry.Channel // by "asset.name"
}

func newWorld(t testing.TB) *world {
	t.Helper()
	cfg := pgtest.Config(t)
	db, err := postgres.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return populate(t, db, cfg)
}

// populate adds a tenant to a database.
func populate(t testing.TB, db *postgres.DB, cfg postgres.Config) *world {
	t.Helper()
	w := &world{DB: db, t: t, cfg: cfg, super: owner(t, cfg), channels: map[string]registry.Channel{}}
	ctx := t.Context()
	var err error
	check := func() {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	w.tenant, err = postgres.CreateTenant(ctx, cfg, "Tenant "+uuid.NewString())
	check()
	w.scope = identity.Scope{Tenant: w.tenant.Key, AllSites: true}
	w.site, err = db.CreateSite(ctx, w.tenant.Key, registry.Site{Name: "House", TimeZone: "Europe/Berlin"})
	check()
	w.edge, err = db.CreateEdge(ctx, w.tenant, w.site, "U"+uuid.NewString())
	check()
	w.take(manifest())
	return w
}

// take has the edge's manifest be this one.
func (w *world) take(m wire.Manifest) {
	w.t.Helper()
	if _, err := w.ApplyManifest(w.t.Context(), w.edge, m); err != nil {
		w.t.Fatal(err)
	}
	channels, err := w.Channels(w.t.Context(), w.scope, w.site)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, c := range channels {
		w.channels[c.Asset+"."+c.Name] = c
	}
}

func manifest() wire.Manifest {
	capacity, peak := int64(20_000), int64(8_000)
	m := wire.Manifest{
		Version: wire.Version, BootID: "018f0000-0000-7000-8000-000000000001",
		Site: wire.ManifestSite{Name: "House", TimeZone: "Europe/Berlin"},
		Devices: []wire.ManifestDevice{
			{Key: "meter", Vendor: "Eastron", Model: "SDM630", Protocol: "modbus-tcp", Profile: "sdm630", Address: "127.0.0.1:1502"},
			{Key: "inverter", Protocol: "modbus-tcp", Profile: "sunspec", Address: "127.0.0.1:1503"},
		},
		Assets: []wire.ManifestAsset{
			{Key: "meter0", Name: "Grid meter", Nature: "GRID_METER", Device: "meter", MeasuresConnection: true, PeakLimitWatts: &peak},
			{Key: "pv0", Name: "Roof", Nature: "PV", Device: "inverter"},
			{Key: "battery0", Name: "Battery", Nature: "ESS", Device: "inverter", CapacityWh: &capacity},
			{Key: "load0", Name: "House", Nature: "LOAD"},
		},
	}
	for _, a := range m.Assets {
		m.Channels = append(m.Channels, wire.ManifestChannel{Asset: a.Key, Name: "ActivePower", Unit: "W", Kind: "measurement"})
	}
	m.Channels = append(m.Channels, wire.ManifestChannel{Asset: "battery0", Name: "SOC", Unit: "%", Kind: "measurement"})
	return m
}

// began is when the tests began. What they put at an hour of a day or at a quarter hour is put by it, so that one that
// ends while they run moves nothing.
var began = sync.OnceValue(time.Now)

// today is the UTC day on which the tests began. After midnight the database is a day ahead of it: what is held against
// a limit of days has to be a day away from it on either side.
func today() time.Time { return slot.Floor(began(), 24*time.Hour) }

// noon is a recent UTC noon: samples around it are within the window that is stored.
func noon() time.Time { return today().Add(-12 * time.Hour) }

func (w *world) sample(channel string, at time.Time, value float64) telemetry.Sample {
	w.t.Helper()
	c, ok := w.channels[channel]
	if !ok {
		w.t.Fatalf("no channel %s", channel)
	}
	return telemetry.Sample{Site: w.site.Key, Channel: c.Key, At: at, Value: value, Quality: point.Good, Source: telemetry.FromEdge}
}

func (w *world) write(samples ...telemetry.Sample) telemetry.Outcome {
	w.t.Helper()
	outcome, err := w.Write(w.t.Context(), telemetry.Batch{Tenant: w.tenant.Key, Samples: samples})
	if err != nil {
		w.t.Fatal(err)
	}
	return outcome
}

// hold writes a constant value every 30 s over the interval.
func (w *world) hold(channel string, span slot.Interval, value float64) {
	w.t.Helper()
	var samples []telemetry.Sample
	for at := span.From; at.Before(span.To); at = at.Add(30 * time.Second) {
		samples = append(samples, w.sample(channel, at, value))
	}
	w.write(samples...)
}

func (w *world) roll() {
	w.t.Helper()
	for {
		_, n, err := w.Roll(w.t.Context(), telemetry.Lap{}, 500)
		if err != nil {
			w.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func (w *world) series(channel string, span slot.Interval, bucket time.Duration) []telemetry.Bucket {
	w.t.Helper()
	buckets, err := w.Series(w.t.Context(), w.scope, telemetry.SeriesQuery{Site: w.site, Channel: w.channels[channel], From: span.From, To: span.To, Bucket: bucket})
	if err != nil {
		w.t.Fatal(err)
	}
	return buckets
}

// ofThisDatabase are the locks of the test's own database: other tests lock rows of theirs on the same server.
const ofThisDatabase = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"

// somebodyWaits asks whether a connection to the test's own database stands at a lock.
const somebodyWaits = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"

// until waits until the database says that it is so. Only a test that has failed waits for all of the time.
func (w *world) until(what, isSo string, args ...any) {
	w.t.Helper()
	for began := time.Now(); time.Since(began) < 2*time.Minute; time.Sleep(5 * time.Millisecond) {
		var so bool
		if err := w.super.QueryRow(w.t.Context(), isSo, args...).Scan(&so); err != nil {
			w.t.Fatalf("until %s: %v", what, err)
		}
		if so {
			return
		}
	}
	w.t.Fatalf("two minutes have passed until %s", what)
}

// owner runs SQL as the owner of the database, past row-level security where it is a superuser.
func owner(t testing.TB, cfg postgres.Config) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), cfg.Owner)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}
