-- +goose Up

-- A page of what assets were to do is cut off within each of its two parts, which follow an index of their
-- own: over both at once everything there is was put together and sorted first.
CREATE VIEW dispatch_commands_planned WITH (security_invoker = true) AS
    SELECT p.tenant_id, p.site_id, p.id AS command_id, p.plan_id, p.asset_id, p.ts_scheduled, p.command_type, p.target_value, p.ramp_rate,
        (SELECT min(a.at) FROM command_acks a WHERE a.tenant_id = p.tenant_id AND a.command_id = p.order_id AND a.state IN ('EXECUTED', 'CLAMPED')) AS executed_at,
        CASE WHEN p.state <> 'ISSUED' THEN p.state WHEN c.state = 'ISSUED' AND c.expires_at <= now() THEN 'EXPIRED' ELSE c.state END AS execution_result,
        p.ends_at, p.order_id, p.release_id, p.reason_code, p.state_at
    FROM plan_commands p LEFT JOIN commands c ON c.tenant_id = p.tenant_id AND c.id = p.order_id;
CREATE VIEW dispatch_commands_single WITH (security_invoker = true) AS
    SELECT c.tenant_id, c.site_id, c.id AS command_id, NULL::uuid AS plan_id, s.id AS asset_id, c.issued_at AS ts_scheduled, 'SETPOINT' AS command_type,
        (c.payload ->> 'active_power_watts')::bigint AS target_value, NULL::bigint AS ramp_rate,
        (SELECT min(a.at) FROM command_acks a WHERE a.tenant_id = c.tenant_id AND a.command_id = c.id AND a.state IN ('EXECUTED', 'CLAMPED')) AS executed_at,
        CASE WHEN c.state = 'ISSUED' AND c.expires_at <= now() THEN 'EXPIRED' ELSE c.state END AS execution_result,
        c.expires_at AS ends_at, c.id AS order_id, NULL::uuid AS release_id, '' AS reason_code, c.issued_at AS state_at
    FROM commands c LEFT JOIN assets s ON s.tenant_id = c.tenant_id AND s.site_id = c.site_id AND s.key = c.asset
    WHERE c.kind = 'DISPATCH' AND c.policy_id IS NULL;
CREATE OR REPLACE VIEW dispatch_commands WITH (security_invoker = true) AS
    SELECT * FROM dispatch_commands_planned UNION ALL SELECT * FROM dispatch_commands_single;
COMMENT ON VIEW dispatch_commands_planned IS 'The part of dispatch_commands that plans have.';
COMMENT ON VIEW dispatch_commands_single IS 'The part of dispatch_commands that is an order of its own: of a person or of a balancing cycle.';
COMMENT ON COLUMN dispatch_commands_planned.execution_result IS 'PENDING, MISSED or CANCELLED; the state of the order once it is one.';
COMMENT ON COLUMN dispatch_commands_single.plan_id IS 'None.';
GRANT SELECT ON dispatch_commands_planned, dispatch_commands_single TO ohm_app;

-- Orders that carry out balancing cycles go with them. The key of an order names its cycle, and one that was in
-- force when another cycle began carries that out too. The newest of an edge stays: from it the next is counted.
-- That an order was given stays in the audit log; orders without a person go without an entry each, as cycles do,
-- and are noted all at once. No role may remove any but by this function.
CREATE INDEX plan_commands_releases ON plan_commands (tenant_id, release_id) WHERE release_id IS NOT NULL;
COMMENT ON COLUMN commands.seq IS 'Place among the commands of its edge, from 1 without a hole but for what was removed because its time was over; null without one.';
COMMENT ON COLUMN telemetry_policies.cycle_days IS 'Days that balancing cycles in their turn are kept where none passed a limit and all were decided, and the orders that carry them out.';
COMMENT ON COLUMN telemetry_policies.cycle_kept_days IS 'Days that all other balancing cycles are kept, and the orders that carry them out.';
ALTER TABLE telemetry_drops DROP CONSTRAINT telemetry_drops_tier_check;
ALTER TABLE telemetry_drops ADD CONSTRAINT telemetry_drops_tier_check CHECK (tier IN ('raw', '15m', '1h', '1d', 'forecast', 'cycles', 'orders'));
COMMENT ON COLUMN telemetry_drops.rows IS 'How many samples, rollups, points of forecasts, balancing cycles or orders.';
COMMENT ON COLUMN telemetry_drops.tier IS 'raw for samples; 15m, 1h or 1d for rollups; forecast for what was forecast; cycles for balancing cycles; orders for the orders of those.';
DROP TRIGGER audit ON commands;
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON commands FOR EACH ROW EXECUTE FUNCTION note_change('{id}', '{}', '{state}', 'issued_by');

-- Rows are locked before their answers go, so that none comes in between. What keeps one is looked up by index row
-- by row: as joins over ranges, what EXISTS becomes takes minutes.
-- +goose StatementBegin
CREATE FUNCTION drop_orders(tenant int, most int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' SET app.tenant = '0' SET app.all_sites = 'true' SET app.sites = '{}' AS $$
DECLARE
    routine timestamptz;
    expired uuid[];
    orders bigint;
BEGIN
    PERFORM set_config('app.tenant', tenant::text, true);
    routine := date_trunc('day', now()) - make_interval(days => (policy_of(tenant)).cycle_days);
    SELECT array_agg(o.id) INTO expired FROM (
        SELECT c.id FROM commands c
        CROSS JOIN LATERAL (SELECT substring(c.idempotency_key FROM '^apply/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/')::uuid AS cycle_id OFFSET 0) named
        WHERE c.tenant_id = tenant AND c.kind = 'DISPATCH' AND c.policy_id IS NULL AND c.issued_by IS NULL AND c.issued_at < routine AND c.expires_at < now()
            AND (SELECT b.cycle_id FROM balancing_cycles b WHERE b.tenant_id = tenant AND b.cycle_id = named.cycle_id) IS NULL
            AND (SELECT b.cycle_id FROM microgrids m JOIN balancing_cycles b ON b.tenant_id = m.tenant_id AND b.microgrid_id = m.microgrid_id
                WHERE m.tenant_id = tenant AND m.site_id = c.site_id AND b.started_at >= c.issued_at AND b.started_at < c.expires_at LIMIT 1) IS NULL
            AND c.seq < (SELECT max(n.seq) FROM commands n WHERE n.tenant_id = tenant AND n.edge_id = c.edge_id)
        ORDER BY c.issued_at LIMIT most FOR UPDATE OF c SKIP LOCKED) o;
    DELETE FROM command_acks a WHERE a.tenant_id = tenant AND a.command_id = ANY (expired);
    DELETE FROM commands c WHERE c.tenant_id = tenant AND c.id = ANY (expired);
    GET DIAGNOSTICS orders = ROW_COUNT;
    IF orders > 0 THEN
        INSERT INTO telemetry_drops (tenant_id, kept_from, rows, tier) VALUES (tenant, routine, orders, 'orders');
    END IF;
    RETURN orders;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION drop_orders IS 'Removes the orders of balancing cycles of a tenant that are over and whose cycles are gone, with their answers, at most so many orders, and notes it; how many that were.';
REVOKE ALL ON FUNCTION drop_orders FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_orders TO ohm_ingest;

-- +goose Down
DROP FUNCTION drop_orders;
DROP TRIGGER audit ON commands;
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON commands FOR EACH ROW EXECUTE FUNCTION note_change('{id}', '{}', '{state}');
ALTER TABLE telemetry_drops NO FORCE ROW LEVEL SECURITY;
DELETE FROM telemetry_drops WHERE tier = 'orders';
ALTER TABLE telemetry_drops FORCE ROW LEVEL SECURITY;
ALTER TABLE telemetry_drops DROP CONSTRAINT telemetry_drops_tier_check;
ALTER TABLE telemetry_drops ADD CONSTRAINT telemetry_drops_tier_check CHECK (tier IN ('raw', '15m', '1h', '1d', 'forecast', 'cycles'));
COMMENT ON COLUMN telemetry_drops.rows IS 'How many samples, rollups, points of forecasts or balancing cycles.';
COMMENT ON COLUMN telemetry_drops.tier IS 'raw for samples; 15m, 1h or 1d for rollups; forecast for what was forecast; cycles for balancing cycles.';
COMMENT ON COLUMN telemetry_policies.cycle_days IS 'Days that balancing cycles in their turn are kept where none passed a limit and all were decided.';
COMMENT ON COLUMN telemetry_policies.cycle_kept_days IS 'Days that all other balancing cycles are kept.';
COMMENT ON COLUMN commands.seq IS 'Place among the commands of its edge, from 1 without a hole; null without one.';
DROP INDEX plan_commands_releases;
CREATE OR REPLACE VIEW dispatch_commands WITH (security_invoker = true) AS
    WITH planned AS NOT MATERIALIZED (
        SELECT p.tenant_id, p.site_id, p.id AS command_id, p.plan_id, p.asset_id, p.ts_scheduled, p.command_type, p.target_value, p.ramp_rate,
            CASE WHEN p.state <> 'ISSUED' THEN p.state WHEN c.state = 'ISSUED' AND c.expires_at <= now() THEN 'EXPIRED' ELSE c.state END AS execution_result,
            p.ends_at, p.order_id, p.release_id, p.reason_code, p.state_at
        FROM plan_commands p LEFT JOIN commands c ON c.tenant_id = p.tenant_id AND c.id = p.order_id
        UNION ALL
        SELECT c.tenant_id, c.site_id, c.id, NULL, (SELECT a.id FROM assets a WHERE a.tenant_id = c.tenant_id AND a.site_id = c.site_id AND a.key = c.asset), c.issued_at, 'SETPOINT',
            (c.payload ->> 'active_power_watts')::bigint, NULL,
            CASE WHEN c.state = 'ISSUED' AND c.expires_at <= now() THEN 'EXPIRED' ELSE c.state END,
            c.expires_at, c.id, NULL, '', c.issued_at
        FROM commands c WHERE c.kind = 'DISPATCH' AND c.policy_id IS NULL
    )
    SELECT p.tenant_id, p.site_id, p.command_id, p.plan_id, p.asset_id, p.ts_scheduled, p.command_type, p.target_value, p.ramp_rate,
        (SELECT min(a.at) FROM command_acks a WHERE a.tenant_id = p.tenant_id AND a.command_id = p.order_id AND a.state IN ('EXECUTED', 'CLAMPED')) AS executed_at,
        p.execution_result, p.ends_at, p.order_id, p.release_id, p.reason_code, p.state_at
    FROM planned p;
DROP VIEW dispatch_commands_single, dispatch_commands_planned;
