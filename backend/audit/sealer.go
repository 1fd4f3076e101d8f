package audit

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/rounds"
)

// Bounds of sealing: so many entries in one transaction, and so long between two rounds.
const (
	sealLimit = 1000
	sealEvery = 500 * time.Millisecond
)

// Sealing is what a sealer needs of a store.
type Sealing interface {
	// Unsealed are the tenants with entries that wait for a seal.
	Unsealed(ctx context.Context) ([]identity.Tenant, error)
	// Seal chains the tenant's waiting entries, at most limit of them, in one transaction, and says
	// how many. Two that seal at once take turns.
	Seal(ctx context.Context, tenant identity.Tenant, limit int) (int, error)
}

// Sealer chains what was noted, round after round.
type Sealer struct {
	store Sealing
	log   *slog.Logger
}

// NewSealer is a runner over a store.
func NewSealer(store Sealing, log *slog.Logger) *Sealer { return &Sealer{store: store, log: log} }

// Run seals until ctx ends. What fails waits for the next round: entries stay in the queue until
// their seal is committed.
func (s *Sealer) Run(ctx context.Context) error {
	rounds.Every(ctx, sealEvery, func() error { return s.Round(ctx) }, func(err error) {
		s.log.Error("audit entries wait for their seal", "err", err)
	})
	return nil
}

// Round seals everything that waits now.
func (s *Sealer) Round(ctx context.Context) error {
	tenants, err := s.store.Unsealed(ctx)
	if err != nil {
		return fmt.Errorf("look for entries to seal: %w", err)
	}
	for _, tenant := range tenants {
		for {
			n, err := s.store.Seal(ctx, tenant, sealLimit)
			if err != nil {
				return fmt.Errorf("seal entries of tenant %s: %w", tenant.ID, err)
			}
			if n < sealLimit {
				break
			}
		}
	}
	return nil
}
