package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

func parse(t *testing.T, connection string) *pgx.ConnConfig {
	t.Helper()
	cfg, err := pgx.ParseConfig(connection)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func TestManifest_RegistersWhatIsNewAndDeletesNothing(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	m := manifest()
	first, known, err := w.KnownManifest(ctx, w.edge, m.Hash())
	if err != nil || !known || len(first) != len(m.Channels) {
		t.Fatalf("keys %v, %v, %v", first, known, err)
	}
	for i, c := range m.Channels {
		if w.channels[c.Asset+"."+c.Name].Key != first[i] {
			t.Errorf("channel %d has key %d, want that of %s.%s", i, first[i], c.Asset, c.Name)
		}
	}
	if _, known, err := w.KnownManifest(ctx, w.edge, wire.Hash{1}); known || err != nil {
		t.Errorf("an unknown hash is known: %v, %v", known, err)
	}

	// Another configuration: one asset less, one channel more, a new rating, another order.
	capacity := int64(30_000)
	m.Assets = slices.DeleteFunc(m.Assets, func(a wire.ManifestAsset) bool { return a.Key == "load0" })
	m.Channels = slices.DeleteFunc(m.Channels, func(c wire.ManifestChannel) bool { return c.Asset == "load0" })
	m.Assets[2].CapacityWh, m.Assets[2].Name = &capacity, "Renamed on the edge"
	m.Devices[0].Address = "192.0.2.7:502"
	m.Channels = append([]wire.ManifestChannel{{Asset: "meter0", Name: "Frequency", Unit: "Hz", Kind: "measurement"}}, m.Channels...)
	second, err := w.ApplyManifest(ctx, w.edge, m)
	if err != nil {
		t.Fatal(err)
	}
	if second[1] != first[0] || slices.Contains(first, second[0]) {
		t.Errorf("keys %v, before %v: a channel keeps its key, a new one has a new key", second, first)
	}
	again, err := w.ApplyManifest(ctx, w.edge, m)
	if diff := cmp.Diff(second, again); diff != "" || err != nil {
		t.Errorf("the same manifest again gives other keys: %s %v", diff, err)
	}

	assets, err := w.Assets(ctx, w.scope, w.site)
	if err != nil {
		t.Fatal(err)
	}
	peak := int64(8_000)
	want := []registry.Asset{
		{Key: "battery0", Name: "Battery", Nature: "ESS", Device: "inverter", Enabled: true, CapacityWh: &capacity},
		{Key: "load0", Name: "House", Nature: "LOAD", Enabled: true},
		{Key: "meter0", Name: "Grid meter", Nature: "GRID_METER", Device: "meter", Enabled: true, MeasuresConnection: true, PeakLimitWatts: &peak},
		{Key: "pv0", Name: "Roof", Nature: "PV", Device: "inverter", Enabled: true},
	}
	if diff := cmp.Diff(want, assets, cmpopts.IgnoreFields(registry.Asset{}, "ID")); diff != "" {
		t.Errorf("assets (-want +got):\n%s", diff)
	}
	devices, err := w.Devices(ctx, w.scope, w.site)
	if err != nil || len(devices) != 2 || devices[1].Address != "192.0.2.7:502" || devices[1].State != "DISCOVERED" {
		t.Errorf("devices %+v, %v", devices, err)
	}
	var connections int
	if err := w.super.QueryRow(ctx, "SELECT count(*) FROM grid_connections WHERE site_id = $1", w.site.Key).Scan(&connections); err != nil || connections != 1 {
		t.Errorf("the site has %d grid connections, %v; want its one, with the meter", connections, err)
	}
}

func TestManifest_AChannelNeverChangesItsUnit(t *testing.T) {
	w := newWorld(t)
	m := manifest()
	m.Channels[4].Unit = "Wh"
	_, err := w.ApplyManifest(t.Context(), w.edge, m)
	if refused := new(reason.Error); !errors.As(err, &refused) || refused.Code != reason.InvalidValue || refused.Params["field"] != "channels[4].unit" {
		t.Errorf("got %v, want INVALID_VALUE for channels[4].unit", err)
	}
	if _, known, _ := w.KnownManifest(t.Context(), w.edge, m.Hash()); known {
		t.Error("the refused manifest is kept")
	}
}

func TestSite_LastSeenIsTheNewestSignOfLife(t *testing.T) {
	w := newWorld(t)
	if err := w.TouchEdges(t.Context(), []registry.EdgeRecord{w.edge}, noon(), registry.Said{Software: "1.2.3"}); err != nil {
		t.Fatal(err)
	}
	if err := w.TouchEdges(t.Context(), []registry.EdgeRecord{w.edge}, noon().Add(-time.Hour), registry.Said{}); err != nil {
		t.Fatal(err)
	}
	site, err := w.SiteByID(t.Context(), w.scope, w.site.ID)
	if err != nil || site.Edge == nil || !site.Edge.LastSeen.Equal(noon()) || site.Edge.Version != "1.2.3" {
		t.Errorf("got %+v, %v", site.Edge, err)
	}
	began := time.Now().Add(-time.Second)
	_, err = w.Write(t.Context(), telemetry.Batch{Tenant: w.tenant.Key, Cursors: []telemetry.Cursor{{Edge: w.edge.Edge.ID, BootID: uuid.New(), Seq: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	if site, err = w.SiteByID(t.Context(), w.scope, w.site.ID); err != nil || site.Edge.LastSeen.Before(began) {
		t.Errorf("after a stored frame the edge was seen at %v, %v", site.Edge.LastSeen, err)
	}
}

func TestEvents_OneAlarmIsOpenPerKey(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	alarm := event.Event{Site: w.site.ID, Kind: event.Alarm, Severity: event.Warning, Code: reason.StaleData, Device: "meter", Raised: noon(), Params: map[string]any{"device": "meter", "age_seconds": 12}}
	raise := func(e event.Event) bool {
		t.Helper()
		created, err := w.Raise(ctx, w.scope, e)
		if err != nil {
			t.Fatal(err)
		}
		return created
	}
	if !raise(alarm) || raise(alarm) {
		t.Error("the first is new, the second is not")
	}
	other := alarm
	other.Device = "inverter"
	if !raise(other) {
		t.Error("another device's alarm is another alarm")
	}
	for i, want := range []bool{true, false} {
		ended, err := w.Clear(ctx, w.scope, alarm.Key(), noon().Add(time.Duration(i+1)*time.Minute))
		if err != nil || ended != want {
			t.Errorf("clearing it the %d. time ends one: %v, %v; want %v", i+1, ended, err, want)
		}
	}
	if !raise(alarm) {
		t.Error("after it cleared, it can be raised again")
	}
	notice := event.Event{ID: uuid.New(), Site: w.site.ID, Kind: event.Domain, Severity: event.Info, Code: reason.DeviceConnected, Device: "meter", Raised: noon().Add(time.Hour)}
	if !raise(notice) || raise(notice) {
		t.Error("an event with an id is stored once")
	}
	open, _, err := w.List(ctx, w.scope, event.Filter{OpenOnly: true})
	if err != nil || len(open) != 2 {
		t.Errorf("%d alarms are open, %v; want 2", len(open), err)
	}
	all, next, err := w.List(ctx, w.scope, event.Filter{Site: &w.site.ID})
	if err != nil || len(all) != 4 || next != "" || all[0].ID != notice.ID || all[0].SiteName != "House" || all[0].Params == nil {
		t.Errorf("the list is %+v, next %q, %v", all, next, err)
	}
	if _, err := w.Raise(ctx, w.scope, event.Event{Site: uuid.New(), Kind: event.Alarm, Severity: event.Warning, Code: reason.StaleData, Raised: noon()}); !isNotFound(err) {
		t.Errorf("an event of an unknown site: %v, want NOT_FOUND", err)
	}
}

func TestEvents_PagesMeetWithoutGapOrRepeat(t *testing.T) {
	w := newWorld(t)
	for i := range 25 {
		e := event.Event{Site: w.site.ID, Kind: event.Domain, Severity: event.Info, Code: reason.DeviceConnected, Raised: noon().Add(time.Duration(i/3) * time.Second)} // three at each instant
		if _, err := w.Raise(t.Context(), w.scope, e); err != nil {
			t.Fatal(err)
		}
	}
	filter := event.Filter{Kind: event.Domain, From: noon(), To: noon().Add(time.Hour), Limit: 7}
	seen := map[uuid.UUID]bool{}
	pages := 0
	for more := true; more; more = filter.Cursor != "" {
		page, next, err := w.List(t.Context(), w.scope, filter)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page {
			if seen[e.ID] {
				t.Errorf("event %s is on two pages", e.ID)
			}
			seen[e.ID] = true
		}
		filter.Cursor = next
		pages++
	}
	if len(seen) != 25 || pages != 4 {
		t.Errorf("%d events on %d pages, want 25 on 4", len(seen), pages)
	}
	if _, _, err := w.List(t.Context(), w.scope, event.Filter{Cursor: "nonsense"}); !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
		t.Errorf("a made-up cursor: %v, want INVALID_VALUE", err)
	}
}

func TestHealth_ThroughTheWatch(t *testing.T) {
	w := newWorld(t)
	now := time.Now()
	if err := w.TouchEdges(t.Context(), []registry.EdgeRecord{w.edge}, now, registry.Said{}); err != nil {
		t.Fatal(err)
	}
	good, stale := w.sample("meter0.ActivePower", now.Add(-8*time.Second), 5), w.sample("meter0.ActivePower", now.Add(-3*time.Second), 5)
	stale.Quality = point.Stale
	w.write(good, stale, w.sample("pv0.ActivePower", now.Add(-time.Second), -5))

	var announced []string
	watch := event.NewWatch(w.DB, w.DB, nil, func(_ identity.Tenant, e event.Event) { announced = append(announced, string(e.Code)+" "+e.Device) })
	open := func() []event.Event {
		t.Helper()
		events, _, err := w.List(t.Context(), w.scope, event.Filter{OpenOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		return events
	}
	for range 2 {
		if err := watch.Round(t.Context(), now); err != nil {
			t.Fatal(err)
		}
	}
	if got := open(); len(got) != 1 || got[0].Device != "meter" || got[0].Params["age_seconds"] != float64(8) {
		t.Errorf("open alarms %+v, want the meter's, 8 s old", got)
	}
	w.write(w.sample("meter0.ActivePower", now, 6))
	if err := watch.Round(t.Context(), now.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if got := open(); len(got) != 0 {
		t.Errorf("after a fresh value there is still %+v", got)
	}
	if diff := cmp.Diff([]string{"STALE_DATA meter", "STALE_DATA meter"}, announced); diff != "" {
		t.Errorf("announced (-want +got):\n%s", diff)
	}
	if err := watch.Round(t.Context(), now.Add(event.SilentAfter+2*time.Second)); err != nil {
		t.Fatal(err)
	}
	if got := open(); len(got) != 1 || got[0].Code != reason.EdgeSilent {
		t.Errorf("of a silent edge: %+v, want the one alarm EDGE_SILENT", got)
	}
}
