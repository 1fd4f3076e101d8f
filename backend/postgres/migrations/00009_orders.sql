-- +goose Up

CREATE TABLE commands (
    tenant_id       int NOT NULL,
    site_id         int NOT NULL,
    id              uuid NOT NULL,
    edge_id         uuid NOT NULL,
    seq             bigint NOT NULL CHECK (seq > 0),
    kind            text NOT NULL CHECK (kind IN ('OVERRIDE', 'RELEASE', 'DISPATCH', 'LIMIT', 'CLEAR_FAULT', 'MODE', 'ENABLE')),
    asset           text NOT NULL DEFAULT '',
    payload         jsonb,
    reason          text NOT NULL CHECK (reason <> ''),
    issued_by       uuid NOT NULL,
    issued_at       timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL CHECK (expires_at > issued_at),
    state           text NOT NULL DEFAULT 'ISSUED' CHECK (state IN ('ISSUED', 'ACCEPTED', 'REJECTED', 'CLAMPED', 'EXECUTED', 'FAILED', 'EXPIRED')),
    idempotency_key text CHECK (idempotency_key <> ''),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, edge_id, seq),
    UNIQUE (tenant_id, idempotency_key),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, edge_id) REFERENCES edges (tenant_id, id),
    FOREIGN KEY (tenant_id, issued_by) REFERENCES users
);
CREATE INDEX commands_newest ON commands (tenant_id, issued_at DESC, id DESC);
COMMENT ON TABLE commands IS 'Orders to edges: who asked for what and why, until when it holds, and how far it has come. seq counts the commands of one edge without a hole; asset is a key.';

CREATE TABLE command_acks (
    tenant_id     int NOT NULL,
    site_id       int NOT NULL,
    command_id    uuid NOT NULL,
    at            timestamptz NOT NULL,
    state         text NOT NULL CHECK (state IN ('ACCEPTED', 'REJECTED', 'CLAMPED', 'EXECUTED', 'FAILED', 'EXPIRED')),
    applied_watts bigint,
    reason_codes  text[] NOT NULL DEFAULT '{}',
    params        jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, command_id, at, state),
    FOREIGN KEY (tenant_id, command_id) REFERENCES commands (tenant_id, id),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites
);
COMMENT ON TABLE command_acks IS 'What an edge has answered to a command, by the edge''s clock: append-only, one row per state and instant.';

CREATE TABLE edge_limits (
    tenant_id  int NOT NULL,
    site_id    int NOT NULL,
    edge_id    uuid NOT NULL,
    version    bigint NOT NULL CHECK (version > 0),
    document   jsonb NOT NULL,
    set_by     uuid NOT NULL,
    issued_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, edge_id, version),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, edge_id) REFERENCES edges (tenant_id, id),
    FOREIGN KEY (tenant_id, set_by) REFERENCES users
);
COMMENT ON TABLE edge_limits IS 'What bounds the connection of an edge''s site from above, whole and by version; the newest holds and the ones before are kept.';

CALL isolate('commands');
CALL isolate('command_acks');
CALL isolate('edge_limits');
GRANT SELECT, INSERT, UPDATE ON commands TO ohm_app;
GRANT SELECT, INSERT ON command_acks, edge_limits TO ohm_app;

-- +goose Down
DROP TABLE edge_limits, command_acks, commands;
