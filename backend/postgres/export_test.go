package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"ohmstead/backend/identity"
	"ohmstead/backend/plan"
	"ohmstead/backend/telemetry"
)

// MarksBehind is how a lap finds its next marks.
const MarksBehind = marksBehind

// SeriesSQL is what Series asks the database.
func SeriesSQL(scope identity.Scope, q telemetry.SeriesQuery) (string, []any, error) {
	grid, err := q.Grid()
	if err != nil {
		return "", nil, err
	}
	ask := seriesQuestion(scope, q, grid)
	return ask.sql, ask.args, nil
}

// DispatchesSQL is what ListDispatches asks the database.
func DispatchesSQL(f plan.DispatchFilter) (string, []any, error) {
	w, err := dispatchesWhere(f)
	return dispatchesQuery(w, "DESC", f.Limit+1), w.args, err
}

// CloseAnyDay makes the database reckon with closed days however young they are.
func (d *DB) CloseAnyDay() { d.mayBeClosed = func(time.Time) bool { return true } }

// MigrateDown takes every migration back; the product never does.
func MigrateDown(ctx context.Context, cfg Config) error {
	owner, err := pgx.ParseConfig(cfg.Owner)
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*owner)
	defer db.Close()
	return withProvider(db, func(p *goose.Provider) error {
		_, err := p.DownTo(ctx, 0)
		return err
	})
}

// BeginWithin is how many connections the application has, and makes it wait only so long for one.
func (d *DB) BeginWithin(limit time.Duration) (connections int) {
	d.beginWithin = limit
	return appConns
}
