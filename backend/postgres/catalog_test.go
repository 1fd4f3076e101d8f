package postgres_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
)

// notAudited are the tables whose changes are not noted in the audit log, with the reason.
var notAudited = map[string]string{
	"samples":                 "append-only, each with its source",
	"sample_revisions":        "append-only, each with who and why",
	"sample_days":             "samples in another form",
	"rollups_15m":             "computed from samples",
	"rollups_1h":              "computed from samples",
	"rollups_1d":              "computed from samples",
	"rollup_marks":            "what is still to be computed",
	"offline_readings":        "append-only, each with who brought it in which file",
	"prices":                  "append-only, each with who brought it and who published it",
	"emission_factors":        "append-only, each with who brought it and who published it",
	"forecast_points":         "append-only, each with who brought it and which model issued it",
	"energy_postings":         "append-only, parts of transactions, which are audited",
	"tariff_windows":          "computed from the components of tariffs, which are audited",
	"edge_boots":              "how far an edge's frames are stored",
	"edge_manifests":          "append-only, what an edge said by hash; what follows from it is audited",
	"charging_checkpoints":    "what sessions are derived from, computed from samples",
	"events":                  "what happened, with its own instants",
	"alarm_changes":           "append-only, who did what to an alarm",
	"command_acks":            "append-only, what an edge answered",
	"control_reports":         "the last value of what an edge says of itself, replaced every few seconds",
	"notices":                 "what is still to be sorted to channels, gone when it is",
	"notification_deliveries": "the log of what was sent",
	"rule_states":             "how far rules have been evaluated",
	"outbox":                  "what waits to be relayed, gone soon after it is",
	"outbox_heads":            "how far the relay has numbered",
	"sessions":                "credentials that come and go with every login",
	"audit_log":               "the log itself",
	"audit_seals":             "the log's chain",
	"audit_queue":             "the log's queue",

	"edge_configurations":      "append-only, each with who made it and why",
	"capability_status_events": "append-only, each with who reported it",
	"microgrid_keys":           "what was answered under a key",
	"microgrid_events":         "append-only, each with who did it",
	"leaf_requests":            "what machines ask for now, replaced every few seconds",
	"balancing_cycles":         "append-only, each with who asked and why",
	"microgrid_standings":      "what the next cycle has to know of the last",
	"breaches":                 "what happened, with its own instants",

	"operating_envelope_blocks": "append-only, parts of envelopes, which are audited",
	"envelope_lifecycle_events": "append-only, each with who brought it about",
	"envelope_states":           "derived from the life cycle of envelopes",
	"envelope_sources":          "what machines say of themselves now, replaced every few minutes",
	"envelope_schedules":        "how far the life cycle of envelopes is evaluated",
	"circuit_capacities":        "append-only, each with what triggered it",
	"limit_handovers":           "when limits are to be derived next; the versions are audited",
	"plan_commands":             "parts of plans, which are audited; each order of it is a command, which is audited",
	"cycle_executions":          "what becomes of decided cycles; each order of it is a command, which is audited",
}

// global are the tables without a tenant, with the reason: everybody reads them, and nobody but the owner of
// the schema writes them.
var global = map[string]string{
	"roles":            "what roles there are, as the program says it",
	"permissions":      "what operations can need, as the program says it",
	"role_permissions": "what each role grants, as the program says it",
}

// ofNoTenant is the list of them inside a literal of SQL.
var ofNoTenant = "'{" + strings.Join(slices.Sorted(maps.Keys(global)), ",") + "}'"

// catalogRules are questions to the catalog whose every answer is a fault. Partitions of samples are
// reached through samples alone, so they need no policy: without one, nothing may be read.
var catalogRules = []string{
	`SELECT c.relname || ' has no tenant_id' FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
		AND c.relname <> 'goose_db_version' AND c.relname <> ALL (` + ofNoTenant + `) AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull)`,
	`SELECT c.relname || ' is of all tenants, and ' || coalesce(nullif(pg_get_userbyid(a.grantee), 'unknown (OID=0)'), 'everybody') || ' has ' || a.privilege_type FROM pg_class c CROSS JOIN aclexplode(c.relacl) a
		WHERE c.relname = ANY (` + ofNoTenant + `) AND a.grantee <> c.relowner AND NOT (a.privilege_type = 'SELECT' AND pg_get_userbyid(a.grantee) = 'ohm_app')`,
	`SELECT c.relname || ' is of all tenants, and has a column of one' FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('tenant_id', 'site_id') WHERE c.relname = ANY (` + ofNoTenant + `)`,
	`SELECT c.relname || ' does not force row-level security' FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
		WHERE c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
	`SELECT c.relname || ' has no isolation policy of the wrapped form' FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
		WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname AND p.permissive = 'PERMISSIVE'
			AND p.cmd = 'ALL' AND p.roles = '{public}' AND p.qual = p.with_check
			AND p.qual LIKE '%tenant_id = ( SELECT (current_setting(''app.tenant''::text))::integer%'
			AND (p.qual LIKE '%( SELECT (current_setting(''app.all_sites''::text))::boolean%' AND p.qual LIKE '%( SELECT (current_setting(''app.sites''::text))::integer[]%'
				OR NOT EXISTS (SELECT FROM pg_attribute s WHERE s.attrelid = c.oid AND s.attname = 'site_id')))`,
	`SELECT p.tablename || ' has more than one policy: they would add up' FROM pg_policies p GROUP BY p.tablename HAVING count(*) > 1`,
	`SELECT c.relname || ' has no key that begins with tenant_id' FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
		WHERE c.relkind IN ('r', 'p') AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indkey[0] = a.attnum)`,
	`SELECT c.relname || ' has the foreign key ' || f.conname || ', which can cross tenants' FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid
		WHERE f.contype = 'f' AND f.confrelid::regclass::text <> ALL (` + ofNoTenant + `) AND NOT EXISTS (SELECT FROM generate_subscripts(f.conkey, 1) AS i
			JOIN pg_attribute mine ON mine.attrelid = f.conrelid AND mine.attnum = f.conkey[i] AND mine.attname = 'tenant_id'
			JOIN pg_attribute theirs ON theirs.attrelid = f.confrelid AND theirs.attnum = f.confkey[i] AND theirs.attname = 'tenant_id')`,
	`SELECT c.relname || ' is neither audited nor exempt' FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
		WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> ALL ('{` + strings.Join(slices.Sorted(maps.Keys(notAudited)), ",") + `}')
		AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'audit' AND t.tgenabled IN ('O', 'A')
			AND t.tgfoid = 'note_change'::regproc AND t.tgtype & 29 = 29 AND t.tgqual IS NULL AND cardinality(t.tgattr::int2[]) = 0)`,
	`SELECT 'the application may change ' || c.relname FROM pg_class c CROSS JOIN aclexplode(c.relacl) a WHERE c.relname IN ('audit_log', 'audit_seals')
		AND a.grantee <> c.relowner AND NOT (a.privilege_type = 'SELECT' OR a.privilege_type = 'INSERT' AND c.relname = 'audit_seals')`,
	`SELECT c.relname || ' asks with the rights of its owner: make it WITH (security_invoker = true)' FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('v', 'm')
		AND NOT coalesce(c.reloptions && '{security_invoker=true,security_invoker=on,security_invoker=1}', false)`,
	`SELECT c.relname || ' has no comment' FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
		AND c.relname <> 'goose_db_version' AND obj_description(c.oid, 'pg_class') IS NULL`,
	`SELECT c.relname || '.' || a.attname || ' has no comment' FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
		AND NOT c.relispartition AND c.relname <> 'goose_db_version' AND a.attnum > 0 AND NOT a.attisdropped AND col_description(c.oid, a.attnum) IS NULL`,
	`SELECT p.proname || ' has no comment' FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL`,
	`SELECT p.proname || ' may be called by everybody' FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND (p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0))`,
	`SELECT p.proname || ' runs as its owner without a fixed search_path' FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
		AND NOT coalesce(p.proconfig @> ARRAY['search_path=public, pg_temp'], false)`,
	`SELECT r.rolname || ' owns ' || c.relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname IN ('ohm_app', 'ohm_ingest', 'ohm_auth', 'ohm_door')`,
	`SELECT rolname || ' has more rights than it should' FROM pg_roles WHERE rolname LIKE 'ohm\_%' AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication
		OR rolbypassrls <> (rolname IN ('ohm_ingest', 'ohm_door')) OR rolcanlogin <> (rolname <> 'ohm_door'))`,
	`SELECT pg_get_userbyid(m.member) || ' is a member of ' || pg_get_userbyid(m.roleid) FROM pg_auth_members m WHERE pg_get_userbyid(m.member) LIKE 'ohm\_%'`,
}

// catalogFaults are the answers, in order.
func catalogFaults(t *testing.T, conn *pgx.Conn) []string {
	t.Helper()
	var faults []string
	for _, rule := range catalogRules {
		rows, err := conn.Query(t.Context(), rule)
		if err != nil {
			t.Fatal(err)
		}
		found, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%v in %s", err, rule)
		}
		faults = append(faults, found...)
	}
	return faults
}

func TestCatalog(t *testing.T) {
	conn := owner(t, pgtest.Config(t))
	if _, err := conn.Exec(t.Context(), "SELECT ensure_partitions(current_date, current_date + 1)"); err != nil {
		t.Fatal(err)
	}
	for _, fault := range catalogFaults(t, conn) {
		t.Error(fault)
	}
}

// A rule that finds nothing may have stopped looking: each change below must be found.
func TestCatalog_FindsWhatIsBroken(t *testing.T) {
	tests := map[string]struct{ change, want string }{
		"a policy is dropped":                            {"DROP POLICY isolation ON devices", "devices has no isolation policy"},
		"a policy reads the setting row by row":          {"ALTER POLICY isolation ON users USING (tenant_id = current_setting('app.tenant')::int) WITH CHECK (tenant_id = current_setting('app.tenant')::int)", "users has no isolation policy"},
		"a policy forgets the sites":                     {"ALTER POLICY isolation ON events USING (tenant_id = (SELECT current_setting('app.tenant')::int)) WITH CHECK (tenant_id = (SELECT current_setting('app.tenant')::int))", "events has no isolation policy"},
		"a policy checks less than it shows":             {"ALTER POLICY isolation ON users WITH CHECK (true)", "users has no isolation policy"},
		"a second policy opens a table":                  {"CREATE POLICY all_of_it ON users USING (true)", "users has more than one policy"},
		"the owner is let through":                       {"ALTER TABLE samples NO FORCE ROW LEVEL SECURITY", "samples does not force row-level security"},
		"a partition is open":                            {"DO $$ BEGIN PERFORM ensure_partitions(current_date, current_date); EXECUTE 'ALTER TABLE samples_' || to_char(current_date, 'YYYYMMDD') || ' DISABLE ROW LEVEL SECURITY'; END $$", "does not force row-level security"},
		"a new table is not isolated":                    {"CREATE TABLE of_nobody (tenant_id int NOT NULL, id uuid, PRIMARY KEY (tenant_id, id))", "of_nobody does not force row-level security"},
		"a new table has no tenant":                      {"CREATE TABLE of_all (id uuid PRIMARY KEY)", "of_all has no tenant_id"},
		"a foreign key can name another tenant's row":    {"ALTER TABLE assets ADD UNIQUE (id); ALTER TABLE grid_connections ADD FOREIGN KEY (meter_asset_id) REFERENCES assets (id)", "which can cross tenants"},
		"a key does not begin with the tenant":           {"ALTER TABLE password_links DROP CONSTRAINT password_links_pkey", "password_links has no key that begins with tenant_id"},
		"a table is not audited":                         {"DROP TRIGGER audit ON role_bindings", "role_bindings is neither audited nor exempt"},
		"a trigger is switched off":                      {"ALTER TABLE users DISABLE TRIGGER audit", "users is neither audited nor exempt"},
		"a trigger leaves out deletions":                 {"DROP TRIGGER audit ON sites; CREATE TRIGGER audit AFTER INSERT OR UPDATE ON sites FOR EACH ROW EXECUTE FUNCTION note_change('{id}', '{}', '{}')", "sites is neither audited nor exempt"},
		"the application may give a role more":           {"GRANT INSERT ON role_permissions TO ohm_app", "role_permissions is of all tenants, and ohm_app has INSERT"},
		"somebody may read what is of all tenants":       {"GRANT SELECT ON roles TO PUBLIC", "roles is of all tenants, and everybody has SELECT"},
		"what is of all tenants gets rows of one":        {"ALTER TABLE permissions ADD tenant_id int", "permissions is of all tenants, and has a column of one"},
		"a view shows the rows of its owner":             {"CREATE VIEW everybody AS SELECT * FROM users", "everybody asks with the rights of its owner"},
		"a view keeps rows of its own":                   {"CREATE MATERIALIZED VIEW everybody AS SELECT * FROM users", "everybody asks with the rights of its owner"},
		"the log can be changed":                         {"GRANT UPDATE ON audit_log TO ohm_app", "the application may change audit_log"},
		"a column says nothing":                          {"ALTER TABLE sites ADD colour text", "sites.colour has no comment"},
		"a function is open to everybody":                {"GRANT EXECUTE ON FUNCTION find_login TO PUBLIC", "find_login may be called by everybody"},
		"a door's search_path can be changed by callers": {"ALTER FUNCTION find_edge RESET search_path", "find_edge runs as its owner without a fixed search_path"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			conn := owner(t, pgtest.Config(t))
			if _, err := conn.Exec(t.Context(), tt.change); err != nil {
				t.Fatal(err)
			}
			faults := catalogFaults(t, conn)
			if !slices.ContainsFunc(faults, func(f string) bool { return strings.Contains(f, tt.want) }) {
				t.Errorf("found %q, want %q", faults, tt.want)
			}
		})
	}
}

// What each role may do, in full: a grant that is not here was not meant.
func TestCatalog_Grants(t *testing.T) {
	conn := owner(t, pgtest.Config(t))
	rows, err := conn.Query(t.Context(), `
		SELECT pg_get_userbyid(a.grantee) || ': ' || string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) || ' on ' || c.relname
		FROM pg_class c CROSS JOIN aclexplode(c.relacl) a WHERE c.relnamespace = 'public'::regnamespace AND pg_get_userbyid(a.grantee) IN ('ohm_ingest', 'ohm_auth', 'ohm_door') GROUP BY a.grantee, c.relname
		UNION ALL
		SELECT pg_get_userbyid(a.grantee) || ': ' || a.privilege_type || ' on ' || c.relname || ' (' || string_agg(n.attname, ', ' ORDER BY n.attnum) || ')'
		FROM pg_attribute n JOIN pg_class c ON c.oid = n.attrelid CROSS JOIN aclexplode(n.attacl) a WHERE pg_get_userbyid(a.grantee) LIKE 'ohm\_%' GROUP BY a.grantee, a.privilege_type, c.relname
		UNION ALL
		SELECT pg_get_userbyid(a.grantee) || ': ' || a.privilege_type || ' of ' || p.proname
		FROM pg_proc p CROSS JOIN aclexplode(p.proacl) a WHERE p.pronamespace = 'public'::regnamespace AND pg_get_userbyid(a.grantee) LIKE 'ohm\_%' AND a.grantee <> p.proowner
		ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	want := granted()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("grants (-want +got):\n%s", diff)
	}
}

func TestMigrations_DownAndUpAgain(t *testing.T) {
	cfg := pgtest.Config(t)
	conn := owner(t, cfg)
	count := func() (tables string) {
		err := conn.QueryRow(t.Context(), "SELECT coalesce(string_agg(relname, ' ' ORDER BY relname), '') FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> 'goose_db_version'").Scan(&tables)
		if err != nil {
			t.Fatal(err)
		}
		return tables
	}
	before := count()
	if err := postgres.MigrateDown(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if left := count(); left != "" {
		t.Errorf("after going down there are still %s", left)
	}
	if err := postgres.Migrate(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if after := count(); after != before || len(before) == 0 {
		t.Errorf("after going up again: %s, before: %s", after, before)
	}
	if err := postgres.Migrate(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	for _, fault := range catalogFaults(t, conn) {
		t.Error(fault)
	}
}

// granted is what roles may do beyond what isolate gives the application.
func granted() []string {
	return []string{
		"ohm_app: EXECUTE of balance_hash",
		"ohm_app: EXECUTE of count_channels",
		"ohm_app: EXECUTE of known_buckets",
		"ohm_app: EXECUTE of policy_of",
		"ohm_app: EXECUTE of portfolio_roi",
		"ohm_app: EXECUTE of rollup_buckets",
		"ohm_app: EXECUTE of sample_buckets",
		"ohm_app: EXECUTE of site_net_power",
		"ohm_app: INSERT on tariff_versions (tenant_id, site_id, tariff_id, id, valid_from, valid_to, known_at, currency, time_zone, clock, rounding, rate_structure, holidays)",
		"ohm_app: INSERT on tenants (tenant_id, id, name, plan, compliance_region, why)",
		"ohm_app: UPDATE on balance_disputes (version, resolution, resolved_at, resolved_by)",
		"ohm_app: UPDATE on balance_group_rules (valid_to)",
		"ohm_app: UPDATE on balance_groups (site_id, asset_id, name, valid_to, version, archived_at)",
		"ohm_app: UPDATE on dispatch_plans (status, status_at)",
		"ohm_app: UPDATE on energy_transactions (status, finalised_at, finalised_by)",
		"ohm_app: UPDATE on microgrids (version)",
		"ohm_app: UPDATE on plan_commands (state, state_at, reason_code, order_id, release_id)",
		"ohm_app: UPDATE on rollup_marks (marked_at)",
		"ohm_app: UPDATE on tariff_versions (valid_to, version)",
		"ohm_app: UPDATE on tenants (status, why, version)",
		"ohm_auth: EXECUTE of find_api_key",
		"ohm_auth: EXECUTE of find_edge",
		"ohm_auth: EXECUTE of find_enrolment_code",
		"ohm_auth: EXECUTE of find_federated",
		"ohm_auth: EXECUTE of find_login",
		"ohm_auth: EXECUTE of find_password_link",
		"ohm_auth: EXECUTE of find_session",
		"ohm_auth: EXECUTE of list_due_balancing",
		"ohm_auth: EXECUTE of list_due_envelopes",
		"ohm_auth: EXECUTE of list_due_executions",
		"ohm_auth: EXECUTE of list_due_handovers",
		"ohm_auth: EXECUTE of list_due_plans",
		"ohm_auth: EXECUTE of list_kept",
		"ohm_auth: EXECUTE of list_tenants",
		"ohm_auth: EXECUTE of list_unsealed",
		"ohm_auth: EXECUTE of list_unsent",
		"ohm_auth: EXECUTE of look_over_tenants",
		"ohm_auth: EXECUTE of outbox_backlog",
		"ohm_door: SELECT on api_keys (tenant_id, id, hash, expires_at, last_used_at, revoked_at)",
		"ohm_door: SELECT on assets (tenant_id, id, enabled, state, archived_at)",
		"ohm_door: SELECT on audit_queue (tenant_id)",
		"ohm_door: SELECT on capability_control_points (tenant_id, microgrid_id, node_id, capability_type, state, local_config)",
		"ohm_door: SELECT on control_policies (tenant_id, id, enabled)",
		"ohm_door: SELECT on cycle_executions (tenant_id, microgrid_id, look_at, ended_at)",
		"ohm_door: SELECT on dispatch_plans (tenant_id, id, policy_id, horizon_to, status)",
		"ohm_door: SELECT on edges (tenant_id, site_id, id, nkey, state, former_nkey, former_until)",
		"ohm_door: SELECT on enrolment_codes (tenant_id, site_id, edge_id, hash)",
		"ohm_door: SELECT on envelope_schedules (tenant_id, microgrid_id, due_at, cycle_owed)",
		"ohm_door: SELECT on limit_handovers (tenant_id, site_id, due_at)",
		"ohm_door: SELECT on microgrid_standings (tenant_id, microgrid_id, balanced_at)",
		"ohm_door: SELECT on outbox (tenant_id, at, sent_at)",
		"ohm_door: SELECT on password_links (tenant_id, user_id, hash, expires_at)",
		"ohm_door: SELECT on plan_commands (tenant_id, site_id, plan_id, asset_id, ts_scheduled, ends_at, state)",
		"ohm_door: SELECT on sessions",
		"ohm_door: SELECT on tenants (tenant_id, id, name, plan, compliance_region, created_at, status, why, version)",
		"ohm_door: SELECT on users (tenant_id, id, email_ci, password_hash, oidc_subject, status)",
		"ohm_ingest: DELETE, INSERT, SELECT on sample_days",
		"ohm_ingest: DELETE, INSERT, SELECT, UPDATE on charging_checkpoints",
		"ohm_ingest: DELETE, INSERT, SELECT, UPDATE on charging_sessions",
		"ohm_ingest: DELETE, INSERT, SELECT, UPDATE on rollup_marks",
		"ohm_ingest: EXECUTE of counter_readings",
		"ohm_ingest: EXECUTE of drop_cycles",
		"ohm_ingest: EXECUTE of drop_expired",
		"ohm_ingest: EXECUTE of drop_forecasts",
		"ohm_ingest: EXECUTE of drop_orders",
		"ohm_ingest: EXECUTE of ensure_partitions",
		"ohm_ingest: EXECUTE of free_day",
		"ohm_ingest: EXECUTE of open_days",
		"ohm_ingest: EXECUTE of remove_closed",
		"ohm_ingest: EXECUTE of sample_buckets",
		"ohm_ingest: INSERT, SELECT on offline_readings",
		"ohm_ingest: INSERT, SELECT on sample_revisions",
		"ohm_ingest: INSERT, SELECT on samples",
		"ohm_ingest: INSERT, SELECT, UPDATE on edge_boots",
		"ohm_ingest: INSERT, SELECT, UPDATE on rollups_15m",
		"ohm_ingest: INSERT, SELECT, UPDATE on rollups_1d",
		"ohm_ingest: INSERT, SELECT, UPDATE on rollups_1h",
		"ohm_ingest: SELECT on channel_settings",
		"ohm_ingest: SELECT on channels (tenant_id, site_id, channel_id, asset_id, name, unit)",
		"ohm_ingest: SELECT on sites (tenant_id, site_id, time_zone)",
		"ohm_ingest: SELECT on telemetry_policies (tenant_id, samples_per_second)",
		"ohm_ingest: SELECT on virtual_channels",
	}
}
