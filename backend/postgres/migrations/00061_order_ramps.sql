-- +goose Up

-- An order DISPATCH says how fast its asset is to get there, whether a plan gave it or a person.
CREATE OR REPLACE VIEW dispatch_commands_single WITH (security_invoker = true) AS
    SELECT c.tenant_id, c.site_id, c.id AS command_id, NULL::uuid AS plan_id, s.id AS asset_id, c.issued_at AS ts_scheduled, 'SETPOINT' AS command_type,
        (c.payload ->> 'active_power_watts')::bigint AS target_value, (c.payload ->> 'ramp_rate')::bigint AS ramp_rate,
        (SELECT min(a.at) FROM command_acks a WHERE a.tenant_id = c.tenant_id AND a.command_id = c.id AND a.state IN ('EXECUTED', 'CLAMPED')) AS executed_at,
        CASE WHEN c.state = 'ISSUED' AND c.expires_at <= now() THEN 'EXPIRED' ELSE c.state END AS execution_result,
        c.expires_at AS ends_at, c.id AS order_id, NULL::uuid AS release_id, '' AS reason_code, c.issued_at AS state_at
    FROM commands c LEFT JOIN assets s ON s.tenant_id = c.tenant_id AND s.site_id = c.site_id AND s.key = c.asset
    WHERE c.kind = 'DISPATCH' AND c.policy_id IS NULL;
COMMENT ON COLUMN plan_commands.ramp_rate IS 'How fast it is to get there, in W/s, as its order says; null for as fast as it can.';

-- +goose Down
CREATE OR REPLACE VIEW dispatch_commands_single WITH (security_invoker = true) AS
    SELECT c.tenant_id, c.site_id, c.id AS command_id, NULL::uuid AS plan_id, s.id AS asset_id, c.issued_at AS ts_scheduled, 'SETPOINT' AS command_type,
        (c.payload ->> 'active_power_watts')::bigint AS target_value, NULL::bigint AS ramp_rate,
        (SELECT min(a.at) FROM command_acks a WHERE a.tenant_id = c.tenant_id AND a.command_id = c.id AND a.state IN ('EXECUTED', 'CLAMPED')) AS executed_at,
        CASE WHEN c.state = 'ISSUED' AND c.expires_at <= now() THEN 'EXPIRED' ELSE c.state END AS execution_result,
        c.expires_at AS ends_at, c.id AS order_id, NULL::uuid AS release_id, '' AS reason_code, c.issued_at AS state_at
    FROM commands c LEFT JOIN assets s ON s.tenant_id = c.tenant_id AND s.site_id = c.site_id AND s.key = c.asset
    WHERE c.kind = 'DISPATCH' AND c.policy_id IS NULL;
COMMENT ON COLUMN plan_commands.ramp_rate IS 'How fast it is to get there, in W/s; null for as fast as it can.';
