-- +goose Up

ALTER TABLE edges ALTER COLUMN nkey DROP NOT NULL;
ALTER TABLE edges DROP CONSTRAINT edges_state_check;
ALTER TABLE edges ADD CONSTRAINT edges_state_check CHECK (state IN ('PENDING', 'ENROLLED', 'REVOKED') AND (state <> 'ENROLLED' OR nkey IS NOT NULL));
ALTER TABLE edges ADD COLUMN name text NOT NULL DEFAULT 'edge' CHECK (name <> '');
ALTER TABLE edges ADD COLUMN revision bigint NOT NULL DEFAULT 1 CHECK (revision > 0);
ALTER TABLE edges ADD COLUMN enrolled_at timestamptz;
ALTER TABLE edges ADD COLUMN revoked_at timestamptz;
ALTER TABLE edges ADD COLUMN former_nkey text UNIQUE;
ALTER TABLE edges ADD COLUMN former_until timestamptz CHECK ((former_until IS NULL) = (former_nkey IS NULL));
ALTER TABLE edges ADD COLUMN idempotency_key text CHECK (idempotency_key <> '');
ALTER TABLE edges ADD UNIQUE (tenant_id, idempotency_key);
COMMENT ON COLUMN edges.nkey IS 'The public key that proves who the edge is; null until it is enrolled.';
COMMENT ON COLUMN edges.state IS 'PENDING has a code and has not used it; a REVOKED edge is let in no more.';
COMMENT ON COLUMN edges.name IS 'What people call it.';
COMMENT ON COLUMN edges.revision IS 'Counts the changes that people make to the edge.';
COMMENT ON COLUMN edges.enrolled_at IS 'When it exchanged its last code; null where it never did.';
COMMENT ON COLUMN edges.revoked_at IS 'When it was revoked last; null where it never was.';
COMMENT ON COLUMN edges.former_nkey IS 'The key before the last change, which holds until the new one was used; null without one.';
COMMENT ON COLUMN edges.former_until IS 'The first instant at which the former key holds no more, used or not.';
COMMENT ON COLUMN edges.created_at IS 'When it was made.';
COMMENT ON COLUMN edges.idempotency_key IS 'What makes a request that is sent again one and the same; null where it was not given.';
CREATE INDEX edges_newest ON edges (tenant_id, created_at DESC, id DESC);

CREATE TABLE enrolment_codes (
    tenant_id  int NOT NULL,
    site_id    int NOT NULL,
    edge_id    uuid NOT NULL,
    hash       bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    used_at    timestamptz,
    used_by    text CHECK ((used_by IS NULL) = (used_at IS NULL)),
    PRIMARY KEY (tenant_id, edge_id),
    FOREIGN KEY (tenant_id, edge_id) REFERENCES edges ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, created_by) REFERENCES users
);
COMMENT ON TABLE enrolment_codes IS 'Codes with which an edge enrols once: the SHA-256 of each; a new code of an edge replaces the one before.';
COMMENT ON COLUMN enrolment_codes.tenant_id IS 'Whose row it is.';
COMMENT ON COLUMN enrolment_codes.site_id IS 'The site the edge is for.';
COMMENT ON COLUMN enrolment_codes.edge_id IS 'The edge that may enrol.';
COMMENT ON COLUMN enrolment_codes.hash IS 'SHA-256 of the code, which itself is stored nowhere.';
COMMENT ON COLUMN enrolment_codes.created_by IS 'The person who made it.';
COMMENT ON COLUMN enrolment_codes.created_at IS 'When it was made.';
COMMENT ON COLUMN enrolment_codes.expires_at IS 'The first instant at which it holds no more.';
COMMENT ON COLUMN enrolment_codes.used_at IS 'When an edge enrolled with it; null while nobody did.';
COMMENT ON COLUMN enrolment_codes.used_by IS 'The public key that enrolled with it, which alone is answered again.';

CALL isolate('enrolment_codes');
CALL audited('enrolment_codes', naming => '{edge_id}', secret => '{hash}');
GRANT SELECT, INSERT, UPDATE, DELETE ON enrolment_codes TO ohm_app;

GRANT SELECT (former_nkey, former_until) ON edges TO ohm_door;
GRANT SELECT (tenant_id, site_id, edge_id, hash) ON enrolment_codes TO ohm_door;

CREATE OR REPLACE FUNCTION find_edge(credential text) RETURNS TABLE (tenant_id int, site_id int, edge_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.tenant_id, e.site_id, e.id FROM edges e WHERE e.nkey = credential
    UNION ALL
    SELECT e.tenant_id, e.site_id, e.id FROM edges e WHERE e.former_nkey = credential AND e.former_until > now()
    UNION ALL
    SELECT e.tenant_id, e.site_id, e.id FROM edges e
    WHERE credential ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' AND e.id = nullif(substring(credential FROM '^[0-9a-f-]{36}$'), '')::uuid
$$;
COMMENT ON FUNCTION find_edge IS 'The edge with this public key, or with it as the key before the last change while that holds, or, for a bus that knows it by then, with this id.';

CREATE FUNCTION find_enrolment_code(hash bytea) RETURNS TABLE (tenant_id int, site_id int, edge_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.tenant_id, c.site_id, c.edge_id FROM enrolment_codes c WHERE c.hash = find_enrolment_code.hash
$$;
COMMENT ON FUNCTION find_enrolment_code IS 'The edge that the code with this SHA-256 enrols.';

GRANT CREATE ON SCHEMA public TO ohm_door;
ALTER FUNCTION find_enrolment_code OWNER TO ohm_door;
REVOKE CREATE ON SCHEMA public FROM ohm_door;
REVOKE ALL ON FUNCTION find_enrolment_code FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_enrolment_code TO ohm_auth;

-- +goose Down
DROP FUNCTION find_enrolment_code;
CREATE OR REPLACE FUNCTION find_edge(credential text) RETURNS TABLE (tenant_id int, site_id int, edge_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.tenant_id, e.site_id, e.id FROM edges e WHERE e.nkey = credential
    UNION ALL
    SELECT e.tenant_id, e.site_id, e.id FROM edges e
    WHERE credential ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' AND e.id = nullif(substring(credential FROM '^[0-9a-f-]{36}$'), '')::uuid
$$;
DROP TABLE enrolment_codes;
DROP INDEX edges_newest;
DELETE FROM edges WHERE nkey IS NULL;
ALTER TABLE edges DROP COLUMN idempotency_key, DROP COLUMN former_until, DROP COLUMN former_nkey, DROP COLUMN revoked_at, DROP COLUMN enrolled_at, DROP COLUMN revision, DROP COLUMN name;
ALTER TABLE edges DROP CONSTRAINT edges_state_check;
ALTER TABLE edges ADD CONSTRAINT edges_state_check CHECK (state IN ('ENROLLED', 'REVOKED'));
ALTER TABLE edges ALTER COLUMN nkey SET NOT NULL;
