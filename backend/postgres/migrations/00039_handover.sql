-- +goose Up

-- A version without anybody is the backend's own.
ALTER TABLE edge_limits ALTER COLUMN set_by DROP NOT NULL;
COMMENT ON COLUMN edge_limits.set_by IS 'Who set it; null for what the backend derived.';
COMMENT ON TABLE edge_limits IS 'What bounds the connection of an edge''s site from above, whole and by version; the newest holds. Of those before all that people set are kept, and the last few of the backend''s own.';
GRANT DELETE ON edge_limits TO ohm_app;

-- The fourth argument names a column; a row in which it is null goes without an entry.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
    IF TG_OP = 'DELETE' AND TG_NARGS > 3 AND was ->> TG_ARGV[3] IS NULL THEN
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
-- +goose StatementEnd
DROP TRIGGER audit ON edge_limits;
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON edge_limits FOR EACH ROW EXECUTE FUNCTION note_change('{edge_id,version}', '{}', '{}', 'set_by');

-- A command that the backend executes itself goes to no edge and has no place among those of one.
ALTER TABLE commands ALTER COLUMN edge_id DROP NOT NULL, ALTER COLUMN seq DROP NOT NULL,
    ADD CONSTRAINT commands_placed CHECK ((edge_id IS NULL) = (seq IS NULL));
COMMENT ON COLUMN commands.edge_id IS 'Whom it is for; null for one that the backend executes itself.';
COMMENT ON COLUMN commands.seq IS 'Place among the commands of its edge, from 1 without a hole; null without one.';

CREATE TABLE limit_handovers (
    tenant_id int NOT NULL,
    site_id   int NOT NULL,
    due_at    timestamptz,
    PRIMARY KEY (tenant_id, site_id),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites ON DELETE CASCADE
);
CREATE INDEX limit_handovers_due ON limit_handovers (due_at) WHERE due_at IS NOT NULL;
COMMENT ON TABLE limit_handovers IS 'When the limits of a site have to be derived and handed to its edges next. Marked by triggers in the transaction of whatever they follow from.';
COMMENT ON COLUMN limit_handovers.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN limit_handovers.site_id IS 'The site.';
COMMENT ON COLUMN limit_handovers.due_at IS 'From when on it is to be done; null while nothing can change.';

-- What is there already is handed over at the first look.
ALTER TABLE edges NO FORCE ROW LEVEL SECURITY;
INSERT INTO limit_handovers SELECT tenant_id, site_id, now() FROM edges GROUP BY tenant_id, site_id;
ALTER TABLE edges FORCE ROW LEVEL SECURITY;

CALL isolate('limit_handovers');
GRANT SELECT, INSERT, UPDATE ON limit_handovers TO ohm_app;

-- +goose StatementBegin
CREATE FUNCTION mark_handover() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO limit_handovers (tenant_id, site_id, due_at)
    SELECT s.tenant_id, s.site_id, clock_timestamp() FROM sites s WHERE (s.tenant_id, s.site_id) IN (SELECT c.tenant_id, c.site_id FROM changed c)
    ORDER BY s.tenant_id, s.site_id
    ON CONFLICT (tenant_id, site_id) DO UPDATE SET due_at = least(limit_handovers.due_at, excluded.due_at);
    RETURN NULL;
END $$;

CREATE FUNCTION mark_edge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO limit_handovers (tenant_id, site_id, due_at) VALUES (NEW.tenant_id, NEW.site_id, clock_timestamp())
    ON CONFLICT (tenant_id, site_id) DO UPDATE SET due_at = least(limit_handovers.due_at, excluded.due_at);
    RETURN NULL;
END $$;

CREATE PROCEDURE handed_over(target regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER hand_over_new AFTER INSERT ON %s REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_handover()', target);
    EXECUTE format('CREATE TRIGGER hand_over_other AFTER UPDATE ON %s REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_handover()', target);
    EXECUTE format('CREATE TRIGGER hand_over_gone AFTER DELETE ON %s REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_handover()', target);
END $$;

-- The only way to ask, without a tenant, whose limits are to be derived.
CREATE FUNCTION list_due_handovers(until timestamptz, most int) RETURNS TABLE (tenant_id int, site_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT h.tenant_id, h.site_id FROM limit_handovers h WHERE h.due_at <= until ORDER BY h.due_at, h.tenant_id, h.site_id LIMIT most
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION mark_handover IS 'Marks the sites of changed rows: their limits are to be derived anew.';
COMMENT ON FUNCTION mark_edge IS 'Marks the site of an edge that came or changed its state.';
COMMENT ON PROCEDURE handed_over IS 'Has every change of a table mark its sites for the derivation of limits.';
COMMENT ON FUNCTION list_due_handovers IS 'Sites whose limits are to be derived until an instant.';
REVOKE ALL ON FUNCTION mark_handover, mark_edge FROM PUBLIC;
REVOKE ALL ON PROCEDURE handed_over FROM PUBLIC;
GRANT SELECT (tenant_id, site_id, due_at) ON limit_handovers TO ohm_door;
GRANT CREATE ON SCHEMA public TO ohm_door;
ALTER FUNCTION list_due_handovers OWNER TO ohm_door;
REVOKE CREATE ON SCHEMA public FROM ohm_door;
REVOKE ALL ON FUNCTION list_due_handovers FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_due_handovers TO ohm_auth;

CALL handed_over('microgrid_nodes');
CALL handed_over('node_limits');
CALL handed_over('capability_control_points');
CALL handed_over('circuits');
CALL handed_over('operating_envelopes');
CALL handed_over('envelope_states');
CALL handed_over('envelope_sources');
CALL handed_over('grid_connections');
CALL handed_over('grid_constraints');
CREATE TRIGGER hand_over_new AFTER INSERT ON edges FOR EACH ROW EXECUTE FUNCTION mark_edge();
CREATE TRIGGER hand_over_other AFTER UPDATE OF state ON edges FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION mark_edge();

-- +goose Down
DROP TRIGGER hand_over_other ON edges;
DROP TRIGGER hand_over_new ON edges;
-- +goose StatementBegin
DO $$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['microgrid_nodes', 'node_limits', 'capability_control_points', 'circuits', 'operating_envelopes', 'envelope_states',
        'envelope_sources', 'grid_connections', 'grid_constraints'] LOOP
        EXECUTE format('DROP TRIGGER hand_over_new ON %I', target);
        EXECUTE format('DROP TRIGGER hand_over_other ON %I', target);
        EXECUTE format('DROP TRIGGER hand_over_gone ON %I', target);
    END LOOP;
END $$;
-- +goose StatementEnd
DROP FUNCTION list_due_handovers;
DROP PROCEDURE handed_over;
DROP FUNCTION mark_edge;
DROP FUNCTION mark_handover;
DROP TABLE limit_handovers;
DELETE FROM command_acks a USING commands c WHERE c.tenant_id = a.tenant_id AND c.id = a.command_id AND c.edge_id IS NULL;
DELETE FROM commands WHERE edge_id IS NULL;
ALTER TABLE commands DROP CONSTRAINT commands_placed, ALTER COLUMN edge_id SET NOT NULL, ALTER COLUMN seq SET NOT NULL;
DELETE FROM edge_limits WHERE set_by IS NULL;
DROP TRIGGER audit ON edge_limits;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
-- +goose StatementEnd
CALL audited('edge_limits', naming => '{edge_id,version}');
REVOKE DELETE ON edge_limits FROM ohm_app;
COMMENT ON TABLE edge_limits IS 'What bounds the connection of an edge''s site from above, whole and by version; the newest holds and the ones before are kept.';
ALTER TABLE edge_limits ALTER COLUMN set_by SET NOT NULL;
