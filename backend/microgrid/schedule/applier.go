package schedule

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/rounds"
	"ohmstead/energy/topology"
)

// applyEvery is how often it is looked what can be carried out, and who is to be balanced.
const applyEvery = time.Second

// Executions knows which microgrids have something to be carried out, and whose turn to be balanced it is.
type Executions interface {
	// DueExecutions lists microgrids, of all tenants, with leaves to be looked at by an instant, those that
	// wait longest first and at most so many.
	DueExecutions(ctx context.Context, until time.Time, most int) ([]Due, error)
	// DueBalancing lists microgrids whose load balancing is enabled and whose last cycle is an interval ago.
	DueBalancing(ctx context.Context, until time.Time, most int) ([]Due, error)
}

// Messenger brings an edge what is waiting for it.
type Messenger interface {
	Remind(ctx context.Context, edge uuid.UUID)
}

// Applier balances microgrids in their turn and carries out what their cycles decide: each cycle and each
// order once, however many appliers run and whenever one of them ends.
type Applier struct {
	service   *microgrid.Service
	due       Executions
	messenger Messenger
	log       *slog.Logger
	metrics   *Metrics
	failed    map[job]time.Time // not before
}

// NewApplier is an applier over a service.
func NewApplier(s *microgrid.Service, due Executions, m Messenger, t Tools) *Applier {
	return &Applier{service: s, due: due, messenger: m, log: t.Log, metrics: t.Metrics, failed: map[job]time.Time{}}
}

// Tools are what a worker tells of itself with.
type Tools struct {
	Metrics *Metrics
	Log     *slog.Logger
}

// Run works until ctx ends.
func (a *Applier) Run(ctx context.Context) error {
	rounds.Every(ctx, applyEvery, func() error { return a.Round(ctx, time.Now()) }, func(err error) {
		a.log.Error("balancing cycles are carried out again in a second", "err", err)
	})
	return nil
}

// Round runs the cycles whose turn it is and carries out what can be carried out at an instant.
func (a *Applier) Round(ctx context.Context, now time.Time) error {
	turns, err := a.due.DueBalancing(ctx, now, maxDue)
	if err != nil {
		return err
	}
	for _, d := range turns {
		a.serve(ctx, d, now, balancing)
	}
	owed, err := a.due.DueExecutions(ctx, now, maxDue)
	if err != nil {
		return err
	}
	for _, d := range owed {
		a.serve(ctx, d, now, applying)
	}
	return ctx.Err()
}

// job is one thing that is done for one microgrid.
type job struct {
	microgrid topology.ID
	what      what
}

// what an applier does for a microgrid. Each fails on its own: orders are renewed though no cycle runs.
type what string

const (
	balancing what = "balance"
	applying  what = "apply"
)

// serve does something for one microgrid. What fails is tried again after a while.
func (a *Applier) serve(ctx context.Context, d Due, now time.Time, what what) {
	j := job{d.Microgrid, what}
	if ctx.Err() != nil || now.Before(a.failed[j]) {
		return
	}
	delete(a.failed, j)
	err := a.do(ctx, identity.Scope{Tenant: d.Tenant, AllSites: true, Actor: "service:applier"}, j, now)
	switch {
	case err == nil, errors.Is(err, microgrid.ErrBusy), errors.Is(err, microgrid.ErrNotDue), ctx.Err() != nil:
	default:
		a.failed[j] = now.Add(retryAfter)
		a.metrics.failures.Inc()
		a.log.Error("a microgrid is balanced and its cycles carried out again", "microgrid", d.Microgrid, "operation", what, "after", retryAfter, "err", err)
	}
}

func (a *Applier) do(ctx context.Context, scope identity.Scope, j job, now time.Time) error {
	if j.what == balancing {
		_, err := a.service.RebalanceInTurn(ctx, scope, j.microgrid, now)
		return err
	}
	edges, err := a.service.Apply(ctx, scope, j.microgrid, now)
	for _, e := range edges {
		a.messenger.Remind(ctx, e)
	}
	return err
}
