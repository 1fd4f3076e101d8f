-- +goose Up

-- The only ways to ask without a tenant: a credential comes in, keys and hashes go out. Each runs as
-- ohm_door, which may read exactly the columns it needs.
GRANT SELECT (tenant_id, id) ON tenants TO ohm_door;
GRANT SELECT (tenant_id, id, email_ci, password_hash, status) ON users TO ohm_door;
GRANT SELECT ON sessions TO ohm_door;
GRANT SELECT (tenant_id, site_id, id, nkey) ON edges TO ohm_door;

CREATE FUNCTION find_login(email text) RETURNS TABLE (tenant_id int, user_id uuid, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT u.tenant_id, u.id, u.password_hash FROM users u
    WHERE u.email_ci = lower(find_login.email) AND u.status = 'ACTIVE' AND u.password_hash IS NOT NULL
$$;
COMMENT ON FUNCTION find_login IS 'The active user with this e-mail and the hash of its password.';

CREATE FUNCTION find_session(hash bytea) RETURNS TABLE (tenant_id int, user_id uuid, created_at timestamptz, last_seen_at timestamptz, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.tenant_id, s.user_id, s.created_at, s.last_seen_at, s.expires_at FROM sessions s WHERE s.hash = find_session.hash
$$;
COMMENT ON FUNCTION find_session IS 'The session whose token has this SHA-256.';

CREATE FUNCTION find_edge(credential text) RETURNS TABLE (tenant_id int, site_id int, edge_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.tenant_id, e.site_id, e.id FROM edges e WHERE e.nkey = credential
    UNION ALL
    SELECT e.tenant_id, e.site_id, e.id FROM edges e
    WHERE credential ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' AND e.id = nullif(substring(credential FROM '^[0-9a-f-]{36}$'), '')::uuid
$$;
COMMENT ON FUNCTION find_edge IS 'The edge with this public key or, for a bus that knows it by then, this id.';

CREATE FUNCTION list_tenants() RETURNS TABLE (tenant_id int, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.tenant_id, t.id FROM tenants t ORDER BY t.tenant_id
$$;
COMMENT ON FUNCTION list_tenants IS 'The keys of all tenants, for what the backend does for each in turn.';

GRANT CREATE ON SCHEMA public TO ohm_door; -- an owner of functions needs it at the moment it is given them
ALTER FUNCTION find_login OWNER TO ohm_door;
ALTER FUNCTION find_session OWNER TO ohm_door;
ALTER FUNCTION find_edge OWNER TO ohm_door;
ALTER FUNCTION list_tenants OWNER TO ohm_door;
REVOKE CREATE ON SCHEMA public FROM ohm_door;
REVOKE ALL ON FUNCTION find_login, find_session, find_edge, list_tenants FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_login, find_session, find_edge, list_tenants TO ohm_auth;

-- +goose Down
DROP FUNCTION find_login, find_session, find_edge, list_tenants;
REVOKE ALL ON tenants, users, sessions, edges FROM ohm_door;
