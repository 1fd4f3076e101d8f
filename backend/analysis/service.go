package analysis

import (
	"context"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/report"
	"ohmstead/backend/telemetry"
)

// Store is where measurements come from, beside what reports are made of.
type Store interface {
	// Ratings is what is installed at the sites of a subject, of what takes part in their balances.
	Ratings(ctx context.Context, scope identity.Scope, subject report.Subject) (Rating, error)
	// Channels lists the channels of a site.
	Channels(ctx context.Context, scope identity.Scope, site registry.Site) ([]registry.Channel, error)
	// Series is one channel in buckets.
	Series(ctx context.Context, scope identity.Scope, q telemetry.SeriesQuery) ([]telemetry.Bucket, error)
}

// Service answers questions about measurements of long times.
type Service struct {
	reports *report.Service
	store   Store
}

// NewService is a service that reads what reports are made of, and what the store has beside.
func NewService(reports *report.Service, store Store) *Service {
	return &Service{reports: reports, store: store}
}
