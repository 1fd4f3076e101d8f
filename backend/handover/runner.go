package handover

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"ohmstead/backend/registry"
	"ohmstead/backend/rounds"
)

// Bounds of the runner's work.
const (
	lookEvery  = time.Second
	mostDue    = 200              // sites of one look
	retryAfter = 30 * time.Second // a site that failed
)

// ErrBusy is of a site that somebody else is at.
var ErrBusy = errors.New("somebody else hands over at this site")

// Due is a site that has to be looked at.
type Due struct {
	Tenant, Site int32
}

// Store knows what is due and keeps what is decided.
type Store interface {
	// DueHandovers lists sites, of all tenants, that are due at an instant, the earliest first and at most
	// so many.
	DueHandovers(ctx context.Context, now time.Time, most int) ([]Due, error)
	// HandOver shows the ground of a site to decide and keeps what it answers, in one transaction and while
	// nobody else does so for this site: ErrBusy. A site that is not due any more is not decided.
	HandOver(ctx context.Context, due Due, now time.Time, decide func(g *Ground) (Decision, error)) (Decision, error)
}

// Courier tells an edge what is waiting for it; one that is not there has it with its next hello.
type Courier interface {
	Nudge(ctx context.Context, edge registry.EdgeRecord) error
}

// Runner derives the limits of sites anew where something changed or the window has to move, and hands
// them over, once however many runners there are. What it has to know is in the store.
type Runner struct {
	store   Store
	courier Courier
	log     *slog.Logger
	failed  map[Due]time.Time // not before
}

// NewRunner puts a runner together.
func NewRunner(s Store, c Courier, log *slog.Logger) *Runner {
	return &Runner{store: s, courier: c, log: log, failed: map[Due]time.Time{}}
}

// Run works until ctx ends.
func (r *Runner) Run(ctx context.Context) error {
	rounds.Every(ctx, lookEvery, func() error { return r.Round(ctx, time.Now()) }, func(err error) {
		r.log.Error("limits to hand over are looked for again in a second", "err", err)
	})
	return nil
}

// Round serves everything that is due at an instant, once.
func (r *Runner) Round(ctx context.Context, now time.Time) error {
	for {
		due, err := r.store.DueHandovers(ctx, now, mostDue)
		if err != nil {
			return fmt.Errorf("look for limits to hand over: %w", err)
		}
		served := 0
		for _, d := range due {
			if r.serve(ctx, d, now) {
				served++
			}
		}
		if served == 0 || len(due) < mostDue {
			return ctx.Err()
		}
	}
}

// serve does what is due of one site, and reports whether it did. What fails is tried again after a while.
func (r *Runner) serve(ctx context.Context, due Due, now time.Time) bool {
	if ctx.Err() != nil || now.Before(r.failed[due]) {
		return false
	}
	delete(r.failed, due)
	now = now.UTC().Truncate(time.Microsecond)
	decision, err := r.store.HandOver(ctx, due, now, func(g *Ground) (Decision, error) { return g.Decide(now) })
	switch {
	case errors.Is(err, ErrBusy): // whoever it is does it, or the next look
		return false
	case err != nil:
		if ctx.Err() == nil {
			r.failed[due] = now.Add(retryAfter)
			r.log.Error("limits are derived again", "tenant", due.Tenant, "site", due.Site, "after", retryAfter, "err", err)
		}
		return false
	}
	for _, v := range decision.Versions {
		if err := r.courier.Nudge(ctx, v.Edge); err != nil {
			r.log.Warn("limits wait until their edge says hello", "edge", v.Edge.Edge.ID, "err", err)
		}
	}
	return true
}
