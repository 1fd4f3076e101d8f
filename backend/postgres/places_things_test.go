package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/energy/reason"
)

// caretaker puts things on shelves at the site of a world.
type caretaker struct {
	*world
	places.Shelves
	by identity.Principal
}

func newCaretaker(t *testing.T) caretaker {
	w := newWorld(t)
	return caretaker{world: w, Shelves: w.Shelves(), by: w.steward(everywhere(identity.Owner)).by}
}

func (k caretaker) asset(a places.Asset) places.Thing[places.Asset] {
	k.t.Helper()
	made, err := places.Put(k.t.Context(), k.by, k.AssetDesk(), places.Write[places.Asset]{ID: uuid.New(), SiteKey: k.site.Key, What: a})
	if err != nil {
		k.t.Fatal(err)
	}
	return made
}

func (k caretaker) contract() uuid.UUID {
	k.t.Helper()
	c, err := k.Contracts.Write(k.t.Context(), k.scope, places.Write[places.Contract]{ID: uuid.New(), What: places.Contract{Counterparty: "U", Type: "PPA", From: noon()}})
	if err != nil {
		k.t.Fatal(err)
	}
	return c.ID
}

func (k caretaker) promise(a places.Allocation) (places.Thing[places.Allocation], error) {
	return k.Allocations.Write(context.WithoutCancel(k.t.Context()), k.scope, places.Write[places.Allocation]{ID: uuid.New(), SiteKey: k.site.Key, What: a})
}

func of[T any](v T) *T { return &v }

func TestAllocations_NeverMoreThanTheAssetCanDo(t *testing.T) {
	k := newCaretaker(t)
	battery := k.asset(places.Asset{Key: "ess1", Nature: "ESS", Enabled: true, MaxActivePowerWatts: of[int64](100)})
	contract, day := k.contract(), 24*time.Hour
	at := func(from, to int, watts int64) places.Allocation {
		a := places.Allocation{Asset: battery.ID, Contract: contract, Watts: watts, From: noon().Add(time.Duration(from) * day)}
		if to > 0 {
			a.To = of(noon().Add(time.Duration(to) * day))
		}
		return a
	}
	for _, tt := range []struct {
		name string
		a    places.Allocation
		code reason.Code
	}{
		{"the first, for ten days", at(0, 10, 60), ""},
		{"what is left, from the fifth day on without end", at(5, 0, 40), ""},
		{"one more watt on one day of both", at(9, 10, 1), reason.AllocationTooLarge},
		{"before the second begins", at(0, 5, 40), ""},
		{"a period around everything", at(-5, 20, 1), reason.AllocationTooLarge},
		{"from the instant at which the first has ended", at(10, 0, 60), ""},
		{"more than the asset can do alone", at(-9, -8, 101), reason.AllocationTooLarge},
	} {
		if _, err := k.promise(tt.a); tt.code == "" && err != nil || tt.code != "" && !has(err, tt.code) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.code)
		}
	}
	// Nor does the asset come to be able to do less than what is promised.
	next := battery.What
	next.MaxActivePowerWatts = of[int64](99)
	_, err := places.Put(t.Context(), k.by, k.AssetDesk(), places.Write[places.Asset]{ID: battery.ID, Version: battery.Version, What: next})
	if !has(err, reason.AllocationTooLarge) {
		t.Errorf("a smaller rating: %v", err)
	}
	nothing := k.asset(places.Asset{Key: "pv9", Nature: "PV", Enabled: true})
	if _, err := k.promise(places.Allocation{Asset: nothing.ID, Contract: contract, Watts: 1, From: noon()}); !has(err, reason.AllocationTooLarge) {
		t.Errorf("of an asset whose rating nobody stated: %v", err)
	}
}

// Many writers at once, each right alone: what gets through never sums up to more than there is.
func TestAllocations_ConcurrentWritersStayWithinTheCapacity(t *testing.T) {
	k := newCaretaker(t)
	contract := k.contract()
	for round := range 5 {
		a := k.asset(places.Asset{Key: fmt.Sprint("share", round), Nature: "ESS", Enabled: true, MaxActivePowerWatts: of[int64](100)})
		var wait sync.WaitGroup
		outcomes := make([]error, 12)
		for i := range outcomes {
			wait.Go(func() {
				_, outcomes[i] = k.promise(places.Allocation{Asset: a.ID, Contract: contract, Watts: 30, From: noon().Add(time.Duration(i) * time.Second)})
			})
		}
		wait.Wait()
		through := 0
		for _, err := range outcomes {
			switch {
			case err == nil:
				through++
			case !has(err, reason.AllocationTooLarge):
				t.Fatal(err)
			}
		}
		if through != 3 {
			t.Errorf("round %d: %d of 30 W each got through of 100 W, want 3", round, through)
		}
	}
}

func TestConstraints_OneOfATypeHoldsAtAnInstant(t *testing.T) {
	k := newCaretaker(t)
	c, err := k.Connections.Write(t.Context(), k.scope, places.Write[places.Connection]{ID: uuid.New(), SiteKey: k.site.Key})
	if err != nil {
		t.Fatal(err)
	}
	lay := func(kind string, from, to int) (places.Thing[places.Constraint], error) {
		what := places.Constraint{Connection: c.ID, Type: kind, Value: 5000, From: noon().Add(time.Duration(from) * time.Hour)}
		if to > 0 {
			what.To = of(noon().Add(time.Duration(to) * time.Hour))
		}
		return k.Constraints.Write(t.Context(), k.scope, places.Write[places.Constraint]{ID: uuid.New(), SiteKey: k.site.Key, What: what})
	}
	first, err := lay("EXPORT_LIMIT", 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lay("EXPORT_LIMIT", 9, 11); !has(err, reason.PeriodsOverlap) {
		t.Errorf("one hour of both: %v", err)
	}
	for _, err := range []error{second(lay("EXPORT_LIMIT", 10, 0)), second(lay("RAMP_RATE", 5, 0))} {
		if err != nil {
			t.Error(err)
		}
	}
	archived, err := k.Constraints.Write(t.Context(), k.scope, places.Write[places.Constraint]{ID: first.ID, Version: 1, Archived: true, At: noon(), What: first.What})
	if err != nil || archived.Archived == nil || archived.Version != 2 {
		t.Fatalf("archived %+v, %v", archived, err)
	}
	if _, err := lay("EXPORT_LIMIT", 1, 9); err != nil {
		t.Errorf("in the place of one that is archived: %v", err)
	}
	if _, err := k.Constraints.Write(t.Context(), k.scope, places.Write[places.Constraint]{ID: first.ID, Version: 2, What: first.What}); !has(err, reason.PeriodsOverlap) {
		t.Errorf("the archived one back beside it: %v", err)
	}
	if _, err := k.Constraints.Write(t.Context(), k.scope, places.Write[places.Constraint]{ID: first.ID, Version: 1, What: first.What}); !has(err, reason.VersionConflict) {
		t.Errorf("from a version before: %v", err)
	}
}

// An edge says again and again what it knows of its assets; what people entered stays.
func TestManifest_DoesNotOverwriteWhatPeopleEntered(t *testing.T) {
	k := newCaretaker(t)
	ctx := t.Context()
	all, err := k.Assets.List(ctx, k.scope, places.Which{SiteKey: k.site.Key})
	if err != nil || len(all) != 4 || all[0].What.Key != "battery0" {
		t.Fatalf("%+v, %v", all, err)
	}
	battery := all[0]
	said := battery.What
	said.Name, said.MaxActivePowerWatts, said.Manufacturer = "Cellar", of[int64](9_000), "BYD"
	change := places.Write[places.Asset]{ID: battery.ID, Version: 1, What: said}
	if battery, err = places.Put(ctx, k.by, k.AssetDesk(), change); err != nil {
		t.Fatal(err)
	}
	m := manifest()
	m.Assets[2].CapacityWh, m.Assets[2].MaxActivePowerWatts, m.Assets[2].Name = of[int64](30_000), of[int64](4_000), "Of the edge"
	m.Assets[1].MaxActivePowerWatts = of[int64](7_000)
	if _, err := k.ApplyManifest(ctx, k.edge, m); err != nil {
		t.Fatal(err)
	}
	now, err := k.Assets.Find(ctx, k.scope, battery.ID)
	if err != nil || now.What.Name != "Cellar" || *now.What.MaxActivePowerWatts != 9_000 || now.What.Manufacturer != "BYD" || *now.What.CapacityWh != 30_000 {
		t.Errorf("after the manifest: %+v, %v; want the rating of people and the capacity of the edge", now.What, err)
	}
	// What people take back is the edge's again.
	said = now.What
	said.MaxActivePowerWatts = nil
	if _, err := places.Put(ctx, k.by, k.AssetDesk(), places.Write[places.Asset]{ID: battery.ID, Version: now.Version, What: said}); err != nil {
		t.Fatal(err)
	}
	if _, err := k.ApplyManifest(ctx, k.edge, m); err != nil {
		t.Fatal(err)
	}
	if now, err = k.Assets.Find(ctx, k.scope, battery.ID); err != nil || *now.What.MaxActivePowerWatts != 4_000 {
		t.Errorf("after it was taken back: %+v, %v", now.What, err)
	}
	// What is promised under a contract rests on a rating that no manifest lowers.
	if _, err := k.promise(places.Allocation{Asset: battery.ID, Contract: k.contract(), Watts: 4_000, From: noon()}); err != nil {
		t.Fatal(err)
	}
	m.Assets[2].MaxActivePowerWatts = of[int64](100)
	if _, err := k.ApplyManifest(ctx, k.edge, m); err != nil {
		t.Errorf("a manifest that says less than is promised: %v", err)
	}
}

func TestThings_WhatIsRefused(t *testing.T) {
	k := newCaretaker(t)
	ctx := t.Context()
	other := populate(t, k.DB, k.cfg)
	foreign, err := other.Assets(ctx, other.scope, other.site)
	if err != nil {
		t.Fatal(err)
	}
	part := k.asset(places.Asset{Key: "part", Nature: "PV", Enabled: true})
	whole := k.asset(places.Asset{Key: "whole", Nature: "PV", Enabled: true, Parent: &part.ID})
	put := func(by identity.Principal, w places.Write[places.Asset]) error {
		return second(places.Put(ctx, by, k.AssetDesk(), w))
	}
	anew := func(a places.Asset) places.Write[places.Asset] {
		return places.Write[places.Asset]{ID: uuid.New(), SiteKey: k.site.Key, What: a}
	}
	sheet := func(s places.SiteSheet) error {
		desk := places.Desk[places.SiteSheet]{Shelf: k.Sites, Needs: identity.Places}
		return second(places.Put(ctx, k.by, desk, places.Write[places.SiteSheet]{ID: uuid.New(), What: s}))
	}
	viewer := k.steward(everywhere(identity.Viewer)).by
	for name, tt := range map[string]struct {
		err  error
		want reason.Code
	}{
		"a key that the site has":                        {put(k.by, anew(places.Asset{Key: "part", Nature: "PV"})), reason.DuplicateName},
		"a nature nobody knows":                          {put(k.by, anew(places.Asset{Key: "x", Nature: "FUSION"})), reason.InvalidValue},
		"an asset that is part of one of another tenant": {put(k.by, anew(places.Asset{Key: "y", Nature: "PV", Parent: &foreign[0].ID})), reason.NotFound},
		"an asset that is part of its own part":          {put(k.by, places.Write[places.Asset]{ID: part.ID, Version: 1, What: places.Asset{Parent: &whole.ID, Enabled: true}}), reason.PlaceInCircle},
		"an asset of another tenant":                     {put(k.by, places.Write[places.Asset]{ID: foreign[0].ID, Version: 1}), reason.NotFound},
		"an asset by who may only read":                  {put(viewer, places.Write[places.Asset]{ID: part.ID, Version: 1}), reason.Forbidden},
		"a time zone nobody knows":                       {sheet(places.SiteSheet{Name: "S", TimeZone: "Europe/Atlantis"}), reason.InvalidValue},
		"a latitude without a longitude":                 {sheet(places.SiteSheet{Name: "S", TimeZone: "UTC", Latitude: of(52.0)}), reason.InvalidValue},
		"an amount without a currency":                   {sheet(places.SiteSheet{Name: "S", TimeZone: "UTC", Capex: of[int64](1)}), reason.InvalidValue},
		"a site under a place of another tenant":         {sheet(places.SiteSheet{Name: "S", TimeZone: "UTC", Parent: of(other.node())}), reason.NotFound},
		"a site under another site":                      {sheet(places.SiteSheet{Name: "S", TimeZone: "UTC", Parent: of(k.node())}), reason.InvalidValue},
		"a site that is said whole": {sheet(places.SiteSheet{
			Name: "S", TimeZone: "Europe/Berlin", Latitude: of(52.5), Longitude: of(13.4), Segment: "commercial", MarketRegion: "DE",
			GridOperatorID: "x", Capex: of[int64](250_000), CapexCurrency: "EUR", CommissionedOn: "2026-05-04",
		}), ""},
	} {
		if tt.want == "" && tt.err != nil || tt.want != "" && !errors.Is(tt.err, reason.New(tt.want, nil)) {
			t.Errorf("%s: %v, want %q", name, tt.err, tt.want)
		}
	}
	archived, err := places.Put(ctx, k.by, k.AssetDesk(), places.Write[places.Asset]{ID: whole.ID, Version: 1, Archived: true, At: noon(), What: whole.What})
	if err != nil || archived.Archived == nil {
		t.Fatal(err)
	}
	inUse, err := k.DB.Assets(ctx, k.scope, k.site)
	all, errAll := k.Assets.List(ctx, k.scope, places.Which{SiteKey: k.site.Key, Archived: true})
	if err != nil || errAll != nil || len(inUse) != 5 || len(all) != 6 {
		t.Errorf("in use are %d, in all %d, %v %v; want 5 and 6", len(inUse), len(all), err, errAll)
	}
}

// What an edge says of an asset or a feed, and another name of a site, leave the request that made it the same.
func TestThings_ARequestIsTheSameWhateverAnEdgeSaysSince(t *testing.T) {
	k := newCaretaker(t)
	ctx := t.Context()
	pack := places.Write[places.Asset]{ID: uuid.New(), SiteKey: k.site.Key, What: places.Asset{Key: "pack9", Nature: "LOAD", Name: "Pack", Enabled: true}}
	feed := places.Write[places.Connection]{ID: uuid.New(), SiteKey: k.site.Key, What: places.Connection{Name: "Feed"}}
	yard := places.Write[places.SiteSheet]{ID: uuid.New(), What: places.SiteSheet{Name: "Yard", TimeZone: "Europe/Berlin"}}
	bring := func() error {
		return errors.Join(second(k.Assets.Write(ctx, k.scope, pack)), second(k.Connections.Write(ctx, k.scope, feed)), second(k.Sites.Write(ctx, k.scope, yard)))
	}
	if err := bring(); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"UPDATE assets SET nature = 'ESS', max_active_power_watts = 5000 WHERE key = 'pack9'",
		"UPDATE grid_connections SET meter_asset_id = (SELECT id FROM assets WHERE key = 'pack9') WHERE name = 'Feed'",
		"UPDATE org_nodes SET name = 'Yard 2', version = version + 1 WHERE name = 'Yard'",
	} {
		if _, err := k.super.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	if err := bring(); err != nil {
		t.Errorf("the same requests again: %v", err)
	}
	pack.What.Name, feed.What.Name = "Other", "Other"
	rated := pack
	rated.What.Name, rated.What.MaxActivePowerWatts = "Pack", of[int64](6_000)
	if err := second(k.Assets.Write(ctx, k.scope, rated)); !has(err, reason.IdempotencyKeyReused) {
		t.Errorf("an asset with another rating: %v", err)
	}
	if err := second(k.Assets.Write(ctx, k.scope, pack)); !has(err, reason.IdempotencyKeyReused) {
		t.Errorf("another asset: %v", err)
	}
	if err := second(k.Connections.Write(ctx, k.scope, feed)); !has(err, reason.IdempotencyKeyReused) {
		t.Errorf("another feed: %v", err)
	}
}
