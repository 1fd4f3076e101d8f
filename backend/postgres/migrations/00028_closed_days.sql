-- +goose Up

-- A closed day of a channel is one row, packed outside of the database. A row of samples is either
-- in samples or in a block, never in both: closing and opening again are transactions.
CREATE TABLE sample_days (
    first_at     timestamptz NOT NULL,
    last_at      timestamptz NOT NULL,
    usable_at    timestamptz,
    last_value   float8 NOT NULL,
    tenant_id    int NOT NULL,
    site_id      int NOT NULL,
    channel_id   int NOT NULL,
    day          date NOT NULL,
    count        int NOT NULL CHECK (count > 0),
    last_quality smallint NOT NULL,
    block        bytea NOT NULL,
    PRIMARY KEY (tenant_id, channel_id, first_at)
);
ALTER TABLE sample_days ALTER COLUMN block SET STORAGE EXTERNAL; -- it is packed already
CREATE INDEX sample_days_by_day ON sample_days (tenant_id, day);
COMMENT ON TABLE sample_days IS 'Closed days: the samples of one channel and UTC day packed into one row (more where a day has more rows than a block holds).';
COMMENT ON COLUMN sample_days.first_at IS 'Instant of its first sample.';
COMMENT ON COLUMN sample_days.last_at IS 'Instant of its last sample.';
COMMENT ON COLUMN sample_days.usable_at IS 'Instant of its last sample that is GOOD, UNCERTAIN or SUBSTITUTED.';
COMMENT ON COLUMN sample_days.last_value IS 'Value of its last sample.';
COMMENT ON COLUMN sample_days.tenant_id IS 'Whose row it is.';
COMMENT ON COLUMN sample_days.site_id IS 'The site it belongs to.';
COMMENT ON COLUMN sample_days.channel_id IS 'What was measured.';
COMMENT ON COLUMN sample_days.day IS 'The UTC day.';
COMMENT ON COLUMN sample_days.count IS 'How many samples it holds.';
COMMENT ON COLUMN sample_days.last_quality IS 'Quality of its last sample, as of samples.';
COMMENT ON COLUMN sample_days.block IS 'The samples: layout of backend/telemetry/block.';

CALL isolate('sample_days');
GRANT SELECT ON sample_days TO ohm_app;
GRANT SELECT, INSERT, DELETE ON sample_days TO ohm_ingest;

-- Partitions again, as in 00004: with TimescaleDB these three ask its chunks instead.
CREATE FUNCTION open_days(before date) RETURNS SETOF date
LANGUAGE sql STABLE AS $$
    SELECT d.day FROM (SELECT to_date(right(c.relname, 8), 'YYYYMMDD') AS day FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'samples'::regclass) d
    WHERE d.day < before ORDER BY d.day
$$;
COMMENT ON FUNCTION open_days IS 'The UTC days before a day that have a partition of samples.';

-- +goose StatementBegin
CREATE FUNCTION remove_closed(tenant int, on_day date, channels int[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan SET timezone = 'UTC' AS $$
DECLARE
    first_at constant timestamptz := on_day;
    end_at   constant timestamptz := on_day + 1;
    removed  bigint;
    packed   bigint;
BEGIN
    DELETE FROM samples s WHERE s.tenant_id = tenant AND s.channel_id = ANY (channels) AND s.ts >= first_at AND s.ts < end_at;
    GET DIAGNOSTICS removed = ROW_COUNT;
    SELECT coalesce(sum(d.count), 0) INTO packed FROM sample_days d WHERE d.tenant_id = tenant AND d.channel_id = ANY (channels) AND d.day = on_day;
    IF removed <> packed THEN
        RAISE EXCEPTION 'the blocks of % hold % samples, the table %', on_day, packed, removed USING ERRCODE = 'data_exception';
    END IF;
    RETURN removed;
END $$;

CREATE FUNCTION free_day(on_day date) RETURNS bool
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '200ms' AS $$
DECLARE
    part text := 'samples_' || to_char(on_day, 'YYYYMMDD');
    rows bool;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ohmstead.partitions'));
    IF to_regclass(part) IS NULL OR on_day >= current_date - 41 AND pg_relation_size(part) = 0 THEN
        RETURN false;
    END IF;
    IF on_day < current_date - 41 THEN -- beyond what ensure_partitions makes: nothing comes here any more
        LOCK TABLE samples IN ACCESS EXCLUSIVE MODE;
    END IF;
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', part);
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', part) INTO rows;
    IF rows THEN
        RETURN false;
    END IF;
    IF on_day < current_date - 41 THEN
        EXECUTE format('DROP TABLE %I', part);
    ELSE
        EXECUTE format('TRUNCATE %I', part);
    END IF;
    RETURN true;
EXCEPTION WHEN lock_not_available THEN
    RETURN false; -- somebody reads it: the next round comes
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION remove_closed IS 'Removes the samples of a tenant''s channels and UTC day that the same transaction has packed into sample_days; an error where the numbers differ.';
COMMENT ON FUNCTION free_day IS 'Gives the space of a day''s partition back when it is empty, and drops it when nothing can come any more. Waits for a fifth of a second at most; true when it has.';
REVOKE ALL ON FUNCTION open_days, remove_closed, free_day FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_days, remove_closed, free_day TO ohm_ingest;

DROP FUNCTION site_net_power, sample_buckets;

CREATE FUNCTION sample_buckets(tenant int, channels int[], since timestamptz, from_at timestamptz, to_at timestamptz, bucket interval, max_cover interval,
    closed_channels int[] DEFAULT '{}', closed_at timestamptz[] DEFAULT '{}', closed_values float8[] DEFAULT '{}', closed_qualities smallint[] DEFAULT '{}')
RETURNS TABLE (channel_id int, bucket_from timestamptz, mean float8, min float8, max float8, last float8, count int, covered_ms int, quality smallint, away_j float8, towards_j float8)
LANGUAGE sql STABLE AS $$
    WITH stored AS (
        SELECT s.channel_id, s.ts, s.value, s.quality, 0 AS revision FROM samples s
        WHERE s.tenant_id = tenant AND s.channel_id = ANY (channels) AND s.ts >= since AND s.ts < to_at
        UNION ALL
        SELECT c.channel_id, c.ts, c.value, c.quality, 0 FROM unnest(closed_channels, closed_at, closed_values, closed_qualities) AS c (channel_id, ts, value, quality)
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
COMMENT ON FUNCTION sample_buckets IS 'Samples in buckets aligned in UTC: mean weighted by time over what usable values (GOOD, UNCERTAIN, SUBSTITUTED) cover; extremes of what held in the bucket; last and count of the rows in it; the worst quality; the time integral of the positive and of the negative part (J for W). Buckets nothing covers are absent. Rows of closed days are given by the caller, who unpacked them, from since to to_at.';

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

REVOKE ALL ON FUNCTION sample_buckets, site_net_power FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sample_buckets, site_net_power TO ohm_app;
GRANT EXECUTE ON FUNCTION sample_buckets TO ohm_ingest;

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
    IF EXISTS (SELECT FROM sample_days) THEN
        RAISE EXCEPTION 'days are closed: only the program can unpack them';
    END IF;
END $$;
-- +goose StatementEnd
DROP FUNCTION site_net_power, sample_buckets, free_day, remove_closed, open_days;
DROP TABLE sample_days;
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

REVOKE ALL ON FUNCTION sample_buckets, site_net_power FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sample_buckets, site_net_power TO ohm_app;
GRANT EXECUTE ON FUNCTION sample_buckets TO ohm_ingest;
