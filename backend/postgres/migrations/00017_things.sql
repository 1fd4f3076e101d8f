-- +goose Up

-- What lets an exclusion constraint compare keys; apart, so that its functions are none of the model's.
CREATE SCHEMA IF NOT EXISTS extensions;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA extensions;

ALTER TABLE sites
    ADD COLUMN capex bigint CHECK (capex >= 0),
    ADD COLUMN capex_currency text CHECK (capex_currency ~ '^[A-Z]{3}$'),
    ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    ADD CHECK ((capex IS NULL) = (capex_currency IS NULL));
COMMENT ON COLUMN sites.capex IS 'What was invested in it, in whole units of its currency; null where nobody said.';
COMMENT ON COLUMN sites.capex_currency IS 'ISO 4217 code of that currency.';
COMMENT ON COLUMN sites.version IS 'Counts the changes that people made to it.';

ALTER TABLE assets
    ADD COLUMN asset_type text CHECK (asset_type IN ('PV', 'BATTERY', 'EVSE', 'METER', 'INVERTER', 'CONTROLLER', 'LOAD', 'GENERATOR')),
    ADD COLUMN entered text[] NOT NULL DEFAULT '{}',
    ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    ADD COLUMN archived_at timestamptz,
    ADD UNIQUE (tenant_id, site_id, id),
    ADD CONSTRAINT assets_parent_of_site FOREIGN KEY (tenant_id, site_id, parent_asset_id) REFERENCES assets (tenant_id, site_id, id),
    ADD CONSTRAINT assets_no_circle CHECK (parent_asset_id <> id);
COMMENT ON COLUMN assets.asset_type IS 'What it is in document 000''s words; null where nobody said.';
COMMENT ON COLUMN assets.entered IS 'Columns whose value people entered: no manifest of an edge overwrites those.';
COMMENT ON COLUMN assets.version IS 'Counts the changes that people made to it.';
COMMENT ON COLUMN assets.archived_at IS 'Since when it is out of use and out of the lists; null while it is in use.';

CREATE TABLE evses (
    tenant_id       int NOT NULL,
    site_id         int NOT NULL,
    id              uuid NOT NULL,
    asset_id        uuid NOT NULL,
    cluster_id      text NOT NULL DEFAULT '',
    connector_types text[] NOT NULL CHECK (cardinality(connector_types) > 0),
    max_power_watts bigint CHECK (max_power_watts > 0),
    ocpp_id         text CHECK (ocpp_id <> ''),
    version         bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    archived_at     timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, ocpp_id),
    FOREIGN KEY (tenant_id, site_id, asset_id) REFERENCES assets (tenant_id, site_id, id)
);
COMMENT ON TABLE evses IS 'Places where a vehicle is charged, each part of an asset.';
COMMENT ON COLUMN evses.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN evses.site_id IS 'The site it stands at.';
COMMENT ON COLUMN evses.id IS 'Public id.';
COMMENT ON COLUMN evses.asset_id IS 'The asset it is part of.';
COMMENT ON COLUMN evses.cluster_id IS 'The group that shares a limit with it; empty for none.';
COMMENT ON COLUMN evses.connector_types IS 'Such as IEC_62196_T2, as OCPI names them.';
COMMENT ON COLUMN evses.max_power_watts IS 'The most it can give, in W; null where nobody said.';
COMMENT ON COLUMN evses.ocpp_id IS 'What the station calls itself in OCPP; null where it does not speak that.';
COMMENT ON COLUMN evses.version IS 'Counts the changes that people made to it.';
COMMENT ON COLUMN evses.archived_at IS 'Since when it is out of use and out of the lists; null while it is in use.';

ALTER TABLE grid_connections
    ADD COLUMN name text NOT NULL DEFAULT '',
    ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    ADD COLUMN archived_at timestamptz,
    ADD UNIQUE (tenant_id, site_id, id),
    ADD CONSTRAINT grid_connections_meter_of_site FOREIGN KEY (tenant_id, site_id, meter_asset_id) REFERENCES assets (tenant_id, site_id, id);
COMMENT ON COLUMN grid_connections.name IS 'What it is called where a site has several; empty for none.';
COMMENT ON COLUMN grid_connections.version IS 'Counts the changes that people made to it.';
COMMENT ON COLUMN grid_connections.archived_at IS 'Since when it is out of use and out of the lists; null while it is in use.';

CREATE TABLE grid_constraints (
    tenant_id      int NOT NULL,
    site_id        int NOT NULL,
    id             uuid NOT NULL,
    connection_id  uuid NOT NULL,
    type           text NOT NULL CHECK (type IN ('EXPORT_LIMIT', 'REACTIVE_POWER', 'RAMP_RATE')),
    value          bigint NOT NULL CHECK (value >= 0),
    effective_from timestamptz NOT NULL,
    effective_to   timestamptz CHECK (effective_to > effective_from),
    version        bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    archived_at    timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, site_id, connection_id) REFERENCES grid_connections (tenant_id, site_id, id),
    CONSTRAINT grid_constraints_one_at_a_time EXCLUDE USING gist (tenant_id WITH =, connection_id WITH =, type WITH =, tstzrange(effective_from, effective_to) WITH &&)
        WHERE (archived_at IS NULL)
);
COMMENT ON TABLE grid_constraints IS 'What the operator of the grid lays upon a connection, one value of a type at any instant.';
COMMENT ON COLUMN grid_constraints.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN grid_constraints.site_id IS 'The site of the connection.';
COMMENT ON COLUMN grid_constraints.id IS 'Public id.';
COMMENT ON COLUMN grid_constraints.connection_id IS 'The grid connection.';
COMMENT ON COLUMN grid_constraints.type IS 'EXPORT_LIMIT, REACTIVE_POWER or RAMP_RATE.';
COMMENT ON COLUMN grid_constraints.value IS 'A magnitude: W exported at most, var in either direction at most, or W/s at most.';
COMMENT ON COLUMN grid_constraints.effective_from IS 'The first instant at which it holds.';
COMMENT ON COLUMN grid_constraints.effective_to IS 'The first instant at which it holds no more; null for no end.';
COMMENT ON COLUMN grid_constraints.version IS 'Counts the changes that people made to it.';
COMMENT ON COLUMN grid_constraints.archived_at IS 'Since when it is out of use and out of the lists; null while it is in use.';

CALL isolate('evses');
CALL isolate('grid_constraints');
CALL audited('evses');
CALL audited('grid_constraints');
GRANT SELECT, INSERT, UPDATE ON evses, grid_constraints TO ohm_app;

-- +goose Down
DROP TABLE grid_constraints, evses;
ALTER TABLE grid_connections DROP CONSTRAINT grid_connections_meter_of_site, DROP CONSTRAINT grid_connections_tenant_id_site_id_id_key,
    DROP COLUMN name, DROP COLUMN version, DROP COLUMN archived_at;
ALTER TABLE assets DROP CONSTRAINT assets_parent_of_site, DROP CONSTRAINT assets_no_circle, DROP CONSTRAINT assets_tenant_id_site_id_id_key,
    DROP COLUMN asset_type, DROP COLUMN entered, DROP COLUMN version, DROP COLUMN archived_at;
ALTER TABLE sites DROP COLUMN capex, DROP COLUMN capex_currency, DROP COLUMN version;
DROP EXTENSION btree_gist;
DROP SCHEMA extensions;
