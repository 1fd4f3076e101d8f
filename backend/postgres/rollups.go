package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/telemetry"
	"ohmstead/energy/slot"
)

var _ telemetry.Roller = (*DB)(nil)

// rollKey is what is rolled up in one statement: channels of one tenant in one quarter hour.
type rollKey struct {
	tenant int32
	slot   time.Time
}

// Roll implements telemetry.Roller. Marks that a writer holds are left for the next time: their
// samples are not committed yet.
func (d *DB) Roll(ctx context.Context, limit int) (int, error) {
	var taken int
	err := pgx.BeginFunc(ctx, d.ingest, func(tx pgx.Tx) error {
		work, n, err := takeMarks(ctx, tx, limit)
		if err != nil || n == 0 {
			return err
		}
		taken = n
		batch := &pgx.Batch{}
		for key, c := range work {
			batch.Queue(`INSERT INTO rollups_15m AS r (tenant_id, site_id, channel_id, slot_from, mean, min, max, last, count, covered_ms, quality, energy_away_j, energy_towards_j)
				SELECT $1, k.site_id, k.channel_id, $4, b.mean, b.min, b.max, b.last, coalesce(b.count, 0), coalesce(b.covered_ms, 0), coalesce(b.quality, 0),
					CASE WHEN c.unit = 'W' THEN round(b.away_j)::bigint END, CASE WHEN c.unit = 'W' THEN round(b.towards_j)::bigint END
				FROM unnest($2::int[], $3::int[]) AS k (channel_id, site_id)
				LEFT JOIN sample_buckets($1, $2, $5, $4, $6, $7, $8) b ON b.channel_id = k.channel_id
				LEFT JOIN channels c ON c.tenant_id = $1 AND c.channel_id = k.channel_id
				ON CONFLICT (tenant_id, channel_id, slot_from) DO UPDATE SET mean = excluded.mean, min = excluded.min, max = excluded.max, last = excluded.last,
					count = excluded.count, covered_ms = excluded.covered_ms, quality = excluded.quality,
					energy_away_j = excluded.energy_away_j, energy_towards_j = excluded.energy_towards_j`,
				key.tenant, c.channel, c.site, key.slot, key.slot.Add(-telemetry.MaxCover), key.slot.Add(slot.QuarterHour), slot.QuarterHour, telemetry.MaxCover)
		}
		return tx.SendBatch(ctx, batch).Close()
	})
	return taken, fault("roll up", err)
}

// takeMarks removes at most limit marks within the transaction and groups them.
func takeMarks(ctx context.Context, tx pgx.Tx, limit int) (map[rollKey]columns, int, error) {
	rows, err := tx.Query(ctx, `WITH taken AS (
			SELECT tenant_id, channel_id, slot_from FROM rollup_marks ORDER BY tenant_id, slot_from, channel_id LIMIT $1 FOR UPDATE SKIP LOCKED)
		DELETE FROM rollup_marks m USING taken t
		WHERE m.tenant_id = t.tenant_id AND m.channel_id = t.channel_id AND m.slot_from = t.slot_from
		RETURNING m.tenant_id, m.site_id, m.channel_id, m.slot_from`, limit)
	if err != nil {
		return nil, 0, err
	}
	work, n := map[rollKey]columns{}, 0
	var tenant, site, channel int32
	var from time.Time
	_, err = pgx.ForEachRow(rows, []any{&tenant, &site, &channel, &from}, func() error {
		key := rollKey{tenant: tenant, slot: from}
		c := work[key]
		c.channel, c.site = append(c.channel, channel), append(c.site, site)
		work[key] = c
		n++
		return nil
	})
	return work, n, err
}
