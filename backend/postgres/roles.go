package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pressly/goose/v3"

	"ohmstead/backend/identity"
)

// rights is what the program says of roles and permissions, as the statements below read it.
type rights struct {
	Roles       []roleRight       `json:"roles"`
	Permissions []permissionRight `json:"permissions"`
	Grants      []grantRight      `json:"grants"`
}

type roleRight struct {
	Role    identity.Role `json:"role"`
	About   string        `json:"about"`
	Machine bool          `json:"machine"`
	Given   bool          `json:"given"`
	Rank    int           `json:"rank"`
}

type permissionRight struct {
	Permission identity.Permission `json:"permission"`
	About      string              `json:"about"`
	OfKeys     bool                `json:"of_keys"`
	Rank       int                 `json:"rank"`
}

type grantRight struct {
	Role       identity.Role       `json:"role"`
	Permission identity.Permission `json:"permission"`
}

// rightsText is identity's table of permissions as JSON, the same text for the same table.
func rightsText() ([]byte, error) {
	var all rights
	for i, r := range identity.Roles() {
		all.Roles = append(all.Roles, roleRight{r.Role, r.About, r.Machine, r.Given, i + 1})
		for _, p := range identity.Granted(r.Role) {
			all.Grants = append(all.Grants, grantRight{r.Role, p})
		}
	}
	for i, p := range identity.Permissions() {
		all.Permissions = append(all.Permissions, permissionRight{p.Permission, p.About, slices.Contains(identity.KeyScopes(), p.Permission), i + 1})
	}
	text, err := json.Marshal(all)
	if err != nil {
		return nil, fmt.Errorf("write the table of permissions: %w", err)
	}
	return text, nil
}

// rightsStatements bring the tables to the text in $1. They touch only rows that differ. What the program no
// longer knows goes, and stays an error as long as somebody holds it: a migration has to say first what
// becomes of who does.
var rightsStatements = []string{
	`DELETE FROM role_permissions g WHERE NOT EXISTS (SELECT FROM jsonb_to_recordset($1::jsonb -> 'grants') AS n (role text, permission text) WHERE (n.role, n.permission) = (g.role, g.permission))`,
	`DELETE FROM roles r WHERE NOT EXISTS (SELECT FROM jsonb_to_recordset($1::jsonb -> 'roles') AS n (role text) WHERE n.role = r.role)`,
	`DELETE FROM permissions p WHERE NOT EXISTS (SELECT FROM jsonb_to_recordset($1::jsonb -> 'permissions') AS n (permission text) WHERE n.permission = p.permission)`,
	`INSERT INTO roles AS r (role, about, machine, given, rank)
		SELECT role, about, machine, given, rank FROM jsonb_to_recordset($1::jsonb -> 'roles') AS n (role text, about text, machine bool, given bool, rank int)
		ON CONFLICT (role) DO UPDATE SET about = excluded.about, machine = excluded.machine, given = excluded.given, rank = excluded.rank
		WHERE (r.about, r.machine, r.given, r.rank) IS DISTINCT FROM (excluded.about, excluded.machine, excluded.given, excluded.rank)`,
	`INSERT INTO permissions AS p (permission, about, of_keys, rank)
		SELECT permission, about, of_keys, rank FROM jsonb_to_recordset($1::jsonb -> 'permissions') AS n (permission text, about text, of_keys bool, rank int)
		ON CONFLICT (permission) DO UPDATE SET about = excluded.about, of_keys = excluded.of_keys, rank = excluded.rank
		WHERE (p.about, p.of_keys, p.rank) IS DISTINCT FROM (excluded.about, excluded.of_keys, excluded.rank)`,
	`INSERT INTO role_permissions (role, permission)
		SELECT role, permission FROM jsonb_to_recordset($1::jsonb -> 'grants') AS n (role text, permission text) ON CONFLICT DO NOTHING`,
}

// writeRights brings the tables of roles and permissions to what this program says, unless a newer program
// has migrated the database: then that one has said it.
func writeRights(ctx context.Context, db *sql.DB, p *goose.Provider) error {
	text, err := rightsText()
	if err != nil {
		return err
	}
	sources := p.ListSources()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin to write roles and permissions: %w", oneLine{err})
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtext('ohmstead.rights'))"); err != nil {
		return fmt.Errorf("wait for the lock of roles and permissions: %w", err)
	}
	var newest int64
	if err := tx.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&newest); err != nil {
		return fmt.Errorf("ask for the version of the schema: %w", err)
	}
	if newest > sources[len(sources)-1].Version {
		return nil
	}
	for _, statement := range rightsStatements {
		if _, err := tx.ExecContext(ctx, statement, string(text)); err != nil {
			return fmt.Errorf("write roles and permissions: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("write roles and permissions: %w", err)
	}
	return nil
}
