package postgres

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/charging"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// chargers is the period of marks of quarter hours in which charging sessions are derived.
const chargers period = "charging"

// registers are the counters of a charger, the better one first.
const (
	sessionRegister  = "EnergySession"
	lifetimeRegister = "EnergyConsumed"
)

// markChargers marks the quarter hours of chargers whose channels have changed in these, under the channel that
// tells whether a vehicle is there.
func markChargers(batch *pgx.Batch, work map[rollKey]columns) {
	byTenant := map[int32]columns{}
	for key, c := range work {
		all := byTenant[key.tenant]
		for i := range c.channel {
			all.at, all.channel = append(all.at, key.slot), append(all.channel, c.channel[i])
		}
		byTenant[key.tenant] = all
	}
	for _, tenant := range slices.Sorted(maps.Keys(byTenant)) {
		c := byTenant[tenant]
		batch.Queue(`INSERT INTO rollup_marks (tenant_id, period, slot_from, site_id, channel_id)
			SELECT DISTINCT $1::int, $4, g.slot_from, p.site_id, p.channel_id FROM unnest($2::timestamptz[], $3::int[]) AS g (slot_from, channel_id)
			JOIN channels c ON c.tenant_id = $1 AND c.channel_id = g.channel_id AND c.name = ANY ($5)
			JOIN channels p ON p.tenant_id = $1 AND p.asset_id = c.asset_id AND p.name = $6
			WHERE g.slot_from <= now() + interval '5 minutes' ORDER BY p.channel_id, g.slot_from
			ON CONFLICT (tenant_id, channel_id, period, slot_from) DO UPDATE SET marked_at = excluded.marked_at`,
			tenant, c.at, c.channel, string(chargers), []string{point.PlugState, point.ActivePower, sessionRegister, lifetimeRegister}, point.PlugState)
	}
}

// charger is what sessions are derived from.
type charger struct {
	channelKey // that tells whether a vehicle is there
	asset      uuid.UUID
	register   charging.Register
	channels   [3]int32 // by charging.Channel; 0 for one that it does not have
}

func chargersOf(ctx context.Context, tx pgx.Tx, of []channelKey) ([]charger, error) {
	tenants, channels := keyColumns(of)
	rows, err := tx.Query(ctx, `SELECT p.tenant_id, p.site_id, p.channel_id, p.asset_id, coalesce(s.channel_id, 0), coalesce(l.channel_id, 0), coalesce(w.channel_id, 0)
		FROM unnest($1::int[], $2::int[]) AS k (tenant_id, channel_id) JOIN channels p ON p.tenant_id = k.tenant_id AND p.channel_id = k.channel_id
		LEFT JOIN channels s ON s.tenant_id = p.tenant_id AND s.asset_id = p.asset_id AND s.name = $3
		LEFT JOIN channels l ON l.tenant_id = p.tenant_id AND l.asset_id = p.asset_id AND l.name = $4
		LEFT JOIN channels w ON w.tenant_id = p.tenant_id AND w.asset_id = p.asset_id AND w.name = $5
		ORDER BY p.tenant_id, p.channel_id`, tenants, channels, sessionRegister, lifetimeRegister, point.ActivePower)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c charger, err error) {
		var lifetime int32
		err = row.Scan(&c.tenant, &c.site, &c.channel, &c.asset, &c.channels[charging.Energy], &lifetime, &c.channels[charging.Power])
		c.channels[charging.Plug] = c.channel
		if c.channels[charging.Energy] == 0 && lifetime != 0 {
			c.channels[charging.Energy], c.register = lifetime, charging.LifetimeRegister
		}
		return c, err
	})
}

// derive derives the sessions of chargers whose quarter hours are marked.
func (d *DB) derive(ctx context.Context, tx pgx.Tx, work map[rollKey]columns) error {
	quartersOf, of := byChannel(work)
	all, err := chargersOf(ctx, tx, of)
	if err != nil {
		return err
	}
	now := time.Now()
	for _, c := range all {
		quarters := quartersOf[c.channelKey]
		changed := quarters[0]
		for _, q := range quarters {
			changed.From, changed.To = earlier(changed.From, q.From), later(changed.To, q.To)
		}
		if err := d.deriveOf(ctx, tx, c, changed, now); err != nil {
			return fmt.Errorf("derive the charging sessions of the asset %s: %w", c.asset, err)
		}
	}
	return nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (d *DB) deriveOf(ctx context.Context, tx pgx.Tx, c charger, changed slot.Interval, now time.Time) error {
	if err := lockCharger(ctx, tx, c.tenant, c.asset); err != nil {
		return err
	}
	stored, err := checkpointsOf(ctx, tx, c)
	if err != nil {
		return err
	}
	walk := charging.NewWalk(stored, changed, c.register)
	if err := d.walk(ctx, tx, c, walk, now.Add(telemetry.MaxFuture)); err != nil {
		return err
	}
	outcome, err := walk.End(now)
	if err != nil {
		return err
	}
	if err := keepSessions(ctx, tx, c, outcome); err != nil {
		return err
	}
	return keepCheckpoints(ctx, tx, c, outcome)
}

// lockCharger has the sessions of a charger changed by one at a time.
func lockCharger(ctx context.Context, tx querier, tenant int32, asset uuid.UUID) error {
	return lockAsset(ctx, tx, "charging", tenant, asset)
}

// lockAsset holds an asset for one purpose until the transaction ends.
func lockAsset(ctx context.Context, tx querier, purpose string, tenant int32, asset uuid.UUID) error {
	rows, err := tx.Query(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 53))", fmt.Sprint(purpose, " ", tenant, " ", asset))
	if err != nil {
		return err
	}
	rows.Close()
	return rows.Err()
}

// walk reads a day of the charger's channels after the other.
func (d *DB) walk(ctx context.Context, tx pgx.Tx, c charger, w *charging.Walk, end time.Time) error {
	old := map[int32]bool{}
	for at := w.From(); at.Before(end) && d.mayBeClosed(at); at = at.Add(fullDay) {
		old[dayNumber(at)], old[dayNumber(at.Add(fullDay))] = true, true
	}
	if err := lockOld(ctx, tx, c.tenant, old); err != nil {
		return err
	}
	for at := w.From(); at.Before(end) && !w.Met(); {
		span := slot.Interval{From: at, To: earlier(slot.Floor(at, fullDay).Add(fullDay), end)}
		var readings []charging.Reading
		for which, channel := range c.channels {
			if channel == 0 {
				continue
			}
			found, err := d.readingsWithin(ctx, tx, channelKey{c.tenant, c.site, channel}, span)
			if err != nil {
				return err
			}
			for _, r := range found {
				readings = append(readings, charging.Reading{Channel: charging.Channel(which), Reading: r}) //nolint:gosec // one of three
			}
		}
		slices.SortStableFunc(readings, func(a, b charging.Reading) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Channel, b.Channel))
		})
		if err := w.Take(readings); err != nil {
			return err
		}
		at = span.To
	}
	return nil
}

func checkpointsOf(ctx context.Context, tx pgx.Tx, c charger) ([]charging.Checkpoint, error) {
	rows, err := tx.Query(ctx, "SELECT at, state FROM charging_checkpoints WHERE tenant_id = $1 AND asset_id = $2 ORDER BY at", c.tenant, c.asset)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (p charging.Checkpoint, err error) {
		return p, row.Scan(&p.At, &p.State)
	})
}

func keepCheckpoints(ctx context.Context, tx pgx.Tx, c charger, o charging.Outcome) error {
	batch := &pgx.Batch{}
	if len(o.Forget) > 0 {
		batch.Queue("DELETE FROM charging_checkpoints WHERE tenant_id = $1 AND asset_id = $2 AND at = ANY ($3)", c.tenant, c.asset, o.Forget)
	}
	for _, p := range o.Keep {
		batch.Queue(`INSERT INTO charging_checkpoints (tenant_id, site_id, asset_id, at, state) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (tenant_id, asset_id, at) DO UPDATE SET state = excluded.state`, c.tenant, c.site, c.asset, p.At, p.State)
	}
	return tx.SendBatch(ctx, batch).Close()
}

// keepSessions has what is stored of a charger's first connector be what follows from its readings. What was
// reported of a time goes first.
func keepSessions(ctx context.Context, tx pgx.Tx, c charger, o charging.Outcome) error {
	stored, reported, err := sessionsSince(ctx, tx, c, o)
	if err != nil {
		return err
	}
	stored = slices.DeleteFunc(stored, func(k charging.Known) bool { return !o.Concerns(k.Session) })
	derived := slices.DeleteFunc(o.Sessions, func(s charging.Session) bool { return slices.ContainsFunc(reported, s.Overlaps) })
	r, batch := charging.Revise(stored, derived), &pgx.Batch{}
	if len(r.Gone) > 0 {
		batch.Queue("DELETE FROM charging_sessions WHERE tenant_id = $1 AND id = ANY ($2)", c.tenant, r.Gone)
	}
	for _, k := range r.Changed {
		batch.Queue(`UPDATE charging_sessions SET started_at = $3, seen_at = $4, ended_at = $5, energy_j = $6, first_counter_j = $7, last_counter_j = $8, peak_watts = $9, uncertain = $10,
			updated_at = now() WHERE tenant_id = $1 AND id = $2`, slices.Concat([]any{c.tenant, k.ID}, sessionValues(k.Session))...)
	}
	for _, s := range r.Added {
		id, err := newID()
		if err != nil {
			return err
		}
		batch.Queue(`INSERT INTO charging_sessions (tenant_id, id, started_at, seen_at, ended_at, energy_j, first_counter_j, last_counter_j, peak_watts, uncertain, site_id, asset_id, origin)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'DERIVED')`, slices.Concat([]any{c.tenant, id}, sessionValues(s), []any{c.site, c.asset})...)
	}
	return tx.SendBatch(ctx, batch).Close()
}

func sessionValues(s charging.Session) []any {
	return []any{s.Started, s.Seen, s.Ended, s.EnergyJ, s.FirstJ, s.LastJ, s.PeakWatts, s.Uncertain}
}

// sessionsSince are the sessions of a charger's first connector that an outcome may concern, in order of time.
func sessionsSince(ctx context.Context, tx pgx.Tx, c charger, o charging.Outcome) (derived []charging.Known, reported []charging.Session, err error) {
	rows, err := tx.Query(ctx, `SELECT id, origin = 'REPORTED', started_at, seen_at, ended_at, energy_j, first_counter_j, last_counter_j, peak_watts, uncertain FROM charging_sessions
		WHERE tenant_id = $1 AND asset_id = $2 AND connector = 1 AND (started_at >= $3 OR tstzrange(started_at, ended_at) && tstzrange($3, NULL)) ORDER BY started_at`, c.tenant, c.asset, o.From)
	if err != nil {
		return nil, nil, err
	}
	var k charging.Known
	var told bool
	_, err = pgx.ForEachRow(rows, []any{&k.ID, &told, &k.Started, &k.Seen, &k.Ended, &k.EnergyJ, &k.FirstJ, &k.LastJ, &k.PeakWatts, &k.Uncertain}, func() error {
		if told {
			reported = append(reported, k.Session)
		} else {
			derived = append(derived, k)
		}
		return nil
	})
	return derived, reported, err
}

// endForgotten ends derived sessions of which nothing was heard for too long.
func endForgotten(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE charging_sessions SET ended_at = seen_at, uncertain = true, updated_at = now()
		WHERE ended_at IS NULL AND origin = 'DERIVED' AND seen_at < now() - $1::interval`, charging.Patience)
	return err
}
