-- +goose Up

-- Orders that nobody has answered are looked for again and again, and are few.
CREATE INDEX commands_unanswered ON commands (tenant_id, expires_at) WHERE state = 'ISSUED';
COMMENT ON TABLE command_acks IS 'What an edge has answered to a command, by the edge''s clock, and that it has answered nothing until the command expired: append-only, one row per state and instant.';

-- Why a delivery failed is a code with its parameters, which everybody reads in their language.
ALTER TABLE notification_deliveries ADD COLUMN error_code text NOT NULL DEFAULT '', ADD COLUMN error_params jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN notification_deliveries.error_code IS 'Why the last attempt failed, by the catalogue of reasons; empty where it did not.';
COMMENT ON COLUMN notification_deliveries.error_params IS 'The parameters of error_code.';
ALTER TABLE notification_deliveries NO FORCE ROW LEVEL SECURITY;
UPDATE notification_deliveries SET error_code = 'DELIVERY_FAILED', error_params = jsonb_build_object('fault', error) WHERE error <> '';
ALTER TABLE notification_deliveries FORCE ROW LEVEL SECURITY;
ALTER TABLE notification_deliveries DROP COLUMN error;

-- A stream may lose in a power cut what it has taken last: events are kept until it surely has them.
ALTER TABLE outbox ADD COLUMN sent_at timestamptz;
COMMENT ON TABLE outbox IS 'Events of row changes that their stream does not have yet, or took so lately that it may still lose them; written by triggers in the transaction of the change.';
COMMENT ON COLUMN outbox.sent_at IS 'When the stream took it; null while it waits.';
CREATE INDEX outbox_waiting ON outbox (tenant_id, stream, seq) WHERE sent_at IS NULL;
GRANT SELECT (sent_at) ON outbox TO ohm_door;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION list_unsent() RETURNS TABLE (tenant_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.tenant_id FROM tenants t WHERE EXISTS (SELECT FROM outbox o WHERE o.tenant_id = t.tenant_id AND o.sent_at IS NULL) ORDER BY t.tenant_id
$$;
CREATE OR REPLACE FUNCTION outbox_backlog() RETURNS TABLE (waiting bigint, oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*), min(o.at) FROM outbox o WHERE o.sent_at IS NULL
$$;
CREATE FUNCTION list_kept() RETURNS TABLE (tenant_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.tenant_id FROM tenants t WHERE EXISTS (SELECT FROM outbox o WHERE o.tenant_id = t.tenant_id) ORDER BY t.tenant_id
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION list_kept IS 'The keys of tenants that have events in the outbox, whether they wait or not.';
GRANT CREATE ON SCHEMA public TO ohm_door;
ALTER FUNCTION list_kept OWNER TO ohm_door;
REVOKE CREATE ON SCHEMA public FROM ohm_door;
REVOKE ALL ON FUNCTION list_kept FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_kept TO ohm_auth;

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION list_unsent() RETURNS TABLE (tenant_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.tenant_id FROM tenants t WHERE EXISTS (SELECT FROM outbox o WHERE o.tenant_id = t.tenant_id) ORDER BY t.tenant_id
$$;
CREATE OR REPLACE FUNCTION outbox_backlog() RETURNS TABLE (waiting bigint, oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*), min(o.at) FROM outbox o
$$;
-- +goose StatementEnd
DROP FUNCTION list_kept;
DROP INDEX outbox_waiting;
ALTER TABLE outbox NO FORCE ROW LEVEL SECURITY;
DELETE FROM outbox WHERE sent_at IS NOT NULL;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
ALTER TABLE outbox DROP COLUMN sent_at;
COMMENT ON TABLE outbox IS 'Events of row changes that their stream does not have yet, written by triggers in the transaction of the change.';
ALTER TABLE notification_deliveries ADD COLUMN error text NOT NULL DEFAULT '';
COMMENT ON COLUMN notification_deliveries.error IS 'Of the last attempt.';
ALTER TABLE notification_deliveries NO FORCE ROW LEVEL SECURITY;
UPDATE notification_deliveries SET error = coalesce(error_params->>'fault', error_code);
ALTER TABLE notification_deliveries FORCE ROW LEVEL SECURITY;
ALTER TABLE notification_deliveries DROP COLUMN error_code, DROP COLUMN error_params;
DROP INDEX commands_unanswered;
COMMENT ON TABLE command_acks IS 'What an edge has answered to a command, by the edge''s clock: append-only, one row per state and instant.';
