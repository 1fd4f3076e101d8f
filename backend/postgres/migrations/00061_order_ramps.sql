-- +goose Up

-- An order DISPATCH says how fast its asset is to get there, whether a plan gave it or a person.
CREATE OR REPLACE VIEW dispatch_commands WITH (security_invoker = true) AS
    WITH planned AS NOT MATERIALIZED (
        SELECT p.tenant_id, p.site_id, p.id AS command_id, p.plan_id, p.asset_id, p.ts_scheduled, p.command_type, p.target_value, p.ramp_rate,
            CASE WHEN p.state <> 'ISSUED' THEN p.state WHEN c.state = 'ISSUED' AND c.expires_at <= now() THEN 'EXPIRED' ELSE c.state END AS execution_result,
            p.ends_at, p.order_id, p.release_id, p.reason_code, p.state_at
        FROM plan_commands p LEFT JOIN commands c ON c.tenant_id = p.tenant_id AND c.id = p.order_id
        UNION ALL
        SELECT c.tenant_id, c.site_id, c.id, NULL, (SELECT a.id FROM assets a WHERE a.tenant_id = c.tenant_id AND a.site_id = c.site_id AND a.key = c.asset), c.issued_at, 'SETPOINT',
            (c.payload ->> 'active_power_watts')::bigint, (c.payload ->> 'ramp_rate')::bigint,
            CASE WHEN c.state = 'ISSUED' AND c.expires_at <= now() THEN 'EXPIRED' ELSE c.state END,
            c.expires_at, c.id, NULL, '', c.issued_at
        FROM commands c WHERE c.kind = 'DISPATCH' AND c.policy_id IS NULL
    )
    SELECT p.tenant_id, p.site_id, p.command_id, p.plan_id, p.asset_id, p.ts_scheduled, p.command_type, p.target_value, p.ramp_rate,
        (SELECT min(a.at) FROM command_acks a WHERE a.tenant_id = p.tenant_id AND a.command_id = p.order_id AND a.state IN ('EXECUTED', 'CLAMPED')) AS executed_at,
        p.execution_result, p.ends_at, p.order_id, p.release_id, p.reason_code, p.state_at
    FROM planned p;
COMMENT ON COLUMN plan_commands.ramp_rate IS 'How fast it is to get there, in W/s, as its order says; null for as fast as it can.';

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
COMMENT ON COLUMN plan_commands.ramp_rate IS 'How fast it is to get there, in W/s; null for as fast as it can.';
