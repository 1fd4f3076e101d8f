-- +goose Up

CREATE TABLE offline_meters (
    tenant_id   int NOT NULL,
    site_id     int NOT NULL,
    id          uuid NOT NULL,
    asset_id    uuid NOT NULL,
    channel_id  int NOT NULL,
    name        text NOT NULL CHECK (name <> ''),
    unit        text NOT NULL CHECK (unit IN ('Wh', 'kWh', 'MWh')),
    nature      text NOT NULL CHECK (nature IN ('COUNTER', 'INTERVAL')),
    period      text CHECK (period IN ('15m', '1h', '1d', '1mo')),
    produced    bool NOT NULL,
    version     bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    archived_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, channel_id),
    UNIQUE (tenant_id, site_id, name),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, site_id, asset_id) REFERENCES assets (tenant_id, site_id, id),
    FOREIGN KEY (tenant_id, channel_id) REFERENCES channels,
    CHECK ((period IS NULL) = (nature = 'COUNTER'))
);
COMMENT ON TABLE offline_meters IS 'Meters that nobody reads electronically: people bring their readings.';
COMMENT ON COLUMN offline_meters.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN offline_meters.site_id IS 'The site it stands at.';
COMMENT ON COLUMN offline_meters.id IS 'Public id.';
COMMENT ON COLUMN offline_meters.asset_id IS 'Its asset, of nature METER.';
COMMENT ON COLUMN offline_meters.channel_id IS 'The power channel of the asset whose rollups its readings lead to.';
COMMENT ON COLUMN offline_meters.name IS 'What people call it.';
COMMENT ON COLUMN offline_meters.unit IS 'The unit it is read in.';
COMMENT ON COLUMN offline_meters.nature IS 'COUNTER: a reading is what has flowed until then; INTERVAL: what flows in the period that begins then.';
COMMENT ON COLUMN offline_meters.period IS 'Length of an interval in local time; null of a counter.';
COMMENT ON COLUMN offline_meters.produced IS 'Whether what it counts flows towards the grid.';
COMMENT ON COLUMN offline_meters.version IS 'Counts the changes that people made to it.';
COMMENT ON COLUMN offline_meters.archived_at IS 'Since when it is out of use; null while it is in use.';

CREATE TABLE offline_readings (
    tenant_id int NOT NULL,
    site_id   int NOT NULL,
    meter_id  uuid NOT NULL,
    at        timestamptz NOT NULL,
    revision  int NOT NULL CHECK (revision > 0),
    value_j   bigint NOT NULL CHECK (value_j >= 0),
    quality   smallint NOT NULL CHECK (quality IN (1, 2, 5)),
    source    text NOT NULL,
    noted_by  text NOT NULL,
    noted_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, meter_id, at, revision),
    FOREIGN KEY (tenant_id, meter_id) REFERENCES offline_meters
);
COMMENT ON TABLE offline_readings IS 'What people read off meters, of any age: append-only, the highest revision of an instant counts. Rollups of quarter hours follow from them, not from samples.';
COMMENT ON COLUMN offline_readings.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN offline_readings.site_id IS 'The site of the meter.';
COMMENT ON COLUMN offline_readings.meter_id IS 'The meter.';
COMMENT ON COLUMN offline_readings.at IS 'When a counter stood there, or the start of an interval.';
COMMENT ON COLUMN offline_readings.revision IS '1 for the first value of its instant.';
COMMENT ON COLUMN offline_readings.value_j IS 'What a counter shows, or what flowed in the interval, in J.';
COMMENT ON COLUMN offline_readings.quality IS '1 GOOD, 2 UNCERTAIN, 5 SUBSTITUTED.';
COMMENT ON COLUMN offline_readings.source IS 'The file it came in.';
COMMENT ON COLUMN offline_readings.noted_by IS 'Who brought it, as in the audit log.';
COMMENT ON COLUMN offline_readings.noted_at IS 'When it was stored.';

CALL isolate('offline_meters');
CALL isolate('offline_readings');
CALL audited('offline_meters');
GRANT SELECT, INSERT, UPDATE ON offline_meters TO ohm_app;
GRANT SELECT ON offline_readings TO ohm_app;
GRANT SELECT, INSERT ON offline_readings TO ohm_ingest;

-- +goose Down
DROP TABLE offline_readings, offline_meters;
