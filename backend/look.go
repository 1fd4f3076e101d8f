package backend

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/private"
	"ohmstead/internal/stage"
)

// Look opens the database of a configuration for as long as do takes: the one at its URL, the private
// one of a backend that runs now, or the private one of a backend that does not, started for that
// long. It makes none: without one it is an error.
func Look(ctx context.Context, c Config, log *slog.Logger, do func(context.Context, *postgres.DB) error) (err error) {
	var stages stage.Stack
	defer func() { err = errors.Join(err, stages.Stop()) }()
	where, err := c.existing(ctx, &stages, log)
	if err != nil {
		return err
	}
	db, err := postgres.Open(ctx, where)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer db.Close()
	return do(ctx, db)
}

// existing is how to connect to a database that is there.
func (c Config) existing(ctx context.Context, stages *stage.Stack, log *slog.Logger) (postgres.Config, error) {
	dir := filepath.Join(c.DataDir, "postgres")
	if !c.Database.given() {
		if _, err := os.Stat(filepath.Join(dir, "data")); errors.Is(err, fs.ErrNotExist) {
			return postgres.Config{}, fmt.Errorf("there is no database in %s; give the data directory of a backend, or the URL of its database", c.DataDir)
		}
	}
	where, err := c.database(ctx, stages, log)
	if !errors.Is(err, private.ErrInUse) {
		return where, err
	}
	cluster, err := private.Prepare(ctx, private.Config{Dir: dir})
	if err != nil {
		return postgres.Config{}, fmt.Errorf("reach the private database: %w", err)
	}
	return postgres.Private(cluster, private.Database), nil
}
