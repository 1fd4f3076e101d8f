package compat

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/rounds"
	"ohmstead/energy/topology"
)

// Tenants lists all tenants.
type Tenants interface {
	Tenants(ctx context.Context) ([]identity.Tenant, error)
}

// Ahead keeps schedules two weeks ahead: every hour it submits what is missing of the last schedule of
// every circuit, and finishes what a process that ended has left half done. Several may run.
type Ahead struct {
	service *Service
	tenants Tenants
	log     *slog.Logger
}

// aheadEvery is a small part of the two weeks that are there.
const aheadEvery = time.Hour

// NewAhead is a runner over a service.
func NewAhead(s *Service, t Tenants, log *slog.Logger) *Ahead { return &Ahead{s, t, log} }

// Run works until ctx ends. What fails is tried again in the next round.
func (a *Ahead) Run(ctx context.Context) error {
	rounds.Every(ctx, aheadEvery, func() error { return a.Round(ctx, time.Now()) }, func(err error) {
		a.log.Error("limits by time of use are kept ahead in the next round", "err", err)
	})
	return nil
}

// Round keeps all schedules ahead, once.
func (a *Ahead) Round(ctx context.Context, now time.Time) error {
	tenants, err := a.tenants.Tenants(ctx)
	if err != nil {
		return fmt.Errorf("list tenants: %w", err)
	}
	now = now.UTC().Truncate(time.Microsecond)
	var faults error
	for _, tenant := range tenants {
		scope := identity.Scope{Tenant: tenant.Key, AllSites: true, Actor: "service:compatibility"}
		last := map[topology.ID]Translated{}
		err := a.service.translations(ctx, scope, "", func(t Translated) bool {
			if _, newer := last[t.CircuitID]; !newer {
				last[t.CircuitID] = t
			}
			return true
		})
		for _, t := range last {
			err = errors.Join(err, a.service.carry(ctx, scope, t, now))
		}
		if err != nil {
			faults = errors.Join(faults, fmt.Errorf("keep the schedules of tenant %s ahead: %w", tenant.ID, err))
		}
	}
	return faults
}
