-- +goose Up

ALTER TABLE users DROP CONSTRAINT users_status_check;
ALTER TABLE users ADD CONSTRAINT users_status_check CHECK (status IN ('INVITED', 'ACTIVE', 'DISABLED'));
ALTER TABLE users ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version > 0);
ALTER TABLE users ADD COLUMN idempotency_key text CHECK (idempotency_key <> '');
ALTER TABLE users ADD UNIQUE (tenant_id, idempotency_key);
COMMENT ON COLUMN users.idempotency_key IS 'What makes a request that is sent again one and the same; null where it was not given.';
COMMENT ON COLUMN users.status IS 'INVITED has no password yet; DISABLED may not log in.';
COMMENT ON COLUMN users.version IS 'Counts the changes of the user and of the user''s roles.';

ALTER TABLE sessions ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE sessions ADD COLUMN remote text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN agent text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD UNIQUE (tenant_id, id);
COMMENT ON COLUMN sessions.remote IS 'The address the login came from.';
COMMENT ON COLUMN sessions.agent IS 'The program that logged in, as it calls itself.';

CREATE TABLE password_links (
    tenant_id  int NOT NULL,
    user_id    uuid NOT NULL,
    hash       bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);
COMMENT ON TABLE password_links IS 'Links with which a person sets a password once: an invitation, or after one was forgotten. The SHA-256 of each token; a new link replaces the old.';
COMMENT ON COLUMN password_links.user_id IS 'Whose password it sets.';
COMMENT ON COLUMN password_links.hash IS 'SHA-256 of the token, which itself is stored nowhere.';
COMMENT ON COLUMN password_links.created_at IS 'When it was made.';
COMMENT ON COLUMN password_links.expires_at IS 'The first instant at which it holds no more.';

CREATE TABLE api_keys (
    tenant_id       int NOT NULL,
    id              uuid NOT NULL,
    name            text NOT NULL CHECK (name <> ''),
    hash            bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    hint            text NOT NULL,
    scopes          text[] NOT NULL CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['READ', 'INGEST', 'READ_AUDIT', 'REPORT']),
    whole_tenant    bool NOT NULL,
    created_by      uuid NOT NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL CHECK (expires_at > created_at),
    last_used_at    timestamptz,
    revoked_at      timestamptz,
    idempotency_key text CHECK (idempotency_key <> ''),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, idempotency_key),
    FOREIGN KEY (tenant_id, created_by) REFERENCES users
);
COMMENT ON TABLE api_keys IS 'Credentials of machines: the SHA-256 of each key, what it may do, where and until when. hint is how the key begins.';
COMMENT ON COLUMN api_keys.name IS 'What uses the key.';
COMMENT ON COLUMN api_keys.hash IS 'SHA-256 of the key, which itself is stored nowhere.';
COMMENT ON COLUMN api_keys.hint IS 'How the key begins, to recognise it by.';
COMMENT ON COLUMN api_keys.scopes IS 'The permissions it has.';
COMMENT ON COLUMN api_keys.whole_tenant IS 'Whether it holds everywhere; otherwise on its places alone.';
COMMENT ON COLUMN api_keys.created_by IS 'The person who made it.';
COMMENT ON COLUMN api_keys.created_at IS 'When it was made.';
COMMENT ON COLUMN api_keys.expires_at IS 'The first instant at which it holds no more.';
COMMENT ON COLUMN api_keys.last_used_at IS 'When it was used, a few minutes old at most; null where it never was.';
COMMENT ON COLUMN api_keys.revoked_at IS 'When it was ended by hand; null where it was not.';
COMMENT ON COLUMN api_keys.idempotency_key IS 'What makes a request that is sent again one and the same; null where it was not given.';

CREATE TABLE api_key_places (
    tenant_id   int NOT NULL,
    key_id      uuid NOT NULL,
    org_node_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, key_id, org_node_id),
    FOREIGN KEY (tenant_id, key_id) REFERENCES api_keys ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, org_node_id) REFERENCES org_nodes (tenant_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE api_key_places IS 'The org nodes on whose subtrees a key that is not for the whole tenant holds.';
COMMENT ON COLUMN api_key_places.key_id IS 'The key.';
COMMENT ON COLUMN api_key_places.org_node_id IS 'A node; everything below it is meant too.';

CALL isolate('password_links');
CALL isolate('api_keys');
CALL isolate('api_key_places');
CALL audited('password_links', naming => '{user_id}', secret => '{hash}');
CALL audited('api_keys', secret => '{hash}', ignored => '{last_used_at}');
CALL audited('api_key_places', naming => '{key_id,org_node_id}');
GRANT SELECT, INSERT, UPDATE, DELETE ON password_links TO ohm_app;
GRANT SELECT, INSERT, UPDATE ON api_keys TO ohm_app;
GRANT SELECT, INSERT ON api_key_places TO ohm_app;

GRANT SELECT (tenant_id, user_id, hash, expires_at) ON password_links TO ohm_door;
GRANT SELECT (tenant_id, id, hash, expires_at, last_used_at, revoked_at) ON api_keys TO ohm_door;

CREATE FUNCTION find_password_link(hash bytea) RETURNS TABLE (tenant_id int, user_id uuid, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.tenant_id, l.user_id, l.expires_at FROM password_links l WHERE l.hash = find_password_link.hash
$$;
COMMENT ON FUNCTION find_password_link IS 'Whose password the link whose token has this SHA-256 sets.';

CREATE FUNCTION find_api_key(hash bytea) RETURNS TABLE (tenant_id int, key_id uuid, expires_at timestamptz, last_used_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT k.tenant_id, k.id, k.expires_at, k.last_used_at FROM api_keys k WHERE k.hash = find_api_key.hash AND k.revoked_at IS NULL
$$;
COMMENT ON FUNCTION find_api_key IS 'The API key with this SHA-256, unless it was revoked.';

GRANT CREATE ON SCHEMA public TO ohm_door;
ALTER FUNCTION find_password_link OWNER TO ohm_door;
ALTER FUNCTION find_api_key OWNER TO ohm_door;
REVOKE CREATE ON SCHEMA public FROM ohm_door;
REVOKE ALL ON FUNCTION find_password_link, find_api_key FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_password_link, find_api_key TO ohm_auth;

-- +goose Down
DROP FUNCTION find_api_key, find_password_link;
DROP TABLE api_key_places, api_keys, password_links;
ALTER TABLE sessions DROP COLUMN agent, DROP COLUMN remote, DROP COLUMN id;
UPDATE users SET status = 'DISABLED' WHERE status = 'INVITED';
ALTER TABLE users DROP COLUMN idempotency_key, DROP COLUMN version;
ALTER TABLE users DROP CONSTRAINT users_status_check;
ALTER TABLE users ADD CONSTRAINT users_status_check CHECK (status IN ('ACTIVE', 'DISABLED'));
