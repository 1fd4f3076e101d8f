-- +goose Up

ALTER TABLE events
    ADD COLUMN ordinal bigint NOT NULL DEFAULT 0,
    ADD COLUMN version bigint NOT NULL DEFAULT 1,
    ADD COLUMN acknowledge_note text NOT NULL DEFAULT '',
    ADD COLUMN shelved_until timestamptz,
    ADD COLUMN shelved_by uuid,
    ADD COLUMN shelve_reason text NOT NULL DEFAULT '',
    ADD COLUMN cleared_reason text NOT NULL DEFAULT '',
    ADD FOREIGN KEY (tenant_id, shelved_by) REFERENCES users,
    ADD CHECK ((shelved_until IS NULL) = (shelved_by IS NULL));
COMMENT ON COLUMN events.ordinal IS 'Order among events of one instant: the place in what the edge sent; 0 for events of the backend.';
COMMENT ON COLUMN events.version IS 'Counts the changes of the row from 1.';
COMMENT ON COLUMN events.acknowledge_note IS 'What the person who acknowledged it wrote.';
COMMENT ON COLUMN events.shelved_until IS 'Until when the alarm is put aside; null where it is not. The next alarm of the same key is put aside as long.';
COMMENT ON COLUMN events.shelved_by IS 'Who put it aside.';
COMMENT ON COLUMN events.shelve_reason IS 'Why.';
COMMENT ON COLUMN events.cleared_reason IS 'Code of why it was cleared where its condition did not end; empty where it did.';

-- Events of one instant come in the order they were told.
DROP INDEX events_newest;
CREATE INDEX events_newest ON events (tenant_id, raised_at DESC, ordinal DESC, id DESC);
CREATE INDEX events_of_alarm ON events (tenant_id, site_id, code, asset, device, raised_at DESC) WHERE kind = 'ALARM';
CREATE INDEX events_shelved ON events (tenant_id, shelved_until) WHERE shelved_until IS NOT NULL;

CREATE TABLE alarm_changes (
    tenant_id int NOT NULL,
    site_id   int,
    entry_id  bigint GENERATED ALWAYS AS IDENTITY,
    event_id  uuid NOT NULL,
    at        timestamptz NOT NULL,
    change    text NOT NULL CHECK (change IN ('RAISED', 'ACKNOWLEDGED', 'SHELVED', 'UNSHELVED', 'RETURNED', 'CLEARED')),
    actor     text NOT NULL,
    note      text NOT NULL DEFAULT '',
    until     timestamptz,
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, event_id) REFERENCES events,
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites
);
CREATE INDEX alarm_changes_of_event ON alarm_changes (tenant_id, event_id, entry_id);
COMMENT ON TABLE alarm_changes IS 'The life of each alarm: append-only, written by the trigger of events.';
COMMENT ON COLUMN alarm_changes.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN alarm_changes.site_id IS 'The site it is about; null where it is about none.';
COMMENT ON COLUMN alarm_changes.entry_id IS 'Order of the changes.';
COMMENT ON COLUMN alarm_changes.event_id IS 'The alarm.';
COMMENT ON COLUMN alarm_changes.at IS 'When it happened: of raising and clearing the instant that the alarm names.';
COMMENT ON COLUMN alarm_changes.change IS 'RAISED, ACKNOWLEDGED, SHELVED, UNSHELVED, RETURNED (the time on the shelf is over) or CLEARED.';
COMMENT ON COLUMN alarm_changes.actor IS 'user:id, edge:id, or empty where the backend did it by itself.';
COMMENT ON COLUMN alarm_changes.note IS 'What the person wrote, or the code of why it was cleared.';
COMMENT ON COLUMN alarm_changes.until IS 'Until when it was put aside.';

CALL isolate('alarm_changes');
GRANT SELECT, INSERT ON alarm_changes TO ohm_app;

INSERT INTO alarm_changes (tenant_id, site_id, event_id, at, change, actor)
    SELECT tenant_id, site_id, id, raised_at, 'RAISED', '' FROM events WHERE kind = 'ALARM' ORDER BY raised_at, id;
INSERT INTO alarm_changes (tenant_id, site_id, event_id, at, change, actor)
    SELECT tenant_id, site_id, id, cleared_at, 'CLEARED', '' FROM events WHERE kind = 'ALARM' AND cleared_at IS NOT NULL ORDER BY cleared_at, id;

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION tell_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    change constant text := CASE
        WHEN NEW.kind <> 'ALARM' THEN NULL
        WHEN TG_OP = 'INSERT' THEN 'RAISED'
        WHEN OLD.cleared_at IS NULL AND NEW.cleared_at IS NOT NULL THEN 'CLEARED'
        WHEN OLD.acknowledged_at IS NULL AND NEW.acknowledged_at IS NOT NULL THEN 'ACKNOWLEDGED'
        WHEN NEW.shelved_until IS NOT NULL AND NEW.shelved_until IS DISTINCT FROM OLD.shelved_until THEN 'SHELVED'
        WHEN OLD.shelved_until IS NOT NULL AND NEW.shelved_until IS NULL AND OLD.shelved_until <= clock_timestamp() THEN 'RETURNED'
        WHEN OLD.shelved_until IS NOT NULL AND NEW.shelved_until IS NULL THEN 'UNSHELVED' END;
BEGIN
    IF NEW.kind = 'ALARM' AND change IS NULL THEN
        RETURN NULL;
    END IF;
    IF change IS NOT NULL THEN
        INSERT INTO alarm_changes (tenant_id, site_id, event_id, at, change, actor, note, until) VALUES (NEW.tenant_id, NEW.site_id, NEW.id,
            CASE change WHEN 'RAISED' THEN NEW.raised_at WHEN 'CLEARED' THEN NEW.cleared_at WHEN 'ACKNOWLEDGED' THEN NEW.acknowledged_at ELSE clock_timestamp() END,
            change, coalesce(current_setting('app.actor', true), ''),
            CASE change WHEN 'ACKNOWLEDGED' THEN NEW.acknowledge_note WHEN 'SHELVED' THEN NEW.shelve_reason WHEN 'CLEARED' THEN NEW.cleared_reason ELSE '' END,
            CASE WHEN change IN ('SHELVED', 'RAISED') THEN NEW.shelved_until END);
    END IF;
    INSERT INTO outbox (tenant_id, site_id, stream, kind, data) VALUES (NEW.tenant_id, NEW.site_id,
        CASE WHEN NEW.kind IN ('ALARM', 'FAULT') THEN 'alerts' WHEN NEW.kind = 'STATE_TRANSITION' THEN 'transitions' ELSE 'control' END,
        coalesce('ALARM_' || change, NEW.kind), to_jsonb(NEW) - '{tenant_id,site_id,kind}'::text[]);
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION tell_event() RETURNS trigger LANGUAGE plpgsql AS $$
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
-- +goose StatementEnd
DROP TABLE alarm_changes;
DROP INDEX events_shelved, events_of_alarm, events_newest;
CREATE INDEX events_newest ON events (tenant_id, raised_at DESC, id DESC);
ALTER TABLE events DROP COLUMN ordinal, DROP COLUMN version, DROP COLUMN acknowledge_note, DROP COLUMN shelved_until, DROP COLUMN shelved_by, DROP COLUMN shelve_reason, DROP COLUMN cleared_reason;
