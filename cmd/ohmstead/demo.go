package main

import (
	"context"
	_ "embed" // the demo site's file
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend"
	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/backend/registry"
	"ohmstead/backend/tariffs"
	"ohmstead/edge"
	"ohmstead/edge/site"
	"ohmstead/edge/uplink"
	"ohmstead/energy/money"
	"ohmstead/energy/tariff"
	"ohmstead/sim"
)

// What the demo is called. `.localhost` never reaches anyone (RFC 6761).
const (
	demoTenant = "Demo"
	demoOwner  = "owner@demo.localhost"
	demoViewer = "viewer@demo.localhost"
)

//go:embed demo/site.yaml
var demoSite []byte

// demo is the demo tenant as far as it is known.
type demo struct {
	dir      string
	owner    login
	seeded   postgres.Seeded
	database postgres.Config
}

// prepare makes the demo's tenant, people, site and edge in the database, or finds them.
func (d *demo) prepare(ctx context.Context, database postgres.Config) error {
	d.database = database
	viewer, err := ensureLogin(filepath.Join(d.dir, "viewer-login.json"), d.owner.URL, demoViewer)
	if err != nil {
		return err
	}
	owner, err := d.owner.user("Owner", identity.Owner)
	if err != nil {
		return err
	}
	watcher, err := viewer.user("Viewer", identity.Viewer)
	if err != nil {
		return err
	}
	key, err := uplink.EnsureSeed(d.seedFile())
	if err != nil {
		return err
	}
	config, err := d.site()
	if err != nil {
		return err
	}
	d.seeded, err = postgres.SeedDemo(ctx, database, postgres.Demo{
		Tenant: demoTenant,
		Site:   demoPlace(config),
		Owner:  owner, Viewer: watcher, NKey: key,
		Tariff: demoTariff(config.TimeZone),
	})
	return err
}

// demoTariff is an example of a tariff by day and night, with prices that are nobody's.
func demoTariff(zone string) *tariffs.New {
	cents := func(n int64) *tariff.Price {
		price := money.Of(n, 2)
		return &tariff.Price{Constant: &price}
	}
	begin := time.Date(2025, time.December, 31, 23, 0, 0, 0, time.UTC)
	return &tariffs.New{
		ID: uuid.New(), Draft: tariffs.Draft{Name: "Example: day and night"},
		First: tariffs.NewVersion{ID: uuid.New(), Version: tariff.Version{
			ValidFrom: begin, KnownAt: begin, Currency: "EUR", TimeZone: zone, Clock: tariff.Civil, Rounding: tariff.HalfEven,
			Components: []tariff.Component{
				{Name: "Work", Kind: tariff.Energy, Basis: tariff.Import, Period: tariff.Interval, VATClass: "STANDARD", Terms: tariff.Terms{Bands: []tariff.Band{
					{From: 0, To: 6 * 60, Price: cents(24)}, {From: 6 * 60, To: 22 * 60, Price: cents(32), Peak: true}, {From: 22 * 60, To: 24 * 60, Price: cents(24)},
				}}},
				{Name: "Base", Kind: tariff.Fixed, Period: tariff.Month, VATClass: "STANDARD", Terms: tariff.Terms{Price: cents(990)}},
				{Name: "Feed-in", Kind: tariff.Export, Basis: tariff.Exported, Period: tariff.Interval, Terms: tariff.Terms{Price: cents(8)}},
			},
		}},
	}
}

// demoPlace is the demo's site with a public square of its city as its place, so that it stands on the map; one
// whose file has another time zone stands nowhere.
func demoPlace(config site.Config) registry.Site {
	at := registry.Site{Name: config.Name, TimeZone: config.TimeZone}
	if at.TimeZone == "Europe/Berlin" {
		latitude, longitude := 52.5219, 13.4132 // Alexanderplatz. Source: its article in Wikipedia
		at.Address, at.Latitude, at.Longitude = "Alexanderplatz, Berlin (simulated: nothing stands there)", &latitude, &longitude
	}
	return at
}

func (d *demo) seedFile() string { return filepath.Join(d.dir, "edge", "seed.nk") }
func (d *demo) siteFile() string { return filepath.Join(d.dir, "site.yaml") }

// site is the demo's site file in the data directory, written there the first time.
func (d *demo) site() (site.Config, error) {
	_, err := os.Stat(d.siteFile())
	if errors.Is(err, os.ErrNotExist) {
		err = os.WriteFile(d.siteFile(), demoSite, 0o600)
	}
	if err != nil {
		return site.Config{}, fmt.Errorf("write the demo's site file: %w", err)
	}
	return site.Load(d.siteFile())
}

// edge is the demo's edge: its site file with the addresses the simulated devices really have, and
// its credential, which is left in the data directory for an edge in a process of its own.
func (d *demo) edge(hub string, devices []sim.Listening) (edge.Config, error) {
	config, err := d.site()
	if err != nil {
		return edge.Config{}, err
	}
	for i := range config.Devices {
		for _, l := range devices {
			if l.Key == config.Devices[i].Key {
				config.Devices[i].Address = l.Address
			}
		}
	}
	key, err := backend.OrdersKey(filepath.Join(d.dir, "orders.key"))
	if err != nil {
		return edge.Config{}, err
	}
	credential := edge.Credential{
		Tenant: d.seeded.Tenant.ID.String(), Site: d.seeded.Site.ID.String(), Edge: d.seeded.Edge.Edge.ID.String(),
		Hub: hub, SeedFile: d.seedFile(), OrdersKey: backend.PublicOrdersKey(key),
	}
	if err := credential.Save(filepath.Join(d.dir, "edge", "credential.json")); err != nil {
		return edge.Config{}, err
	}
	return edge.Config{
		Site: config, Dir: filepath.Join(d.dir, "edge"), Credential: &credential, Software: software(),
		Record: filepath.Join(d.dir, "edge", "record"), RecordRoom: recordMegabytes << 20,
	}, nil
}

// settle completes the demo once everything runs: its past, and its microgrid. Without either it runs all
// the same.
func (d *demo) settle(ctx context.Context, p past, log *slog.Logger) {
	if err := p.keep(ctx, d); err != nil {
		log.Warn("the simulated past was not kept", "err", err)
	}
	if err := d.microgrid(ctx); err != nil && ctx.Err() == nil {
		log.Warn("the demo's microgrid was not drawn", "err", err)
	}
}
