-- +goose Up

-- A lap walks the marks of one period, however many there are of others. The key stays: that of every table
-- begins with the tenant.
CREATE INDEX rollup_marks_by_period ON rollup_marks (period, tenant_id, channel_id, slot_from);

-- Who marks what is marked already writes the mark again: a roller that was about to take it waits for the
-- next lap, and so for what is not committed yet.
GRANT UPDATE (marked_at) ON rollup_marks TO ohm_app;

-- What is usable is told by the newest revision of an instant, also where counting looks for the readings
-- ahead and behind.
CREATE OR REPLACE FUNCTION counter_readings(tenant int, channel int, from_at timestamptz, to_at timestamptz, since_at timestamptz, until_at timestamptz, max_gap interval, max_dip interval, even_gap interval,
    closed_at timestamptz[] DEFAULT '{}', closed_values float8[] DEFAULT '{}', closed_qualities smallint[] DEFAULT '{}')
RETURNS TABLE (ts timestamptz, value float8, quality smallint, since interval)
LANGUAGE sql STABLE AS $$
    WITH revised AS MATERIALIZED (
        SELECT DISTINCT ON (r.ts) r.ts, r.value, r.quality FROM sample_revisions r
        WHERE r.tenant_id = tenant AND r.channel_id = channel AND r.ts >= since_at AND r.ts < until_at ORDER BY r.ts, r.revision DESC
    ), passed AS MATERIALIZED (
        SELECT array(SELECT r.ts FROM revised r) AS over
    ), apart AS MATERIALIZED (
        SELECT r.ts, r.value, r.quality FROM revised r WHERE r.quality IN (1, 2, 5)
        UNION ALL
        SELECT c.ts, c.value, c.quality FROM unnest(closed_at, closed_values, closed_qualities) AS c (ts, value, quality) WHERE c.quality IN (1, 2, 5)
    ), ahead AS MATERIALIZED (
        SELECT coalesce(greatest(
            (SELECT s.ts FROM samples s WHERE s.tenant_id = tenant AND s.channel_id = channel AND s.ts >= since_at AND s.ts < from_at AND s.ts >= from_at - max_gap AND s.quality IN (1, 2, 5) AND s.ts <> ALL ((SELECT p.over FROM passed p)::timestamptz[]) ORDER BY s.ts DESC LIMIT 1),
            (SELECT max(c.ts) FROM apart c WHERE c.ts < from_at AND c.ts >= from_at - max_gap)), from_at) - max_dip AS at
    ), behind AS MATERIALIZED (
        SELECT coalesce(least(
            (SELECT s.ts FROM samples s WHERE s.tenant_id = tenant AND s.channel_id = channel AND s.ts >= to_at AND s.ts < until_at AND s.ts < to_at + max_gap AND s.quality IN (1, 2, 5) AND s.ts <> ALL ((SELECT p.over FROM passed p)::timestamptz[]) ORDER BY s.ts LIMIT 1),
            (SELECT min(c.ts) FROM apart c WHERE c.ts >= to_at AND c.ts < to_at + max_gap)), to_at) + max_dip AS at
    ), bounds AS MATERIALIZED (
        SELECT coalesce(greatest(
                (SELECT s.ts FROM samples s WHERE s.tenant_id = tenant AND s.channel_id = channel AND s.ts >= since_at AND s.ts < from_at AND s.ts <= a.at AND s.quality IN (1, 2, 5) AND s.ts <> ALL ((SELECT p.over FROM passed p)::timestamptz[]) ORDER BY s.ts DESC LIMIT 1),
                (SELECT max(c.ts) FROM apart c WHERE c.ts <= a.at)), a.at) AS first_at,
            coalesce(least(
                (SELECT s.ts FROM samples s WHERE s.tenant_id = tenant AND s.channel_id = channel AND s.ts >= to_at AND s.ts < until_at AND s.ts > b.at AND s.quality IN (1, 2, 5) AND s.ts <> ALL ((SELECT p.over FROM passed p)::timestamptz[]) ORDER BY s.ts LIMIT 1),
                (SELECT min(c.ts) FROM apart c WHERE c.ts > b.at)), b.at) AS last_at
        FROM ahead a, behind b
    ), stored AS (
        SELECT s.ts, s.value, s.quality, 0 AS revision FROM samples s, bounds b
        WHERE s.tenant_id = tenant AND s.channel_id = channel AND s.ts >= since_at AND s.ts < until_at AND s.ts BETWEEN b.first_at AND b.last_at
        UNION ALL
        SELECT c.ts, c.value, c.quality, 0 FROM apart c, bounds b WHERE c.ts BETWEEN b.first_at AND b.last_at
        UNION ALL
        SELECT r.ts, r.value, r.quality, r.revision FROM sample_revisions r, bounds b
        WHERE r.tenant_id = tenant AND r.channel_id = channel AND r.ts >= since_at AND r.ts < until_at AND r.ts BETWEEN b.first_at AND b.last_at
    ), known AS (
        SELECT DISTINCT ON (s.ts) s.ts, s.value, s.quality FROM stored s ORDER BY s.ts, s.revision DESC
    ), neighbours AS (
        SELECT k.ts, k.value, k.quality, lag(k.ts) OVER w AS before_at, lag(k.value) OVER w AS before, lag(k.quality) OVER w AS before_quality,
            lead(k.ts) OVER w AS after_at, lead(k.value) OVER w AS after, lead(k.quality) OVER w AS after_quality
        FROM known k WHERE k.quality IN (1, 2, 5) WINDOW w AS (ORDER BY k.ts)
    ), fallen AS (
        SELECT n.*, max(CASE WHEN n.value < n.before THEN n.ts END) OVER (ORDER BY n.ts) AS fell_at FROM neighbours n
    )
    SELECT f.ts, f.value, f.quality, f.ts - f.before_at FROM fallen f
    WHERE f.before_at IS NULL OR f.after_at IS NULL OR f.after < f.value OR f.before_at - max_dip <= f.fell_at
        OR f.ts - f.before_at > even_gap OR f.after_at - f.ts > even_gap OR f.quality <> f.before_quality OR f.quality <> f.after_quality
        OR date_bin('15 minutes', f.ts, '2000-01-01 00:00:00+00') <> date_bin('15 minutes', f.before_at, '2000-01-01 00:00:00+00')
        OR date_bin('15 minutes', f.ts, '2000-01-01 00:00:00+00') <> date_bin('15 minutes', f.after_at, '2000-01-01 00:00:00+00')
    ORDER BY f.ts
$$;

-- What a request with an idempotency key asked for and was answered, however the channel was changed since.
ALTER TABLE virtual_channels ADD request jsonb, ADD added_from timestamptz, ADD added_at timestamptz;
ALTER TABLE virtual_channels ADD CHECK (num_nulls(request, added_from, added_at) IN (0, 3));
COMMENT ON COLUMN virtual_channels.request IS 'What the request that added it asked for; null where it had no idempotency key.';
COMMENT ON COLUMN virtual_channels.added_from IS 'The instant from which on that request had it computed.';
COMMENT ON COLUMN virtual_channels.added_at IS 'When that request was answered.';

-- +goose Down
ALTER TABLE virtual_channels DROP request, DROP added_from, DROP added_at;
CREATE OR REPLACE FUNCTION counter_readings(tenant int, channel int, from_at timestamptz, to_at timestamptz, since_at timestamptz, until_at timestamptz, max_gap interval, max_dip interval, even_gap interval,
    closed_at timestamptz[] DEFAULT '{}', closed_values float8[] DEFAULT '{}', closed_qualities smallint[] DEFAULT '{}')
RETURNS TABLE (ts timestamptz, value float8, quality smallint, since interval)
LANGUAGE sql STABLE AS $$
    WITH closed AS MATERIALIZED (
        SELECT c.ts, c.value, c.quality FROM unnest(closed_at, closed_values, closed_qualities) AS c (ts, value, quality) WHERE c.quality IN (1, 2, 5)
    ), ahead AS MATERIALIZED (
        SELECT coalesce(greatest(
            (SELECT s.ts FROM samples s WHERE s.tenant_id = tenant AND s.channel_id = channel AND s.ts >= since_at AND s.ts < from_at AND s.ts >= from_at - max_gap AND s.quality IN (1, 2, 5) ORDER BY s.ts DESC LIMIT 1),
            (SELECT max(c.ts) FROM closed c WHERE c.ts < from_at AND c.ts >= from_at - max_gap)), from_at) - max_dip AS at
    ), behind AS MATERIALIZED (
        SELECT coalesce(least(
            (SELECT s.ts FROM samples s WHERE s.tenant_id = tenant AND s.channel_id = channel AND s.ts >= to_at AND s.ts < until_at AND s.ts < to_at + max_gap AND s.quality IN (1, 2, 5) ORDER BY s.ts LIMIT 1),
            (SELECT min(c.ts) FROM closed c WHERE c.ts >= to_at AND c.ts < to_at + max_gap)), to_at) + max_dip AS at
    ), bounds AS MATERIALIZED (
        SELECT coalesce(greatest(
                (SELECT s.ts FROM samples s WHERE s.tenant_id = tenant AND s.channel_id = channel AND s.ts >= since_at AND s.ts < from_at AND s.ts <= a.at AND s.quality IN (1, 2, 5) ORDER BY s.ts DESC LIMIT 1),
                (SELECT max(c.ts) FROM closed c WHERE c.ts <= a.at)), a.at) AS first_at,
            coalesce(least(
                (SELECT s.ts FROM samples s WHERE s.tenant_id = tenant AND s.channel_id = channel AND s.ts >= to_at AND s.ts < until_at AND s.ts > b.at AND s.quality IN (1, 2, 5) ORDER BY s.ts LIMIT 1),
                (SELECT min(c.ts) FROM closed c WHERE c.ts > b.at)), b.at) AS last_at
        FROM ahead a, behind b
    ), stored AS (
        SELECT s.ts, s.value, s.quality, 0 AS revision FROM samples s, bounds b
        WHERE s.tenant_id = tenant AND s.channel_id = channel AND s.ts >= since_at AND s.ts < until_at AND s.ts BETWEEN b.first_at AND b.last_at
        UNION ALL
        SELECT c.ts, c.value, c.quality, 0 FROM closed c, bounds b WHERE c.ts BETWEEN b.first_at AND b.last_at
        UNION ALL
        SELECT r.ts, r.value, r.quality, r.revision FROM sample_revisions r, bounds b
        WHERE r.tenant_id = tenant AND r.channel_id = channel AND r.ts >= since_at AND r.ts < until_at AND r.ts BETWEEN b.first_at AND b.last_at
    ), known AS (
        SELECT DISTINCT ON (s.ts) s.ts, s.value, s.quality FROM stored s ORDER BY s.ts, s.revision DESC
    ), neighbours AS (
        SELECT k.ts, k.value, k.quality, lag(k.ts) OVER w AS before_at, lag(k.value) OVER w AS before, lag(k.quality) OVER w AS before_quality,
            lead(k.ts) OVER w AS after_at, lead(k.value) OVER w AS after, lead(k.quality) OVER w AS after_quality
        FROM known k WHERE k.quality IN (1, 2, 5) WINDOW w AS (ORDER BY k.ts)
    ), fallen AS (
        SELECT n.*, max(CASE WHEN n.value < n.before THEN n.ts END) OVER (ORDER BY n.ts) AS fell_at FROM neighbours n
    )
    SELECT f.ts, f.value, f.quality, f.ts - f.before_at FROM fallen f
    WHERE f.before_at IS NULL OR f.after_at IS NULL OR f.after < f.value OR f.before_at - max_dip <= f.fell_at
        OR f.ts - f.before_at > even_gap OR f.after_at - f.ts > even_gap OR f.quality <> f.before_quality OR f.quality <> f.after_quality
        OR date_bin('15 minutes', f.ts, '2000-01-01 00:00:00+00') <> date_bin('15 minutes', f.before_at, '2000-01-01 00:00:00+00')
        OR date_bin('15 minutes', f.ts, '2000-01-01 00:00:00+00') <> date_bin('15 minutes', f.after_at, '2000-01-01 00:00:00+00')
    ORDER BY f.ts
$$;
REVOKE UPDATE (marked_at) ON rollup_marks FROM ohm_app;
DROP INDEX rollup_marks_by_period;
