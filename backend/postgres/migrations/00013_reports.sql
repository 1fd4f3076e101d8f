-- +goose Up

CREATE TABLE report_versions (
    tenant_id    int NOT NULL,
    site_id      int,
    id           uuid NOT NULL,
    org_node_id  uuid,
    subject_name text NOT NULL,
    period       text NOT NULL CHECK (period IN ('DAY', 'WEEK')),
    time_zone    text NOT NULL,
    first_day    date NOT NULL,
    version      int NOT NULL CHECK (version > 0),
    replaces     uuid,
    closed       bool NOT NULL,
    data_hash    bytea NOT NULL CHECK (length(data_hash) = 32),
    hash         bytea NOT NULL CHECK (hash = sha256(result)),
    result       bytea NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE NULLS NOT DISTINCT (tenant_id, site_id, org_node_id, period, time_zone, first_day, version),
    UNIQUE (tenant_id, replaces),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, replaces) REFERENCES report_versions,
    CHECK ((site_id IS NULL) <> (org_node_id IS NULL)),
    CHECK ((replaces IS NULL) = (version = 1))
);
CREATE INDEX report_versions_newest ON report_versions (tenant_id, created_at DESC, id DESC);
COMMENT ON TABLE report_versions IS 'Reports as they were written, never changed: later data makes another version, which names the one it replaces.';
COMMENT ON COLUMN report_versions.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN report_versions.site_id IS 'The site it is about; null where it is about a node, and then only those who see all sites see it.';
COMMENT ON COLUMN report_versions.id IS 'Public id.';
COMMENT ON COLUMN report_versions.org_node_id IS 'The node it is about, with all sites below; a report outlives its node, so this is no foreign key.';
COMMENT ON COLUMN report_versions.subject_name IS 'What the site or node was called then.';
COMMENT ON COLUMN report_versions.period IS 'DAY or WEEK.';
COMMENT ON COLUMN report_versions.time_zone IS 'The zone whose days are meant.';
COMMENT ON COLUMN report_versions.first_day IS 'The day, or the Monday of the week.';
COMMENT ON COLUMN report_versions.version IS '1 for the first about its subject and period.';
COMMENT ON COLUMN report_versions.replaces IS 'The version before.';
COMMENT ON COLUMN report_versions.closed IS 'Whether the period was over when it was run.';
COMMENT ON COLUMN report_versions.data_hash IS 'SHA-256 of everything the report follows from.';
COMMENT ON COLUMN report_versions.hash IS 'SHA-256 of result.';
COMMENT ON COLUMN report_versions.result IS 'The report as JSON, byte for byte.';
COMMENT ON COLUMN report_versions.created_at IS 'When it was run first.';

CREATE TABLE report_runs (
    tenant_id  int NOT NULL,
    site_id    int,
    id         uuid NOT NULL,
    version_id uuid NOT NULL,
    run_at     timestamptz NOT NULL,
    run_by     uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES report_versions,
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, run_by) REFERENCES users
);
CREATE INDEX report_runs_of_version ON report_runs (tenant_id, version_id);
COMMENT ON TABLE report_runs IS 'Who ran which report when, and the version it led to.';
COMMENT ON COLUMN report_runs.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN report_runs.site_id IS 'As of the version.';
COMMENT ON COLUMN report_runs.id IS 'Public id.';
COMMENT ON COLUMN report_runs.version_id IS 'The version whose bytes the run gave.';
COMMENT ON COLUMN report_runs.run_at IS 'When it was run.';
COMMENT ON COLUMN report_runs.run_by IS 'Who ran it.';

CALL isolate('report_versions');
CALL isolate('report_runs');
CALL audited('report_versions', secret => '{result}');
CALL audited('report_runs');
GRANT SELECT, INSERT ON report_versions, report_runs TO ohm_app;

-- +goose Down
DROP TABLE report_runs, report_versions;
