package postgres

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed roles.sql migrations/*.sql
var schema embed.FS

// Migrate brings the database to the schema of this binary: first the roles of the database, then every
// migration that is missing, then who may do what, as identity.Grants says it. Several processes may call it at once; one does the work. Open pools only after
// it, they remember what tables looked like.
func Migrate(ctx context.Context, cfg Config) error {
	owner, err := pgx.ParseConfig(cfg.Owner)
	if err != nil {
		return fmt.Errorf("read the owner's connection string: %w", err)
	}
	db := stdlib.OpenDB(*owner)
	defer db.Close()
	if err := makeRoles(ctx, db, cfg); err != nil {
		return err
	}
	return withProvider(db, func(p *goose.Provider) error {
		if _, err := p.Up(ctx); err != nil {
			return fmt.Errorf("migrate the database: %w", err)
		}
		return writeRights(ctx, db, p)
	})
}

// withProvider runs do with the embedded migrations on db, under a lock of the database.
func withProvider(db *sql.DB, do func(*goose.Provider) error) error {
	files, err := fs.Sub(schema, "migrations")
	if err != nil {
		return fmt.Errorf("open the migrations: %w", err)
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return fmt.Errorf("prepare the lock of the migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	return do(provider)
}

// makeRoles makes the roles and, for a database that is reached with passwords, sets theirs. A role
// that may not make roles is fine where an administrator has made them.
func makeRoles(ctx context.Context, db *sql.DB, cfg Config) error {
	text, err := schema.ReadFile("roles.sql")
	if err != nil {
		return fmt.Errorf("open the roles: %w", err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("connect to the database as its owner: %w", oneLine{err})
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do
	// Roles are shared by all databases of a server: one process at a time.
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtext('ohmstead.roles'))"); err != nil {
		return fmt.Errorf("wait for the lock of the roles: %w", err)
	}
	if _, err := tx.ExecContext(ctx, string(text)); err != nil {
		if pg := new(pgconn.PgError); errors.As(err, &pg) && pg.Code == "42501" {
			return fmt.Errorf("make the database roles: %w: use the URL of a superuser, or let an administrator make ohm_app, ohm_ingest, ohm_auth and ohm_door", err)
		}
		return fmt.Errorf("make the database roles: %w", err)
	}
	for _, connection := range []string{cfg.App, cfg.Ingest, cfg.Auth} {
		role, err := pgx.ParseConfig(connection)
		if err != nil {
			return fmt.Errorf("read a role's connection string: %w", err)
		}
		if role.Password == "" {
			continue
		}
		// ALTER ROLE takes no parameters; format quotes on the server.
		var statement string
		err = tx.QueryRowContext(ctx, "SELECT format('ALTER ROLE %I PASSWORD %L', $1::text, $2::text)", role.User, role.Password).Scan(&statement)
		if err == nil {
			_, err = tx.ExecContext(ctx, statement)
		}
		if err != nil {
			return fmt.Errorf("set the password of the role %s: %w", role.User, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("make the database roles: %w", err)
	}
	return nil
}

// SchemaHash identifies what Migrate makes; databases with the same hash have the same schema, roles and
// permissions.
func SchemaHash() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(schema, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := schema.ReadFile(path)
		fmt.Fprintf(sum, "%s %d\n", path, len(text))
		sum.Write(text)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read the migrations: %w", err)
	}
	rights, err := rightsText()
	if err != nil {
		return "", err
	}
	sum.Write(rights)
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

// oneLine is an error whose text has no line breaks: the driver puts each address it tried on a line
// of its own, the same one twice where it tried with and without TLS.
type oneLine struct{ err error }

func (o oneLine) Error() string {
	var lines []string
	for line := range strings.Lines(o.err.Error()) {
		if line = strings.TrimSpace(line); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, " ")
}

func (o oneLine) Unwrap() error { return o.err }
