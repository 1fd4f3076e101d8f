-- +goose Up

CREATE TABLE audit_log (
    tenant_id int NOT NULL,
    entry_id  bigint GENERATED ALWAYS AS IDENTITY,
    site_id   int,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor     text NOT NULL CHECK (actor <> ''),
    request   text NOT NULL,
    action    text NOT NULL CHECK (action IN ('INSERT', 'UPDATE', 'DELETE')),
    entity    text NOT NULL,
    entity_id text NOT NULL,
    before    jsonb,
    after     jsonb,
    PRIMARY KEY (tenant_id, entry_id),
    CHECK ((before IS NULL) = (action = 'INSERT') AND (after IS NULL) = (action = 'DELETE'))
);
CREATE INDEX audit_log_by_time ON audit_log (tenant_id, at DESC, entry_id DESC);
CREATE INDEX audit_log_by_entity ON audit_log (tenant_id, entity, entity_id, entry_id DESC);
COMMENT ON TABLE audit_log IS 'Who changed which row from what to what. Written by the triggers named audit, insert-only for every role. An entry outlives what it is about, so it has no foreign keys.';
COMMENT ON COLUMN audit_log.actor IS 'user:id, edge:id, or the database role that wrote without either.';
COMMENT ON COLUMN audit_log.request IS 'The request that led to it, as in the server''s log and its answer; empty where it was none.';
COMMENT ON COLUMN audit_log.entity IS 'The table.';
COMMENT ON COLUMN audit_log.before IS 'The row before; secrets are hidden.';

CREATE TABLE audit_seals (
    tenant_id int NOT NULL,
    seq       bigint NOT NULL CHECK (seq > 0),
    entry_id  bigint NOT NULL,
    prev_hash bytea NOT NULL CHECK (length(prev_hash) = 32),
    hash      bytea NOT NULL CHECK (length(hash) = 32),
    sealed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, seq),
    UNIQUE (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES audit_log
);
COMMENT ON TABLE audit_seals IS 'The chain over audit_log: one seal per entry without a hole, each over the seal before it and the whole entry.';

CREATE TABLE audit_queue (
    tenant_id int NOT NULL,
    entry_id  bigint NOT NULL,
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES audit_log
);
COMMENT ON TABLE audit_queue IS 'Entries of audit_log that are committed and not yet sealed.';

CALL isolate('audit_log');
CALL isolate('audit_seals');
CALL isolate('audit_queue');
GRANT SELECT ON audit_log, audit_seals, audit_queue TO ohm_app;
GRANT INSERT ON audit_seals TO ohm_app;
GRANT DELETE ON audit_queue TO ohm_app;

-- The trigger behind every audited table. Arguments: columns that name the row, columns whose values
-- are secret, columns whose change alone is not worth an entry. It runs as the owner of the log, in
-- the tenant of the row and over all its sites, and gives the settings back when it returns.
-- +goose StatementBegin
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET app.tenant = '0' SET app.all_sites = 'true' SET app.sites = '{}' AS $$
DECLARE
    naming  constant text[] := TG_ARGV[0];
    secret  constant text[] := TG_ARGV[1];
    ignored constant text[] := TG_ARGV[2];
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    is_ jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    kept jsonb := coalesce(is_, was);
    named text;
    entry bigint;
    field text;
BEGIN
    IF TG_OP = 'UPDATE' AND was - ignored = is_ - ignored THEN
        RETURN NULL;
    END IF;
    FOREACH field IN ARRAY secret LOOP
        IF was ->> field IS NOT NULL THEN
            was := jsonb_set(was, ARRAY[field], '"(hidden)"');
        END IF;
        IF is_ ->> field IS NOT NULL THEN
            is_ := jsonb_set(is_, ARRAY[field], CASE WHEN TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> field IS DISTINCT FROM is_ ->> field
                THEN '"(hidden, changed)"'::jsonb ELSE '"(hidden)"'::jsonb END);
        END IF;
    END LOOP;
    SELECT string_agg(kept ->> n, '/' ORDER BY i) INTO named FROM unnest(naming) WITH ORDINALITY AS c (n, i);
    PERFORM set_config('app.tenant', kept ->> 'tenant_id', true);
    INSERT INTO audit_log (tenant_id, site_id, actor, request, action, entity, entity_id, before, after)
    VALUES ((kept ->> 'tenant_id')::int, (kept ->> 'site_id')::int,
        coalesce(nullif(current_setting('app.actor', true), ''), 'role:' || session_user), coalesce(current_setting('app.request', true), ''),
        TG_OP, TG_TABLE_NAME, named, was, is_)
    RETURNING entry_id INTO entry;
    INSERT INTO audit_queue VALUES ((kept ->> 'tenant_id')::int, entry);
    RETURN NULL;
END $$;

CREATE PROCEDURE audited(target regclass, naming text DEFAULT '{id}', secret text DEFAULT '{}', ignored text DEFAULT '{}') LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION note_change(%L, %L, %L)', target, naming, secret, ignored);
END $$;

-- The only way to ask, without a tenant, who has entries to seal.
CREATE FUNCTION list_unsealed() RETURNS TABLE (tenant_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT q.tenant_id FROM audit_queue q ORDER BY q.tenant_id
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION note_change IS 'Writes one entry of audit_log for a changed row, in the same transaction.';
COMMENT ON PROCEDURE audited IS 'Has every change of a table noted in audit_log.';
COMMENT ON FUNCTION list_unsealed IS 'The keys of tenants that have entries to seal.';
REVOKE ALL ON FUNCTION note_change FROM PUBLIC;
REVOKE ALL ON PROCEDURE audited FROM PUBLIC;

GRANT SELECT (tenant_id) ON audit_queue TO ohm_door;
GRANT CREATE ON SCHEMA public TO ohm_door;
ALTER FUNCTION list_unsealed OWNER TO ohm_door;
REVOKE CREATE ON SCHEMA public FROM ohm_door;
REVOKE ALL ON FUNCTION list_unsealed FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_unsealed TO ohm_auth;

CALL audited('tenants');
CALL audited('users', secret => '{password_hash}');
CALL audited('org_nodes');
CALL audited('sites');
CALL audited('role_bindings');
CALL audited('edges', ignored => '{last_seen_at,version}');
CALL audited('devices');
CALL audited('assets');
CALL audited('channels');
CALL audited('grid_connections');
CALL audited('commands', ignored => '{state}');
CALL audited('edge_limits', naming => '{edge_id,version}');

-- +goose Down
DROP TRIGGER audit ON tenants;
DROP TRIGGER audit ON users;
DROP TRIGGER audit ON org_nodes;
DROP TRIGGER audit ON sites;
DROP TRIGGER audit ON role_bindings;
DROP TRIGGER audit ON edges;
DROP TRIGGER audit ON devices;
DROP TRIGGER audit ON assets;
DROP TRIGGER audit ON channels;
DROP TRIGGER audit ON grid_connections;
DROP TRIGGER audit ON commands;
DROP TRIGGER audit ON edge_limits;
DROP FUNCTION list_unsealed;
DROP PROCEDURE audited;
DROP FUNCTION note_change;
DROP TABLE audit_queue, audit_seals, audit_log;
