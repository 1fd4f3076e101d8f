-- +goose Up

-- Columns of contract tables have the names of document 004, section 4; tenant_id and site_id are
-- beside them for isolation. Nothing here refers to a table of another domain but the microgrid to
-- its site: assets and external configuration are named opaquely (document 004, D-018 and D-024).

CREATE TABLE microgrids (
    tenant_id    int NOT NULL,
    site_id      int NOT NULL,
    microgrid_id uuid NOT NULL DEFAULT gen_random_uuid(),
    depot_id     uuid NOT NULL,
    version      bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    PRIMARY KEY (tenant_id, microgrid_id),
    UNIQUE (tenant_id, site_id),
    UNIQUE (tenant_id, depot_id),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites ON DELETE CASCADE
);
COMMENT ON TABLE microgrids IS 'The root of a site''s electrical system, one per site, made with it. Source: document 004, Microgrid.';
COMMENT ON COLUMN microgrids.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN microgrids.site_id IS 'The site it is of.';
COMMENT ON COLUMN microgrids.microgrid_id IS 'Public id, primary in all contracts.';
COMMENT ON COLUMN microgrids.depot_id IS 'Public id of the site.';
COMMENT ON COLUMN microgrids.version IS 'Rises with every accepted change of the tree and with nothing else; edits name the one they saw.';

CREATE TABLE microgrid_nodes (
    tenant_id           int NOT NULL,
    site_id             int NOT NULL,
    microgrid_id        uuid NOT NULL,
    node_id             uuid NOT NULL,
    parent_node_id      uuid,
    name                text NOT NULL,
    node_type           text NOT NULL CHECK (node_type IN ('GRID_CONNECTION', 'CIRCUIT', 'CHARGE_POINT', 'CONNECTOR', 'POWER_SOURCE', 'VIRTUAL')),
    attached_asset_type text CHECK (attached_asset_type IN ('CIRCUIT', 'CHARGE_POINT', 'CONNECTOR', 'POWER_SOURCE')),
    attached_asset_id   uuid,
    status              text NOT NULL CHECK (status IN ('ACTIVE', 'MAINTENANCE', 'UNAVAILABLE')),
    display_order       int NOT NULL,
    PRIMARY KEY (tenant_id, microgrid_id, node_id),
    UNIQUE (tenant_id, microgrid_id, attached_asset_type, attached_asset_id),
    FOREIGN KEY (tenant_id, microgrid_id) REFERENCES microgrids ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, microgrid_id, parent_node_id) REFERENCES microgrid_nodes DEFERRABLE INITIALLY DEFERRED,
    CHECK ((parent_node_id IS NULL) = (node_type = 'GRID_CONNECTION')),
    CHECK ((attached_asset_type IS NULL) = (attached_asset_id IS NULL))
);
COMMENT ON TABLE microgrid_nodes IS 'The tree of electrical nodes below a microgrid. Source: document 004, MicrogridNode.';
COMMENT ON COLUMN microgrid_nodes.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN microgrid_nodes.site_id IS 'The site it lies in.';
COMMENT ON COLUMN microgrid_nodes.microgrid_id IS 'The microgrid it belongs to.';
COMMENT ON COLUMN microgrid_nodes.node_id IS 'Public id.';
COMMENT ON COLUMN microgrid_nodes.parent_node_id IS 'The node above; null on the first level.';
COMMENT ON COLUMN microgrid_nodes.name IS 'What people call it.';
COMMENT ON COLUMN microgrid_nodes.node_type IS 'GRID_CONNECTION stands on the first level and only there.';
COMMENT ON COLUMN microgrid_nodes.attached_asset_type IS 'Kind of the thing the node stands for; null for a virtual node.';
COMMENT ON COLUMN microgrid_nodes.attached_asset_id IS 'Id of the thing in the domain it comes from, at most once per microgrid; no foreign key.';
COMMENT ON COLUMN microgrid_nodes.status IS 'Below a node that is not ACTIVE nothing is given any power.';
COMMENT ON COLUMN microgrid_nodes.display_order IS 'Place among its siblings.';

CREATE TABLE node_limits (
    tenant_id       int NOT NULL,
    site_id         int NOT NULL,
    microgrid_id    uuid NOT NULL,
    node_limit_id   uuid NOT NULL,
    node_id         uuid NOT NULL,
    constraint_type text NOT NULL CHECK (constraint_type IN ('CONSUMPTION_CAP', 'GENERATION_CAP', 'NET_CAP')),
    limit_watts     bigint NOT NULL CHECK (limit_watts >= 0),
    source_type     text NOT NULL CHECK (source_type IN ('PHYSICAL_DERIVED', 'MANUAL', 'FAIL_SAFE', 'STATIC_POLICY')),
    status          text NOT NULL CHECK (status IN ('ACTIVE', 'INACTIVE')),
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, node_limit_id),
    FOREIGN KEY (tenant_id, microgrid_id, node_id) REFERENCES microgrid_nodes ON DELETE CASCADE
);
CREATE UNIQUE INDEX node_limits_one_active ON node_limits (tenant_id, node_id, constraint_type) WHERE status = 'ACTIVE';
CREATE INDEX node_limits_of_microgrid ON node_limits (tenant_id, microgrid_id, node_id);
COMMENT ON TABLE node_limits IS 'Baseline caps on what lies at and below a node, at most one ACTIVE of a kind. Source: document 004, NodeLimit.';
COMMENT ON COLUMN node_limits.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN node_limits.site_id IS 'The site it lies in.';
COMMENT ON COLUMN node_limits.microgrid_id IS 'The microgrid it belongs to.';
COMMENT ON COLUMN node_limits.node_limit_id IS 'Public id.';
COMMENT ON COLUMN node_limits.node_id IS 'The node it caps.';
COMMENT ON COLUMN node_limits.constraint_type IS 'What it bounds.';
COMMENT ON COLUMN node_limits.limit_watts IS 'A magnitude; 0 is a cap of nothing.';
COMMENT ON COLUMN node_limits.source_type IS 'Where it comes from.';
COMMENT ON COLUMN node_limits.status IS 'INACTIVE counts no more.';
COMMENT ON COLUMN node_limits.updated_at IS 'When it was changed last.';

CREATE TABLE capability_control_points (
    tenant_id            int NOT NULL,
    site_id              int NOT NULL,
    microgrid_id         uuid NOT NULL,
    control_point_id     uuid NOT NULL,
    node_id              uuid,
    capability_type      text NOT NULL CHECK (capability_type IN ('LOAD_BALANCING', 'PEAK_SHAVING', 'DER', 'ENERGY_OPTIMISATION')),
    state                text NOT NULL CHECK (state IN ('enabled', 'disabled')),
    control_source       text NOT NULL CHECK (control_source IN ('LOCAL', 'EXTERNAL')),
    description          text NOT NULL,
    local_config         jsonb,
    external_config_type text,
    external_config_ref  text,
    schedule_ref         text CHECK (schedule_ref IS NULL OR control_source = 'LOCAL'),
    version              bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    updated_at           timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, control_point_id),
    FOREIGN KEY (tenant_id, microgrid_id) REFERENCES microgrids ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, microgrid_id, node_id) REFERENCES microgrid_nodes
);
CREATE UNIQUE INDEX capability_control_points_one_active ON capability_control_points (tenant_id, microgrid_id, node_id, capability_type)
    NULLS NOT DISTINCT WHERE state = 'enabled';
CREATE INDEX capability_control_points_of_microgrid ON capability_control_points (tenant_id, microgrid_id, node_id);
COMMENT ON TABLE capability_control_points IS 'What a microgrid or a subtree of it can do, and who controls it. Source: document 004, CapabilityControlPoint.';
COMMENT ON COLUMN capability_control_points.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN capability_control_points.site_id IS 'The site it lies in.';
COMMENT ON COLUMN capability_control_points.microgrid_id IS 'The microgrid it belongs to.';
COMMENT ON COLUMN capability_control_points.control_point_id IS 'Public id, chosen by who made it.';
COMMENT ON COLUMN capability_control_points.node_id IS 'The node at the top of its subtree; null is the whole microgrid.';
COMMENT ON COLUMN capability_control_points.capability_type IS 'Only LOAD_BALANCING changes an allocation.';
COMMENT ON COLUMN capability_control_points.state IS 'Whether it is active, in lower case as document 004 prints it.';
COMMENT ON COLUMN capability_control_points.control_source IS 'Who controls it.';
COMMENT ON COLUMN capability_control_points.description IS 'What it is for, in words.';
COMMENT ON COLUMN capability_control_points.local_config IS 'Configuration of the microgrid''s own: for LOAD_BALANCING the policy, or what is known of the thing at the node.';
COMMENT ON COLUMN capability_control_points.external_config_type IS 'What kind of configuration another domain has for it.';
COMMENT ON COLUMN capability_control_points.external_config_ref IS 'Names that configuration; opaque, no foreign key.';
COMMENT ON COLUMN capability_control_points.schedule_ref IS 'Names a schedule; LOCAL only.';
COMMENT ON COLUMN capability_control_points.version IS 'Counts its changes; of the whole microgrid''s LOAD_BALANCING it is policy_version.';
COMMENT ON COLUMN capability_control_points.updated_at IS 'When it was changed last.';

CREATE TABLE capability_status_events (
    tenant_id          int NOT NULL,
    site_id            int NOT NULL,
    microgrid_id       uuid NOT NULL,
    status_event_id    uuid NOT NULL,
    control_point_id   uuid NOT NULL,
    node_id            uuid,
    capability_type    text NOT NULL,
    operational_status text NOT NULL,
    reported_by        text NOT NULL CHECK (reported_by IN ('LOCAL', 'EXTERNAL')),
    observed_at        timestamptz NOT NULL,
    ingested_at        timestamptz NOT NULL,
    source_event_ref   text,
    status_detail      jsonb,
    PRIMARY KEY (tenant_id, status_event_id),
    UNIQUE (tenant_id, microgrid_id, source_event_ref),
    FOREIGN KEY (tenant_id, control_point_id) REFERENCES capability_control_points ON DELETE CASCADE
);
CREATE INDEX capability_status_events_newest ON capability_status_events (tenant_id, control_point_id, observed_at DESC, ingested_at DESC, status_event_id DESC);
COMMENT ON TABLE capability_status_events IS 'What control points reported of themselves, append-only; the latest status is derived from it. Source: document 004, CapabilityStatusEvent.';
COMMENT ON COLUMN capability_status_events.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN capability_status_events.site_id IS 'The site it lies in.';
COMMENT ON COLUMN capability_status_events.microgrid_id IS 'The microgrid it belongs to.';
COMMENT ON COLUMN capability_status_events.status_event_id IS 'Public id.';
COMMENT ON COLUMN capability_status_events.control_point_id IS 'Whose status it is.';
COMMENT ON COLUMN capability_status_events.node_id IS 'The control point''s node then.';
COMMENT ON COLUMN capability_status_events.capability_type IS 'The control point''s type then.';
COMMENT ON COLUMN capability_status_events.operational_status IS 'Free text.';
COMMENT ON COLUMN capability_status_events.reported_by IS 'Who reported it.';
COMMENT ON COLUMN capability_status_events.observed_at IS 'When the source saw it.';
COMMENT ON COLUMN capability_status_events.ingested_at IS 'When it came in.';
COMMENT ON COLUMN capability_status_events.source_event_ref IS 'The source''s own name of the event; makes a repeated one and the same.';
COMMENT ON COLUMN capability_status_events.status_detail IS 'What else was reported, raw values among it.';

CREATE TABLE circuits (
    tenant_id                int NOT NULL,
    site_id                  int NOT NULL,
    circuit_id               uuid NOT NULL,
    name                     text NOT NULL CHECK (name <> ''),
    parent_circuit           uuid,
    grid_connection          uuid,
    default_capacity_watts   bigint NOT NULL CHECK (default_capacity_watts >= 0),
    fail_safe_capacity_watts bigint NOT NULL CHECK (fail_safe_capacity_watts >= 0),
    gap_policy               text NOT NULL DEFAULT 'CIRCUIT_DEFAULT' CHECK (gap_policy IN ('CIRCUIT_DEFAULT', 'HOLD_LAST', 'FAIL_SAFE')),
    version                  bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    PRIMARY KEY (tenant_id, circuit_id),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, parent_circuit) REFERENCES circuits,
    FOREIGN KEY (tenant_id, grid_connection) REFERENCES grid_connections,
    CHECK (parent_circuit <> circuit_id)
);
CREATE INDEX circuits_of_site ON circuits (tenant_id, site_id);
COMMENT ON TABLE circuits IS 'The circuits of a site as they are authored: feeders, which have no parent, and what hangs on them.';
COMMENT ON COLUMN circuits.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN circuits.site_id IS 'The site it lies in.';
COMMENT ON COLUMN circuits.circuit_id IS 'Public id.';
COMMENT ON COLUMN circuits.name IS 'What people call it.';
COMMENT ON COLUMN circuits.parent_circuit IS 'The circuit it hangs on; null for a feeder.';
COMMENT ON COLUMN circuits.grid_connection IS 'The connection that feeds it.';
COMMENT ON COLUMN circuits.default_capacity_watts IS 'What it carries when nothing else is known.';
COMMENT ON COLUMN circuits.fail_safe_capacity_watts IS 'What it carries while the source of forecasts is silent and left no fallback.';
COMMENT ON COLUMN circuits.gap_policy IS 'What holds while a healthy source has no forecast for the instant.';
COMMENT ON COLUMN circuits.version IS 'Counts its changes.';

CREATE TABLE microgrid_keys (
    tenant_id    int NOT NULL,
    site_id      int NOT NULL,
    microgrid_id uuid NOT NULL,
    key          text NOT NULL,
    body_hash    bytea NOT NULL CHECK (length(body_hash) = 32),
    answer       jsonb NOT NULL,
    expires_at   timestamptz,
    PRIMARY KEY (tenant_id, microgrid_id, key),
    FOREIGN KEY (tenant_id, microgrid_id) REFERENCES microgrids ON DELETE CASCADE
);
COMMENT ON TABLE microgrid_keys IS 'What was answered to a request under a key, so that one that is sent again is answered the same.';
COMMENT ON COLUMN microgrid_keys.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN microgrid_keys.site_id IS 'The site it lies in.';
COMMENT ON COLUMN microgrid_keys.microgrid_id IS 'The microgrid the key lives in.';
COMMENT ON COLUMN microgrid_keys.key IS 'Kind of key and the key itself.';
COMMENT ON COLUMN microgrid_keys.body_hash IS 'SHA-256 of what was asked.';
COMMENT ON COLUMN microgrid_keys.answer IS 'What was answered.';
COMMENT ON COLUMN microgrid_keys.expires_at IS 'The first instant at which it may be used anew; null is never.';

CREATE TABLE microgrid_events (
    tenant_id    int NOT NULL,
    site_id      int NOT NULL,
    event_id     bigint GENERATED ALWAYS AS IDENTITY,
    microgrid_id uuid NOT NULL,
    name         text NOT NULL,
    at           timestamptz NOT NULL,
    actor        text NOT NULL,
    payload      jsonb NOT NULL,
    PRIMARY KEY (tenant_id, event_id),
    FOREIGN KEY (tenant_id, microgrid_id) REFERENCES microgrids ON DELETE CASCADE
);
CREATE INDEX microgrid_events_of_microgrid ON microgrid_events (tenant_id, microgrid_id, event_id);
COMMENT ON TABLE microgrid_events IS 'Events of document 004''s dictionary, in the transaction of what they tell of; append-only.';
COMMENT ON COLUMN microgrid_events.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN microgrid_events.site_id IS 'The site it lies in.';
COMMENT ON COLUMN microgrid_events.event_id IS 'Its place in the stream.';
COMMENT ON COLUMN microgrid_events.microgrid_id IS 'The microgrid it is about.';
COMMENT ON COLUMN microgrid_events.name IS 'As document 004 names it.';
COMMENT ON COLUMN microgrid_events.at IS 'When it happened.';
COMMENT ON COLUMN microgrid_events.actor IS 'Who did it.';
COMMENT ON COLUMN microgrid_events.payload IS 'As document 004 lists it.';

-- Every event goes to the stream of control too, under its own name.
-- +goose StatementBegin
CREATE FUNCTION tell_microgrid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox (tenant_id, site_id, stream, kind, data) VALUES (NEW.tenant_id, NEW.site_id, 'control', NEW.name,
        NEW.payload || jsonb_build_object('event_id', NEW.event_id, 'at', NEW.at, 'actor', NEW.actor));
    RETURN NULL;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION tell_microgrid IS 'Writes the outbox entry of an event of a microgrid.';
REVOKE ALL ON FUNCTION tell_microgrid FROM PUBLIC;
CREATE TRIGGER tell AFTER INSERT ON microgrid_events FOR EACH ROW EXECUTE FUNCTION tell_microgrid();

-- Sites that are there already; the owner of the tables is bound by their policies otherwise.
ALTER TABLE sites NO FORCE ROW LEVEL SECURITY;
INSERT INTO microgrids (tenant_id, site_id, depot_id) SELECT tenant_id, site_id, id FROM sites;
ALTER TABLE sites FORCE ROW LEVEL SECURITY;

CALL isolate('microgrids');
CALL isolate('microgrid_nodes');
CALL isolate('node_limits');
CALL isolate('capability_control_points');
CALL isolate('capability_status_events');
CALL isolate('circuits');
CALL isolate('microgrid_keys');
CALL isolate('microgrid_events');
CALL audited('microgrids', naming => '{microgrid_id}');
CALL audited('microgrid_nodes', naming => '{node_id}');
CALL audited('node_limits', naming => '{node_limit_id}');
CALL audited('capability_control_points', naming => '{control_point_id}');
CALL audited('circuits', naming => '{circuit_id}');
GRANT SELECT, UPDATE (version) ON microgrids TO ohm_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON microgrid_nodes, node_limits, capability_control_points, circuits, microgrid_keys TO ohm_app;
GRANT SELECT, INSERT ON capability_status_events, microgrid_events TO ohm_app;

-- A microgrid comes with its site, whoever makes the site (document 004, A-001). It runs as the
-- owner, in the tenant of the row, and gives the settings back.
-- +goose StatementBegin
CREATE FUNCTION make_microgrid() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET app.tenant = '0' SET app.all_sites = 'true' SET app.sites = '{}' AS $$
BEGIN
    PERFORM set_config('app.tenant', NEW.tenant_id::text, true);
    INSERT INTO microgrids (tenant_id, site_id, depot_id) VALUES (NEW.tenant_id, NEW.site_id, NEW.id);
    RETURN NULL;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION make_microgrid IS 'Makes the microgrid of a site that was just made.';
REVOKE ALL ON FUNCTION make_microgrid FROM PUBLIC;
CREATE TRIGGER microgrid AFTER INSERT ON sites FOR EACH ROW EXECUTE FUNCTION make_microgrid();

-- +goose Down
DROP TRIGGER microgrid ON sites;
DROP FUNCTION make_microgrid;
DROP TABLE microgrid_events, microgrid_keys, circuits, capability_status_events, capability_control_points, node_limits, microgrid_nodes, microgrids;
DROP FUNCTION tell_microgrid;
