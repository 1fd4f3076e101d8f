-- +goose Up

CREATE TABLE events (
    tenant_id       int NOT NULL,
    site_id         int,
    id              uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('ALARM', 'FAULT', 'OPERATOR_ACTION', 'STATE_TRANSITION', 'DOMAIN')),
    severity        text NOT NULL CHECK (severity IN ('INFO', 'WARNING', 'SEVERE')),
    code            text NOT NULL,
    params          jsonb NOT NULL DEFAULT '{}',
    asset           text NOT NULL DEFAULT '',
    device          text NOT NULL DEFAULT '',
    raised_at       timestamptz NOT NULL,
    acknowledged_by uuid,
    acknowledged_at timestamptz,
    cleared_at      timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES tenants,
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, acknowledged_by) REFERENCES users
);
CREATE UNIQUE INDEX events_one_open_alarm ON events (tenant_id, site_id, code, asset, device) NULLS NOT DISTINCT
    WHERE kind = 'ALARM' AND cleared_at IS NULL;
CREATE INDEX events_newest ON events (tenant_id, raised_at DESC, id DESC);
COMMENT ON TABLE events IS 'What happened and is worth keeping. An alarm is open until cleared_at is set; one is open per site, code, asset and device. asset and device are keys, so that an event may name what is not registered.';

CALL isolate('events');
GRANT SELECT, INSERT, UPDATE ON events TO ohm_app;

-- +goose Down
DROP TABLE events;
