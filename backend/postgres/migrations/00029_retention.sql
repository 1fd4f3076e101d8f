-- +goose Up

CREATE TABLE telemetry_policies (
    tenant_id          int PRIMARY KEY REFERENCES tenants,
    raw_days           int NOT NULL CHECK (raw_days >= 40),
    quarter_days       int NOT NULL CHECK (quarter_days >= greatest(raw_days, 400)),
    hour_days          int CHECK (hour_days >= quarter_days),
    day_days           int CHECK (day_days >= coalesce(hour_days, day_days + 1)),
    samples_per_second int CHECK (samples_per_second > 0),
    channels           int CHECK (channels > 0),
    version            int NOT NULL CHECK (version > 0),
    updated_at         timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE telemetry_policies IS 'How long a tenant''s telemetry is kept, and how much of it may come in. A tenant without a row has the defaults of policy_of.';
COMMENT ON COLUMN telemetry_policies.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN telemetry_policies.raw_days IS 'Days that samples and their revisions are kept: longer than what is late is accepted.';
COMMENT ON COLUMN telemetry_policies.quarter_days IS 'Days that quarter hours are kept: reports are computed from them, for a year and its corrections.';
COMMENT ON COLUMN telemetry_policies.hour_days IS 'Days that hours are kept; null for ever.';
COMMENT ON COLUMN telemetry_policies.day_days IS 'Days that local days are kept; null for ever.';
COMMENT ON COLUMN telemetry_policies.samples_per_second IS 'Samples a second that may come in, over ten seconds; null for any number.';
COMMENT ON COLUMN telemetry_policies.channels IS 'Channels the tenant may have; null for any number.';
COMMENT ON COLUMN telemetry_policies.version IS 'Counts its changes.';
COMMENT ON COLUMN telemetry_policies.updated_at IS 'When it was changed last.';

CREATE TABLE telemetry_drops (
    tenant_id int NOT NULL REFERENCES tenants,
    id        uuid NOT NULL DEFAULT gen_random_uuid(),
    at        timestamptz NOT NULL DEFAULT now(),
    kept_from timestamptz NOT NULL,
    rows      bigint NOT NULL CHECK (rows > 0),
    tier      text NOT NULL CHECK (tier IN ('raw', '15m', '1h', '1d')),
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX telemetry_drops_newest ON telemetry_drops (tenant_id, at DESC);
COMMENT ON TABLE telemetry_drops IS 'What was removed because its time was over.';
COMMENT ON COLUMN telemetry_drops.tenant_id IS 'The tenant it belonged to.';
COMMENT ON COLUMN telemetry_drops.id IS 'Public id.';
COMMENT ON COLUMN telemetry_drops.at IS 'When it was removed.';
COMMENT ON COLUMN telemetry_drops.kept_from IS 'What is older was removed.';
COMMENT ON COLUMN telemetry_drops.rows IS 'How many samples or rollups.';
COMMENT ON COLUMN telemetry_drops.tier IS 'raw for samples; 15m, 1h or 1d for rollups.';

CALL isolate('telemetry_policies');
CALL isolate('telemetry_drops');
CALL audited('telemetry_policies', '{tenant_id}');
CALL audited('telemetry_drops');
GRANT SELECT, INSERT, UPDATE ON telemetry_policies TO ohm_app;
GRANT SELECT ON telemetry_drops TO ohm_app;
GRANT SELECT (tenant_id, samples_per_second) ON telemetry_policies TO ohm_ingest;

CREATE FUNCTION policy_of(tenant int) RETURNS telemetry_policies
LANGUAGE sql STABLE AS $$
    SELECT p FROM (
        SELECT p FROM telemetry_policies p WHERE p.tenant_id = tenant
        UNION ALL SELECT ROW(tenant, 730, 3660, NULL, NULL, NULL, NULL, 0, 'epoch')::telemetry_policies) f (p) LIMIT 1
$$;
COMMENT ON FUNCTION policy_of IS 'The policy of a tenant, or the default with version 0: samples for two years, quarter hours for ten, hours and days for ever, no quotas.';

-- An edge's transaction sees its own site only, and a quota is the tenant's.
CREATE FUNCTION count_channels() RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*)::int FROM channels c WHERE c.tenant_id = current_setting('app.tenant')::int
$$;
COMMENT ON FUNCTION count_channels IS 'How many channels the tenant of this transaction has at all its sites.';

-- Reads the policy by itself: whoever calls it can remove nothing that is to be kept. Samples that are
-- not closed yet are younger than any policy.
-- +goose StatementBegin
CREATE FUNCTION drop_expired(tenant int, most int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    p constant telemetry_policies := policy_of(tenant);
    today constant timestamptz := date_trunc('day', now());
    tier record;
    gone bigint;
    revisions bigint;
    all_of_them bigint := 0;
BEGIN
    FOR tier IN SELECT * FROM (VALUES ('raw', 'sample_days', p.raw_days), ('15m', 'rollups_15m', p.quarter_days),
        ('1h', 'rollups_1h', p.hour_days), ('1d', 'rollups_1d', p.day_days)) AS t (name, stored, days) WHERE t.days IS NOT NULL
    LOOP
        IF tier.name = 'raw' THEN
            WITH expired AS (SELECT d.channel_id, d.first_at FROM sample_days d WHERE d.tenant_id = tenant AND d.day < (today - make_interval(days => tier.days))::date LIMIT most),
                dropped AS (DELETE FROM sample_days d USING expired e WHERE d.tenant_id = tenant AND d.channel_id = e.channel_id AND d.first_at = e.first_at RETURNING d.count)
            SELECT coalesce(sum(count), 0) INTO gone FROM dropped;
            DELETE FROM sample_revisions r WHERE r.tenant_id = tenant AND r.ts < today - make_interval(days => tier.days);
            GET DIAGNOSTICS revisions = ROW_COUNT;
            gone := gone + revisions;
        ELSE
            EXECUTE format('WITH expired AS (SELECT r.channel_id, r.slot_from FROM %1$I r WHERE r.tenant_id = $1 AND r.slot_from < $2 LIMIT $3)
                DELETE FROM %1$I r USING expired e WHERE r.tenant_id = $1 AND r.channel_id = e.channel_id AND r.slot_from = e.slot_from', tier.stored)
                USING tenant, today - make_interval(days => tier.days), most;
            GET DIAGNOSTICS gone = ROW_COUNT;
        END IF;
        IF gone > 0 THEN
            INSERT INTO telemetry_drops (tenant_id, kept_from, rows, tier) VALUES (tenant, today - make_interval(days => tier.days), gone, tier.name);
        END IF;
        all_of_them := all_of_them + gone;
    END LOOP;
    RETURN all_of_them;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION drop_expired IS 'Removes telemetry of a tenant that is older than its policy keeps, at most so many rows of a table, and notes it; how many samples and rollups that were.';
REVOKE ALL ON FUNCTION policy_of, count_channels, drop_expired FROM PUBLIC;
GRANT EXECUTE ON FUNCTION policy_of, count_channels TO ohm_app;
GRANT EXECUTE ON FUNCTION drop_expired TO ohm_ingest;

-- +goose Down
REVOKE ALL ON telemetry_policies FROM ohm_ingest;
DROP FUNCTION drop_expired, count_channels, policy_of;
DROP TABLE telemetry_drops, telemetry_policies;
