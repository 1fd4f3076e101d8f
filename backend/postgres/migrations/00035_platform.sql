-- +goose Up

ALTER TABLE tenants ADD COLUMN status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'SUSPENDED'));
ALTER TABLE tenants ADD COLUMN why text NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN version bigint NOT NULL DEFAULT 1 CHECK (version > 0);
COMMENT ON COLUMN tenants.status IS 'The users, keys and edges of a SUSPENDED tenant are refused.';
COMMENT ON COLUMN tenants.why IS 'Why whoever runs the platform last changed it, in their words.';
COMMENT ON COLUMN tenants.version IS 'Counts the changes.';
CREATE UNIQUE INDEX tenants_platform_key ON tenants (plan) WHERE plan = 'PLATFORM';
COMMENT ON COLUMN tenants.plan IS 'The plan it is on. The one tenant PLATFORM is that of the people who run the platform.';

ALTER TABLE role_bindings DROP CONSTRAINT role_bindings_role_check;
ALTER TABLE role_bindings ADD CONSTRAINT role_bindings_role_check
    CHECK (role IN ('owner', 'operator', 'engineer', 'analyst', 'viewer', 'settler') OR role = 'platform_admin' AND org_node_id IS NULL);

GRANT INSERT (tenant_id, id, name, plan, compliance_region, why), UPDATE (status, why, version) ON tenants TO ohm_app;
GRANT USAGE ON SEQUENCE tenants_tenant_id_seq TO ohm_app;

GRANT SELECT (name, plan, compliance_region, created_at, status, why, version) ON tenants TO ohm_door;

CREATE FUNCTION look_over_tenants()
RETURNS TABLE (tenant_id int, id uuid, name text, plan text, compliance_region text, status text, why text, version bigint, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.tenant_id, t.id, t.name, t.plan, t.compliance_region, t.status, t.why, t.version, t.created_at FROM tenants t ORDER BY lower(t.name), t.tenant_id
$$;
COMMENT ON FUNCTION look_over_tenants IS 'The tenants there are, by name, for whoever runs the platform; nothing of what they own.';
GRANT CREATE ON SCHEMA public TO ohm_door;
ALTER FUNCTION look_over_tenants OWNER TO ohm_door;
REVOKE CREATE ON SCHEMA public FROM ohm_door;
REVOKE ALL ON FUNCTION look_over_tenants FROM PUBLIC;
GRANT EXECUTE ON FUNCTION look_over_tenants TO ohm_auth;

-- +goose Down
DROP FUNCTION look_over_tenants;
REVOKE USAGE ON SEQUENCE tenants_tenant_id_seq FROM ohm_app;
REVOKE INSERT, UPDATE ON tenants FROM ohm_app;
REVOKE INSERT (tenant_id, id, name, plan, compliance_region, why), UPDATE (status, why, version) ON tenants FROM ohm_app;
REVOKE SELECT (name, plan, compliance_region, created_at, status, why, version) ON tenants FROM ohm_door;
DELETE FROM role_bindings WHERE role = 'platform_admin';
ALTER TABLE role_bindings DROP CONSTRAINT role_bindings_role_check;
ALTER TABLE role_bindings ADD CONSTRAINT role_bindings_role_check CHECK (role IN ('owner', 'operator', 'engineer', 'analyst', 'viewer', 'settler'));
DROP INDEX tenants_platform_key;
ALTER TABLE tenants DROP COLUMN version, DROP COLUMN why, DROP COLUMN status;
