-- +goose Up
CREATE TABLE notification_channels (
    tenant_id   int NOT NULL REFERENCES tenants,
    site_id     int,
    id          uuid NOT NULL,
    version     bigint NOT NULL CHECK (version > 0),
    name        text NOT NULL CHECK (name <> ''),
    kind        text NOT NULL CHECK (kind IN ('MAIL', 'WEBHOOK')),
    enabled     bool NOT NULL,
    language    text NOT NULL CHECK (language IN ('en', 'de')),
    receivers   text[] NOT NULL,
    url         text NOT NULL,
    secret      text NOT NULL,
    cleared     bool NOT NULL,
    routes      jsonb NOT NULL,
    changed_at  timestamptz NOT NULL,
    archived_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites
);
CREATE UNIQUE INDEX notification_channels_by_name ON notification_channels (tenant_id, name) WHERE archived_at IS NULL;
COMMENT ON TABLE notification_channels IS 'Where notifications of alarms go.';
COMMENT ON COLUMN notification_channels.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN notification_channels.site_id IS 'The site whose alarms it is told of; null for all, and then only those who see all sites see it.';
COMMENT ON COLUMN notification_channels.id IS 'Public id.';
COMMENT ON COLUMN notification_channels.version IS 'Counts the changes from 1.';
COMMENT ON COLUMN notification_channels.name IS 'What it is called; one channel of a tenant that is not removed has it.';
COMMENT ON COLUMN notification_channels.kind IS 'MAIL or WEBHOOK.';
COMMENT ON COLUMN notification_channels.enabled IS 'Whether anything is sent to it.';
COMMENT ON COLUMN notification_channels.language IS 'en or de, of mails.';
COMMENT ON COLUMN notification_channels.receivers IS 'Addresses, of MAIL.';
COMMENT ON COLUMN notification_channels.url IS 'Of WEBHOOK.';
COMMENT ON COLUMN notification_channels.secret IS 'Signs what goes to a webhook; empty for MAIL.';
COMMENT ON COLUMN notification_channels.cleared IS 'Whether it is told of alarms that clear, too.';
COMMENT ON COLUMN notification_channels.routes IS 'What it takes, as backend/notify keeps it.';
COMMENT ON COLUMN notification_channels.changed_at IS 'When it was changed last.';
COMMENT ON COLUMN notification_channels.archived_at IS 'When it was removed; null while it is there.';

CREATE TABLE notification_deliveries (
    tenant_id  int NOT NULL,
    site_id    int,
    id         uuid NOT NULL,
    channel_id uuid NOT NULL,
    state      text NOT NULL CHECK (state IN ('PENDING', 'SENT', 'DEAD')),
    items      jsonb NOT NULL,
    count      int NOT NULL CHECK (count > 0),
    attempts   int NOT NULL,
    due_at     timestamptz NOT NULL,
    error      text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    sent_at    timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, channel_id) REFERENCES notification_channels,
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites
);
CREATE INDEX notification_deliveries_due ON notification_deliveries (tenant_id, due_at) WHERE state = 'PENDING';
CREATE INDEX notification_deliveries_newest ON notification_deliveries (tenant_id, created_at DESC, id DESC);
COMMENT ON TABLE notification_deliveries IS 'What was sent to channels, what waits, and what was given up.';
COMMENT ON COLUMN notification_deliveries.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN notification_deliveries.site_id IS 'As of the channel.';
COMMENT ON COLUMN notification_deliveries.id IS 'Public id; the same however often it is tried.';
COMMENT ON COLUMN notification_deliveries.channel_id IS 'The channel.';
COMMENT ON COLUMN notification_deliveries.state IS 'PENDING, SENT, or DEAD: given up.';
COMMENT ON COLUMN notification_deliveries.items IS 'The first changes it is about, as they were then.';
COMMENT ON COLUMN notification_deliveries.count IS 'How many changes it is about.';
COMMENT ON COLUMN notification_deliveries.attempts IS 'How often it was tried.';
COMMENT ON COLUMN notification_deliveries.due_at IS 'While PENDING, when it is tried next.';
COMMENT ON COLUMN notification_deliveries.error IS 'Of the last attempt.';
COMMENT ON COLUMN notification_deliveries.created_at IS 'When it was made.';
COMMENT ON COLUMN notification_deliveries.sent_at IS 'When it was taken.';

CREATE TABLE notices (
    tenant_id int NOT NULL,
    site_id   int,
    entry_id  bigint GENERATED ALWAYS AS IDENTITY,
    event_id  uuid NOT NULL,
    change    text NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, event_id) REFERENCES events,
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites
);
COMMENT ON TABLE notices IS 'Changes of alarms that are still to be sorted to channels, written in the transaction of the change.';
COMMENT ON COLUMN notices.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN notices.site_id IS 'The site it is about; null where it is about none.';
COMMENT ON COLUMN notices.entry_id IS 'Order of writing.';
COMMENT ON COLUMN notices.event_id IS 'The alarm.';
COMMENT ON COLUMN notices.change IS 'RAISED, RETURNED or CLEARED.';
COMMENT ON COLUMN notices.at IS 'When that was.';

CALL isolate('notification_channels');
CALL isolate('notification_deliveries');
CALL isolate('notices');
CALL audited('notification_channels', secret => '{secret}');
GRANT SELECT, INSERT, UPDATE ON notification_channels, notification_deliveries TO ohm_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON notices TO ohm_app;

-- +goose StatementBegin
CREATE FUNCTION note_alarm() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO notices (tenant_id, site_id, event_id, change, at) VALUES (NEW.tenant_id, NEW.site_id, NEW.event_id, NEW.change, NEW.at);
    RETURN NULL;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION note_alarm IS 'Notes a change of an alarm that people are to be told of.';
REVOKE ALL ON FUNCTION note_alarm FROM PUBLIC;
CREATE TRIGGER note AFTER INSERT ON alarm_changes FOR EACH ROW WHEN (NEW.change IN ('RAISED', 'RETURNED', 'CLEARED')) EXECUTE FUNCTION note_alarm();

-- +goose Down
DROP TRIGGER note ON alarm_changes;
DROP FUNCTION note_alarm;
DROP TABLE notices, notification_deliveries, notification_channels;
