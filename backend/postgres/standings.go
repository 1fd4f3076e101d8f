package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/overview"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

var _ overview.Reader = (*DB)(nil)

// Standings implements overview.Reader: one transaction with five statements.
func (d *DB) Standings(ctx context.Context, scope identity.Scope, ask []overview.Question) ([]overview.Standing, error) {
	if len(ask) == 0 {
		return nil, nil
	}
	s := standings{ask: ask, place: map[int32]int{}, out: make([]overview.Standing, len(ask))}
	for i, q := range ask {
		s.place[q.Site.Key], s.sites = i, append(s.sites, q.Site.Key)
	}
	err := d.inKept(ctx, scope, func(tx *Tx) error {
		for _, part := range []func(context.Context, *Tx, identity.Scope) error{s.assets, s.channels, s.latest, s.today, s.alarms} {
			if err := part(ctx, tx, scope); err != nil {
				return err
			}
		}
		return nil
	})
	return s.out, fault("find how sites stand", err)
}

// standings are the answers while they are put together.
type standings struct {
	ask   []overview.Question
	sites []int32       // keys
	place map[int32]int // in ask and out, by the site's key
	out   []overview.Standing
}

func (s *standings) assets(ctx context.Context, tx *Tx, _ identity.Scope) error {
	found, err := collect(ctx, tx, assetsQuestion(s.sites))
	for _, f := range found {
		i := &s.out[s.place[f.site]].Inventory
		i.Assets = append(i.Assets, f.what)
	}
	return err
}

func (s *standings) channels(ctx context.Context, tx *Tx, _ identity.Scope) error {
	found, err := collect(ctx, tx, channelsQuestion(s.sites, overview.NowChannels()))
	for _, f := range found {
		i := &s.out[s.place[f.site]].Inventory
		i.Channels = append(i.Channels, f.what)
	}
	return err
}

func (s *standings) latest(ctx context.Context, tx *Tx, scope identity.Scope) error {
	for i := range s.out {
		s.out[i].Latest = map[int32]point.Reading{}
	}
	found, err := collect(ctx, tx, latestQuestion(scope, s.sites, overview.NowChannels()))
	for _, f := range found {
		s.out[s.place[f.site]].Latest[f.what.channel] = f.what.Reading
	}
	return err
}

func (s *standings) today(ctx context.Context, tx *Tx, scope identity.Scope) error {
	spans := make([]slot.Interval, len(s.ask))
	for i, q := range s.ask {
		spans[i] = q.Today
	}
	found, err := collect(ctx, tx, flowsQuestion(scope, s.sites, spans))
	if err != nil {
		return err
	}
	flows := flowsOf(found)
	for i, q := range s.ask {
		s.out[i].Today = telemetry.Summarise(flows[q.Site.Key], q.Today)
	}
	return nil
}

func (s *standings) alarms(ctx context.Context, tx *Tx, _ identity.Scope) error {
	found, err := collect(ctx, tx, alarmsQuestion(" AND site_id = ANY ($1)", s.sites))
	for _, f := range found {
		s.out[s.place[f.site]].OpenAlarms = f.what
	}
	return err
}

// OpenAlarms implements overview.Reader.
func (d *DB) OpenAlarms(ctx context.Context, scope identity.Scope) (map[int32]int, error) {
	found, err := list(ctx, d, scope, alarmsQuestion(""))
	count := make(map[int32]int, len(found))
	for _, f := range found {
		count[f.site] = f.what
	}
	return count, err
}

// alarmsQuestion asks for the number of open alarms of each site that has one.
func alarmsQuestion(condition string, args ...any) question[at[int]] {
	return question[at[int]]{
		what: "open alarms", args: args,
		sql:  "SELECT site_id, count(*) FROM events WHERE kind = 'ALARM' AND cleared_at IS NULL AND site_id IS NOT NULL" + condition + " GROUP BY site_id",
		scan: func(row pgx.CollectableRow) (a at[int], err error) { return a, row.Scan(&a.site, &a.what) },
	}
}

// at is something of a site, by the site's key.
type at[T any] struct {
	site int32
	what T
}

// whats leaves the site away.
func whats[T any](found []at[T], err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	out := make([]T, len(found))
	for i, f := range found {
		out[i] = f.what
	}
	return out, nil
}

func assetsQuestion(sites []int32) question[at[registry.Asset]] {
	return question[at[registry.Asset]]{
		what: "assets",
		sql: `SELECT a.site_id, a.id, a.key, a.name, a.nature, coalesce(d.key, ''), a.enabled,
				EXISTS (SELECT FROM grid_connections g WHERE g.tenant_id = a.tenant_id AND g.meter_asset_id = a.id),
				a.max_apparent_power_va, a.max_active_power_watts, a.capacity_j / 3600, a.peak_limit_watts, a.soc_min_percent, a.soc_max_percent
			FROM assets a LEFT JOIN devices d ON d.tenant_id = a.tenant_id AND d.id = a.device_id
			WHERE a.site_id = ANY ($1) AND a.archived_at IS NULL ORDER BY a.key`,
		args: []any{sites},
		scan: func(row pgx.CollectableRow) (found at[registry.Asset], err error) {
			a := &found.what
			return found, row.Scan(&found.site, &a.ID, &a.Key, &a.Name, &a.Nature, &a.Device, &a.Enabled, &a.MeasuresConnection,
				&a.MaxApparentPowerVA, &a.MaxActivePowerWatts, &a.CapacityWh, &a.PeakLimitWatts, &a.SOCMinPercent, &a.SOCMaxPercent)
		},
	}
}

// channelsQuestion asks for the channels of these names; nil asks for all.
func channelsQuestion(sites []int32, names []string) question[at[registry.Channel]] {
	return question[at[registry.Channel]]{
		what: "channels",
		sql: `SELECT c.site_id, c.id, c.channel_id, a.key, c.name, c.unit, c.kind
			FROM channels c JOIN assets a ON a.tenant_id = c.tenant_id AND a.id = c.asset_id
			WHERE c.site_id = ANY ($1) AND ($2::text[] IS NULL OR c.name = ANY ($2)) ORDER BY a.key, c.name`,
		args: []any{sites, names},
		scan: func(row pgx.CollectableRow) (found at[registry.Channel], err error) {
			c := &found.what
			return found, row.Scan(&found.site, &c.ID, &c.Key, &c.Asset, &c.Name, &c.Unit, &c.Kind)
		},
	}
}

// newest is the newest row of a channel.
type newest struct {
	channel int32
	point.Reading
}

// latestQuestion asks for the newest row of the channels of these names; nil asks for all.
func latestQuestion(scope identity.Scope, sites []int32, names []string) question[at[newest]] {
	return question[at[newest]]{
		what: "the latest readings",
		sql: `SELECT c.site_id, c.channel_id, s.ts, coalesce(r.value, s.value), coalesce(r.quality, s.quality)
			FROM channels c CROSS JOIN LATERAL (SELECT * FROM
				(SELECT * FROM (SELECT ts, value, quality FROM samples s WHERE s.tenant_id = $1 AND s.channel_id = c.channel_id ORDER BY s.ts DESC LIMIT 1) o
				UNION ALL SELECT * FROM (SELECT d.last_at, d.last_value, d.last_quality FROM sample_days d WHERE d.tenant_id = $1 AND d.channel_id = c.channel_id ORDER BY d.first_at DESC LIMIT 1) d
				) newest ORDER BY ts DESC LIMIT 1) s
			LEFT JOIN LATERAL (SELECT value, quality FROM sample_revisions r
				WHERE r.tenant_id = $1 AND r.channel_id = c.channel_id AND r.ts = s.ts ORDER BY r.revision DESC LIMIT 1) r ON true
			WHERE c.tenant_id = $1 AND c.site_id = ANY ($2) AND ($3::text[] IS NULL OR c.name = ANY ($3))`,
		args: []any{scope.Tenant, sites, names},
		scan: func(row pgx.CollectableRow) (found at[newest], err error) {
			n := &found.what
			var quality int16
			err = row.Scan(&found.site, &n.channel, &n.At, &n.Value, &quality)
			n.Quality = point.Quality(quality) //nolint:gosec // one of six
			return found, err
		},
	}
}

// quarterOf is a quarter hour of a channel that plays a part in its site's balance. A channel without
// any has one that covers nothing.
type quarterOf struct {
	channel int32
	part    telemetry.Part
	telemetry.FlowQuarter
}

// flowsQuestion asks for the quarter hours of a span of each site.
func flowsQuestion(scope identity.Scope, sites []int32, spans []slot.Interval) question[at[quarterOf]] {
	from, to := make([]time.Time, len(spans)), make([]time.Time, len(spans))
	first, last := slot.Floor(spans[0].From, slot.QuarterHour), spans[0].To
	for i, s := range spans {
		from[i], to[i] = slot.Floor(s.From, slot.QuarterHour), s.To
		if from[i].Before(first) {
			first = from[i]
		}
		if to[i].After(last) {
			last = to[i]
		}
	}
	return question[at[quarterOf]]{
		what: "the energy flows",
		sql: `SELECT c.site_id, c.channel_id, CASE WHEN g.id IS NOT NULL THEN 'GRID' WHEN a.nature = 'PV' THEN 'PV' WHEN a.nature = 'ESS' THEN 'BATTERY' ELSE 'LOAD' END,
				coalesce(r.slot_from, 'epoch'), coalesce(r.mean, 0), coalesce(r.covered_ms, 0), coalesce(r.energy_away_j, 0), coalesce(r.energy_towards_j, 0)
			FROM unnest($2::int[], $3::timestamptz[], $4::timestamptz[]) AS q (site_id, span_from, span_to)
			JOIN channels c ON c.tenant_id = $1 AND c.site_id = q.site_id AND c.name = 'ActivePower'
			JOIN assets a ON a.tenant_id = c.tenant_id AND a.id = c.asset_id
			LEFT JOIN grid_connections g ON g.tenant_id = a.tenant_id AND g.meter_asset_id = a.id
			LEFT JOIN rollups_15m r ON r.tenant_id = $1 AND r.channel_id = c.channel_id AND r.slot_from >= q.span_from AND r.slot_from < q.span_to
				AND r.slot_from >= $5 AND r.slot_from < $6
			WHERE a.enabled AND (g.id IS NOT NULL OR a.nature IN ('PV', 'ESS', 'LOAD'))
			ORDER BY c.channel_id, r.slot_from`,
		args: []any{scope.Tenant, sites, from, to, first, last},
		scan: func(row pgx.CollectableRow) (found at[quarterOf], err error) {
			q := &found.what
			var ms int64
			err = row.Scan(&found.site, &q.channel, &q.part, &q.From, &q.Mean, &ms, &q.AwayJ, &q.TowardsJ)
			q.Covered = time.Duration(ms) * time.Millisecond
			return found, err
		},
	}
}

// flowsOf are the flows of each site from quarter hours in the order of their channels.
func flowsOf(found []at[quarterOf]) map[int32][]telemetry.Flow {
	flows := map[int32][]telemetry.Flow{}
	var before int32
	for i, f := range found {
		of := flows[f.site]
		if q := f.what; i == 0 || q.channel != before {
			of, before = append(of, telemetry.Flow{Part: q.part}), q.channel
		}
		if f.what.Covered > 0 {
			last := &of[len(of)-1]
			last.Quarters = append(last.Quarters, f.what.FlowQuarter)
		}
		flows[f.site] = of
	}
	return flows
}
