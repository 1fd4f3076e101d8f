-- +goose Up

ALTER TABLE commands DROP CONSTRAINT commands_kind_check;
ALTER TABLE commands ADD CONSTRAINT commands_kind_check CHECK (kind IN ('OVERRIDE', 'RELEASE', 'DISPATCH', 'LIMIT', 'CLEAR_FAULT', 'MODE', 'ENABLE', 'SCAN', 'TEST_WRITE', 'CONFIGURE'));
COMMENT ON COLUMN command_acks.result IS 'What a SCAN or TEST_WRITE found, or what a CONFIGURE made run; null of every other kind.';

ALTER TABLE edges ADD COLUMN configuration_hash text CHECK (configuration_hash ~ '^[0-9a-f]{64}$');
COMMENT ON COLUMN edges.configuration_hash IS 'The SHA-256 of the site file that the edge said last it runs; null where it never said.';

CREATE TABLE edge_configurations (
    tenant_id int NOT NULL,
    site_id   int NOT NULL,
    edge_id   uuid NOT NULL,
    version   bigint NOT NULL CHECK (version > 0),
    hash      text NOT NULL CHECK (hash = encode(sha256(convert_to(text, 'UTF8')), 'hex')),
    text      text NOT NULL CHECK (text LIKE E'%\n'),
    comment   text NOT NULL CHECK (comment <> ''),
    made_by   uuid NOT NULL,
    made_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, edge_id, version),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, edge_id) REFERENCES edges (tenant_id, id),
    FOREIGN KEY (tenant_id, made_by) REFERENCES users
);
COMMENT ON TABLE edge_configurations IS 'Site files of edges, whole and by version: append-only. Which came to run is said by the commands CONFIGURE and their answers.';
COMMENT ON COLUMN edge_configurations.tenant_id IS 'Whose row it is.';
COMMENT ON COLUMN edge_configurations.site_id IS 'The site of the edge.';
COMMENT ON COLUMN edge_configurations.edge_id IS 'The edge it is for.';
COMMENT ON COLUMN edge_configurations.version IS 'Counts the versions of one edge from 1 without a hole.';
COMMENT ON COLUMN edge_configurations.hash IS 'SHA-256 of text in hex, by which an edge says what it runs.';
COMMENT ON COLUMN edge_configurations.text IS 'The site file, byte by byte as it is signed and sent; its lines end with a line feed.';
COMMENT ON COLUMN edge_configurations.comment IS 'Why, by whoever made it.';
COMMENT ON COLUMN edge_configurations.made_by IS 'The person who made it.';
COMMENT ON COLUMN edge_configurations.made_at IS 'When it was made.';

CALL isolate('edge_configurations');
GRANT SELECT, INSERT ON edge_configurations TO ohm_app;
CREATE INDEX commands_configure ON commands (tenant_id, edge_id, ((payload ->> 'version')::bigint)) WHERE kind = 'CONFIGURE';

-- +goose Down
DROP INDEX commands_configure;
DROP TABLE edge_configurations;
ALTER TABLE edges DROP COLUMN configuration_hash;
DELETE FROM command_acks a USING commands c WHERE c.tenant_id = a.tenant_id AND c.id = a.command_id AND c.kind = 'CONFIGURE';
DELETE FROM commands WHERE kind = 'CONFIGURE';
ALTER TABLE commands DROP CONSTRAINT commands_kind_check;
ALTER TABLE commands ADD CONSTRAINT commands_kind_check CHECK (kind IN ('OVERRIDE', 'RELEASE', 'DISPATCH', 'LIMIT', 'CLEAR_FAULT', 'MODE', 'ENABLE', 'SCAN', 'TEST_WRITE'));
COMMENT ON COLUMN command_acks.result IS 'What a SCAN or TEST_WRITE found; null of every other kind.';
