package overview

import (
	"slices"
	"time"

	"ohmstead/backend/event"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
)

// State says whether a site's edge is heard.
type State string

// States of a site.
const (
	Online    State = "ONLINE"
	Silent    State = "SILENT"
	NeverSeen State = "NEVER_SEEN"
)

// StateOf is the state of a site: SILENT once its edge has said nothing for event.SilentAfter.
func StateOf(site registry.Site, now time.Time) State {
	switch {
	case site.Edge == nil || site.Edge.LastSeen == nil:
		return NeverSeen
	case now.Sub(*site.Edge.LastSeen) > event.SilentAfter:
		return Silent
	default:
		return Online
	}
}

// Inventory is what a site has, with the newest row of every channel by its key.
type Inventory struct {
	Assets   []registry.Asset
	Channels []registry.Channel
	Latest   map[int32]point.Reading
}

// Power is a site's power now in W, positive away from the grid, and its state of charge. Each is
// nil where the site has nothing of the kind or one of its parts is not fresh.
type Power struct {
	Grid, PV, Battery, Load *float64
	SOCPercent              *float64
	// At is the oldest instant among these values; nil where there are none.
	At *time.Time
}

// Health says whether a device's values arrive and are fresh.
type Health string

// Healths of a device.
const (
	HealthOK     Health = "OK"
	HealthStale  Health = "STALE"
	HealthSilent Health = "SILENT"
)

// Condition is how a device's channels stand.
type Condition struct {
	Health   Health
	Last     *time.Time // instant of the newest value
	Channels int
	Stale    int // channels whose newest value is not fresh
}

// fresh is the value of an asset's channel if it may be shown as current. An edge repeats an
// unchanged value well within MaxCover, and marks what is not fresh.
func (i Inventory) fresh(asset, channel string, now time.Time) (point.Reading, bool) {
	at := slices.IndexFunc(i.Channels, func(c registry.Channel) bool { return c.Asset == asset && c.Name == channel })
	if at < 0 {
		return point.Reading{}, false
	}
	r := i.Latest[i.Channels[at].Key]
	_, ok := r.Fresh(now, telemetry.MaxCover)
	return r, ok
}

// tally adds up one channel over assets; it is unknown as soon as one of them is, or if there is
// none.
type tally struct {
	sum    float64
	oldest time.Time
	known  bool
}

func (i Inventory) total(channel string, now time.Time, wanted func(registry.Asset) bool) tally {
	var t tally
	for _, a := range i.Assets {
		if !wanted(a) {
			continue
		}
		r, ok := i.fresh(a.Key, channel, now)
		if !ok {
			return tally{}
		}
		if !t.known || r.At.Before(t.oldest) {
			t.oldest = r.At
		}
		t.sum, t.known = t.sum+r.Value, true
	}
	return t
}

func (t tally) value() *float64 {
	if !t.known {
		return nil
	}
	return &t.sum
}

func is(nature point.Nature) func(registry.Asset) bool {
	return func(a registry.Asset) bool { return a.Nature == string(nature) }
}

// Now is the site's power at now. Load is what load meters say; without any it is what remains of
// the sum rule: grid = load + PV + battery.
func (i Inventory) Now(now time.Time) Power {
	grid := i.total(point.ActivePower, now, func(a registry.Asset) bool { return a.MeasuresConnection })
	pv := i.total(point.ActivePower, now, is(point.PV))
	battery := i.total(point.ActivePower, now, is(point.ESS))
	load := i.total(point.ActivePower, now, is(point.Load))
	if !slices.ContainsFunc(i.Assets, is(point.Load)) {
		load = i.remainder(grid, pv, battery)
	}
	soc, socAt := i.soc(now)
	power := Power{Grid: grid.value(), PV: pv.value(), Battery: battery.value(), Load: load.value(), SOCPercent: soc}
	for _, at := range []tally{grid, pv, battery, load, {oldest: socAt, known: soc != nil}} {
		if at.known && (power.At == nil || at.oldest.Before(*power.At)) {
			power.At = &at.oldest
		}
	}
	return power
}

// remainder is grid − PV − battery, counting what the site does not have as nothing.
func (i Inventory) remainder(grid, pv, battery tally) tally {
	if !grid.known {
		return tally{}
	}
	load := grid
	for nature, part := range map[point.Nature]tally{point.PV: pv, point.ESS: battery} {
		if !slices.ContainsFunc(i.Assets, is(nature)) {
			continue
		}
		if !part.known {
			return tally{}
		}
		load.sum -= part.sum
		if part.oldest.Before(load.oldest) {
			load.oldest = part.oldest
		}
	}
	return load
}

// soc is the state of charge over all batteries, weighted by capacity; equal weights where a
// capacity is not known.
func (i Inventory) soc(now time.Time) (percent *float64, oldest time.Time) {
	batteries := slices.DeleteFunc(slices.Clone(i.Assets), func(a registry.Asset) bool { return !is(point.ESS)(a) })
	rated := !slices.ContainsFunc(batteries, func(a registry.Asset) bool { return a.CapacityWh == nil || *a.CapacityWh <= 0 })
	var sum, weights float64
	for _, a := range batteries {
		r, ok := i.fresh(a.Key, point.SOC, now)
		if !ok {
			return nil, time.Time{}
		}
		weight := 1.0
		if rated {
			weight = float64(*a.CapacityWh)
		}
		if oldest.IsZero() || r.At.Before(oldest) {
			oldest = r.At
		}
		sum, weights = sum+weight*r.Value, weights+weight
	}
	if weights == 0 {
		return nil, time.Time{}
	}
	mean := sum / weights
	return &mean, oldest
}

// Device is the condition of a device: STALE where the edge marks some of its channels as not
// fresh, SILENT where nothing comes from it at all.
func (i Inventory) Device(key string, now time.Time) Condition {
	var c Condition
	marked, fresh := false, 0
	for _, r := range i.rows(key, &c) {
		if c.Last == nil || r.At.After(*c.Last) {
			c.Last = &r.At
		}
		switch {
		case r.Quality == point.Stale:
			marked = true
			c.Stale++
		case now.Sub(r.At) > telemetry.MaxCover:
			c.Stale++
		default:
			fresh++
		}
	}
	switch {
	case marked || fresh > 0 && c.Stale > 0:
		c.Health = HealthStale
	case fresh == 0:
		c.Health = HealthSilent
	default:
		c.Health = HealthOK
	}
	return c
}

// rows is the newest row of each of a device's channels that has one; it counts all of them.
func (i Inventory) rows(device string, c *Condition) []point.Reading {
	mine := map[string]bool{}
	for _, a := range i.Assets {
		mine[a.Key] = a.Device == device
	}
	var rows []point.Reading
	for _, ch := range i.Channels {
		if !mine[ch.Asset] {
			continue
		}
		c.Channels++
		if r, known := i.Latest[ch.Key]; known {
			rows = append(rows, r)
		}
	}
	return rows
}
