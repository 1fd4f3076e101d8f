-- +goose Up
ALTER TABLE users ADD CONSTRAINT users_oidc_subject_key UNIQUE (oidc_subject);
COMMENT ON COLUMN users.oidc_subject IS 'Issuer and subject of the login at an identity provider, with a space between; null where none is linked.';
GRANT SELECT (oidc_subject) ON users TO ohm_door;

CREATE FUNCTION find_federated(subject text) RETURNS TABLE (tenant_id int, user_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT u.tenant_id, u.id FROM users u WHERE u.oidc_subject = subject AND u.status = 'ACTIVE'
$$;
COMMENT ON FUNCTION find_federated IS 'The active user to whom the login with this issuer and subject is linked.';
GRANT CREATE ON SCHEMA public TO ohm_door;
ALTER FUNCTION find_federated OWNER TO ohm_door;
REVOKE CREATE ON SCHEMA public FROM ohm_door;
REVOKE ALL ON FUNCTION find_federated FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_federated TO ohm_auth;

-- +goose Down
DROP FUNCTION find_federated;
REVOKE SELECT (oidc_subject) ON users FROM ohm_door;
ALTER TABLE users DROP CONSTRAINT users_oidc_subject_key;
