package charging

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
)

// Origin is where a session is known from.
type Origin string

// Origins.
const (
	Derived  Origin = "DERIVED"
	Reported Origin = "REPORTED"
)

// Kept is a session as it is kept.
type Kept struct {
	ID       uuid.UUID
	Site     uuid.UUID
	SiteName string
	Asset    uuid.UUID // the charger
	AssetKey string
	// EVSE is the one that the charger has; nil where nobody entered one, or several.
	EVSE       *uuid.UUID
	Connector  int
	Origin     Origin
	ExternalID string // "" of a derived one
	Session
	Said
	Version int64
	Updated time.Time
}

// Said is what only a reporter can say of a session; "" where nobody did.
type Said struct{ Vehicle, Token, Tariff string }

// Filter is which sessions are asked for, and which page of them.
type Filter struct {
	Site *uuid.UUID
	EVSE *uuid.UUID
	// Asset is the key of the charger; "" for all.
	Asset string
	// From and To are the time that a session has a part in; zero for no bound.
	From, To time.Time
	Open     *bool
	Cursor   string
	Limit    int
}

// Report is a session as whoever runs the station tells it. The same ExternalID again takes the place of what
// was told before.
type Report struct {
	ExternalID string
	Asset      string // its key at the site
	Connector  int
	Session
	Said
	Now time.Time
}

// Store keeps sessions. What lies outside of the scope does not exist: NOT_FOUND.
type Store interface {
	// ChargingSessions are those of a filter, newest first, and the cursor of the next page.
	ChargingSessions(ctx context.Context, scope identity.Scope, f Filter) (page []Kept, next string, err error)
	// ChargingSession is one.
	ChargingSession(ctx context.Context, scope identity.Scope, id uuid.UUID) (Kept, error)
	// ReportSession keeps what was reported, in the place of what was derived of that time of the connector. One
	// that goes on ends, once a later one begins, when it was told of last: uncertain until it is told again.
	// NOT_FOUND for an asset that is no charger of the site, PERIODS_OVERLAP where another one was reported.
	ReportSession(ctx context.Context, scope identity.Scope, site registry.Site, r Report) (Kept, error)
}

// Service is sessions as people and machines ask for them and report them.
type Service struct{ Store }

// NewService is a service over a store.
func NewService(store Store) *Service { return &Service{store} }

// maxAhead is how far the clock of a reporter may go ahead of ours. Source: as for samples, document 000.
const maxAhead = 5 * time.Minute

// ReportSession keeps what was reported: INVALID_VALUE for a session that cannot be.
func (s *Service) ReportSession(ctx context.Context, scope identity.Scope, site registry.Site, r Report) (Kept, error) {
	if err := r.check(); err != nil {
		return Kept{}, err
	}
	r.Seen = r.Started
	switch {
	case r.Ended != nil:
		r.Seen = *r.Ended
	case r.Now.After(r.Started):
		r.Seen = r.Now
	}
	kept, err := s.Store.ReportSession(ctx, scope, site, r)
	if err != nil {
		return Kept{}, fmt.Errorf("keep a reported session: %w", err)
	}
	return kept, nil
}

func (r Report) check() error {
	latest := r.Now.Add(maxAhead)
	switch {
	case r.Started.After(latest):
		return reason.Invalid("started_at", r.Started.UTC().Format(time.RFC3339), "an instant that is not in the future")
	case r.Ended != nil && r.Ended.After(latest):
		return reason.Invalid("ended_at", r.Ended.UTC().Format(time.RFC3339), "an instant that is not in the future")
	case r.Ended != nil && !r.Ended.After(r.Started):
		return reason.Invalid("ended_at", r.Ended.UTC().Format(time.RFC3339), "an instant after started_at")
	}
	return nil
}
