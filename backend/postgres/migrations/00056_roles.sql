-- +goose Up

-- Who may do what, as the program says it: reference data without a tenant. The roles and scopes that rows
-- may refer to are put here; what each grants, and every later change, Migrate writes from the program's own
-- table (docs/adr/0042).
CREATE TABLE roles (
    role    text PRIMARY KEY CHECK (role ~ '^[a-z][a-z_]*$'),
    about   text NOT NULL CHECK (about <> ''),
    machine bool NOT NULL,
    given   bool NOT NULL,
    rank    int NOT NULL CHECK (rank > 0),
    UNIQUE (role, machine),
    CHECK (NOT (machine AND given))
);
COMMENT ON TABLE roles IS 'The roles there are. Of all tenants, read by everybody, written by the program''s migration alone.';
COMMENT ON COLUMN roles.role IS 'Its name.';
COMMENT ON COLUMN roles.about IS 'What it is for, in one English sentence.';
COMMENT ON COLUMN roles.machine IS 'Whether machines hold it, and no person does.';
COMMENT ON COLUMN roles.given IS 'Whether who administers a tenant can give it to its people.';
COMMENT ON COLUMN roles.rank IS 'Its place in lists: the mightiest first.';

CREATE TABLE permissions (
    permission text PRIMARY KEY CHECK (permission ~ '^[A-Z][A-Z_]*$'),
    about      text NOT NULL CHECK (about <> ''),
    of_keys    bool NOT NULL,
    rank       int NOT NULL CHECK (rank > 0),
    UNIQUE (permission, of_keys)
);
COMMENT ON TABLE permissions IS 'What operations can need. Of all tenants, read by everybody, written by the program''s migration alone.';
COMMENT ON COLUMN permissions.permission IS 'Its name, as operations name it.';
COMMENT ON COLUMN permissions.about IS 'What it lets do, in English.';
COMMENT ON COLUMN permissions.of_keys IS 'Whether an API key can have it as a scope.';
COMMENT ON COLUMN permissions.rank IS 'Its place in lists.';

CREATE TABLE role_permissions (
    role       text NOT NULL REFERENCES roles,
    permission text NOT NULL REFERENCES permissions,
    PRIMARY KEY (role, permission)
);
COMMENT ON TABLE role_permissions IS 'Which permissions a role grants. Of all tenants, read by everybody, written by the program''s migration alone.';
COMMENT ON COLUMN role_permissions.role IS 'The role.';
COMMENT ON COLUMN role_permissions.permission IS 'What it grants.';

GRANT SELECT ON roles, permissions, role_permissions TO ohm_app;

INSERT INTO roles (role, about, machine, given, rank) VALUES
    ('owner', 'Everything of the tenant, with its people and API keys.', false, true, 1),
    ('engineer', 'Builds and operates sites: places, edges, topology, rules, plans; reads the audit log.', false, true, 2),
    ('operator', 'Sees, operates and reports.', false, true, 3),
    ('analyst', 'Sees, and runs reports.', false, true, 4),
    ('viewer', 'Sees, and changes nothing.', false, true, 5),
    ('settler', 'Sees; tariffs, contracts and invoices.', false, true, 6),
    ('adapter', 'A machine that sends readings: an API key with the scope INGEST.', true, false, 7),
    ('platform_admin', 'Runs the platform for its tenants, and sees nothing of what they own.', false, false, 8);
INSERT INTO permissions (permission, about, of_keys, rank) VALUES
    ('READ', 'See sites, values, events and what is kept of them.', true, 1),
    ('REPORT', 'Run and read reports, and take data out as files.', true, 2),
    ('READ_AUDIT', 'Who changed what, and the rows of the data model.', true, 3),
    ('INGEST', 'Send readings; held by API keys alone.', true, 4);

-- A person holds a role of people: what machines hold cannot be bound.
ALTER TABLE role_bindings ADD COLUMN machine bool NOT NULL GENERATED ALWAYS AS (false) STORED;
COMMENT ON COLUMN role_bindings.machine IS 'Always false: a role that machines hold is bound to nobody.';
ALTER TABLE role_bindings DROP CONSTRAINT role_bindings_role_check;
ALTER TABLE role_bindings ADD FOREIGN KEY (role, machine) REFERENCES roles (role, machine);
ALTER TABLE role_bindings ADD CONSTRAINT role_bindings_platform_whole_check CHECK (role <> 'platform_admin' OR org_node_id IS NULL);

CREATE TABLE api_key_scopes (
    tenant_id  int NOT NULL,
    key_id     uuid NOT NULL,
    permission text NOT NULL,
    of_keys    bool NOT NULL GENERATED ALWAYS AS (true) STORED,
    PRIMARY KEY (tenant_id, key_id, permission),
    FOREIGN KEY (tenant_id, key_id) REFERENCES api_keys ON DELETE CASCADE,
    FOREIGN KEY (permission, of_keys) REFERENCES permissions (permission, of_keys)
);
COMMENT ON TABLE api_key_scopes IS 'What API keys may do: permissions that keys can have.';
COMMENT ON COLUMN api_key_scopes.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN api_key_scopes.key_id IS 'The key.';
COMMENT ON COLUMN api_key_scopes.permission IS 'What it may do.';
COMMENT ON COLUMN api_key_scopes.of_keys IS 'Always true: a permission that keys cannot have is no scope.';
CALL isolate('api_key_scopes');
INSERT INTO api_key_scopes (tenant_id, key_id, permission) SELECT DISTINCT k.tenant_id, k.id, s FROM api_keys k, unnest(k.scopes) AS s;
CALL audited('api_key_scopes', naming => '{key_id,permission}');
GRANT SELECT, INSERT ON api_key_scopes TO ohm_app;
ALTER TABLE api_keys DROP COLUMN scopes;

-- +goose Down
ALTER TABLE api_keys ADD COLUMN scopes text[];
UPDATE api_keys k SET scopes = (SELECT array_agg(s.permission ORDER BY s.permission) FROM api_key_scopes s WHERE s.tenant_id = k.tenant_id AND s.key_id = k.id);
ALTER TABLE api_keys ALTER COLUMN scopes SET NOT NULL,
    ADD CONSTRAINT api_keys_scopes_check CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['READ', 'INGEST', 'READ_AUDIT', 'REPORT']);
COMMENT ON COLUMN api_keys.scopes IS 'The permissions it has.';
DROP TABLE api_key_scopes;
ALTER TABLE role_bindings DROP CONSTRAINT role_bindings_platform_whole_check;
ALTER TABLE role_bindings DROP COLUMN machine;
ALTER TABLE role_bindings ADD CONSTRAINT role_bindings_role_check
    CHECK (role IN ('owner', 'operator', 'engineer', 'analyst', 'viewer', 'settler') OR role = 'platform_admin' AND org_node_id IS NULL);
DROP TABLE role_permissions, permissions, roles;
