package httpapi

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/intake"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
)

// Bounds of kept answers: how long one is believed, and how many are kept. When there are too many all
// are forgotten.
const (
	directoryAge   = 5 * time.Second
	directoryCount = 10_000
)

// shortly keeps answers for a few seconds, so that who sends readings often is not asked for the same
// each time: the channels of its site, and which site that is.
type shortly[K comparable, V any] struct {
	mu   sync.Mutex
	kept map[K]keptAnswer[V]
}

type keptAnswer[V any] struct {
	at    time.Time
	value V
}

func (d *shortly[K, V]) get(key K, now time.Time) (V, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	kept, ok := d.kept[key]
	return kept.value, ok && now.Sub(kept.at) < directoryAge
}

func (d *shortly[K, V]) put(key K, value V, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.kept == nil || len(d.kept) >= directoryCount {
		d.kept = map[K]keptAnswer[V]{}
	}
	d.kept[key] = keptAnswer[V]{at: now, value: value}
}

// judge decides on readings of a site. A name that is not known is looked for once more in what is
// registered by now.
func (s *Server) judge(ctx context.Context, c operation.Caller, site registry.Site, readings []intake.Reading) (intake.Acceptance, error) {
	now := s.options.Now()
	if kept, ok := s.directories.get(site.Key, now); ok {
		a := intake.Accept(readings, intake.Place{Site: site.Key, Directory: kept}, now)
		if !slices.ContainsFunc(a.Refused, func(r intake.Rejection) bool {
			return r.Reason.Code == reason.UnknownDevice || r.Reason.Code == reason.UnknownChannel
		}) {
			return a, nil
		}
	}
	assets, err := s.services.Registry.Assets(ctx, c.Scope, site)
	if err != nil {
		return intake.Acceptance{}, fmt.Errorf("list assets of site %s: %w", site.ID, err)
	}
	channels, err := s.services.Registry.Channels(ctx, c.Scope, site)
	if err != nil {
		return intake.Acceptance{}, fmt.Errorf("list channels of site %s: %w", site.ID, err)
	}
	directory := intake.NewDirectory(assets, channels)
	s.directories.put(site.Key, directory, now)
	return intake.Accept(readings, intake.Place{Site: site.Key, Directory: directory}, now), nil
}
