-- +goose Up

ALTER TABLE commands DROP CONSTRAINT commands_kind_check;
ALTER TABLE commands ADD CONSTRAINT commands_kind_check CHECK (kind IN ('OVERRIDE', 'RELEASE', 'DISPATCH', 'LIMIT', 'CLEAR_FAULT', 'MODE', 'ENABLE', 'SCAN', 'TEST_WRITE', 'CONFIGURE', 'ROTATE_KEY'));
CREATE INDEX commands_rotate ON commands (tenant_id, edge_id, seq DESC) WHERE kind = 'ROTATE_KEY';

-- Balancing cycles in their turn are kept for cycle_days; those that somebody or something asked for, and
-- those with a breach or without an answer, for cycle_kept_days.
ALTER TABLE telemetry_policies ADD COLUMN cycle_days int NOT NULL DEFAULT 90 CHECK (cycle_days >= 7);
ALTER TABLE telemetry_policies ADD COLUMN cycle_kept_days int NOT NULL DEFAULT 366;
ALTER TABLE telemetry_policies ADD CONSTRAINT telemetry_policies_cycles_check CHECK (cycle_kept_days >= cycle_days);
COMMENT ON COLUMN telemetry_policies.cycle_days IS 'Days that balancing cycles in their turn are kept where none passed a limit and all were decided.';
COMMENT ON COLUMN telemetry_policies.cycle_kept_days IS 'Days that all other balancing cycles are kept.';
ALTER TABLE telemetry_drops DROP CONSTRAINT telemetry_drops_tier_check;
ALTER TABLE telemetry_drops ADD CONSTRAINT telemetry_drops_tier_check CHECK (tier IN ('raw', '15m', '1h', '1d', 'forecast', 'cycles'));
COMMENT ON COLUMN telemetry_drops.rows IS 'How many samples, rollups, points of forecasts or balancing cycles.';
COMMENT ON COLUMN telemetry_drops.tier IS 'raw for samples; 15m, 1h or 1d for rollups; forecast for what was forecast; cycles for balancing cycles.';

CREATE OR REPLACE FUNCTION policy_of(tenant int) RETURNS telemetry_policies
LANGUAGE sql STABLE AS $$
    SELECT p FROM (
        SELECT p FROM telemetry_policies p WHERE p.tenant_id = tenant
        UNION ALL SELECT ROW(tenant, 730, 3660, NULL, NULL, NULL, NULL, 0, 'epoch', 90, 366)::telemetry_policies) f (p) LIMIT 1
$$;
COMMENT ON FUNCTION policy_of IS 'The policy of a tenant, or the default with version 0: samples for two years, quarter hours for ten, hours and days for ever, balancing cycles for 90 days and some for a year, no quotas.';

CREATE INDEX cycle_executions_ended ON cycle_executions (tenant_id, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX microgrid_events_of_cycles ON microgrid_events (tenant_id, at)
    WHERE name IN ('microgrid.rebalance_requested', 'microgrid.demand_resolved', 'microgrid.cycle_completed');

-- Reads the policy by itself: whoever calls it can remove nothing that is to be kept. A cycle that another
-- has its summary from, at most a quarter of an hour later, goes after that; what the next cycle has to know
-- of the last stays whatever its age. What became of a cycle goes with the last cycle that it is of.
-- +goose StatementBegin
CREATE FUNCTION drop_cycles(tenant int, most int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' SET app.tenant = '0' SET app.all_sites = 'true' SET app.sites = '{}' AS $$
DECLARE
    p telemetry_policies;
    today constant timestamptz := date_trunc('day', now());
    routine timestamptz;
    kept timestamptz;
    cycles bigint;
    executions bigint;
    events bigint;
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    p := policy_of(tenant);
    routine := today - make_interval(days => p.cycle_days);
    kept := today - make_interval(days => p.cycle_kept_days);
    WITH expired AS (
        SELECT c.cycle_id FROM microgrids m
        LEFT JOIN microgrid_standings s ON s.tenant_id = m.tenant_id AND s.microgrid_id = m.microgrid_id
        CROSS JOIN LATERAL (SELECT c.cycle_id FROM balancing_cycles c
            WHERE c.tenant_id = m.tenant_id AND c.microgrid_id = m.microgrid_id AND c.started_at < routine
                AND (c.started_at < kept OR c.outcome <> 'REJECTED' AND c.breaches = '[]' AND c.audit ->> 'source' = 'PERIODIC')
                AND c.cycle_id::text NOT IN (coalesce(s.cycle_id::text, ''), coalesce(s.summary_cycle::text, ''), coalesce(s.applied ->> 'cycle_id', ''))
                AND NOT EXISTS (SELECT FROM balancing_cycles k WHERE k.tenant_id = m.tenant_id AND k.microgrid_id = m.microgrid_id
                    AND k.started_at >= c.started_at AND k.started_at < c.started_at + interval '15 minutes' AND k.summary_cycle = c.cycle_id AND k.cycle_id <> c.cycle_id)
            ORDER BY c.started_at LIMIT most) c
        WHERE m.tenant_id = tenant LIMIT most)
    DELETE FROM balancing_cycles c USING expired e WHERE c.tenant_id = tenant AND c.cycle_id = e.cycle_id;
    GET DIAGNOSTICS cycles = ROW_COUNT;
    IF cycles > 0 THEN
        INSERT INTO telemetry_drops (tenant_id, kept_from, rows, tier) VALUES (tenant, routine, cycles, 'cycles');
    END IF;
    WITH expired AS (SELECT e.cycle_id, e.node_id FROM cycle_executions e WHERE e.tenant_id = tenant AND e.ended_at < routine
            AND NOT EXISTS (SELECT FROM balancing_cycles c WHERE c.tenant_id = tenant AND c.microgrid_id = e.microgrid_id AND c.started_at >= e.began_at AND c.started_at < e.ended_at)
        LIMIT most)
    DELETE FROM cycle_executions e USING expired x WHERE e.tenant_id = tenant AND e.cycle_id = x.cycle_id AND e.node_id = x.node_id;
    GET DIAGNOSTICS executions = ROW_COUNT;
    -- A request names no cycle but, in its turn, by its correlation id; others go with the last that is kept.
    WITH expired AS (SELECT v.event_id FROM microgrid_events v
        WHERE v.tenant_id = tenant AND v.name IN ('microgrid.rebalance_requested', 'microgrid.demand_resolved', 'microgrid.cycle_completed') AND v.at < routine
            AND (v.at < kept OR v.name <> 'microgrid.rebalance_requested' OR v.payload ->> 'source' = 'PERIODIC')
            AND NOT EXISTS (SELECT FROM balancing_cycles c WHERE c.tenant_id = tenant
                AND c.cycle_id = substring(coalesce(v.payload ->> 'cycle_id', v.payload ->> 'correlation_id') FROM '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$')::uuid)
        LIMIT most)
    DELETE FROM microgrid_events v USING expired x WHERE v.tenant_id = tenant AND v.event_id = x.event_id;
    GET DIAGNOSTICS events = ROW_COUNT;
    RETURN cycles + executions + events;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION drop_cycles IS 'Removes balancing cycles of a tenant that are older than its policy keeps, with what became of them and the events that tell of them, at most so many rows of a table, and notes it; how many rows that were.';
REVOKE ALL ON FUNCTION drop_cycles FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_cycles TO ohm_ingest;

-- +goose Down
DROP FUNCTION drop_cycles;
DROP INDEX microgrid_events_of_cycles, cycle_executions_ended;
DELETE FROM telemetry_drops WHERE tier = 'cycles';
ALTER TABLE telemetry_drops DROP CONSTRAINT telemetry_drops_tier_check;
ALTER TABLE telemetry_drops ADD CONSTRAINT telemetry_drops_tier_check CHECK (tier IN ('raw', '15m', '1h', '1d', 'forecast'));
ALTER TABLE telemetry_policies DROP COLUMN cycle_kept_days, DROP COLUMN cycle_days;
CREATE OR REPLACE FUNCTION policy_of(tenant int) RETURNS telemetry_policies
LANGUAGE sql STABLE AS $$
    SELECT p FROM (
        SELECT p FROM telemetry_policies p WHERE p.tenant_id = tenant
        UNION ALL SELECT ROW(tenant, 730, 3660, NULL, NULL, NULL, NULL, 0, 'epoch')::telemetry_policies) f (p) LIMIT 1
$$;
DROP INDEX commands_rotate;
DELETE FROM command_acks a USING commands c WHERE c.tenant_id = a.tenant_id AND c.id = a.command_id AND c.kind = 'ROTATE_KEY';
DELETE FROM commands WHERE kind = 'ROTATE_KEY';
ALTER TABLE commands DROP CONSTRAINT commands_kind_check;
ALTER TABLE commands ADD CONSTRAINT commands_kind_check CHECK (kind IN ('OVERRIDE', 'RELEASE', 'DISPATCH', 'LIMIT', 'CLEAR_FAULT', 'MODE', 'ENABLE', 'SCAN', 'TEST_WRITE', 'CONFIGURE'));
