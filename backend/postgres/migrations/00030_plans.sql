-- +goose Up

-- The two ways to a bucket are statements of their own, and plans of what reads rollups are kept: one
-- statement for both was planned anew with every call, policies included, which was most of its time.
-- +goose StatementBegin
CREATE FUNCTION known_buckets(tenant int, channels int[], since timestamptz, from_at timestamptz, to_at timestamptz, bucket interval, max_cover interval,
    closed_channels int[] DEFAULT '{}', closed_at timestamptz[] DEFAULT '{}', closed_values float8[] DEFAULT '{}', closed_qualities smallint[] DEFAULT '{}')
RETURNS TABLE (bucket_from timestamptz, mean float8, covered_ms int, quality smallint)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    epoch constant timestamptz := '2000-01-01 00:00:00+00';
BEGIN
    IF date_bin(interval '15 minutes', epoch + bucket, epoch) = epoch + bucket THEN
        RETURN QUERY SELECT r.bucket_from, r.mean, r.covered_ms, r.quality FROM rollup_buckets(tenant, channels, from_at, to_at, bucket) r;
    ELSE
        -- By EXECUTE, which makes a plan for these bounds: it leaves out the partitions it does not need.
        RETURN QUERY EXECUTE 'SELECT s.bucket_from, s.mean, s.covered_ms, s.quality FROM sample_buckets($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) s'
            USING tenant, channels, since, from_at, to_at, bucket, max_cover, closed_channels, closed_at, closed_values, closed_qualities;
    END IF;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION known_buckets IS 'Buckets of whole quarter hours by rollup_buckets, others by sample_buckets.';
REVOKE ALL ON FUNCTION known_buckets FROM PUBLIC;
GRANT EXECUTE ON FUNCTION known_buckets TO ohm_app;

DROP FUNCTION site_net_power;
-- +goose StatementBegin
CREATE FUNCTION site_net_power(site int, from_at timestamptz DEFAULT now() - interval '24 hours', to_at timestamptz DEFAULT now(), bucket interval DEFAULT '15 minutes', max_cover interval DEFAULT '2 minutes',
    closed_channels int[] DEFAULT '{}', closed_at timestamptz[] DEFAULT '{}', closed_values float8[] DEFAULT '{}', closed_qualities smallint[] DEFAULT '{}')
RETURNS TABLE (bucket_from timestamptz, grid_watts float8, covered_seconds float8, quality smallint, reason_code text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    tenant   constant int := current_setting('app.tenant')::int;
    first_at constant timestamptz := date_bin(bucket, from_at, '2000-01-01 00:00:00+00');
    since    constant timestamptz := first_at - max_cover;
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
        SELECT k.bucket_from, k.mean, k.covered_ms, k.quality
        FROM known_buckets(tenant, channels, since, first_at, to_at, bucket, max_cover, closed_channels, closed_at, closed_values, closed_qualities) k
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
COMMENT ON FUNCTION site_net_power IS 'Power at a site''s grid connections in W, import positive, in buckets aligned in UTC: the mean of each meter weighted by time, then the sum over meters. A bucket is null where any meter has less than half of the asked part covered by usable values, and where no connection has a meter. Buckets of whole quarter hours come from rollups; others need the rows of closed days, unpacked, from the caller. Needs app.tenant; row-level security applies. Example: SELECT * FROM site_net_power(1, now() - interval ''24 hours'', now(), ''15 minutes'');';

REVOKE ALL ON FUNCTION site_net_power FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site_net_power TO ohm_app;

-- +goose Down
DROP FUNCTION site_net_power, known_buckets;
-- +goose StatementBegin
CREATE FUNCTION site_net_power(site int, from_at timestamptz DEFAULT now() - interval '24 hours', to_at timestamptz DEFAULT now(), bucket interval DEFAULT '15 minutes', max_cover interval DEFAULT '2 minutes',
    closed_channels int[] DEFAULT '{}', closed_at timestamptz[] DEFAULT '{}', closed_values float8[] DEFAULT '{}', closed_qualities smallint[] DEFAULT '{}')
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
        SELECT s.bucket_from, s.mean, s.covered_ms, s.quality FROM sample_buckets(tenant, channels, since, first_at, to_at, bucket, max_cover, closed_channels, closed_at, closed_values, closed_qualities) s WHERE NOT quarters
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
COMMENT ON FUNCTION site_net_power IS 'Power at a site''s grid connections in W, import positive, in buckets aligned in UTC: the mean of each meter weighted by time, then the sum over meters. A bucket is null where any meter has less than half of the asked part covered by usable values, and where no connection has a meter. Buckets of whole quarter hours come from rollups; others need the rows of closed days, unpacked, from the caller. Needs app.tenant; row-level security applies. Example: SELECT * FROM site_net_power(1, now() - interval ''24 hours'', now(), ''15 minutes'');';

REVOKE ALL ON FUNCTION site_net_power FROM PUBLIC;
GRANT EXECUTE ON FUNCTION site_net_power TO ohm_app;
