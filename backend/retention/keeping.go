package retention

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/rounds"
)

// How often what is over is removed, and how many rows of a table in one transaction.
const (
	dropEvery = 6 * time.Hour
	dropLimit = 5_000
)

// Dropper removes what is over.
type Dropper interface {
	Tenants(ctx context.Context) ([]identity.Tenant, error)
	// DropExpired removes telemetry that the tenant's policy does not keep, at most limit rows of each
	// table, notes it, and returns how many samples and rollups that were.
	DropExpired(ctx context.Context, tenant int32, limit int) (int64, error)
	// DropCycles removes balancing cycles that the policy does not keep, with what became of them, the events
	// that tell of them and the orders that carried them out, at most limit rows of each table and the answers
	// to those orders, notes it, and returns how many rows that were.
	DropCycles(ctx context.Context, tenant int32, limit int) (int64, error)
}

// Keeping removes what is over, round after round.
type Keeping struct {
	store Dropper
	log   *slog.Logger
}

// NewKeeping is a runner over a store.
func NewKeeping(store Dropper, log *slog.Logger) *Keeping { return &Keeping{store: store, log: log} }

// Run removes until ctx ends. What fails is tried again in the next round.
func (k *Keeping) Run(ctx context.Context) error {
	rounds.Every(ctx, dropEvery, func() error { return k.round(ctx) }, func(err error) {
		k.log.Error("what is over is removed in the next round", "err", err)
	})
	return nil
}

func (k *Keeping) round(ctx context.Context) error {
	tenants, err := k.store.Tenants(ctx)
	if err != nil {
		return fmt.Errorf("list tenants: %w", err)
	}
	var faults error
	for _, t := range tenants {
		for what, drop := range map[string]func(context.Context, int32, int) (int64, error){"telemetry": k.store.DropExpired, "balancing cycles": k.store.DropCycles} {
			for n := int64(1); n > 0; {
				if n, err = drop(ctx, t.Key, dropLimit); err != nil {
					faults = errors.Join(faults, fmt.Errorf("remove %s of tenant %s: %w", what, t.ID, err))
					break
				}
			}
		}
	}
	return faults
}
