package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/telemetry"
)

// reviseSamples merges the samples and then puts those that substitute in the place of what is stored.
// What comes first in the batch does not matter: a value and its substitute may come together.
func reviseSamples(ctx context.Context, tx pgx.Tx, b telemetry.Batch) (telemetry.Outcome, error) {
	first, second := b, b
	first.Samples, second.Samples = nil, nil
	for _, s := range b.Samples {
		if b.Substitutes(s) {
			second.Samples = append(second.Samples, s)
		} else {
			first.Samples = append(first.Samples, s)
		}
	}
	var outcome telemetry.Outcome
	var err error
	if len(first.Samples) > 0 {
		if outcome, err = mergeSamples(ctx, tx, first); err != nil {
			return telemetry.Outcome{}, err
		}
	}
	if len(second.Samples) == 0 {
		return outcome, nil
	}
	stored, revised, err := substitute(ctx, tx, second)
	outcome.Stored += stored
	outcome.Revised = revised
	outcome.Repeats += len(second.Samples) - stored - revised
	return outcome, err
}

// substitute stores what is the first value of its instant, and the next revision of every other one
// that differs from what readers get: in its value, or because that is not usable. Two that revise
// one instant at the same time collide on the revision's number; the later one is done again.
func substitute(ctx context.Context, tx pgx.Tx, b telemetry.Batch) (stored, revised int, err error) {
	c := columnsOf(b)
	tag, err := tx.Exec(ctx, `INSERT INTO samples (ts, value, tenant_id, site_id, channel_id, quality, source)
		SELECT g.ts, g.value, $1, g.site_id, g.channel_id, g.quality, g.source
		FROM unnest($2::timestamptz[], $3::float8[], $4::int[], $5::int[], $6::smallint[], $7::smallint[]) AS g (ts, value, site_id, channel_id, quality, source)
		ORDER BY g.channel_id, g.ts ON CONFLICT DO NOTHING`, b.Tenant, c.at, c.value, c.site, c.channel, c.quality, c.source)
	if err != nil {
		return 0, 0, err
	}
	stored = int(tag.RowsAffected())
	tag, err = tx.Exec(ctx, `INSERT INTO sample_revisions (ts, value, tenant_id, site_id, channel_id, revision, quality, actor)
		SELECT g.ts, g.value, $1, g.site_id, g.channel_id, coalesce(r.revision, 0) + 1, g.quality, $9
		FROM unnest($2::timestamptz[], $3::float8[], $4::int[], $5::int[], $6::smallint[]) AS g (ts, value, site_id, channel_id, quality)
		JOIN samples s ON s.tenant_id = $1 AND s.channel_id = g.channel_id AND s.ts = g.ts AND s.ts BETWEEN $7 AND $8
		LEFT JOIN LATERAL (SELECT value, quality, revision FROM sample_revisions r
			WHERE r.tenant_id = $1 AND r.channel_id = g.channel_id AND r.ts = g.ts ORDER BY r.revision DESC LIMIT 1) r ON true
		WHERE coalesce(r.value, s.value) <> g.value OR coalesce(r.quality, s.quality) NOT IN (1, 2, 5)
		ORDER BY g.channel_id, g.ts`,
		b.Tenant, c.at, c.value, c.site, c.channel, c.quality, slices.MinFunc(c.at, time.Time.Compare), slices.MaxFunc(c.at, time.Time.Compare), b.Actor)
	return stored, int(tag.RowsAffected()), err
}
