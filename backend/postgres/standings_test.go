package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/backend/overview"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// How many sites stand at once is the same as how each of them does when asked alone, part by part.
func TestStandingsAreWhatEachSiteSaysAlone(t *testing.T) {
	w := newWorld(t)
	worlds := []*world{w, w.neighbour("Europe/Berlin"), w.neighbour("America/New_York"), w.neighbour("UTC")}
	at := noon()
	for i, n := range worlds[:3] { // the last has no values
		n.hold("meter0.ActivePower", slot.Interval{From: at, To: at.Add(40 * time.Minute)}, float64(1000*(i+1)))
		n.hold("pv0.ActivePower", slot.Interval{From: at, To: at.Add(40 * time.Minute)}, -500)
		n.write(n.sample("battery0.SOC", at.Add(time.Duration(i)*time.Minute), float64(50+i)))
		for alarm := range i {
			_, err := n.Raise(t.Context(), n.scope, event.Event{
				Site: n.site.ID, Kind: event.Alarm, Severity: event.Warning, Code: reason.StaleData, Device: fmt.Sprint("device", alarm),
				Params: map[string]any{"device": "x", "age_seconds": 12}, Raised: at,
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	w.roll()
	var ask []overview.Question
	for i, n := range worlds { // each asks for another part of the day
		ask = append(ask, overview.Question{Site: n.site, Today: slot.Interval{From: at.Add(time.Duration(i) * slot.QuarterHour), To: at.Add(time.Hour)}})
	}
	got, err := w.Standings(t.Context(), w.scope, ask)
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range worlds {
		if diff := cmp.Diff(n.alone(ask[i]), got[i], cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("site %d (want, got): %s", i, diff)
		}
	}
	if got[2].OpenAlarms != 2 || *got[0].Today.ImportWh <= *got[1].Today.ImportWh/2 || got[3].Today.ImportWh != nil {
		t.Errorf("got %+v", got)
	}
}

func TestStandingsOutsideTheScopeAreEmpty(t *testing.T) {
	w := newWorld(t)
	other := w.neighbour("UTC")
	w.hold("meter0.ActivePower", slot.Interval{From: noon(), To: noon().Add(20 * time.Minute)}, 1000)
	w.roll()
	day := slot.Interval{From: noon(), To: noon().Add(time.Hour)}
	stranger := populate(t, w.DB, w.cfg)
	for name, scope := range map[string]identity.Scope{
		"of another tenant": stranger.scope,
		"of another site":   {Tenant: w.tenant.Key, Sites: []int32{other.site.Key}},
	} {
		got, err := w.Standings(t.Context(), scope, []overview.Question{{Site: w.site, Today: day}})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]overview.Standing{{}}, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("somebody %s gets %s", name, diff)
		}
	}
	if got, err := w.Standings(t.Context(), w.scope, nil); len(got) != 0 || err != nil {
		t.Errorf("nothing asked gives %v, %v", got, err)
	}
}

// neighbour is another site of the same tenant, with the same manifest.
func (w *world) neighbour(zone string) *world {
	w.t.Helper()
	ctx := w.t.Context()
	n := &world{DB: w.DB, t: w.t, cfg: w.cfg, super: w.super, tenant: w.tenant, scope: w.scope, channels: map[string]registry.Channel{}}
	var err error
	check := func() {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	n.site, err = w.CreateSite(ctx, w.tenant.Key, registry.Site{Name: "House in " + zone, TimeZone: zone})
	check()
	n.edge, err = w.CreateEdge(ctx, w.tenant, n.site, "U"+uuid.NewString())
	check()
	_, err = w.ApplyManifest(ctx, n.edge, manifest())
	check()
	channels, err := w.Channels(ctx, w.scope, n.site)
	check()
	for _, c := range channels {
		n.channels[c.Asset+"."+c.Name] = c
	}
	return n
}

// alone is a site's standing by the questions about one site.
func (w *world) alone(q overview.Question) overview.Standing {
	w.t.Helper()
	ctx := w.t.Context()
	var s overview.Standing
	var err error
	if s.Assets, err = w.Assets(ctx, w.scope, q.Site); err != nil {
		w.t.Fatal(err)
	}
	if s.Channels, err = w.Channels(ctx, w.scope, q.Site); err != nil {
		w.t.Fatal(err)
	}
	if s.Latest, err = w.Latest(ctx, w.scope, q.Site); err != nil {
		w.t.Fatal(err)
	}
	if s.Today, err = w.Summary(ctx, w.scope, q.Site, q.Today); err != nil {
		w.t.Fatal(err)
	}
	open, _, err := w.List(ctx, w.scope, event.Filter{Kind: event.Alarm, OpenOnly: true, Site: &q.Site.ID, Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	s.OpenAlarms = len(open)
	return s
}
