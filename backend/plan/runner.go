package plan

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/identity"
	"ohmstead/backend/rounds"
)

// Bounds of a round.
const (
	runEvery   = time.Second
	mostDue    = 500
	retryAfter = 10 * time.Second
)

// DuePlan is a plan that has something to be done.
type DuePlan struct {
	Tenant int32
	Policy uuid.UUID
	Plan   uuid.UUID
}

// Works is what a runner works on.
type Works interface {
	// DuePlans lists plans, of all tenants, that have a command to be issued or missed by an instant, or end by
	// it: those that wait longest first, at most so many.
	DuePlans(ctx context.Context, until time.Time, most int) ([]DuePlan, error)
	ChangePlan(ctx context.Context, scope identity.Scope, ask Ask, decide func(Situation) (Change, error)) (edges []uuid.UUID, err error)
}

// Runner carries out the active plans: each command becomes one order or none, however many runners there are
// and whenever one of them ends, since the order and that it was given are kept in one transaction.
type Runner struct {
	works     Works
	messenger Messenger
	log       *slog.Logger
	failed    map[uuid.UUID]time.Time // not before
}

// NewRunner is a runner.
func NewRunner(w Works, m Messenger, log *slog.Logger) *Runner {
	return &Runner{works: w, messenger: m, log: log, failed: map[uuid.UUID]time.Time{}}
}

// Run works until ctx ends.
func (r *Runner) Run(ctx context.Context) error {
	rounds.Every(ctx, runEvery, func() error { return r.Round(ctx, time.Now()) }, func(err error) {
		r.log.Error("plans are carried out again in a second", "err", err)
	})
	return nil
}

// Round carries out what is due at an instant. A plan for which it fails is tried again after a while and does
// not hold up the others.
func (r *Runner) Round(ctx context.Context, now time.Time) error {
	due, err := r.works.DuePlans(ctx, now, mostDue)
	if err != nil {
		return fmt.Errorf("list plans that are due: %w", err)
	}
	maps.DeleteFunc(r.failed, func(_ uuid.UUID, until time.Time) bool { return !now.Before(until) })
	for _, d := range due {
		if ctx.Err() != nil || now.Before(r.failed[d.Plan]) {
			continue
		}
		err := r.carryOut(ctx, d, now)
		if err != nil && !errors.Is(err, ErrBusy) && ctx.Err() == nil {
			r.failed[d.Plan] = now.Add(retryAfter)
			r.log.Error("a plan is carried out again", "key", d.Plan, "after", retryAfter, "err", err)
		}
	}
	return ctx.Err()
}

func (r *Runner) carryOut(ctx context.Context, d DuePlan, now time.Time) error {
	scope := identity.Scope{Tenant: d.Tenant, AllSites: true, Actor: dispatch.ByPolicy(d.Policy)}
	edges, err := r.works.ChangePlan(ctx, scope, Ask{Plan: d.Plan, Now: kept(now), InTurn: true}, func(s Situation) (Change, error) { return s.CarryOut(), nil })
	for _, e := range edges {
		r.messenger.Remind(ctx, e)
	}
	return err
}
