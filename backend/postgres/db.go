package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"ohmstead/energy/reason"
)

// DB speaks to the database in three roles, each with its own pool.
type DB struct {
	app, ingest, auth *pgxpool.Pool

	mu   sync.Mutex
	days map[int32]bool // UTC days, counted from 1970, whose partition is known to exist

	mayBeClosed func(at time.Time) bool // whether the day of an instant may be closed; see mayBeClosed
	beginWithin time.Duration           // how long a transaction of the application may take to begin
}

// beginWithin is how long a transaction waits for a connection and for the server's word that it has
// begun. What takes longer waits for a server that says nothing more, or for connections nobody gives
// back; giving up closes the connection, so that the next try has a new one.
const beginWithin = 30 * time.Second

// Sizes of the pools: together they stay below what a small server allows.
const (
	appConns    = 16
	ingestConns = 4
	authConns   = 4
)

// PostgreSQL's plan_cache_mode.
const (
	customPlans  = "force_custom_plan"
	genericPlans = "force_generic_plan"
	keptPlans    = "auto"
)

// Open connects to a migrated database. Close it when nothing uses it any more.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	db := &DB{days: map[int32]bool{}, mayBeClosed: mayBeClosed, beginWithin: beginWithin}
	var err error
	if db.app, err = pool(ctx, cfg.App, appConns, keptPlans); err != nil {
		return nil, err
	}
	// A plan that knows the bounds of time leaves out the partitions it does not need, and is made in a
	// fraction of the time a batch takes. The application asks little and often: it keeps plans
	// (inKept), but for what reads samples (inSnapshot).
	if db.ingest, err = pool(ctx, cfg.Ingest, ingestConns, customPlans); err != nil {
		db.app.Close()
		return nil, err
	}
	if db.auth, err = pool(ctx, cfg.Auth, authConns, keptPlans); err != nil {
		db.app.Close()
		db.ingest.Close()
		return nil, err
	}
	if err := db.Ping(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

func pool(ctx context.Context, connection string, size int32, plans string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(connection)
	if err != nil {
		return nil, fmt.Errorf("read a role's connection string: %w", err)
	}
	cfg.MaxConns = size
	cfg.ConnConfig.ConnectTimeout = 10 * time.Second
	cfg.ConnConfig.RuntimeParams["plan_cache_mode"] = plans
	// Sorting a quarter hour of a large site, which has 100,000 rows, needs no file.
	cfg.ConnConfig.RuntimeParams["work_mem"] = "16MB"
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	cfg.ConnConfig.RuntimeParams["application_name"] = "ohmstead"
	cfg.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		inUTC := &pgtype.TimestamptzCodec{ScanLocation: time.UTC}
		conn.TypeMap().RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: inUTC})
		return nil
	}
	p, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("make the connection pool of %s: %w", cfg.ConnConfig.User, err)
	}
	return p, nil
}

// Close ends all connections and waits for those in use.
func (d *DB) Close() {
	d.app.Close()
	d.ingest.Close()
	d.auth.Close()
}

// Ping reports whether all three roles can use the database.
func (d *DB) Ping(ctx context.Context) error {
	for _, p := range []*pgxpool.Pool{d.app, d.ingest, d.auth} {
		if err := p.Ping(ctx); err != nil {
			return fault("connect to the database as "+p.Config().ConnConfig.User, err)
		}
	}
	return nil
}

// fault says what was being done when err came.
func fault(doing string, err error) error {
	if err == nil {
		return nil
	}
	return refusal(fmt.Errorf("%s: %w", doing, err))
}

// refusal makes of a fault what callers can act on: UNAVAILABLE where the server cannot be reached
// and another try may help, INVALID_VALUE where it cannot hold the data and none will.
func refusal(err error) error {
	if refused := new(reason.Error); errors.As(err, &refused) {
		return err
	}
	if unreachable(err) {
		return reason.Wrap(err, reason.Unavailable, reason.Params{"what": "the database"})
	}
	if pg := new(pgconn.PgError); errors.As(err, &pg) && strings.HasPrefix(pg.Code, "22") { // data exception
		return reason.Wrap(err, reason.InvalidValue, reason.Params{"field": "the data", "value": pg.Message, "want": "what the database can hold"})
	}
	return err
}

// unreachable tells a server that is away from a statement that is wrong.
func unreachable(err error) bool {
	if pg := new(pgconn.PgError); errors.As(err, &pg) {
		// Class 57P: shut down, crashed or starting. Class 53: out of connections, memory or disk.
		return strings.HasPrefix(pg.Code, "57P") || strings.HasPrefix(pg.Code, "53")
	}
	if connect := new(pgconn.ConnectError); errors.As(err, &connect) {
		return true
	}
	return !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) && pgconn.SafeToRetry(err)
}

// notFound is the refusal for a row that does not exist within the scope.
func notFound(err error, what string) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return reason.New(reason.NotFound, reason.Params{"what": what})
	}
	return err
}
