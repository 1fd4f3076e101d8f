// Package schedule is the worker that moves envelopes through their lives and runs the balancing cycles
// that are owed for it.
package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/topology"
)

// Bounds of the scheduler's work.
const (
	lookEvery  = time.Second
	maxDue     = 200              // microgrids of one look
	retryAfter = 30 * time.Second // a microgrid that failed
)

// Due is a microgrid whose envelopes have a boundary at an instant, or that owes a balancing cycle.
type Due struct {
	Tenant    int32
	Microgrid topology.ID
	At        time.Time // zero where there is none
	Owed      bool
}

// Calendar knows what is due.
type Calendar interface {
	// DueEnvelopes lists microgrids, of all tenants, with a boundary until an instant or a cycle that is
	// owed, the earliest first and at most so many.
	DueEnvelopes(ctx context.Context, until time.Time, most int) ([]Due, error)
}

// Scheduler moves envelopes through their lives (FR-032): at every boundary, each with its own instant and
// once, however many schedulers run and whenever one of them ends. Then it runs the balancing cycles that
// changed limits ask for, one per change. What it has to know of the past is in the store.
type Scheduler struct {
	service  *microgrid.Service
	calendar Calendar
	log      *slog.Logger
	metrics  *Metrics
	failed   map[topology.ID]time.Time // not before
}

// New is a scheduler over a service.
func New(s *microgrid.Service, c Calendar, m *Metrics, log *slog.Logger) *Scheduler {
	return &Scheduler{service: s, calendar: c, log: log, metrics: m, failed: map[topology.ID]time.Time{}}
}

// Run works until ctx ends.
func (s *Scheduler) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		until := time.Now().Add(lookEvery)
		due, err := s.calendar.DueEnvelopes(ctx, until, maxDue)
		if err != nil && ctx.Err() == nil {
			s.log.Error("boundaries of envelopes are looked for again in a second", "err", err)
		}
		for _, d := range due {
			wait(ctx, d.At) // the next boundary may be a fraction of a second away
			s.serve(ctx, d, time.Now())
		}
		if len(due) < maxDue {
			wait(ctx, until)
		}
	}
	return nil
}

// wait returns at an instant, or when ctx ends.
func wait(ctx context.Context, until time.Time) {
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// Round serves everything that is due at an instant, once.
func (s *Scheduler) Round(ctx context.Context, now time.Time) error {
	for {
		due, err := s.calendar.DueEnvelopes(ctx, now, maxDue)
		if err != nil {
			return fmt.Errorf("look for boundaries of envelopes: %w", err)
		}
		served := 0
		for _, d := range due {
			if s.serve(ctx, d, now) {
				served++
			}
		}
		if served == 0 {
			return ctx.Err()
		}
	}
}

// serve does what is due of one microgrid, and reports whether it did anything. What fails is tried again
// after a while.
func (s *Scheduler) serve(ctx context.Context, d Due, now time.Time) bool {
	if ctx.Err() != nil || now.Before(s.failed[d.Microgrid]) {
		return false
	}
	delete(s.failed, d.Microgrid)
	scope := identity.Scope{Tenant: d.Tenant, AllSites: true, Actor: "service:scheduler"}
	evaluated, err := s.service.EvaluateEnvelopes(ctx, scope, d.Microgrid, now)
	switch {
	case errors.Is(err, microgrid.ErrBusy): // whoever it is evaluates what is due, or the next look does
		return false
	case err == nil:
		s.metrics.evaluated(evaluated, now)
		if evaluated.Owed != "" {
			_, err = s.service.Rebalance(ctx, scope, microgrid.Rebalance{Microgrid: d.Microgrid, CorrelationID: string(evaluated.Owed), Source: "SCHEDULER"}, now)
		}
	}
	if err != nil && ctx.Err() == nil {
		s.failed[d.Microgrid] = now.Add(retryAfter)
		s.metrics.failures.Inc()
		s.log.Error("the life cycle of a microgrid's envelopes is tried again", "microgrid", d.Microgrid, "after", retryAfter, "err", err)
	}
	return err == nil && (len(evaluated.Boundaries) > 0 || evaluated.Owed != "")
}
