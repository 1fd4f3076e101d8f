-- +goose Up

CREATE TABLE edges (
    tenant_id    int NOT NULL,
    site_id      int NOT NULL,
    id           uuid NOT NULL UNIQUE,
    nkey         text NOT NULL UNIQUE,
    state        text NOT NULL DEFAULT 'ENROLLED' CHECK (state IN ('ENROLLED', 'REVOKED')),
    last_seen_at timestamptz,
    version      text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites
);
COMMENT ON TABLE edges IS 'On-site controllers that may connect. nkey is the public key that proves who they are.';

CREATE TABLE edge_manifests (
    tenant_id    int NOT NULL,
    site_id      int NOT NULL,
    edge_id      uuid NOT NULL,
    hash         bytea NOT NULL,
    body         jsonb NOT NULL,
    channel_keys int[] NOT NULL,
    received_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, edge_id, hash),
    FOREIGN KEY (tenant_id, edge_id) REFERENCES edges ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites
);
COMMENT ON TABLE edge_manifests IS 'What an edge said it has, by hash. channel_keys[i] is the channel of the manifest''s i-th channel.';

CREATE TABLE devices (
    tenant_id int NOT NULL,
    site_id   int NOT NULL,
    id        uuid NOT NULL,
    edge_id   uuid NOT NULL,
    key       text NOT NULL,
    vendor    text NOT NULL DEFAULT '',
    model     text NOT NULL DEFAULT '',
    protocol  text NOT NULL,
    profile   text NOT NULL,
    address   text NOT NULL DEFAULT '',
    state     text NOT NULL DEFAULT 'DISCOVERED' CHECK (state IN ('DISCOVERED', 'COMMISSIONED', 'RETIRED')),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, site_id, key),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, edge_id) REFERENCES edges
);
COMMENT ON TABLE devices IS 'Communication endpoints of a site; key is unique in the site.';

CREATE TABLE assets (
    tenant_id              int NOT NULL,
    site_id                int NOT NULL,
    id                     uuid NOT NULL,
    device_id              uuid,
    parent_asset_id        uuid,
    key                    text NOT NULL,
    name                   text NOT NULL,
    nature                 text NOT NULL,
    enabled                bool NOT NULL DEFAULT true,
    state                  text NOT NULL DEFAULT 'DISCOVERED' CHECK (state IN ('DISCOVERED', 'COMMISSIONED', 'RETIRED')),
    manufacturer           text NOT NULL DEFAULT '',
    model                  text NOT NULL DEFAULT '',
    commissioned_on        date,
    max_apparent_power_va  bigint,
    max_active_power_watts bigint,
    capacity_j             bigint,
    peak_limit_watts       bigint,
    soc_min_percent        float8,
    soc_max_percent        float8,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, site_id, key),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, device_id) REFERENCES devices,
    FOREIGN KEY (tenant_id, parent_asset_id) REFERENCES assets
);
COMMENT ON TABLE assets IS 'Things with energy meaning; key is unique in the site. Ratings are null where nobody stated them.';

CREATE TABLE channels (
    tenant_id  int NOT NULL,
    site_id    int NOT NULL,
    channel_id int GENERATED ALWAYS AS IDENTITY,
    id         uuid NOT NULL,
    asset_id   uuid NOT NULL,
    name       text NOT NULL,
    unit       text NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('measurement', 'setpoint', 'state', 'interval')),
    PRIMARY KEY (tenant_id, channel_id),
    UNIQUE (tenant_id, id),
    UNIQUE (tenant_id, asset_id, name),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, asset_id) REFERENCES assets
);
CREATE INDEX channels_by_site ON channels (tenant_id, site_id);
COMMENT ON TABLE channels IS 'Named points of assets with their canonical unit. channel_id is the short key of telemetry; a channel never changes its unit.';

CREATE TABLE grid_connections (
    tenant_id                             int NOT NULL,
    site_id                               int NOT NULL,
    id                                    uuid NOT NULL,
    meter_asset_id                        uuid,
    operator_id                           text,
    voltage_level                         text,
    interconnection_capacity_import_watts bigint CHECK (interconnection_capacity_import_watts >= 0),
    interconnection_capacity_export_watts bigint CHECK (interconnection_capacity_export_watts >= 0),
    curtailment_policy                    text,
    protection_scheme                     text,
    market_region                         text,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, meter_asset_id),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, meter_asset_id) REFERENCES assets
);
COMMENT ON TABLE grid_connections IS 'Where a site meets the grid, one by default. meter_asset_id is the asset whose ActivePower is the power there.';

CALL isolate('edges');
CALL isolate('edge_manifests');
CALL isolate('devices');
CALL isolate('assets');
CALL isolate('channels');
CALL isolate('grid_connections');

GRANT SELECT, INSERT, UPDATE, DELETE ON edges, edge_manifests, devices, assets, channels, grid_connections TO ohm_app;

-- +goose Down
DROP TABLE grid_connections, channels, assets, devices, edge_manifests, edges;
