package backend

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"ohmstead/backend/backup"
	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/private"
	"ohmstead/internal/stage"
)

// ordersKeyEntry is the key for orders in a backup.
const ordersKeyEntry = "orders.key"

// Keeping is a backup that is written or restored.
type Keeping struct {
	File     string
	Software string           // of this program, noted in the file
	Now      func() time.Time // time.Now
	Log      *slog.Logger
	Report   func(string) // is told how far it is
}

func (k Keeping) withDefaults() Keeping {
	if k.Now == nil {
		k.Now = time.Now
	}
	if k.Log == nil {
		k.Log = slog.New(slog.DiscardHandler)
	}
	if k.Report == nil {
		k.Report = func(string) {}
	}
	return k
}

// Backup writes the database of a configuration, as it is at one instant, and the key for orders into
// a file. The backend may run meanwhile, here or elsewhere.
func Backup(ctx context.Context, c Config, k Keeping) (m backup.Manifest, err error) {
	k = k.withDefaults()
	var stages stage.Stack
	defer func() { err = errors.Join(err, stages.Stop()) }()
	where, err := c.existing(ctx, &stages, k.Log)
	if err != nil {
		return m, err
	}
	facts := backup.Facts{Software: k.Software, TakenAt: k.Now(), Files: map[string][]byte{}}
	key, err := os.ReadFile(c.ordersKeyFile())
	switch {
	case err == nil:
		facts.Files[ordersKeyEntry] = key
	case !errors.Is(err, fs.ErrNotExist):
		return m, fmt.Errorf("read the key for orders: %w", err)
	}
	snapshot, err := postgres.TakeSnapshot(ctx, where)
	if err != nil {
		return m, err
	}
	m, err = backup.Write(ctx, k.File, snapshot, facts, k.Report)
	return m, errors.Join(err, snapshot.Close(context.WithoutCancel(ctx)))
}

// Restore fills an empty system from a file: a data directory without a database, a bus and a key for
// orders, or an empty database at a URL. What is there is an error, and then nothing is changed.
func Restore(ctx context.Context, c Config, k Keeping) (m backup.Manifest, err error) {
	k = k.withDefaults()
	file, err := backup.Open(ctx, k.File, k.Report)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := c.empty(); err != nil {
		return m, err
	}
	var stages stage.Stack
	defer func() { err = errors.Join(err, stages.Stop()) }()
	where, err := c.database(ctx, &stages, k.Log)
	if errors.Is(err, private.ErrInUse) {
		return m, fmt.Errorf("a backend runs on %s; a backup is restored into an empty directory", c.DataDir)
	}
	if err != nil {
		return m, err
	}
	into, err := postgres.BeginRestore(ctx, where, file.Manifest)
	if err != nil {
		return m, err
	}
	err = file.Restore(ctx, into, k.Report)
	if err == nil {
		k.Report("bringing the schema up to date")
		err = into.Finish(ctx, file.Manifest)
	}
	if err != nil {
		return m, errors.Join(err, into.Abandon(ctx))
	}
	return file.Manifest, c.putOrdersKey(file.File(ordersKeyEntry))
}

// empty refuses a place where a backend has been.
func (c Config) empty() error {
	places := []string{c.ordersKeyFile(), filepath.Join(c.DataDir, "bus")}
	if !c.Database.given() {
		places = append(places, filepath.Join(c.DataDir, "postgres", "data"))
	}
	for _, place := range places {
		if _, err := os.Lstat(place); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there already: a backup is restored into an empty system", place)
		}
	}
	return nil
}

// putOrdersKey writes the key for orders, without which edges would obey nobody.
func (c Config) putOrdersKey(key []byte) error {
	if key == nil {
		return nil
	}
	err := os.MkdirAll(filepath.Dir(c.ordersKeyFile()), 0o700)
	if err == nil {
		err = os.WriteFile(c.ordersKeyFile(), key, 0o600)
	}
	if err != nil {
		return fmt.Errorf("write the key for orders: %w", err)
	}
	return nil
}
