-- +goose Up

CREATE TABLE control_reports (
    tenant_id   int NOT NULL,
    site_id     int NOT NULL,
    edge_id     uuid NOT NULL,
    document    jsonb NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, edge_id),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, edge_id) REFERENCES edges (tenant_id, id)
) WITH (fillfactor = 50);
COMMENT ON TABLE control_reports IS 'How each edge controls, as it said last: one row an edge, replaced by every report. received_at is by our clock.';
COMMENT ON COLUMN control_reports.edge_id IS 'The edge that said it.';
COMMENT ON COLUMN control_reports.document IS 'The report as it came: state, controllers, requests, cuts, set-points by hand, devices.';
COMMENT ON COLUMN control_reports.received_at IS 'When it came in, by our clock.';

CALL isolate('control_reports');
GRANT SELECT, INSERT, UPDATE ON control_reports TO ohm_app;

-- +goose Down
DROP TABLE control_reports;
