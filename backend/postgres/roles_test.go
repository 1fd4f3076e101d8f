package postgres_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
)

// rightsKept is what the tables say, a line for each row.
func rightsKept(t *testing.T, conn *pgx.Conn) []string {
	t.Helper()
	rows, err := conn.Query(t.Context(), `
		SELECT 'role ' || concat_ws(' ', r.role, r.machine, r.given, r.rank, r.about) FROM roles r
		UNION ALL SELECT 'permission ' || concat_ws(' ', p.permission, p.of_keys, p.rank, p.about) FROM permissions p
		UNION ALL SELECT 'grant ' || concat_ws(' ', g.role, g.permission) FROM role_permissions g`)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(kept)
	return kept
}

// rightsSaid is what the program says, in the same form.
func rightsSaid() (said []string) {
	short := map[bool]string{true: "t", false: "f"}
	for i, r := range identity.Roles() {
		said = append(said, fmt.Sprintf("role %s %s %s %d %s", r.Role, short[r.Machine], short[r.Given], i+1, r.About))
	}
	for i, p := range identity.Permissions() {
		said = append(said, fmt.Sprintf("permission %s %s %d %s", p.Permission, short[slices.Contains(identity.KeyScopes(), p.Permission)], i+1, p.About))
	}
	for role, held := range identity.Grants() {
		for _, p := range held {
			said = append(said, fmt.Sprintf("grant %s %s", role, p))
		}
	}
	slices.Sort(said)
	return said
}

// A migrated database says of roles and permissions what the program says, no more and no less.
func TestRights_TablesAreWhatTheProgramSays(t *testing.T) {
	conn := owner(t, pgtest.Config(t))
	if diff := cmp.Diff(rightsSaid(), rightsKept(t, conn)); diff != "" {
		t.Errorf("roles, permissions and role_permissions are not identity.Grants(), Roles() and Permissions(): a new permission needs its grants in backend/identity/identity.go and its line in backend/identity/table.go, "+
			"no migration; Migrate writes them (-said +kept):\n%s", diff)
	}
}

// Whatever the tables have come to say, the next start says it right, and one that finds all right writes
// nothing.
func TestRights_AreBroughtBackByEveryStart(t *testing.T) {
	cfg := pgtest.Config(t)
	conn := owner(t, cfg)
	for _, change := range []string{
		"DELETE FROM role_permissions WHERE role = 'owner' AND permission <> 'READ'",
		"INSERT INTO role_permissions VALUES ('viewer', 'OPERATE')",
		"INSERT INTO permissions VALUES ('FLY', 'to fly', false, 99); INSERT INTO roles VALUES ('pilot', 'flies', false, true, 99); INSERT INTO role_permissions VALUES ('pilot', 'FLY')",
		"UPDATE roles SET about = 'who knows', rank = 50 WHERE role = 'analyst'; UPDATE permissions SET about = 'what', rank = 60 WHERE permission = 'READ'",
		"DELETE FROM role_permissions; DELETE FROM permissions",
	} {
		if _, err := conn.Exec(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		if err := postgres.Migrate(t.Context(), cfg); err != nil {
			t.Fatalf("after %s: %v", change, err)
		}
		if diff := cmp.Diff(rightsSaid(), rightsKept(t, conn)); diff != "" {
			t.Errorf("after %s (-said +kept):\n%s", change, diff)
		}
	}
	written := func() (n string) {
		err := conn.QueryRow(t.Context(), "SELECT string_agg(xmin::text, ' ' ORDER BY role, permission) FROM role_permissions").Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := written()
	if err := postgres.Migrate(t.Context(), cfg); err != nil || written() != before {
		t.Errorf("a start that finds all right has written rows, or %v", err)
	}
}

// An older program on a database that a newer one has migrated leaves what the newer one says.
func TestRights_OfANewerProgramStay(t *testing.T) {
	cfg := pgtest.Config(t)
	conn := owner(t, cfg)
	_, err := conn.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true); INSERT INTO permissions VALUES ('FLY', 'to fly', false, 99)")
	if err != nil {
		t.Fatal(err)
	}
	if err := postgres.Migrate(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if kept := rightsKept(t, conn); !slices.Contains(kept, "permission FLY f 99 to fly") {
		t.Errorf("what the newer program says is gone: %q", kept)
	}
}

// A role that somebody holds cannot go unnoticed: the start says so in one line.
func TestRights_HeldOnesDoNotGo(t *testing.T) {
	w := newWorld(t)
	w.fill()
	_, err := w.super.Exec(t.Context(), "INSERT INTO roles VALUES ('pilot', 'flies', false, true, 99)")
	if err == nil {
		_, err = w.super.Exec(t.Context(), "UPDATE role_bindings SET role = 'pilot' WHERE tenant_id = $1", w.tenant.Key)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := postgres.Migrate(t.Context(), w.cfg); err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "role_bindings") {
		t.Errorf("a role that somebody holds is gone: %v", err)
	}
}

// What people hold and keys may do is what there is: the database refuses anything else.
func TestRights_BoundOnesExist(t *testing.T) {
	w := newWorld(t)
	w.fill()
	for what, statement := range map[string]string{
		"a role that is none is bound":                "UPDATE role_bindings SET role = 'pilot'",
		"a role of machines is bound to a person":     "UPDATE role_bindings SET role = 'adapter'",
		"the platform's role is bound to a place":     "UPDATE role_bindings SET role = 'platform_admin', org_node_id = '" + w.node().String() + "'",
		"a key may do what is none":                   "INSERT INTO api_key_scopes (tenant_id, key_id, permission) SELECT tenant_id, id, 'FLY' FROM api_keys",
		"a key may move power":                        "INSERT INTO api_key_scopes (tenant_id, key_id, permission) SELECT tenant_id, id, 'OPERATE' FROM api_keys",
		"a scope is of no key":                        fmt.Sprintf("INSERT INTO api_key_scopes (tenant_id, key_id, permission) VALUES (%d, '%s', 'READ')", w.tenant.Key, uuid.New()),
		"a role grants a permission that is none":     "INSERT INTO role_permissions VALUES ('viewer', 'FLY')",
		"the application gives a role a permission":   "INSERT INTO role_permissions VALUES ('viewer', 'OPERATE')",
		"the application takes a role its permission": "DELETE FROM role_permissions WHERE role = 'viewer'",
	} {
		if _, err := attempt(t, w, w.scope, statement); err == nil {
			t.Errorf("%s", what)
		}
	}
}
