package pgtest

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/postgres"
)

// Place is where programs that are not ours find a test's database: the folder of its socket, its
// name, and the role that owns it.
type Place struct{ Folder, Database, Owner string }

// Where is the place of a database on a private server.
func Where(t testing.TB, cfg postgres.Config) Place {
	t.Helper()
	owner, err := pgx.ParseConfig(cfg.Owner)
	if err != nil {
		t.Fatalf("read the owner's connection string: %v", err)
	}
	return Place{owner.Host, owner.Database, owner.User}
}
