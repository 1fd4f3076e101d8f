-- +goose Up

ALTER TABLE commands ALTER COLUMN issued_by DROP NOT NULL;
COMMENT ON COLUMN commands.issued_by IS 'Who asked; null of an order that carries out a balancing cycle.';

ALTER TABLE microgrid_standings ADD COLUMN balanced_at timestamptz;
COMMENT ON COLUMN microgrid_standings.balanced_at IS 'When the last cycle of the whole microgrid was, from which the next in its turn is counted; null before the first.';

CREATE TABLE cycle_executions (
    tenant_id       int NOT NULL,
    site_id         int NOT NULL,
    microgrid_id    uuid NOT NULL,
    cycle_id        uuid NOT NULL,
    node_id         uuid NOT NULL,
    began_at        timestamptz NOT NULL,
    asked_watts     bigint NOT NULL,
    ordered_watts   bigint,
    ordered_at      timestamptz,
    expires_at      timestamptz,
    order_key       text NOT NULL,
    orders          int NOT NULL CHECK (orders >= 0),
    certain         boolean NOT NULL,
    reach_watts     bigint NOT NULL,
    holds_until     timestamptz,
    counted_watts   bigint NOT NULL,
    awaited_at      timestamptz,
    confirmed_watts bigint,
    confirmed_at    timestamptz,
    reason_code     text NOT NULL,
    reason_params   jsonb,
    retry_at        timestamptz,
    look_at         timestamptz NOT NULL,
    ended_at        timestamptz,
    PRIMARY KEY (tenant_id, cycle_id, node_id),
    FOREIGN KEY (tenant_id, microgrid_id) REFERENCES microgrids ON DELETE CASCADE,
    CHECK ((ordered_watts IS NULL) = (expires_at IS NULL)),
    CHECK ((confirmed_watts IS NULL) = (confirmed_at IS NULL))
);
CREATE UNIQUE INDEX cycle_executions_one_open ON cycle_executions (tenant_id, microgrid_id, node_id) WHERE ended_at IS NULL;
CREATE INDEX cycle_executions_due ON cycle_executions (look_at) WHERE ended_at IS NULL;
CREATE INDEX cycle_executions_history ON cycle_executions (tenant_id, microgrid_id, node_id, began_at);
COMMENT ON TABLE cycle_executions IS 'What becomes of what balancing cycles gave to leaves: one row for each leaf from the cycle that gave it so much until one that gives it something else.';
COMMENT ON COLUMN cycle_executions.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN cycle_executions.site_id IS 'The site it lies in.';
COMMENT ON COLUMN cycle_executions.microgrid_id IS 'The microgrid.';
COMMENT ON COLUMN cycle_executions.cycle_id IS 'The first cycle that gave the leaf so much.';
COMMENT ON COLUMN cycle_executions.node_id IS 'The leaf.';
COMMENT ON COLUMN cycle_executions.began_at IS 'The instant of that cycle.';
COMMENT ON COLUMN cycle_executions.asked_watts IS 'What it was given, positive away from the grid.';
COMMENT ON COLUMN cycle_executions.ordered_watts IS 'What it was told last, for this cycle or before; null where nothing it was told holds.';
COMMENT ON COLUMN cycle_executions.ordered_at IS 'When it was told that.';
COMMENT ON COLUMN cycle_executions.expires_at IS 'Until when that holds.';
COMMENT ON COLUMN cycle_executions.order_key IS 'The idempotency key of that order''s command; empty where its answer counts no more.';
COMMENT ON COLUMN cycle_executions.orders IS 'How many orders were given for this row.';
COMMENT ON COLUMN cycle_executions.certain IS 'Nothing it was told before can still be on its way.';
COMMENT ON COLUMN cycle_executions.reach_watts IS 'The farthest it may be at by earlier orders, or without any.';
COMMENT ON COLUMN cycle_executions.holds_until IS 'The end of the last order that it confirmed.';
COMMENT ON COLUMN cycle_executions.counted_watts IS 'What the cycle took it to be drawing at most where it owed a decrease.';
COMMENT ON COLUMN cycle_executions.awaited_at IS 'Since when increases wait for it.';
COMMENT ON COLUMN cycle_executions.confirmed_watts IS 'What it is known to keep to; null while that is not asked_watts.';
COMMENT ON COLUMN cycle_executions.confirmed_at IS 'Since when that is known.';
COMMENT ON COLUMN cycle_executions.reason_code IS 'Why it does not have what it was given; empty where it does, or may yet.';
COMMENT ON COLUMN cycle_executions.reason_params IS 'The parameters of that.';
COMMENT ON COLUMN cycle_executions.retry_at IS 'From when it may be told again what it refused.';
COMMENT ON COLUMN cycle_executions.look_at IS 'When it is to be looked at again.';
COMMENT ON COLUMN cycle_executions.ended_at IS 'When another cycle gave it something else; null while it holds.';

CALL isolate('cycle_executions');
GRANT SELECT, INSERT, UPDATE ON cycle_executions TO ohm_app;

-- The only ways to ask, without a tenant, whose leaves have to be looked at, and who is to be balanced.
-- +goose StatementBegin
CREATE FUNCTION list_due_executions(until timestamptz, most int) RETURNS TABLE (tenant_id int, microgrid_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.tenant_id, e.microgrid_id FROM cycle_executions e WHERE e.ended_at IS NULL AND e.look_at <= until
        GROUP BY 1, 2 ORDER BY min(e.look_at), 1, 2 LIMIT most
$$;
CREATE FUNCTION list_due_balancing(until timestamptz, most int) RETURNS TABLE (tenant_id int, microgrid_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.tenant_id, p.microgrid_id FROM capability_control_points p
        LEFT JOIN microgrid_standings s ON s.tenant_id = p.tenant_id AND s.microgrid_id = p.microgrid_id
        WHERE p.node_id IS NULL AND p.capability_type = 'LOAD_BALANCING' AND p.state = 'enabled' AND (s.balanced_at IS NULL
            OR s.balanced_at + CASE WHEN jsonb_typeof(p.local_config->'interval_seconds') = 'number' THEN (p.local_config->>'interval_seconds')::float8 ELSE 10 END * interval '1 second' <= until)
        ORDER BY s.balanced_at NULLS FIRST, 1, 2 LIMIT most
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION list_due_executions IS 'Microgrids with leaves that have to be looked at by an instant.';
COMMENT ON FUNCTION list_due_balancing IS 'Microgrids whose load balancing is enabled and whose last cycle is an interval ago by an instant.';
GRANT SELECT (tenant_id, microgrid_id, look_at, ended_at) ON cycle_executions TO ohm_door;
GRANT SELECT (tenant_id, microgrid_id, node_id, capability_type, state, local_config) ON capability_control_points TO ohm_door;
GRANT SELECT (tenant_id, microgrid_id, balanced_at) ON microgrid_standings TO ohm_door;
GRANT CREATE ON SCHEMA public TO ohm_door;
ALTER FUNCTION list_due_executions OWNER TO ohm_door;
ALTER FUNCTION list_due_balancing OWNER TO ohm_door;
REVOKE CREATE ON SCHEMA public FROM ohm_door;
REVOKE ALL ON FUNCTION list_due_executions, list_due_balancing FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_due_executions, list_due_balancing TO ohm_auth;

-- +goose Down
DROP FUNCTION list_due_executions, list_due_balancing;
REVOKE ALL ON capability_control_points, microgrid_standings FROM ohm_door;
DROP TABLE cycle_executions;
ALTER TABLE microgrid_standings DROP COLUMN balanced_at;
DELETE FROM command_acks a USING commands c WHERE c.tenant_id = a.tenant_id AND c.id = a.command_id AND c.issued_by IS NULL;
DELETE FROM commands WHERE issued_by IS NULL;
ALTER TABLE commands ALTER COLUMN issued_by SET NOT NULL;
COMMENT ON COLUMN commands.issued_by IS 'Who asked.';
