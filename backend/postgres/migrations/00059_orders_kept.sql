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

-- +goose Down
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
