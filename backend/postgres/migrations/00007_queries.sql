-- +goose Up

-- A value holds until the channel's next row, at most for max_cover; a row that is not usable ends
-- it. since is from_at - max_cover, computed by the caller: the planner leaves partitions out by
-- bounds that are literal, not by expressions.
CREATE FUNCTION sample_buckets(tenant int, channels int[], since timestamptz, from_at timestamptz, to_at timestamptz, bucket interval, max_cover interval)
RETURNS TABLE (channel_id int, bucket_from timestamptz, mean float8, min float8, max float8, last float8, count int, covered_ms int, quality smallint, away_j float8, towards_j float8)
LANGUAGE sql STABLE AS $$
    WITH stored AS (
        SELECT s.channel_id, s.ts, s.value, s.quality, 0 AS revision FROM samples s
        WHERE s.tenant_id = tenant AND s.channel_id = ANY (channels) AND s.ts >= since AND s.ts < to_at
        UNION ALL
        SELECT r.channel_id, r.ts, r.value, r.quality, r.revision FROM sample_revisions r
        WHERE r.tenant_id = tenant AND r.channel_id = ANY (channels) AND r.ts >= since AND r.ts < to_at
    ), held AS ( -- of several rows of one instant, the highest revision is the last and the only one that holds
        SELECT s.channel_id, s.ts, s.value, s.quality, greatest(s.ts, from_at) AS starts,
            least(lead(s.ts) OVER (PARTITION BY s.channel_id ORDER BY s.ts, s.revision), s.ts + max_cover, to_at) AS ends
        FROM stored s
    ), parts AS (
        SELECT h.channel_id, h.ts, h.value, h.quality, b.at,
            date_part('epoch', least(h.ends, b.at + bucket) - greatest(h.starts, b.at)) AS seconds
        FROM held h CROSS JOIN LATERAL generate_series(date_bin(bucket, h.starts, '2000-01-01 00:00:00+00'), h.ends - interval '1 microsecond', bucket) AS b (at)
        WHERE h.quality IN (1, 2, 5) AND h.ends > h.starts
    )
    SELECT p.channel_id, p.at, sum(p.value * p.seconds) / sum(p.seconds), min(p.value), max(p.value),
        (max(ARRAY[date_part('epoch', p.ts), p.value]) FILTER (WHERE p.ts >= p.at))[2],
        (count(*) FILTER (WHERE p.ts >= p.at))::int, round(sum(p.seconds) * 1000)::int,
        (CASE WHEN bool_or(p.quality = 2) THEN 2 WHEN bool_or(p.quality = 5) THEN 5 ELSE 1 END)::smallint,
        sum(greatest(p.value, 0) * p.seconds), sum(greatest(-p.value, 0) * p.seconds)
    FROM parts p GROUP BY p.channel_id, p.at
$$;
COMMENT ON FUNCTION sample_buckets IS 'Samples in buckets aligned in UTC: mean weighted by time over what usable values (GOOD, UNCERTAIN, SUBSTITUTED) cover; extremes of what held in the bucket; last and count of the rows in it; the worst quality; the time integral of the positive and of the negative part (J for W). Buckets nothing covers are absent.';

CREATE FUNCTION rollup_buckets(tenant int, channels int[], from_at timestamptz, to_at timestamptz, bucket interval)
RETURNS TABLE (channel_id int, bucket_from timestamptz, mean float8, min float8, max float8, last float8, count int, covered_ms int, quality smallint)
LANGUAGE sql STABLE AS $$
    SELECT r.channel_id, date_bin(bucket, r.slot_from, '2000-01-01 00:00:00+00'),
        sum(r.mean * r.covered_ms) / sum(r.covered_ms), min(r.min), max(r.max),
        (array_agg(r.last ORDER BY r.slot_from DESC) FILTER (WHERE r.last IS NOT NULL))[1],
        sum(r.count)::int, sum(r.covered_ms)::int,
        (CASE WHEN bool_or(r.quality = 2) THEN 2 WHEN bool_or(r.quality = 5) THEN 5 ELSE 1 END)::smallint
    FROM rollups_15m r
    WHERE r.tenant_id = tenant AND r.channel_id = ANY (channels) AND r.slot_from >= from_at AND r.slot_from < to_at AND r.covered_ms > 0
    GROUP BY 1, 2
$$;
COMMENT ON FUNCTION rollup_buckets IS 'The same as sample_buckets for buckets of whole quarter hours, from rollups.';

-- +goose StatementBegin
CREATE FUNCTION site_net_power(site int, from_at timestamptz DEFAULT now() - interval '24 hours', to_at timestamptz DEFAULT now(), bucket interval DEFAULT '15 minutes', max_cover interval DEFAULT '2 minutes')
RETURNS TABLE (bucket_from timestamptz, grid_watts float8, covered_seconds float8, quality smallint, reason_code text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    tenant   constant int := current_setting('app.tenant')::int;
    first_at constant timestamptz := date_bin(bucket, from_at, '2000-01-01 00:00:00+00');
    since    constant timestamptz := first_at - max_cover;
    quarters constant bool := date_bin(interval '15 minutes', '2000-01-01 00:00:00+00'::timestamptz + bucket, '2000-01-01 00:00:00+00') = '2000-01-01 00:00:00+00'::timestamptz + bucket;
    meters   int;
    channels int[];
BEGIN
    SELECT count(*), coalesce(array_agg(c.channel_id) FILTER (WHERE c.channel_id IS NOT NULL), '{}') INTO meters, channels
    FROM grid_connections g LEFT JOIN channels c ON c.tenant_id = g.tenant_id AND c.asset_id = g.meter_asset_id AND c.name = 'ActivePower'
    WHERE g.tenant_id = tenant AND g.site_id = site AND g.meter_asset_id IS NOT NULL;

    RETURN QUERY
    WITH asked AS (
        SELECT b.at, date_part('epoch', least(b.at + bucket, to_at) - b.at) AS seconds
        FROM generate_series(first_at, to_at - interval '1 microsecond', bucket) AS b (at)
    ), known AS (
        SELECT r.bucket_from, r.mean, r.covered_ms, r.quality FROM rollup_buckets(tenant, channels, first_at, to_at, bucket) r WHERE quarters
        UNION ALL
        SELECT s.bucket_from, s.mean, s.covered_ms, s.quality FROM sample_buckets(tenant, channels, since, first_at, to_at, bucket, max_cover) s WHERE NOT quarters
    ), summed AS (
        SELECT a.at, a.seconds, sum(k.mean) AS watts, count(k.mean) AS present,
            count(k.mean) FILTER (WHERE k.covered_ms >= a.seconds * 500) AS enough,
            min(least(k.covered_ms / 1000.0::float8, a.seconds)) AS covered,
            bool_or(k.quality = 2) AS uncertain, bool_or(k.quality = 5) AS substituted
        FROM asked a LEFT JOIN known k ON k.bucket_from = a.at GROUP BY a.at, a.seconds
    )
    SELECT s.at, CASE WHEN meters > 0 AND s.enough = meters THEN s.watts END,
        CASE WHEN s.present = meters THEN coalesce(s.covered, 0) ELSE 0 END,
        (CASE WHEN s.present = 0 THEN 0 WHEN s.enough < meters OR s.uncertain THEN 2 WHEN s.substituted THEN 5 ELSE 1 END)::smallint,
        CASE WHEN meters = 0 THEN 'NO_GRID_METER' WHEN s.enough < meters THEN 'LOW_COVERAGE' END
    FROM summed s ORDER BY s.at;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION site_net_power IS 'Power at a site''s grid connections in W, import positive, in buckets aligned in UTC: the mean of each meter weighted by time, then the sum over meters. A bucket is null where any meter has less than half of the asked part covered by usable values, and where no connection has a meter. Needs app.tenant; row-level security applies. Example: SELECT * FROM site_net_power(1, now() - interval ''24 hours'', now(), ''15 minutes'');';

REVOKE ALL ON FUNCTION sample_buckets, rollup_buckets, site_net_power FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sample_buckets, rollup_buckets, site_net_power TO ohm_app;
GRANT EXECUTE ON FUNCTION sample_buckets TO ohm_ingest;

-- +goose Down
DROP FUNCTION site_net_power, rollup_buckets, sample_buckets;
