-- +goose Up

CREATE TABLE charging_sessions (
    tenant_id       int NOT NULL,
    site_id         int NOT NULL,
    id              uuid NOT NULL,
    asset_id        uuid NOT NULL,
    connector       int NOT NULL DEFAULT 1 CHECK (connector > 0),
    origin          text NOT NULL CHECK (origin IN ('DERIVED', 'REPORTED')),
    external_id     text CHECK (external_id <> ''),
    started_at      timestamptz NOT NULL,
    ended_at        timestamptz CHECK (ended_at >= started_at),
    seen_at         timestamptz NOT NULL CHECK (seen_at >= started_at),
    energy_j        bigint CHECK (energy_j >= 0),
    first_counter_j bigint CHECK (first_counter_j >= 0),
    last_counter_j  bigint CHECK (last_counter_j >= 0),
    peak_watts      bigint,
    uncertain       bool NOT NULL,
    vehicle_id      text CHECK (vehicle_id <> ''),
    token           text CHECK (token <> ''),
    tariff_applied  text CHECK (tariff_applied <> ''),
    version         bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, site_id, external_id),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, site_id, asset_id) REFERENCES assets (tenant_id, site_id, id),
    CHECK ((external_id IS NOT NULL) = (origin = 'REPORTED')),
    -- What is revised of a connector moves within one transaction: only its end is looked at.
    CONSTRAINT charging_sessions_one_at_a_time EXCLUDE USING gist (tenant_id WITH =, asset_id WITH =, connector WITH =, tstzrange(started_at, ended_at) WITH &&)
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX charging_sessions_by_time ON charging_sessions (tenant_id, started_at DESC, id DESC);
CREATE INDEX charging_sessions_by_asset ON charging_sessions (tenant_id, asset_id, started_at DESC);
CREATE INDEX charging_sessions_open ON charging_sessions (tenant_id, seen_at) WHERE ended_at IS NULL;
COMMENT ON TABLE charging_sessions IS 'Times in which a vehicle is at a connector, with what it was given; one at a time.';
COMMENT ON COLUMN charging_sessions.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN charging_sessions.site_id IS 'The site of the charger.';
COMMENT ON COLUMN charging_sessions.id IS 'Public id.';
COMMENT ON COLUMN charging_sessions.asset_id IS 'The charger, an asset of nature EVCS.';
COMMENT ON COLUMN charging_sessions.connector IS 'Which of its connectors, from 1; a derived session is of the first.';
COMMENT ON COLUMN charging_sessions.origin IS 'DERIVED: follows from stored telemetry and is revised with it; REPORTED: by whoever runs the station.';
COMMENT ON COLUMN charging_sessions.external_id IS 'What the reporter calls it; null of a derived one.';
COMMENT ON COLUMN charging_sessions.started_at IS 'The first instant at which the vehicle was there.';
COMMENT ON COLUMN charging_sessions.ended_at IS 'The first instant at which it was there no more; null while it is there.';
COMMENT ON COLUMN charging_sessions.seen_at IS 'The last instant at which the vehicle was known to be there.';
COMMENT ON COLUMN charging_sessions.energy_j IS 'What a register has counted for it, in J; null where there is none.';
COMMENT ON COLUMN charging_sessions.first_counter_j IS 'What that register showed at the beginning, in J.';
COMMENT ON COLUMN charging_sessions.last_counter_j IS 'What it showed last, in J.';
COMMENT ON COLUMN charging_sessions.peak_watts IS 'The largest power that was measured, in W, charging positive; null where none was.';
COMMENT ON COLUMN charging_sessions.uncertain IS 'Whether its beginning, its end or its energy is not sure.';
COMMENT ON COLUMN charging_sessions.vehicle_id IS 'The vehicle; null where nobody said.';
COMMENT ON COLUMN charging_sessions.token IS 'What it was authorised with; who pays is another matter. Null where nobody said.';
COMMENT ON COLUMN charging_sessions.tariff_applied IS 'The tariff that was applied, as the reporter names it; null where none was.';
COMMENT ON COLUMN charging_sessions.version IS 'Counts what was reported of it. A derived one stays at 1, however it is revised.';
COMMENT ON COLUMN charging_sessions.updated_at IS 'When any of this changed last.';

CREATE TABLE charging_checkpoints (
    tenant_id int NOT NULL,
    site_id   int NOT NULL,
    asset_id  uuid NOT NULL,
    at        timestamptz NOT NULL,
    state     jsonb NOT NULL,
    PRIMARY KEY (tenant_id, asset_id, at),
    FOREIGN KEY (tenant_id, site_id, asset_id) REFERENCES assets (tenant_id, site_id, id)
);
COMMENT ON TABLE charging_checkpoints IS 'What is known of a charger from all its readings before an instant: what sessions are derived from when more comes, now or late.';
COMMENT ON COLUMN charging_checkpoints.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN charging_checkpoints.site_id IS 'The site of the charger.';
COMMENT ON COLUMN charging_checkpoints.asset_id IS 'The charger.';
COMMENT ON COLUMN charging_checkpoints.at IS 'The instant: a midnight of UTC, and the newest.';
COMMENT ON COLUMN charging_checkpoints.state IS 'The session that goes on or has just ended, and what the register showed.';

CALL isolate('charging_sessions');
CALL isolate('charging_checkpoints');
CALL audited('charging_sessions', ignored => '{started_at,ended_at,seen_at,energy_j,first_counter_j,last_counter_j,peak_watts,uncertain,updated_at}');
GRANT SELECT, INSERT, UPDATE, DELETE ON charging_sessions TO ohm_app;
GRANT SELECT ON charging_checkpoints TO ohm_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON charging_sessions, charging_checkpoints TO ohm_ingest;
GRANT SELECT (site_id, asset_id) ON channels TO ohm_ingest;

ALTER TABLE rollup_marks DROP CONSTRAINT rollup_marks_period_check;
ALTER TABLE rollup_marks ADD CONSTRAINT rollup_marks_period_check CHECK (period IN ('15m', '1h', '1d', 'counted', 'virtual', 'charging'));
COMMENT ON TABLE rollup_marks IS 'Quarter hours whose samples changed since they were rolled up, hours and days whose quarter hours did, quarter hours of counters whose readings around them did (counted), of virtual channels whose inputs did (virtual), and of chargers (charging).';

-- What is stored of the last thirty days leads to sessions too.
INSERT INTO rollup_marks (tenant_id, site_id, channel_id, period, slot_from)
SELECT r.tenant_id, r.site_id, r.channel_id, 'charging', r.slot_from FROM channels c
JOIN rollups_15m r ON r.tenant_id = c.tenant_id AND r.channel_id = c.channel_id AND r.slot_from >= now() - interval '30 days'
WHERE c.name = 'PlugState' ORDER BY r.channel_id, r.slot_from;

-- +goose Down
DELETE FROM rollup_marks WHERE period = 'charging';
ALTER TABLE rollup_marks DROP CONSTRAINT rollup_marks_period_check;
ALTER TABLE rollup_marks ADD CONSTRAINT rollup_marks_period_check CHECK (period IN ('15m', '1h', '1d', 'counted', 'virtual'));
COMMENT ON TABLE rollup_marks IS 'Quarter hours whose samples changed since they were rolled up, hours and days whose quarter hours did, quarter hours of counters whose readings around them did (counted), and of virtual channels whose inputs did (virtual).';
REVOKE SELECT (site_id, asset_id) ON channels FROM ohm_ingest;
DROP TABLE charging_checkpoints, charging_sessions;
