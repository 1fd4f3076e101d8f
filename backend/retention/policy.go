package retention

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// Bounds of policies. Samples are accepted 30 days late and packed some days later; reports of a year
// are computed from quarter hours and corrected for some weeks.
const (
	MinRawDays     = 40
	MinQuarterDays = 400
	MinCycleDays   = 7
	MaxDays        = 36_525 // a century
)

// What holds of balancing cycles where nobody has said otherwise.
const (
	cycleDays     = 90
	cycleKeptDays = 366
)

// Policy is how long telemetry and balancing cycles are kept, in days, and how much may come in. Nil is for ever, or any
// number. Version is 0 where the tenant has set none and the default holds.
type Policy struct {
	RawDays          int
	QuarterDays      int
	HourDays         *int
	DayDays          *int
	SamplesPerSecond *int
	Channels         *int
	// CycleDays is how long balancing cycles in their turn are kept that passed no limit and were decided,
	// CycleKeptDays how long all others are, and the orders of each with it; 0 for the default of 90 days and of a year.
	CycleDays, CycleKeptDays int
	Version                  int
}

// Filled is the policy with defaults in the place of what may be left out.
func (p Policy) Filled() Policy {
	if p.CycleDays == 0 {
		p.CycleDays = cycleDays
	}
	if p.CycleKeptDays == 0 {
		p.CycleKeptDays = max(cycleKeptDays, p.CycleDays)
	}
	return p
}

// Check refuses INVALID_VALUE by the name of the first field that is out of its bounds.
func (p Policy) Check() error {
	if err := between("raw_days", p.RawDays, MinRawDays); err != nil {
		return err
	}
	if err := between("quarter_days", p.QuarterDays, max(MinQuarterDays, p.RawDays)); err != nil {
		return err
	}
	if p.HourDays != nil {
		if err := between("hour_days", *p.HourDays, p.QuarterDays); err != nil {
			return err
		}
	}
	if p.DayDays != nil {
		if p.HourDays == nil {
			return reason.New(reason.InvalidValue, reason.Params{"field": "day_days", "value": strconv.Itoa(*p.DayDays), "want": "none, as hours are kept for ever"})
		}
		if err := between("day_days", *p.DayDays, *p.HourDays); err != nil {
			return err
		}
	}
	filled := p.Filled()
	if err := between("cycle_days", filled.CycleDays, MinCycleDays); err != nil {
		return err
	}
	if err := between("cycle_kept_days", filled.CycleKeptDays, filled.CycleDays); err != nil {
		return err
	}
	for field, quota := range map[string]*int{"samples_per_second": p.SamplesPerSecond, "channels": p.Channels} {
		if quota != nil && (*quota < 1 || *quota > 1_000_000_000) {
			return reason.New(reason.InvalidValue, reason.Params{"field": field, "value": strconv.Itoa(*quota), "want": "1 to 1000000000, or none for any number"})
		}
	}
	return nil
}

func between(field string, days, least int) error {
	if days < least || days > MaxDays {
		return reason.New(reason.InvalidValue, reason.Params{"field": field, "value": strconv.Itoa(days), "want": fmt.Sprintf("%d to %d", least, MaxDays)})
	}
	return nil
}

// Drop is one removal of what was over.
type Drop struct {
	At       time.Time
	Tier     string // raw, 15m, 1h, 1d, forecast, cycles or orders
	KeptFrom time.Time
	Rows     int64
}

// State is a tenant's policy with what it bounds now, and the newest removals.
type State struct {
	Policy
	UsedChannels int
	Drops        []Drop
}

// Store keeps policies within a scope.
type Store interface {
	TelemetryPolicy(ctx context.Context, scope identity.Scope) (State, error)
	// SetTelemetryPolicy replaces the policy of this version; VERSION_CONFLICT where there is a newer.
	SetTelemetryPolicy(ctx context.Context, scope identity.Scope, p Policy) (State, error)
}

// Service answers owners.
type Service struct{ store Store }

// NewService is a service over a store.
func NewService(store Store) *Service { return &Service{store: store} }

// whole refuses BEYOND_OWN_RIGHTS to those who hold their right on a part of the tenant only.
func whole(scope identity.Scope) error {
	if scope.AllSites {
		return nil
	}
	return reason.New(reason.BeyondOwnRights, reason.Params{"what": "the telemetry of the whole tenant"})
}

// Get is the policy of the scope's tenant. BEYOND_OWN_RIGHTS for those who own a part of it.
func (s *Service) Get(ctx context.Context, scope identity.Scope) (State, error) {
	if err := whole(scope); err != nil {
		return State{}, err
	}
	return s.store.TelemetryPolicy(ctx, scope)
}

// Set replaces the policy. p.Version is the version that was read. INVALID_VALUE, VERSION_CONFLICT,
// BEYOND_OWN_RIGHTS.
func (s *Service) Set(ctx context.Context, scope identity.Scope, p Policy) (State, error) {
	if err := whole(scope); err != nil {
		return State{}, err
	}
	if err := p.Check(); err != nil {
		return State{}, err
	}
	return s.store.SetTelemetryPolicy(ctx, scope, p.Filled())
}
