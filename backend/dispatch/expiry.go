package dispatch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/rounds"
)

// Unanswered keeps the commands that no edge has answered.
type Unanswered interface {
	Tenants(ctx context.Context) ([]identity.Tenant, error)
	// ExpireCommands makes commands of a tenant EXPIRED that expired before an instant and were never
	// answered, at most limit of them, each with the answer COMMAND_UNANSWERED at the instant of its expiry, and says
	// how many. Several callers at once make each of them expire once.
	ExpireCommands(ctx context.Context, tenant identity.Tenant, before time.Time, limit int) (int, error)
}

// Bounds of a round.
const (
	expireEvery = 10 * time.Second
	expireLimit = 500
	// grace is how long after its expiry an answer to a command may still be on its way. One that comes even
	// later counts all the same.
	grace = 30 * time.Second
)

// Expiry ends the commands that expired without an answer, round after round. Several may run.
type Expiry struct {
	store Unanswered
	log   *slog.Logger
}

// NewExpiry is a runner over a store.
func NewExpiry(s Unanswered, log *slog.Logger) *Expiry { return &Expiry{s, log} }

// Run goes on until ctx ends. What fails is tried again in the next round.
func (e *Expiry) Run(ctx context.Context) error {
	rounds.Every(ctx, expireEvery, func() error { return e.Round(ctx, time.Now()) }, func(err error) {
		e.log.Error("orders without an answer expire in the next round", "err", err)
	})
	return nil
}

// Round ends what has expired by now. A tenant for which it fails does not hold up the others.
func (e *Expiry) Round(ctx context.Context, now time.Time) error {
	tenants, err := e.store.Tenants(ctx)
	if err != nil {
		return fmt.Errorf("list tenants: %w", err)
	}
	var faults error
	for _, t := range tenants {
		for full := true; full; {
			n, err := e.store.ExpireCommands(ctx, t, now.Add(-grace), expireLimit)
			if err != nil {
				faults = errors.Join(faults, fmt.Errorf("end the orders of tenant %s that have expired: %w", t.ID, err))
			}
			full = err == nil && n == expireLimit
		}
	}
	return faults
}
