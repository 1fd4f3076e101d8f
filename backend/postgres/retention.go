package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/retention"
	"ohmstead/energy/reason"
)

var (
	_ retention.Store   = (*DB)(nil)
	_ retention.Quotas  = (*DB)(nil)
	_ retention.Dropper = (*DB)(nil)
)

// shownDrops is how many removals are shown.
const shownDrops = 20

// TelemetryPolicy implements retention.Store.
func (d *DB) TelemetryPolicy(ctx context.Context, scope identity.Scope) (retention.State, error) {
	var state retention.State
	err := d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		state, err = telemetryPolicy(ctx, tx, scope)
		return err
	})
	return state, fault("read the policy of telemetry", err)
}

func telemetryPolicy(ctx context.Context, tx *Tx, scope identity.Scope) (retention.State, error) {
	var s retention.State
	err := tx.QueryRow(ctx, `SELECT p.raw_days, p.quarter_days, p.hour_days, p.day_days, p.samples_per_second, p.channels, p.cycle_days, p.cycle_kept_days, p.version, count_channels()
		FROM policy_of($1) p`, scope.Tenant).
		Scan(&s.RawDays, &s.QuarterDays, &s.HourDays, &s.DayDays, &s.SamplesPerSecond, &s.Channels, &s.CycleDays, &s.CycleKeptDays, &s.Version, &s.UsedChannels)
	if err != nil {
		return s, err
	}
	s.Drops, err = collect(ctx, tx, question[retention.Drop]{
		sql:  "SELECT at, tier, kept_from, rows FROM telemetry_drops ORDER BY at DESC, tier LIMIT $1",
		args: []any{shownDrops},
		scan: func(row pgx.CollectableRow) (d retention.Drop, err error) {
			return d, row.Scan(&d.At, &d.Tier, &d.KeptFrom, &d.Rows)
		},
	})
	return s, err
}

// SetTelemetryPolicy implements retention.Store.
func (d *DB) SetTelemetryPolicy(ctx context.Context, scope identity.Scope, p retention.Policy) (retention.State, error) {
	var state retention.State
	p = p.Filled()
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO telemetry_policies AS t (tenant_id, raw_days, quarter_days, hour_days, day_days, samples_per_second, channels, version, cycle_days, cycle_kept_days)
			SELECT $1, $2, $3, $4, $5, $6, $7, $8 + 1, $9, $10 WHERE $8 = 0 OR EXISTS (SELECT FROM telemetry_policies)
			ON CONFLICT (tenant_id) DO UPDATE SET raw_days = excluded.raw_days, quarter_days = excluded.quarter_days, hour_days = excluded.hour_days,
				day_days = excluded.day_days, samples_per_second = excluded.samples_per_second, channels = excluded.channels,
				cycle_days = excluded.cycle_days, cycle_kept_days = excluded.cycle_kept_days, version = excluded.version, updated_at = now()
			WHERE t.version = $8`, scope.Tenant, p.RawDays, p.QuarterDays, p.HourDays, p.DayDays, p.SamplesPerSecond, p.Channels, p.Version, p.CycleDays, p.CycleKeptDays)
		if err != nil {
			return err
		}
		if state, err = telemetryPolicy(ctx, tx, scope); err == nil && tag.RowsAffected() == 0 {
			err = reason.New(reason.VersionConflict, reason.Params{"expected_version": p.Version, "actual_version": state.Version})
		}
		return err
	})
	return state, fault("set the policy of telemetry", err)
}

// SampleQuotas implements retention.Quotas.
func (d *DB) SampleQuotas(ctx context.Context) (map[int32]int, error) {
	rows, err := d.ingest.Query(ctx, "SELECT tenant_id, samples_per_second FROM telemetry_policies WHERE samples_per_second IS NOT NULL")
	if err != nil {
		return nil, fault("read the quotas", err)
	}
	quotas := map[int32]int{}
	var tenant int32
	var quota int
	_, err = pgx.ForEachRow(rows, []any{&tenant, &quota}, func() error {
		quotas[tenant] = quota
		return nil
	})
	return quotas, fault("read the quotas", err)
}

// DropExpired implements retention.Dropper.
func (d *DB) DropExpired(ctx context.Context, tenant int32, limit int) (int64, error) {
	var n int64
	err := d.ingest.QueryRow(ctx, "SELECT drop_expired($1, $2) + drop_forecasts($1, $2)", tenant, limit).Scan(&n)
	return n, fault("remove telemetry that is over", err)
}

// DropCycles implements retention.Dropper.
func (d *DB) DropCycles(ctx context.Context, tenant int32, limit int) (int64, error) {
	var n int64
	err := d.ingest.QueryRow(ctx, "SELECT drop_cycles($1, $2) + drop_orders($1, $2)", tenant, limit).Scan(&n)
	return n, fault("remove balancing cycles and their orders that are over", err)
}

// withinQuota refuses channels beyond what the tenant may have. Whoever has more already, because the
// quota came later, keeps them.
func withinQuota(ctx context.Context, tx *Tx, tenant int32, before int) error {
	var quota *int
	var now int
	if err := tx.QueryRow(ctx, "SELECT (policy_of($1)).channels, count_channels()", tenant).Scan(&quota, &now); err != nil {
		return err
	}
	if quota != nil && now > *quota && now > before {
		return reason.New(reason.ChannelQuota, reason.Params{"channels": now, "quota": *quota})
	}
	return nil
}
