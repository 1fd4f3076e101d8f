-- +goose Up

-- Partitioning is here and nowhere else: with TimescaleDB this file makes a plain table and calls
-- create_hypertable instead.
CREATE TABLE samples (
    ts         timestamptz NOT NULL,
    value      float8 NOT NULL,
    tenant_id  int NOT NULL,
    site_id    int NOT NULL,
    channel_id int NOT NULL,
    quality    smallint NOT NULL,
    source     smallint NOT NULL,
    PRIMARY KEY (tenant_id, channel_id, ts)
) PARTITION BY RANGE (ts);
COMMENT ON TABLE samples IS 'Measurements as they came, the first value of each instant, never updated. One partition per UTC day. quality: 1 GOOD, 2 UNCERTAIN, 3 BAD, 4 STALE, 5 SUBSTITUTED; source: 1 edge, 2 HTTP, 3 time of receipt.';

CALL isolate('samples');
GRANT SELECT ON samples TO ohm_app;
GRANT SELECT, INSERT ON samples TO ohm_ingest;

-- +goose StatementBegin
CREATE FUNCTION ensure_partitions(first_day date, last_day date) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '10s' AS $$
DECLARE
    day  date;
    part text;
    made int := 0;
BEGIN
    IF first_day < current_date - 40 OR last_day > current_date + 2 THEN
        RAISE EXCEPTION 'no partitions for % to %: outside the accepted window', first_day, last_day USING ERRCODE = 'data_exception';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('ohmstead.partitions'));
    FOR day IN SELECT generate_series(first_day, last_day, interval '1 day')::date LOOP
        part := 'samples_' || to_char(day, 'YYYYMMDD');
        CONTINUE WHEN to_regclass(part) IS NOT NULL;
        -- Creating apart and attaching does not wait for readers of samples; PARTITION OF would.
        EXECUTE format('CREATE TABLE %I (LIKE samples INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part); -- no policy: only reached through samples
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
        EXECUTE format('COMMENT ON TABLE %I IS %L', part, 'samples of the UTC day ' || day);
        EXECUTE format('ALTER TABLE samples ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, day || ' 00:00:00+00', (day + 1) || ' 00:00:00+00');
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION ensure_partitions IS 'Makes the partitions of samples for these UTC days where they are missing, within the window in which samples are accepted.';
REVOKE ALL ON FUNCTION ensure_partitions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_partitions TO ohm_ingest;

-- +goose Down
DROP FUNCTION ensure_partitions;
DROP TABLE samples;
