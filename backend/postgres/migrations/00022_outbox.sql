-- +goose Up

CREATE TABLE outbox (
    tenant_id int NOT NULL REFERENCES tenants,
    entry_id  bigint GENERATED ALWAYS AS IDENTITY,
    site_id   int,
    id        uuid NOT NULL DEFAULT gen_random_uuid(),
    stream    text NOT NULL CHECK (stream IN ('control', 'audit', 'commands', 'transitions', 'alerts')),
    kind      text NOT NULL CHECK (kind <> ''),
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    data      jsonb NOT NULL,
    seq       bigint CHECK (seq > 0),
    PRIMARY KEY (tenant_id, entry_id),
    UNIQUE (tenant_id, stream, seq)
);
COMMENT ON TABLE outbox IS 'Events of row changes that their stream does not have yet, written by triggers in the transaction of the change.';
COMMENT ON COLUMN outbox.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN outbox.entry_id IS 'Order of writing; two transactions at once may commit in the other order.';
COMMENT ON COLUMN outbox.site_id IS 'The site it is about, null for none. An event outlives its site, so this is no foreign key.';
COMMENT ON COLUMN outbox.id IS 'Public id, by which a stream knows an event that comes again.';
COMMENT ON COLUMN outbox.stream IS 'The stream it goes to.';
COMMENT ON COLUMN outbox.kind IS 'What happened.';
COMMENT ON COLUMN outbox.at IS 'When the row was changed.';
COMMENT ON COLUMN outbox.data IS 'What changed, in the form that kind has in docs/events.md.';
COMMENT ON COLUMN outbox.seq IS 'Place in the stream among the events of its tenant, without a hole; null until the relay has numbered it.';

CREATE TABLE outbox_heads (
    tenant_id int NOT NULL REFERENCES tenants,
    stream    text NOT NULL,
    seq       bigint NOT NULL CHECK (seq >= 0),
    PRIMARY KEY (tenant_id, stream)
);
COMMENT ON TABLE outbox_heads IS 'The highest number that was given to an event of a tenant in each stream.';
COMMENT ON COLUMN outbox_heads.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN outbox_heads.stream IS 'The stream.';
COMMENT ON COLUMN outbox_heads.seq IS 'The number; 0 before the first.';

CALL isolate('outbox');
CALL isolate('outbox_heads');
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox, outbox_heads TO ohm_app;

-- The triggers that write events run as whoever changes the row: what it may not change, it cannot
-- tell of either.
-- +goose StatementBegin
CREATE FUNCTION tell_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    happened constant text := CASE
        WHEN NEW.kind <> 'ALARM' THEN NEW.kind
        WHEN TG_OP = 'INSERT' THEN 'ALARM_RAISED'
        WHEN OLD.cleared_at IS NULL AND NEW.cleared_at IS NOT NULL THEN 'ALARM_CLEARED'
        WHEN OLD.acknowledged_at IS NULL AND NEW.acknowledged_at IS NOT NULL THEN 'ALARM_ACKNOWLEDGED'
        ELSE 'ALARM_CHANGED' END;
BEGIN
    INSERT INTO outbox (tenant_id, site_id, stream, kind, data) VALUES (NEW.tenant_id, NEW.site_id,
        CASE WHEN NEW.kind IN ('ALARM', 'FAULT') THEN 'alerts' WHEN NEW.kind = 'STATE_TRANSITION' THEN 'transitions' ELSE 'control' END,
        happened, to_jsonb(NEW) - '{tenant_id,site_id,kind}'::text[]);
    RETURN NULL;
END $$;

CREATE FUNCTION tell_command() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox (tenant_id, site_id, stream, kind, data) VALUES (NEW.tenant_id, NEW.site_id, 'commands', 'COMMAND_ISSUED',
        to_jsonb(NEW) - '{tenant_id,site_id,state,idempotency_key}'::text[]);
    RETURN NULL;
END $$;

CREATE FUNCTION tell_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox (tenant_id, site_id, stream, kind, data) VALUES (NEW.tenant_id, NEW.site_id, 'commands', 'COMMAND_ANSWERED',
        to_jsonb(NEW) - '{tenant_id,site_id}'::text[]);
    RETURN NULL;
END $$;

CREATE FUNCTION tell_limits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox (tenant_id, site_id, stream, kind, data) VALUES (NEW.tenant_id, NEW.site_id, 'control', 'LIMITS_SET',
        to_jsonb(NEW) - '{tenant_id,site_id}'::text[]);
    RETURN NULL;
END $$;

CREATE FUNCTION tell_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox (tenant_id, site_id, stream, kind, data)
    SELECT l.tenant_id, l.site_id, 'audit', 'CHANGE_SEALED', to_jsonb(l) - '{tenant_id,site_id,entry_id}'::text[]
        || jsonb_build_object('seal', NEW.seq, 'prev_hash', encode(NEW.prev_hash, 'hex'), 'hash', encode(NEW.hash, 'hex'))
    FROM audit_log l WHERE l.tenant_id = NEW.tenant_id AND l.entry_id = NEW.entry_id;
    RETURN NULL;
END $$;

-- The only ways to ask, without a tenant, who has events to relay, and how many wait since when.
CREATE FUNCTION list_unsent() RETURNS TABLE (tenant_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.tenant_id FROM tenants t WHERE EXISTS (SELECT FROM outbox o WHERE o.tenant_id = t.tenant_id) ORDER BY t.tenant_id
$$;

CREATE FUNCTION outbox_backlog() RETURNS TABLE (waiting bigint, oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*), min(o.at) FROM outbox o
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION tell_event IS 'Writes the event of a changed row of events.';
COMMENT ON FUNCTION tell_command IS 'Writes the event of a command that was issued.';
COMMENT ON FUNCTION tell_answer IS 'Writes the event of an answer to a command.';
COMMENT ON FUNCTION tell_limits IS 'Writes the event of limits that were set.';
COMMENT ON FUNCTION tell_seal IS 'Writes the event of a change that was sealed in the audit log.';
COMMENT ON FUNCTION list_unsent IS 'The keys of tenants that have events to relay.';
COMMENT ON FUNCTION outbox_backlog IS 'How many events wait to be relayed, and since when the oldest does.';
REVOKE ALL ON FUNCTION tell_event, tell_command, tell_answer, tell_limits, tell_seal FROM PUBLIC;

GRANT SELECT (tenant_id, at) ON outbox TO ohm_door;
GRANT CREATE ON SCHEMA public TO ohm_door;
ALTER FUNCTION list_unsent OWNER TO ohm_door;
ALTER FUNCTION outbox_backlog OWNER TO ohm_door;
REVOKE CREATE ON SCHEMA public FROM ohm_door;
REVOKE ALL ON FUNCTION list_unsent, outbox_backlog FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_unsent, outbox_backlog TO ohm_auth;

CREATE TRIGGER tell AFTER INSERT OR UPDATE ON events FOR EACH ROW EXECUTE FUNCTION tell_event();
CREATE TRIGGER tell AFTER INSERT ON commands FOR EACH ROW EXECUTE FUNCTION tell_command();
CREATE TRIGGER tell AFTER INSERT ON command_acks FOR EACH ROW EXECUTE FUNCTION tell_answer();
CREATE TRIGGER tell AFTER INSERT ON edge_limits FOR EACH ROW EXECUTE FUNCTION tell_limits();
CREATE TRIGGER tell AFTER INSERT ON audit_seals FOR EACH ROW EXECUTE FUNCTION tell_seal();

-- +goose Down
DROP TRIGGER tell ON events;
DROP TRIGGER tell ON commands;
DROP TRIGGER tell ON command_acks;
DROP TRIGGER tell ON edge_limits;
DROP TRIGGER tell ON audit_seals;
DROP FUNCTION list_unsent, outbox_backlog, tell_event, tell_command, tell_answer, tell_limits, tell_seal;
DROP TABLE outbox_heads, outbox;
