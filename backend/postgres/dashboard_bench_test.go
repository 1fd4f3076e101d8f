package postgres_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/slot"
)

// What the tables hold: 4 tenants with 5 sites of 5 channels, a value a minute over 35 days.
const (
	dashTenants = 4
	dashSites   = 5
	dashDays    = 35
	dashAsked   = 300
	dashPairs   = 100
)

var planFile = flag.String("plan", "", "file that BenchmarkDashboard writes the plan of a site's day to")

// dashboards is a database with five million rows, and two ways to it: as the application, and past
// row-level security.
type dashboards struct {
	*testing.B
	cfg        postgres.Config
	app, owner *postgres.DB
	scope      identity.Scope
	sites      []registry.Site
	channels   map[int32]registry.Channel // the grid meter's power, by site
	random     *rand.Rand
}

func newDashboards(b *testing.B) *dashboards {
	b.Helper()
	d := &dashboards{B: b, cfg: pgtest.Config(b), channels: map[int32]registry.Channel{}, random: rand.New(rand.NewPCG(1, 2))}
	var err error
	if d.app, err = postgres.Open(b.Context(), d.cfg); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(d.app.Close)
	past := d.cfg
	past.App = d.cfg.Owner
	if d.owner, err = postgres.Open(b.Context(), past); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(d.owner.Close)
	var w *world
	for range dashTenants {
		w = populate(b, d.app, d.cfg)
		d.scope = w.scope
		d.sites = []registry.Site{w.site}
		for i := 1; i < dashSites; i++ {
			d.sites = append(d.sites, d.another(w, i))
		}
	}
	for _, s := range d.sites {
		channels, err := d.app.Channels(b.Context(), d.scope, s)
		if err != nil {
			b.Fatal(err)
		}
		for _, c := range channels {
			if c.Asset == "meter0" && c.Name == "ActivePower" {
				d.channels[s.Key] = c
			}
		}
	}
	d.fill(w.super)
	return d
}

// another adds a site to the tenant.
func (d *dashboards) another(w *world, number int) registry.Site {
	d.Helper()
	site, err := d.app.CreateSite(d.Context(), w.tenant.Key, registry.Site{Name: fmt.Sprintf("House %d", number), TimeZone: "Europe/Berlin"})
	if err != nil {
		d.Fatal(err)
	}
	edge, err := d.app.CreateEdge(d.Context(), w.tenant, site, "U"+uuid.NewString())
	if err != nil {
		d.Fatal(err)
	}
	if _, err := d.app.ApplyManifest(d.Context(), edge, manifest()); err != nil {
		d.Fatal(err)
	}
	return site
}

// fill writes the rows in the order they would have come in, and the rollups they lead to.
func (d *dashboards) fill(super *pgx.Conn) {
	d.Helper()
	run := func(sql string, args ...any) {
		d.Helper()
		if _, err := super.Exec(d.Context(), sql, args...); err != nil {
			d.Fatalf("%s: %v", sql, err)
		}
	}
	run("SET timezone = 'UTC'")
	run("SET work_mem = '256MB'")
	run("SELECT ensure_partitions(current_date - $1::int, current_date)", dashDays)
	today := slot.Floor(time.Now(), 24*time.Hour)
	for day := dashDays; day > 0; day-- {
		from := today.AddDate(0, 0, -day)
		run(`INSERT INTO samples (ts, value, tenant_id, site_id, channel_id, quality, source)
			SELECT g, 3000 * sin(extract(epoch FROM g) / 7000 + c.channel_id) + c.channel_id, c.tenant_id, c.site_id, c.channel_id, 1, 1
			FROM generate_series($1::timestamptz, $1::timestamptz + interval '23:59', interval '1 minute') AS g CROSS JOIN channels c`, from)
		run(`INSERT INTO rollups_15m AS r (tenant_id, site_id, channel_id, slot_from, mean, min, max, last, count, covered_ms, quality, energy_away_j, energy_towards_j)
			SELECT t.tenant_id, c.site_id, b.channel_id, b.bucket_from, b.mean, b.min, b.max, b.last, b.count, b.covered_ms, b.quality, b.away_j::bigint, b.towards_j::bigint
			FROM (SELECT tenant_id, array_agg(channel_id) AS channels FROM channels GROUP BY tenant_id) t
			CROSS JOIN LATERAL sample_buckets(t.tenant_id, t.channels, $1::timestamptz, $1::timestamptz, $1::timestamptz + interval '1 day', interval '15 minutes', interval '2 minutes') b
			JOIN channels c ON c.tenant_id = t.tenant_id AND c.channel_id = b.channel_id`, from)
	}
	run("ANALYZE samples")
	run("ANALYZE rollups_15m")
	var rows int
	if err := super.QueryRow(d.Context(), "SELECT count(*) FROM samples").Scan(&rows); err != nil || rows < 5_000_000 {
		d.Fatalf("%d rows, %v; want 5 million", rows, err)
	}
}

// day is a site and a day of its, drawn at random.
func (d *dashboards) day() (registry.Site, slot.Interval) {
	from := slot.Floor(time.Now(), 24*time.Hour).AddDate(0, 0, -1-d.random.IntN(dashDays-2))
	return d.sites[d.random.IntN(len(d.sites))], slot.Interval{From: from, To: from.Add(24 * time.Hour)}
}

// BenchmarkDashboard asks what a page of a site asks, over five million rows.
func BenchmarkDashboard(b *testing.B) {
	d := newDashboards(b)
	b.Run("SiteDay", func(b *testing.B) {
		for b.Loop() {
			d.siteDays(b)
		}
	})
	b.Run("RowSecurity", func(b *testing.B) {
		for b.Loop() {
			d.rowSecurity(b)
		}
	})
}

// siteDays draws days and asks for each twice, in turns: as the product does, and from the samples.
func (d *dashboards) siteDays(b *testing.B) {
	var product, raw []time.Duration
	for range dashAsked {
		site, span := d.day()
		q := telemetry.SiteQuery{Site: site, From: span.From, To: span.To, Bucket: slot.QuarterHour}
		began := time.Now()
		answer, err := d.app.NetPower(b.Context(), d.scope, q)
		product = append(product, time.Since(began))
		if err != nil || len(answer.Buckets) != 96 || answer.Buckets[50].Mean == nil {
			b.Fatalf("%d buckets, %v", len(answer.Buckets), err)
		}
		began = time.Now()
		n, err := d.fromSamples(site, span)
		raw = append(raw, time.Since(began))
		if err != nil || n != 96 {
			b.Fatalf("%d buckets from samples, %v", n, err)
		}
	}
	for name, values := range map[string][]time.Duration{"": product, "raw-": raw} {
		slices.Sort(values)
		b.ReportMetric(float64(values[len(values)/2]), name+"p50-ns")
		b.ReportMetric(float64(values[len(values)*95/100]), name+"p95-ns")
	}
	site, span := d.day()
	if *planFile == "" {
		return
	}
	text := "site_net_power of a day at 15 min as the application's role, as PostgreSQL ran it:\n\n" + d.plan(site, span) + "\n"
	if err := os.WriteFile(*planFile, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	b.Logf("its plan is in %s", *planFile)
}

func (d *dashboards) fromSamples(site registry.Site, span slot.Interval) (n int, err error) {
	err = d.app.InTenant(d.Context(), d.scope, func(tx *postgres.Tx) error {
		return tx.QueryRow(d.Context(), "SELECT count(*) FROM sample_buckets($1, $2, $3, $4, $5, $6, $7)", d.scope.Tenant,
			[]int32{d.channels[site.Key].Key}, span.From.Add(-telemetry.MaxCover), span.From, span.To, slot.QuarterHour, telemetry.MaxCover).Scan(&n)
	})
	return n, err
}

// plan is how PostgreSQL runs the site's day as the application role, with what the function runs
// inside.
func (d *dashboards) plan(site registry.Site, span slot.Interval) string {
	d.Helper()
	cfg, err := pgx.ParseConfig(d.cfg.Owner)
	if err != nil {
		d.Fatal(err)
	}
	var plans []string
	cfg.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
		if strings.Contains(n.Message, "rollups_15m") {
			plans = append(plans, n.Message)
		}
	}
	conn, err := pgx.ConnectConfig(d.Context(), cfg)
	if err != nil {
		d.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, sql := range []string{
		"LOAD 'auto_explain'", "SET auto_explain.log_min_duration = 0", "SET auto_explain.log_analyze = on", "SET auto_explain.log_buffers = on",
		"SET auto_explain.log_nested_statements = on", "SET auto_explain.log_level = notice",
		"SET timezone = 'UTC'", "SET ROLE ohm_app",
		fmt.Sprintf("SELECT set_config('app.tenant', '%d', false), set_config('app.all_sites', 'true', false), set_config('app.sites', '{}', false)", d.scope.Tenant),
	} {
		if _, err := conn.Exec(d.Context(), sql); err != nil {
			return "cannot be shown here: " + err.Error()
		}
	}
	// The simple protocol, so that no prepared plan is shown.
	sql := fmt.Sprintf("SELECT count(*) FROM site_net_power(%d, '%s', '%s', '15 minutes')", site.Key, span.From.Format(time.RFC3339), span.To.Format(time.RFC3339))
	if _, err := conn.Exec(d.Context(), sql); err != nil {
		return "cannot be shown here: " + err.Error()
	}
	if len(plans) == 0 {
		return "none was shown"
	}
	return trimQuery(plans[0])
}

// trimQuery takes the text of the query out of a plan: it begins with its first line of costs.
func trimQuery(text string) string {
	lines := strings.Split(text, "\n")
	first := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "(cost=") })
	return strings.Join(lines[max(first, 0):], "\n")
}

// page asks what the page of a site asks: the newest values, the day, its sums, a chart of a day and one
// of a month. Not which sites there are: past the policies that answers with those of all tenants.
func (d *dashboards) page(ctx context.Context, db *postgres.DB, site registry.Site, span slot.Interval) error {
	if _, err := db.Latest(ctx, d.scope, site); err != nil {
		return err
	}
	if _, err := db.NetPower(ctx, d.scope, telemetry.SiteQuery{Site: site, From: span.From, To: span.To, Bucket: slot.QuarterHour}); err != nil {
		return err
	}
	if _, err := db.Summary(ctx, d.scope, site, span); err != nil {
		return err
	}
	for _, q := range []telemetry.SeriesQuery{
		{From: span.From, To: span.To, Bucket: time.Minute},
		{From: span.To.AddDate(0, 0, -30), To: span.To, Bucket: time.Hour},
	} {
		q.Site, q.Channel = site, d.channels[site.Key]
		if _, err := db.Series(ctx, d.scope, q); err != nil {
			return err
		}
	}
	return nil
}

// rowSecurity asks for a page under row-level security and past it, in turns that change order.
func (d *dashboards) rowSecurity(b *testing.B) {
	var with, without, ratios []float64
	for i := range dashPairs + 5 {
		site, span := d.day()
		if err := d.page(b.Context(), d.app, site, span); err != nil { // or the first of a pair would warm the cache for the second
			b.Fatal(err)
		}
		took := [2]float64{}
		for j := range 2 {
			which := (i + j) % 2
			began := time.Now()
			if err := d.page(b.Context(), []*postgres.DB{d.app, d.owner}[which], site, span); err != nil {
				b.Fatal(err)
			}
			took[which] = float64(time.Since(began))
		}
		if i >= 5 { // the first warm up connections and caches
			with, without, ratios = append(with, took[0]), append(without, took[1]), append(ratios, took[0]/took[1])
		}
	}
	for _, values := range [][]float64{with, without, ratios} {
		slices.Sort(values)
	}
	// The median's 95 % interval by order statistics: ranks n/2 ± 0.98·√n.
	const low, high = dashPairs/2 - 11, dashPairs/2 + 10
	b.ReportMetric(with[dashPairs/2], "median-ns")
	b.ReportMetric(without[dashPairs/2], "without-ns")
	b.ReportMetric(ratios[dashPairs/2], "ratio")
	b.ReportMetric(ratios[low], "ratio-low")
	b.ReportMetric(ratios[high], "ratio-high")
	b.Logf("%d pairs of a page of five questions; the interval holds the median of the ratios with 95 %%", dashPairs)
}
