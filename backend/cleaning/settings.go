package cleaning

import (
	"context"
	"math"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/counter"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// Limits are what people say of a channel, in its unit; nil for what they say nothing of. The zero
// Limits cleans nothing.
type Limits struct {
	Min, Max *float64
	// PerSecond is the greatest change a second that can be.
	PerSecond *float64
	// Rollover is the value at which a counter begins again at zero.
	Rollover *float64
	// NoReset says that nobody can reset the counter.
	NoReset bool
}

// Settings are the limits of one channel. Version 0 is that of a channel of which nobody said anything.
type Settings struct {
	Channel registry.Channel
	Version int64
	Limits
}

// Counter is what is said of a counter, for what it has counted.
func (l Limits) Counter() counter.Settings {
	s := counter.Settings{NoReset: l.NoReset}
	if l.Rollover != nil {
		s.Rollover = *l.Rollover
	}
	return s
}

// Check names the first thing that is wrong: INVALID_VALUE.
func (s Settings) Check() error {
	for _, f := range []struct {
		field    string
		value    *float64
		positive bool
	}{{"min", s.Min, false}, {"max", s.Max, false}, {"max_per_second", s.PerSecond, true}, {"rollover", s.Rollover, true}} {
		switch {
		case f.value == nil:
		case math.IsNaN(*f.value) || math.IsInf(*f.value, 0):
			return reason.Invalid(f.field, *f.value, "a number")
		case f.positive && *f.value <= 0:
			return reason.Invalid(f.field, *f.value, "more than 0")
		}
	}
	if s.Min != nil && s.Max != nil && *s.Min >= *s.Max {
		return reason.Invalid("max", *s.Max, "more than min")
	}
	if !point.Counts(s.Channel.Name) && (s.Rollover != nil || s.NoReset) {
		return reason.Invalid("rollover", "of "+s.Channel.Asset+"."+s.Channel.Name, "a counter of energy such as meter0.EnergyImport")
	}
	return nil
}

// Store keeps settings. What lies outside of the scope does not exist.
type Store interface {
	// ChannelSettings are those of a site's channels of which something was said, by asset and name.
	ChannelSettings(ctx context.Context, scope identity.Scope, site registry.Site) ([]Settings, error)
	// SetChannelSettings replaces what is said of a channel where s.Version is the newest:
	// VERSION_CONFLICT. The quarter hours of a counter are counted anew as far back as late samples
	// are accepted.
	SetChannelSettings(ctx context.Context, scope identity.Scope, site registry.Site, s Settings) (Settings, error)
}

// Service is settings as people set them.
type Service struct {
	store Store
}

// NewService is a service over a store.
func NewService(store Store) *Service { return &Service{store: store} }

// List is what is said of a site's channels.
func (s *Service) List(ctx context.Context, scope identity.Scope, site registry.Site) ([]Settings, error) {
	return s.store.ChannelSettings(ctx, scope, site)
}

// Set replaces what is said of a channel: INVALID_VALUE, VERSION_CONFLICT.
func (s *Service) Set(ctx context.Context, scope identity.Scope, site registry.Site, settings Settings) (Settings, error) {
	if err := settings.Check(); err != nil {
		return Settings{}, err
	}
	return s.store.SetChannelSettings(ctx, scope, site, settings)
}
