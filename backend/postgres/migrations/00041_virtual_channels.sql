-- +goose Up

CREATE TABLE virtual_channels (
    tenant_id       int NOT NULL,
    site_id         int NOT NULL,
    id              uuid NOT NULL,
    version         bigint NOT NULL CHECK (version > 0),
    channel_id      int NOT NULL,
    formula         text NOT NULL CHECK (formula <> ''),
    input_names     text[] NOT NULL,
    input_channels  int[] NOT NULL CHECK (cardinality(input_channels) = cardinality(input_names)),
    max_age_seconds int NOT NULL CHECK (max_age_seconds BETWEEN 1 AND 900),
    valid_from      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    archived_at     timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, channel_id) REFERENCES channels
);
CREATE UNIQUE INDEX virtual_channels_one ON virtual_channels (tenant_id, channel_id) WHERE archived_at IS NULL;
COMMENT ON TABLE virtual_channels IS 'Channels whose samples are computed from those of other channels of their site.';
COMMENT ON COLUMN virtual_channels.tenant_id IS 'Whose row it is.';
COMMENT ON COLUMN virtual_channels.site_id IS 'The site it is of.';
COMMENT ON COLUMN virtual_channels.id IS 'Public id.';
COMMENT ON COLUMN virtual_channels.version IS 'Counts the changes from 1.';
COMMENT ON COLUMN virtual_channels.channel_id IS 'The channel that is computed.';
COMMENT ON COLUMN virtual_channels.formula IS 'How, over the names of inputs.';
COMMENT ON COLUMN virtual_channels.input_names IS 'What the formula calls its inputs.';
COMMENT ON COLUMN virtual_channels.input_channels IS 'The channel of each of them.';
COMMENT ON COLUMN virtual_channels.max_age_seconds IS 'How long a value of an input holds until its next.';
COMMENT ON COLUMN virtual_channels.valid_from IS 'The instant from which on this formula is computed.';
COMMENT ON COLUMN virtual_channels.changed_at IS 'When it was changed last.';
COMMENT ON COLUMN virtual_channels.archived_at IS 'When it was archived; null while it is computed.';
CALL isolate('virtual_channels');
CALL audited('virtual_channels');
GRANT SELECT, INSERT, UPDATE ON virtual_channels TO ohm_app;
GRANT SELECT ON virtual_channels TO ohm_ingest;

ALTER TABLE rollup_marks DROP CONSTRAINT rollup_marks_period_check;
ALTER TABLE rollup_marks ADD CONSTRAINT rollup_marks_period_check CHECK (period IN ('15m', '1h', '1d', 'counted', 'virtual'));
COMMENT ON TABLE rollup_marks IS 'Quarter hours whose samples changed since they were rolled up, hours and days whose quarter hours did, quarter hours of counters whose readings around them did (counted), and of virtual channels whose inputs did (virtual).';
COMMENT ON TABLE samples IS 'Measurements as they came, the first value of each instant, never updated. One partition per UTC day. quality: 1 GOOD, 2 UNCERTAIN, 3 BAD, 4 STALE, 5 SUBSTITUTED; source: 1 edge, 2 HTTP, 3 time of receipt, 4 computed from other channels.';
COMMENT ON COLUMN samples.source IS '1 edge, 2 HTTP, 3 time of receipt, 4 computed from other channels.';

-- +goose Down
COMMENT ON COLUMN samples.source IS '1 edge, 2 HTTP, 3 time of receipt.';
COMMENT ON TABLE samples IS 'Measurements as they came, the first value of each instant, never updated. One partition per UTC day. quality: 1 GOOD, 2 UNCERTAIN, 3 BAD, 4 STALE, 5 SUBSTITUTED; source: 1 edge, 2 HTTP, 3 time of receipt.';
DELETE FROM rollup_marks WHERE period = 'virtual';
ALTER TABLE rollup_marks DROP CONSTRAINT rollup_marks_period_check;
ALTER TABLE rollup_marks ADD CONSTRAINT rollup_marks_period_check CHECK (period IN ('15m', '1h', '1d', 'counted'));
COMMENT ON TABLE rollup_marks IS 'Quarter hours whose samples changed since they were rolled up, hours and days whose quarter hours did, and quarter hours of counters whose readings around them did (counted).';
DROP TABLE virtual_channels;
