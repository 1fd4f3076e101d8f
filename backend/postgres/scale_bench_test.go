package postgres_test

import (
	"flag"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/backend/telemetry/block"
	"ohmstead/energy/slot"
)

var scaleMillions = flag.String("millions", "5,50", "how many million samples BenchmarkScale asks, one size after the other")

const (
	scaleYear  = 365
	scaleHot   = 3 // days that are not closed yet
	scaleAsked = 200
	minutesDay = 24 * 60
)

// BenchmarkScale asks for a site's day in quarter hours and for a channel's year in days, over a year
// of a value a minute in the product's own layout: the last days open, those before closed, rollups of
// all of it. Sizes grow by the number of sites. 16 bytes a sample are needed on disk; 500 million take
// about twenty minutes to fill on two cores.
func BenchmarkScale(b *testing.B) {
	for b.Loop() {
		for text := range strings.SplitSeq(*scaleMillions, ",") {
			millions, err := strconv.Atoi(text)
			if err != nil {
				b.Fatalf("read -millions: %v", err)
			}
			newScale(b, millions*1_000_000).ask(text + "M")
		}
	}
}

// scale is a database of so many samples.
type scale struct {
	*testing.B
	app    *postgres.DB
	super  *pgx.Conn
	scope  identity.Scope
	places []scalePlace
	rows   int
	today  time.Time
	beside *victoria // nil without one
}

type scalePlace struct {
	site     registry.Site
	channels []registry.Channel
	meter    registry.Channel
}

func newScale(b *testing.B, samples int) *scale {
	b.Helper()
	cfg := pgtest.Config(b)
	s := &scale{B: b, today: slot.Floor(time.Now(), 24*time.Hour), beside: newVictoria(b)}
	var err error
	if s.app, err = postgres.Open(b.Context(), cfg); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.app.Close)
	w := populate(b, s.app, cfg)
	s.super, s.scope = w.super, w.scope
	d := &dashboards{B: b, cfg: cfg, app: s.app}
	for i := 0; s.rows < samples; i++ {
		site := w.site
		if i > 0 {
			site = d.another(w, i)
		}
		channels, err := s.app.Channels(b.Context(), s.scope, site)
		if err != nil {
			b.Fatal(err)
		}
		at := slices.IndexFunc(channels, func(c registry.Channel) bool { return c.Asset == "meter0" && c.Name == "ActivePower" })
		p := scalePlace{site, channels, channels[at]}
		s.places = append(s.places, p)
		s.rows += len(channels) * scaleYear * minutesDay
		for _, c := range channels {
			s.fill(site, c)
			if s.beside != nil {
				s.beside.fill(c, s.today.AddDate(0, 0, -scaleYear), s.today)
			}
		}
	}
	if s.beside != nil {
		s.beside.settle()
	}
	for _, table := range []string{"samples", "sample_days", "rollups_15m", "rollups_1h", "rollups_1d"} {
		if _, err := s.super.Exec(b.Context(), "VACUUM ANALYZE "+table); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// value is what a channel measures: a day's curve, and some noise in tenths of a watt.
func value(c registry.Channel, at time.Time) float64 {
	noise := uint64(at.Unix())*2_654_435_761 + uint64(c.Key)*40_503 //nolint:gosec // a hash
	return math.Round(30_000*math.Sin(2*math.Pi*float64(at.Unix()%86_400)/86_400+float64(c.Key))+float64(noise>>20%2000)) / 10
}

// fill writes a channel's year: blocks and rollups by COPY, the last days as rows.
func (s *scale) fill(site registry.Site, c registry.Channel) {
	s.Helper()
	zone, err := time.LoadLocation(site.TimeZone)
	if err != nil {
		s.Fatal(err)
	}
	from := s.today.AddDate(0, 0, -scaleYear)
	var blocks, quarters, hours, days [][]any
	for day := from; day.Before(s.today); day = day.Add(24 * time.Hour) {
		rows := make([]block.Row, minutesDay)
		for i := range rows {
			at := day.Add(time.Duration(i) * time.Minute)
			rows[i] = block.Row{Micros: at.UnixMicro(), Value: value(c, at), Quality: 1, Source: 1}
		}
		quarters = append(quarters, s.rollups(site, c, rows, 15)...)
		hours = append(hours, s.rollups(site, c, rows, 60)...)
		local := s.rollups(site, c, rows, minutesDay)[0] // as if the zone had the hours of UTC: a day begins at its midnight
		local[3] = slot.Day(day.Add(12*time.Hour), zone).From
		days = append(days, local)
		if day.Before(s.today.AddDate(0, 0, -scaleHot)) {
			packed, err := block.Encode(rows)
			if err != nil {
				s.Fatal(err)
			}
			last := day.Add(24*time.Hour - time.Minute)
			blocks = append(blocks, []any{s.scope.Tenant, site.Key, c.Key, day, len(rows), day, last, last, rows[len(rows)-1].Value, int16(1), packed})
			continue
		}
		s.open(site, c, rows)
	}
	copyInto := func(table string, columns []string, rows [][]any) {
		s.Helper()
		if _, err := s.super.CopyFrom(s.Context(), pgx.Identifier{table}, columns, pgx.CopyFromRows(rows)); err != nil {
			s.Fatal(table, err)
		}
	}
	copyInto("sample_days", []string{"tenant_id", "site_id", "channel_id", "day", "count", "first_at", "last_at", "usable_at", "last_value", "last_quality", "block"}, blocks)
	rollup := []string{"tenant_id", "site_id", "channel_id", "slot_from", "mean", "min", "max", "last", "count", "covered_ms", "quality", "energy_away_j", "energy_towards_j"}
	copyInto("rollups_15m", rollup, quarters)
	copyInto("rollups_1h", rollup, hours)
	copyInto("rollups_1d", rollup, days)
}

// open stores a day's rows as they come.
func (s *scale) open(site registry.Site, c registry.Channel, rows []block.Row) {
	s.Helper()
	batch := telemetry.Batch{Tenant: s.scope.Tenant}
	for _, r := range rows {
		batch.Samples = append(batch.Samples, telemetry.Sample{Site: site.Key, Channel: c.Key, At: time.UnixMicro(r.Micros).UTC(), Value: r.Value, Quality: 1, Source: telemetry.FromEdge})
	}
	if _, err := s.app.Write(s.Context(), batch); err != nil {
		s.Fatal(err)
	}
}

// rollups are those of a day, of so many minutes each.
func (s *scale) rollups(site registry.Site, c registry.Channel, rows []block.Row, minutes int) [][]any {
	var all [][]any
	for part := range slices.Chunk(rows, minutes) {
		sum, low, high, away := 0.0, part[0].Value, part[0].Value, 0.0
		for _, r := range part {
			sum, low, high, away = sum+r.Value, min(low, r.Value), max(high, r.Value), away+max(r.Value, 0)
		}
		all = append(all, []any{
			s.scope.Tenant, site.Key, c.Key, time.UnixMicro(part[0].Micros).UTC(), sum / float64(len(part)), low, high, part[len(part)-1].Value,
			int32(len(part)), int32(len(part) * 60_000), int16(1), int64(away * 60), int64((away - sum) * 60), //nolint:gosec // minutes of a day
		})
	}
	return all
}

// asked is a question to VictoriaMetrics.
type asked struct {
	channel  registry.Channel
	from, to time.Time
	step     time.Duration
}

// askBeside tells how long VictoriaMetrics takes, and fails where it does not say the same. Its days
// are those of UTC, so those of a zone are only counted.
func (s *scale) askBeside(q asked, ours []telemetry.Bucket) time.Duration {
	s.Helper()
	means, took := s.beside.ask(q.channel, q.from, q.to, q.step)
	if ours == nil {
		if want := int(q.to.Sub(q.from) / q.step); len(means) != want {
			s.Fatalf("VictoriaMetrics has %d days, want %d", len(means), want)
		}
		return took
	}
	var said []float64
	for _, b := range ours {
		said = append(said, *b.Mean)
	}
	s.beside.agree("site day", said, means)
	return took
}

// ask draws sites, days and channels, and reports how long the answers take under the name of the size.
func (s *scale) ask(name string) {
	s.Helper()
	random := rand.New(rand.NewPCG(7, 8))
	var site, year, theirSite, theirYear []time.Duration
	for i := range scaleAsked + 20 {
		p := s.places[random.IntN(len(s.places))]
		from := s.today.AddDate(0, 0, -1-random.IntN(scaleYear-1))
		began := time.Now()
		power, err := s.app.NetPower(s.Context(), s.scope, telemetry.SiteQuery{Site: p.site, From: from, To: from.Add(24 * time.Hour), Bucket: slot.QuarterHour})
		first := time.Since(began)
		if err != nil || len(power.Buckets) != 96 || power.Buckets[50].Mean == nil {
			s.Fatalf("%d buckets, %v", len(power.Buckets), err)
		}
		c := p.channels[random.IntN(len(p.channels))]
		began = time.Now()
		buckets, err := s.app.Series(s.Context(), s.scope, telemetry.SeriesQuery{Site: p.site, Channel: c, From: s.today.AddDate(0, 0, -scaleYear+1), To: s.today, Bucket: telemetry.LocalDay})
		second := time.Since(began)
		if err != nil || len(buckets) < scaleYear-1 || buckets[100].Mean == nil {
			s.Fatalf("%d days, %v", len(buckets), err)
		}
		var third, fourth time.Duration
		if s.beside != nil {
			third, fourth = s.askBeside(asked{p.meter, from, from.Add(24 * time.Hour), slot.QuarterHour}, power.Buckets), s.askBeside(asked{c, s.today.AddDate(0, 0, -scaleYear+1), s.today, 24 * time.Hour}, nil)
		}
		if i >= 20 { // the first warm up plans and caches
			site, year, theirSite, theirYear = append(site, first), append(year, second), append(theirSite, third), append(theirYear, fourth)
		}
	}
	answers := map[string][]time.Duration{"site-day": site, "channel-year": year}
	if s.beside != nil {
		name += "-beside"
		answers["victoria-site-day"], answers["victoria-channel-year"] = theirSite, theirYear
		s.Logf("VictoriaMetrics: %.2f bytes a sample on disk", float64(s.beside.size())/float64(s.rows))
	}
	var size int64
	if err := s.super.QueryRow(s.Context(), "SELECT pg_database_size(current_database())").Scan(&size); err != nil {
		s.Fatal(err)
	}
	for what, took := range answers {
		slices.Sort(took)
		s.ReportMetric(float64(took[len(took)/2]), name+"-"+what+"-p50-ns")
		s.ReportMetric(float64(took[len(took)*95/100]), name+"-"+what+"-p95-ns")
		s.Logf("%d million samples of %d sites, %s: p50 %s, p95 %s", s.rows/1_000_000, len(s.places), what, took[len(took)/2].Round(10*time.Microsecond), took[len(took)*95/100].Round(10*time.Microsecond))
	}
	s.Logf("%d million samples: %.1f bytes a sample on disk, rollups and open days included", s.rows/1_000_000, float64(size)/float64(s.rows))
}
