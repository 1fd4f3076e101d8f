-- +goose Up

CREATE TABLE sample_revisions (
    ts         timestamptz NOT NULL,
    value      float8 NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    tenant_id  int NOT NULL,
    site_id    int NOT NULL,
    channel_id int NOT NULL,
    revision   int NOT NULL CHECK (revision > 0),
    quality    smallint NOT NULL,
    reason     text NOT NULL DEFAULT '',
    actor      text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, channel_id, ts, revision)
);
COMMENT ON TABLE sample_revisions IS 'Values put in place of stored ones; readers and rollups take the highest revision, samples keep what came first.';

CREATE TABLE rollups_15m (
    slot_from         timestamptz NOT NULL,
    mean              float8,
    min               float8,
    max               float8,
    last              float8,
    energy_away_j     bigint,
    energy_towards_j  bigint,
    tenant_id         int NOT NULL,
    site_id           int NOT NULL,
    channel_id        int NOT NULL,
    count             int NOT NULL,
    covered_ms        int NOT NULL,
    quality           smallint NOT NULL,
    PRIMARY KEY (tenant_id, channel_id, slot_from)
);
CREATE INDEX rollups_15m_by_site ON rollups_15m (tenant_id, site_id, slot_from);
COMMENT ON TABLE rollups_15m IS 'Quarter hours of channels: mean weighted by time over what is covered. Power channels (W) have their energy away from the grid and towards it in J, both not negative.';

CREATE TABLE rollup_marks (
    slot_from  timestamptz NOT NULL,
    marked_at  timestamptz NOT NULL DEFAULT now(),
    tenant_id  int NOT NULL,
    site_id    int NOT NULL,
    channel_id int NOT NULL,
    PRIMARY KEY (tenant_id, channel_id, slot_from)
);
COMMENT ON TABLE rollup_marks IS 'Quarter hours whose samples changed since they were rolled up.';

CREATE TABLE edge_boots (
    tenant_id  int NOT NULL,
    edge_id    uuid NOT NULL,
    boot_id    uuid NOT NULL,
    seq        bigint NOT NULL CHECK (seq >= 0),
    first_at   timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, edge_id, boot_id),
    FOREIGN KEY (tenant_id, edge_id) REFERENCES edges ON DELETE CASCADE
) WITH (fillfactor = 50);
CREATE INDEX edge_boots_by_edge ON edge_boots (edge_id, boot_id);
COMMENT ON TABLE edge_boots IS 'How far each boot of an edge is stored: everything up to and including seq.';

CALL isolate('sample_revisions');
CALL isolate('rollups_15m');
CALL isolate('rollup_marks');
CALL isolate('edge_boots');

GRANT SELECT ON sample_revisions, rollups_15m, edge_boots TO ohm_app;
GRANT SELECT, INSERT ON sample_revisions TO ohm_ingest;
GRANT SELECT, INSERT, UPDATE ON rollups_15m, edge_boots TO ohm_ingest;
GRANT SELECT, INSERT, UPDATE, DELETE ON rollup_marks TO ohm_ingest;
GRANT SELECT (tenant_id, channel_id, unit) ON channels TO ohm_ingest;

-- +goose Down
REVOKE ALL ON channels FROM ohm_ingest;
DROP TABLE edge_boots, rollup_marks, rollups_15m, sample_revisions;
