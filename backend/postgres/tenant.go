package postgres

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// Tx is a transaction within one scope. It exists only inside InTenant.
type Tx struct{ tx pgx.Tx }

// Exec runs a statement.
func (t *Tx) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	return t.tx.Exec(ctx, sql, args...)
}

// Query asks for rows.
func (t *Tx) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return t.tx.Query(ctx, sql, args...)
}

// QueryRow asks for one row.
func (t *Tx) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return t.tx.QueryRow(ctx, sql, args...)
}

// InTenant is the only way to a tenant's data: one transaction as the application role whose
// settings name the scope, so that row-level security shows rows of the scope and of nothing else.
// It commits when do returns nil. The zero scope is an error, not everything.
func (d *DB) InTenant(ctx context.Context, scope identity.Scope, do func(tx *Tx) error) error {
	return d.inTenant(ctx, scope, "BEGIN", do)
}

var errNoTenant = errors.New("a transaction needs the tenant it is for, the scope has none")

// inKept is InTenant for a few statements that are asked again and again and whose plans are good for
// any arguments: planning them, policies included, would take longer than running them.
func (d *DB) inKept(ctx context.Context, scope identity.Scope, do func(tx *Tx) error) error {
	return d.inTenant(ctx, scope, "BEGIN; SET LOCAL plan_cache_mode = "+genericPlans, do)
}

// inSnapshot is InTenant for reading samples: with one state of the database for all statements, and
// plans that know which partitions they need.
func (d *DB) inSnapshot(ctx context.Context, scope identity.Scope, do func(tx *Tx) error) error {
	return d.inTenant(ctx, scope, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL plan_cache_mode = "+customPlans, do)
}

func (d *DB) inTenant(ctx context.Context, scope identity.Scope, opening string, do func(tx *Tx) error) error {
	if scope.Tenant == 0 {
		return errNoTenant
	}
	if outer := outerOf(ctx); outer != nil {
		return outer.within(ctx, scope, do)
	}
	conn, tx, err := d.begin(ctx, scope, opening)
	if err != nil {
		return err
	}
	defer conn.Release()
	defer tx.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // after a commit it has nothing to do
	if err := do(&Tx{tx: tx}); err != nil {
		return refusal(err)
	}
	return fault("commit", tx.Commit(ctx))
}

// begin takes a connection and opens a transaction on it: UNAVAILABLE where that takes longer than
// beginWithin.
func (d *DB) begin(ctx context.Context, scope identity.Scope, opening string) (*pgxpool.Conn, pgx.Tx, error) {
	conn, err := d.connect(ctx)
	if err != nil {
		return nil, nil, err
	}
	within, cancel := context.WithTimeout(ctx, d.beginWithin)
	defer cancel()
	tx, err := open(within, conn.Conn(), scope, opening)
	if err != nil {
		conn.Release()
		return nil, nil, fault("begin a transaction", tooLate(ctx, err))
	}
	return conn, tx, nil
}

// connect takes a connection of the application: UNAVAILABLE where none is given back within
// beginWithin.
func (d *DB) connect(ctx context.Context) (*pgxpool.Conn, error) {
	within, cancel := context.WithTimeout(ctx, d.beginWithin)
	defer cancel()
	conn, err := d.app.Acquire(within)
	return conn, fault("connect to the database", tooLate(ctx, err))
}

// tooLate makes of our own deadline a server that is away, and leaves that of the caller alone.
func tooLate(ctx context.Context, err error) error {
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return reason.Wrap(err, reason.Unavailable, reason.Params{"what": "the database"})
	}
	return err
}

// open opens the transaction and sets its scope in one round trip, with who acts, for the audit
// log.
func open(ctx context.Context, conn *pgx.Conn, scope identity.Scope, opening string) (pgx.Tx, error) {
	return conn.BeginTx(ctx, pgx.TxOptions{BeginQuery: opening + "; SELECT set_config('app.tenant', '" + strconv.Itoa(int(scope.Tenant)) +
		"', true), set_config('app.all_sites', '" + strconv.FormatBool(scope.AllSites) +
		"', true), set_config('app.sites', '" + siteList(scope.Sites) +
		"', true), set_config('app.actor', '" + quoted(scope.Actor) +
		"', true), set_config('app.request', '" + quoted(scope.Request) + "', true)"})
}

// siteList is an array of PostgreSQL.
func siteList(sites []int32) string {
	list := make([]byte, 0, 2+8*len(sites))
	list = append(list, '{')
	for i, site := range sites {
		if i > 0 {
			list = append(list, ',')
		}
		list = strconv.AppendInt(list, int64(site), 10)
	}
	return string(append(list, '}'))
}

// quoted is text fit for the inside of a literal; what no literal can hold is left out.
func quoted(text string) string {
	return strings.NewReplacer("'", "''", "\x00", "").Replace(text)
}
