-- Roles belong to the whole server, not to one database, and are made before any migration.
--   ohm_app     the application: bound by row-level security, owns nothing
--   ohm_ingest  the telemetry writer: COPY is refused on tables with row-level security, so it
--               bypasses it; its grants are few and its tenant comes from an authenticated edge
--   ohm_auth    may call the functions that look up credentials, nothing else
--   ohm_door    owns those functions; nobody logs in as it
DO $$
DECLARE wanted record;
BEGIN
    FOR wanted IN SELECT * FROM (VALUES
        ('ohm_app',    'LOGIN NOBYPASSRLS'),
        ('ohm_ingest', 'LOGIN BYPASSRLS'),
        ('ohm_auth',   'LOGIN NOBYPASSRLS'),
        ('ohm_door',   'NOLOGIN BYPASSRLS')) AS r (name, attributes)
    LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
            EXECUTE format('CREATE ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT %s', wanted.name, wanted.attributes);
        END IF;
    END LOOP;
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT ohm_door TO %I', current_user);
    END IF;
END $$;
