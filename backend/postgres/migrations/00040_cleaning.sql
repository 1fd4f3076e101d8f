-- +goose Up

CREATE TABLE channel_settings (
    tenant_id      int NOT NULL,
    site_id        int NOT NULL,
    channel_id     int NOT NULL,
    version        bigint NOT NULL CHECK (version > 0),
    min_value      float8,
    max_value      float8 CHECK (max_value > min_value),
    max_per_second float8 CHECK (max_per_second > 0),
    rollover       float8 CHECK (rollover > 0),
    no_reset       bool NOT NULL,
    changed_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, channel_id),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, channel_id) REFERENCES channels
);
COMMENT ON TABLE channel_settings IS 'What people say of channels: by which limits samples are cleaned, and how counters go on at their end. A row stays where everything in it was taken back.';
COMMENT ON COLUMN channel_settings.tenant_id IS 'Whose row it is.';
COMMENT ON COLUMN channel_settings.site_id IS 'The site of the channel.';
COMMENT ON COLUMN channel_settings.channel_id IS 'The channel.';
COMMENT ON COLUMN channel_settings.version IS 'Counts the changes from 1.';
COMMENT ON COLUMN channel_settings.min_value IS 'The least value that can be, in the channels unit; null for none.';
COMMENT ON COLUMN channel_settings.max_value IS 'The greatest value that can be; null for none.';
COMMENT ON COLUMN channel_settings.max_per_second IS 'The greatest change a second that can be, in the channels unit; null for none.';
COMMENT ON COLUMN channel_settings.rollover IS 'Of a counter, the value at which it begins again at zero; null for never.';
COMMENT ON COLUMN channel_settings.no_reset IS 'Of a counter, whether nobody can reset it.';
COMMENT ON COLUMN channel_settings.changed_at IS 'When it was changed last.';
CREATE INDEX channel_settings_changed ON channel_settings (changed_at);
CALL isolate('channel_settings');
CALL audited('channel_settings', naming => '{channel_id}');
GRANT SELECT, INSERT, UPDATE ON channel_settings TO ohm_app;
GRANT SELECT ON channel_settings TO ohm_ingest;

ALTER TABLE rollups_15m ADD counted_j bigint, ADD counted_ms int, ADD shared_ms int, ADD counted_quality smallint, ADD turns smallint;
COMMENT ON COLUMN rollups_15m.counted_j IS 'Of a counter of energy, what it has counted in the quarter hour, J; null where nothing is known, and of other channels.';
COMMENT ON COLUMN rollups_15m.counted_ms IS 'Of a counter, the time between readings that are close together.';
COMMENT ON COLUMN rollups_15m.shared_ms IS 'Of a counter, the time of gaps over which what was counted is shared evenly.';
COMMENT ON COLUMN rollups_15m.counted_quality IS 'Quality of counted_j, as of samples; 0 where nothing is known.';
COMMENT ON COLUMN rollups_15m.turns IS 'Of a counter, how often it rolled over, was reset or began anew in the quarter hour.';

ALTER TABLE rollup_marks DROP CONSTRAINT rollup_marks_period_check;
ALTER TABLE rollup_marks ADD CONSTRAINT rollup_marks_period_check CHECK (period IN ('15m', '1h', '1d', 'counted'));
COMMENT ON TABLE rollup_marks IS 'Quarter hours whose samples changed since they were rolled up, hours and days whose quarter hours did, and quarter hours of counters whose readings around them did (counted).';
GRANT SELECT (name) ON channels TO ohm_ingest;
-- Who changes how a counter goes on has its quarter hours counted anew.
GRANT SELECT, INSERT ON rollup_marks TO ohm_app;

-- The readings that counting a counter in [from_at, to_at) needs, as energy/counter says. since_at and
-- until_at are computed by the caller: the planner leaves partitions out by bounds that are literal.
CREATE FUNCTION counter_readings(tenant int, channel int, from_at timestamptz, to_at timestamptz, since_at timestamptz, until_at timestamptz, max_gap interval, max_dip interval, even_gap interval,
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
COMMENT ON FUNCTION counter_readings IS 'Usable readings around an interval, as counting a counter needs them. Those that only rise, without a gap, within a quarter hour and with one quality, are left out. Rows of closed days are given by the caller, who unpacked them, from since_at to until_at.';
REVOKE ALL ON FUNCTION counter_readings FROM PUBLIC;
GRANT EXECUTE ON FUNCTION counter_readings TO ohm_ingest;

-- What counters have counted before now.
INSERT INTO rollup_marks (tenant_id, site_id, channel_id, period, slot_from)
SELECT r.tenant_id, r.site_id, r.channel_id, 'counted', r.slot_from FROM rollups_15m r
JOIN channels c ON c.tenant_id = r.tenant_id AND c.channel_id = r.channel_id
WHERE c.unit = 'Wh' AND c.kind = 'measurement' AND c.name <> 'Capacity' AND r.slot_from > now() - interval '30 days';

-- +goose Down
DROP FUNCTION counter_readings;
REVOKE SELECT, INSERT ON rollup_marks FROM ohm_app;
REVOKE SELECT (name) ON channels FROM ohm_ingest;
DELETE FROM rollup_marks WHERE period = 'counted';
ALTER TABLE rollup_marks DROP CONSTRAINT rollup_marks_period_check;
ALTER TABLE rollup_marks ADD CONSTRAINT rollup_marks_period_check CHECK (period IN ('15m', '1h', '1d'));
COMMENT ON TABLE rollup_marks IS 'Quarter hours whose samples changed since they were rolled up, and hours and days whose quarter hours did.';
ALTER TABLE rollups_15m DROP counted_j, DROP counted_ms, DROP shared_ms, DROP counted_quality, DROP turns;
DROP TABLE channel_settings;
