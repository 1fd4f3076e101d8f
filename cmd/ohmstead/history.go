package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
	"ohmstead/sim"
	"ohmstead/sim/world"
)

// Steps of the simulated past: the control core runs every two seconds, its image is kept every minute.
const (
	pastStep = 2 * time.Second
	pastKeep = time.Minute
)

// past is what a simulated site measured before its first start: the same plant under the same
// control core, on a virtual clock.
type past struct {
	file     string // marks that the past was kept
	channels []string
	moments  []moment
}

type moment struct {
	at       time.Time
	readings []point.Reading // by channel
}

// live lets the simulated site live from yesterday's midnight to now, and hands its battery's state
// of charge on. It does nothing where the past was kept before, or nobody wants one.
func (o upOptions) live(ctx context.Context, d *demo, c *sim.Config, log *slog.Logger) (past, error) {
	p := past{file: filepath.Join(o.dir, "past-kept")}
	_, err := os.Stat(p.file)
	if !o.history || err == nil {
		return p, nil
	}
	config, err := d.site()
	if err != nil {
		return p, err
	}
	built, err := site.Build(config, site.Everything)
	if err != nil {
		return p, err
	}
	zone, err := time.LoadLocation(config.TimeZone)
	if err != nil {
		return p, fmt.Errorf("load the site's time zone: %w", err)
	}
	now := time.Now()
	from := slot.Day(slot.Day(now, zone).From.Add(-time.Hour), zone).From
	w, err := pastWorld(*c, built, from)
	if err != nil {
		return p, err
	}
	log.Info("simulating the past", "from", from)
	return p, p.run(ctx, w, pastSpan{slot.Interval{From: from, To: now.Truncate(time.Minute)}, c, built})
}

// pastWorld is the plant a day before the recorded day that the present lies on.
func pastWorld(c sim.Config, built *site.Site, from time.Time) (*world.World, error) {
	c.Speed = 1
	for _, day := range []*string{&c.Load.Day, &c.PV.Day} {
		at, err := time.Parse(time.DateOnly, *day)
		if err != nil {
			return nil, fmt.Errorf("read the recorded day: %w", err)
		}
		*day = at.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	physics, err := c.Plant(from)
	if err != nil {
		return nil, err
	}
	return world.New(physics, built)
}

type pastSpan struct {
	slot.Interval
	config *sim.Config
	site   *site.Site
}

func (p *past) run(ctx context.Context, w *world.World, s pastSpan) error {
	for _, c := range s.site.Layout.Channels() {
		p.channels = append(p.channels, c.Name())
	}
	for at := s.From; at.Before(s.To) && ctx.Err() == nil; at = at.Add(pastStep) {
		m := w.Step(at)
		if at.Truncate(pastKeep).Equal(at) {
			p.moments = append(p.moments, moment{at, append([]point.Reading(nil), m.Image.Readings()...)})
			s.config.Battery.SOCPercent = m.Truth.Battery.SOCPercent
		}
	}
	return nil
}

// keep stores the past under the channels that the edge has registered meanwhile.
func (p past) keep(ctx context.Context, d *demo) error {
	if len(p.moments) == 0 {
		return nil
	}
	db, err := postgres.Open(ctx, d.database)
	if err != nil {
		return err
	}
	defer db.Close()
	keys, err := registered(ctx, db, d)
	if err != nil {
		return err
	}
	for len(p.moments) > 0 {
		n := min(len(p.moments), 120)
		batch := telemetry.Batch{Tenant: d.seeded.Tenant.Key, Samples: p.samples(p.moments[:n], keys, d.seeded.Site.Key)}
		if _, err := db.Write(ctx, batch); err != nil {
			return err
		}
		p.moments = p.moments[n:]
	}
	if err := os.WriteFile(p.file, nil, 0o600); err != nil {
		return fmt.Errorf("mark the past as kept: %w", err)
	}
	return nil
}

func (p past) samples(moments []moment, keys map[string]int32, siteKey int32) []telemetry.Sample {
	var samples []telemetry.Sample
	for _, m := range moments {
		for i, r := range m.readings {
			if key, ok := keys[p.channels[i]]; ok && r.Quality.Usable() {
				samples = append(samples, telemetry.Sample{
					Site: siteKey, Channel: key, At: m.at, Value: r.Value, Quality: r.Quality, Source: telemetry.FromHTTP,
				})
			}
		}
	}
	return samples
}

// registered waits until the edge's manifest has come in and returns its channels' keys by name.
func registered(ctx context.Context, db *postgres.DB, d *demo) (map[string]int32, error) {
	scope := identity.Scope{Tenant: d.seeded.Tenant.Key, AllSites: true}
	for range 1200 {
		channels, err := db.Channels(ctx, scope, registry.Site{ID: d.seeded.Site.ID, Key: d.seeded.Site.Key})
		if err != nil {
			return nil, err
		}
		if len(channels) > 0 {
			keys := map[string]int32{}
			for _, c := range channels {
				keys[c.Asset+"."+c.Name] = c.Key
			}
			return keys, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return nil, errors.New("the edge has registered no channels within two minutes")
}
