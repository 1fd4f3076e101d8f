package event

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/rounds"
	"ohmstead/energy/reason"
)

// Times of the watch.
const (
	// SilentAfter is how long an edge may be unheard before EDGE_SILENT is raised.
	SilentAfter = 90 * time.Second
	// StaleAfter is how old a device's newest value may get without a mark of its edge: what a value
	// covers, two minutes, and the alarm age of ten seconds.
	StaleAfter = 2*time.Minute + 10*time.Second
	watchEvery = 5 * time.Second
)

// SiteHealth is what a store knows about the freshness of a site.
type SiteHealth struct {
	Tenant   identity.Tenant
	Site     uuid.UUID
	SiteName string
	Heard    time.Time // newest sign of life of the site's edge; zero for never
	Stored   time.Time // when frames of the edge were last stored; zero for never
	Devices  []DeviceHealth
	Open     map[Key]Event // open alarms of this watch
}

// DeviceHealth is how fresh a device's values are, by the newest row of each of its channels.
type DeviceHealth struct {
	Device string
	Fresh  time.Time // newest usable row that is its channel's newest; zero for none
	Marked time.Time // newest unusable row that is its channel's newest; zero for none
	Usable time.Time // newest usable row of any channel, also where a mark followed
}

// Health answers how fresh the data of all sites of all tenants is.
type Health interface {
	Health(ctx context.Context) ([]SiteHealth, error)
}

// Judge is what to raise and what to clear at a site now. A silent edge is one alarm, not one per
// device; and while an edge that was away sends what it had kept, old values are no alarm.
func Judge(h SiteHealth, now time.Time) (raise, clear []Event) {
	if h.Heard.IsZero() {
		return nil, nil
	}
	silent := Event{
		Site: h.Site, SiteName: h.SiteName, Kind: Alarm, Severity: Severe, Code: reason.EdgeSilent, Raised: now,
		Params: map[string]any{"age_seconds": seconds(now.Sub(h.Heard))},
	}
	noted, open := h.Open[silent.Key()]
	switch away := now.Sub(h.Heard) > SilentAfter; {
	case away && open:
		return nil, nil
	case away:
		return []Event{silent}, nil
	case open:
		clear = append(clear, noted)
	}
	catchingUp := catchingUp(h, now)
	for _, d := range h.Devices {
		if d.Usable.IsZero() && d.Marked.IsZero() {
			continue // nothing was ever read: that is for commissioning, not for an alarm
		}
		stale := Event{
			Site: h.Site, SiteName: h.SiteName, Kind: Alarm, Severity: Warning, Code: reason.StaleData, Device: d.Device, Raised: now,
			Params: map[string]any{"device": d.Device, "age_seconds": seconds(now.Sub(d.Usable))},
		}
		if d.Usable.IsZero() {
			stale.Params["age_seconds"] = seconds(now.Sub(d.Marked))
		}
		marked, old := d.Marked.After(d.Fresh), now.Sub(d.Fresh) > StaleAfter
		switch noted, open := h.Open[stale.Key()]; {
		case (marked || old && !catchingUp) && !open:
			raise = append(raise, stale)
		case !marked && !old && open:
			clear = append(clear, noted)
		}
	}
	return raise, clear
}

// catchingUp reports that frames come in, but none of their values is from now.
func catchingUp(h SiteHealth, now time.Time) bool {
	if now.Sub(h.Stored) > SilentAfter {
		return false
	}
	for _, d := range h.Devices {
		if now.Sub(d.Fresh) <= StaleAfter || now.Sub(d.Marked) <= StaleAfter {
			return false
		}
	}
	return true
}

func seconds(d time.Duration) int { return int(d / time.Second) }

// Announce is told of an alarm that was raised or, with Cleared set, cleared. It must not block.
type Announce func(tenant identity.Tenant, e Event)

// Watch judges every site, round after round.
type Watch struct {
	health   Health
	store    Store
	log      *slog.Logger
	announce Announce
}

// NewWatch is a runner over a store; announce may be nil.
func NewWatch(health Health, store Store, log *slog.Logger, announce Announce) *Watch {
	if announce == nil {
		announce = func(identity.Tenant, Event) {}
	}
	return &Watch{health: health, store: store, log: log, announce: announce}
}

// Run watches until ctx ends. A round that fails is logged and the next one tries again.
func (w *Watch) Run(ctx context.Context) error {
	rounds.Every(ctx, watchEvery, func() error { return w.Round(ctx, time.Now()) }, func(err error) {
		w.log.Error("the watch over stale data waits for the next round", "err", err)
	})
	return nil
}

// Round judges every site once.
func (w *Watch) Round(ctx context.Context, now time.Time) error {
	sites, err := w.health.Health(ctx)
	if err != nil {
		return fmt.Errorf("ask how fresh the sites are: %w", err)
	}
	for _, h := range sites {
		if err := w.judge(ctx, h, now); err != nil {
			return fmt.Errorf("watch over site %s: %w", h.Site, err)
		}
	}
	return nil
}

// judge stores and announces what Judge finds.
func (w *Watch) judge(ctx context.Context, h SiteHealth, now time.Time) error {
	scope := identity.Scope{Tenant: h.Tenant.Key, AllSites: true}
	raise, clear := Judge(h, now)
	for _, e := range raise {
		id, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("name the alarm %s: %w", e.Code, err)
		}
		e.ID = id
		created, err := w.store.Raise(ctx, scope, e)
		if err != nil {
			return fmt.Errorf("raise %s: %w", e.Code, err)
		}
		if created {
			w.announce(h.Tenant, e)
		}
	}
	for _, e := range clear {
		ended, err := w.store.Clear(ctx, scope, e.Key(), now)
		if err != nil {
			return fmt.Errorf("clear %s: %w", e.Code, err)
		}
		if ended {
			e.Cleared = &now
			w.announce(h.Tenant, e)
		}
	}
	return nil
}
