-- +goose Up

-- A change of the schema is no change that somebody made: the log stays as it is meanwhile.
ALTER TABLE org_nodes NO FORCE ROW LEVEL SECURITY;
ALTER TABLE org_nodes DISABLE TRIGGER audit;

ALTER TABLE org_nodes DROP CONSTRAINT org_nodes_tenant_id_parent_id_fkey;
ALTER TABLE org_nodes
    ADD COLUMN parent_path uuid[],
    ADD COLUMN parent_kind text,
    ADD COLUMN key text CHECK (key ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    ADD COLUMN created_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN archived_at timestamptz;
UPDATE org_nodes n SET parent_path = p.path, parent_kind = p.kind FROM org_nodes p WHERE p.tenant_id = n.tenant_id AND p.id = n.parent_id;
ALTER TABLE org_nodes DROP COLUMN path;
ALTER TABLE org_nodes
    ADD COLUMN path uuid[] GENERATED ALWAYS AS (coalesce(parent_path, '{}') || id) STORED,
    ADD COLUMN parent_inside uuid GENERATED ALWAYS AS (CASE WHEN kind NOT IN ('ENTERPRISE', 'SITE') THEN parent_id END) STORED;

ALTER TABLE org_nodes
    ADD UNIQUE (tenant_id, key),
    ADD CONSTRAINT org_nodes_as_parent UNIQUE (tenant_id, id, path, kind),
    ADD CONSTRAINT org_nodes_in_site UNIQUE (tenant_id, id, site_id),
    -- The path above is the parent's own, for ever: where a node goes, everything below goes with it.
    ADD CONSTRAINT org_nodes_parent FOREIGN KEY (tenant_id, parent_id, parent_path, parent_kind) REFERENCES org_nodes (tenant_id, id, path, kind) ON UPDATE CASCADE,
    ADD CONSTRAINT org_nodes_one_site FOREIGN KEY (tenant_id, parent_inside, site_id) REFERENCES org_nodes (tenant_id, id, site_id),
    ADD CONSTRAINT org_nodes_whole_parent CHECK ((parent_id IS NULL) = (parent_path IS NULL) AND (parent_id IS NULL) = (parent_kind IS NULL)),
    ADD CONSTRAINT org_nodes_no_circle CHECK (NOT id = ANY (coalesce(parent_path, '{}'))),
    ADD CONSTRAINT org_nodes_depth CHECK (cardinality(coalesce(parent_path, '{}')) < 16),
    ADD CONSTRAINT org_nodes_kind_below CHECK (coalesce(parent_kind, '') = ANY (CASE kind
        WHEN 'ENTERPRISE' THEN ARRAY['', 'ENTERPRISE']
        WHEN 'SITE' THEN ARRAY['', 'ENTERPRISE']
        WHEN 'BUILDING' THEN ARRAY['SITE']
        WHEN 'FLOOR' THEN ARRAY['BUILDING']
        WHEN 'SPACE' THEN ARRAY['SITE', 'BUILDING', 'FLOOR', 'SPACE']
        ELSE ARRAY['SITE', 'BUILDING', 'FLOOR', 'SPACE', 'EQUIPMENT'] END));
CREATE INDEX org_nodes_by_parent ON org_nodes (tenant_id, parent_id);

COMMENT ON COLUMN org_nodes.parent_path IS 'The path of the node above, kept equal to it by the foreign key; null at the root.';
COMMENT ON COLUMN org_nodes.parent_kind IS 'The kind of the node above, kept equal to it by the foreign key; null at the root.';
COMMENT ON COLUMN org_nodes.parent_inside IS 'The node above where both lie in one site, which the foreign key has them do.';
COMMENT ON COLUMN org_nodes.path IS 'Ids from the root to the node.';
COMMENT ON COLUMN org_nodes.key IS 'Name by which files refer to it, unique in the tenant; null where it has none.';
COMMENT ON COLUMN org_nodes.version IS 'Counts the changes that people made to it.';
COMMENT ON COLUMN org_nodes.created_at IS 'When it was made.';
COMMENT ON COLUMN org_nodes.archived_at IS 'Since when it is out of use and out of the lists; null while it is in use.';

ALTER TABLE org_nodes ENABLE TRIGGER audit;
ALTER TABLE org_nodes FORCE ROW LEVEL SECURITY;

-- +goose Down
ALTER TABLE org_nodes NO FORCE ROW LEVEL SECURITY;
ALTER TABLE org_nodes DISABLE TRIGGER audit;
ALTER TABLE org_nodes DROP CONSTRAINT org_nodes_parent, DROP CONSTRAINT org_nodes_one_site, DROP CONSTRAINT org_nodes_as_parent, DROP CONSTRAINT org_nodes_in_site;
ALTER TABLE org_nodes RENAME COLUMN path TO path_before;
ALTER TABLE org_nodes ADD COLUMN path uuid[];
UPDATE org_nodes SET path = path_before;
ALTER TABLE org_nodes DROP COLUMN parent_inside, DROP COLUMN path_before, DROP COLUMN parent_path, DROP COLUMN parent_kind, DROP COLUMN key, DROP COLUMN version, DROP COLUMN created_at, DROP COLUMN archived_at;
ALTER TABLE org_nodes ALTER COLUMN path SET NOT NULL;
ALTER TABLE org_nodes ADD CHECK (path[cardinality(path)] = id);
ALTER TABLE org_nodes ADD FOREIGN KEY (tenant_id, parent_id) REFERENCES org_nodes (tenant_id, id);
DROP INDEX org_nodes_by_parent;
COMMENT ON COLUMN org_nodes.path IS 'Ids from the root to the node.';
ALTER TABLE org_nodes ENABLE TRIGGER audit;
ALTER TABLE org_nodes FORCE ROW LEVEL SECURITY;
