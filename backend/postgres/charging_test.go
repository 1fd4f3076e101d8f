package postgres_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/charging"
	"ohmstead/backend/identity"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// addChargers puts wallboxes at the site of the world.
func (w *world) addChargers(keys ...string) {
	w.t.Helper()
	m := manifest()
	for _, key := range keys {
		m.Assets = append(m.Assets, wire.ManifestAsset{Key: key, Name: key, Nature: "EVCS"})
		for name, unit := range map[string]string{"PlugState": "enum:PlugState", "EnergySession": "Wh", "ActivePower": "W"} {
			kind := "measurement"
			if name == "PlugState" {
				kind = "state"
			}
			m.Channels = append(m.Channels, wire.ManifestChannel{Asset: key, Name: name, Unit: unit, Kind: kind})
		}
	}
	w.take(m)
}

// visit is the samples of a vehicle that stays for some minutes and is given 60 Wh in each of them, from an instant
// on, and of the minute after.
func (w *world) visit(key string, from time.Time, minutes int) (all []telemetry.Sample) {
	for m := range minutes + 1 {
		at := from.Add(time.Duration(m) * time.Minute)
		plug, watts := float64(point.PlugCharging), 3600.0
		if m == minutes {
			plug, watts = point.PlugOut, 0
		}
		all = append(all, w.sample(key+".PlugState", at, plug), w.sample(key+".EnergySession", at, 60*float64(m)), w.sample(key+".ActivePower", at, watts))
	}
	return all
}

// carPark is a world with wallboxes, to which vehicles come from an instant on that is not long ago.
type carPark struct {
	*world
	base time.Time
}

func newCarPark(t *testing.T) *carPark {
	w := newWorld(t)
	w.addChargers("evcs0", "evcs1")
	return &carPark{w, time.Now().UTC().Truncate(time.Minute).Add(-2 * time.Hour)}
}

// sessions are those of a charger, the oldest first, as "0–30 1800 Wh 3600 W": minutes after the base, ? for uncertain.
func (w *carPark) sessions(key string) (text string, all []charging.Kept) {
	w.t.Helper()
	all, _, err := w.ChargingSessions(w.t.Context(), w.scope, charging.Filter{Asset: key, Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	slices.Reverse(all)
	var parts []string
	for _, s := range all {
		end, energy, peak := "…", "unknown", "unknown"
		if s.Ended != nil {
			end = fmt.Sprint(s.Ended.Sub(w.base).Minutes())
		}
		if s.EnergyJ != nil {
			energy = fmt.Sprint(*s.EnergyJ / 3600)
		}
		if s.PeakWatts != nil {
			peak = fmt.Sprint(*s.PeakWatts)
		}
		parts = append(parts, fmt.Sprintf("%g–%s %s Wh %s W%s", s.Started.Sub(w.base).Minutes(), end, energy, peak, map[bool]string{true: " ?"}[s.Uncertain]))
	}
	return strings.Join(parts, ", "), all
}

func (w *carPark) expectSessions(key, want string) []charging.Kept {
	w.t.Helper()
	got, all := w.sessions(key)
	if got != want {
		w.t.Errorf("%s: %s\nwant %s", key, got, want)
	}
	return all
}

func TestCharging_FollowsTelemetry(t *testing.T) {
	w := newCarPark(t)
	empty := w.sample("evcs0.PlugState", w.base.Add(-time.Minute), point.PlugOut)
	all := append([]telemetry.Sample{empty, w.sample("evcs0.EnergySession", empty.At, 900)}, w.visit("evcs0", w.base, 40)...)

	w.write(all[:30]...)
	w.roll()
	open := w.expectSessions("evcs0", "0–… 480 Wh 3600 W")
	w.expectSessions("evcs1", "")
	w.write(all[30:]...)
	w.roll()
	closed := w.expectSessions("evcs0", "0–40 2400 Wh 3600 W")
	if len(closed) != 1 || closed[0].ID != open[0].ID || closed[0].Origin != charging.Derived || closed[0].Version != 1 || *closed[0].FirstJ != 0 || *closed[0].LastJ != 2400*3600 {
		t.Errorf("closed %+v\nopen %+v", closed, open)
	}

	t.Run("nothing changes where nothing comes", func(t *testing.T) {
		before := closed[0].Updated
		w.write(all...)
		w.roll()
		if again := w.expectSessions("evcs0", "0–40 2400 Wh 3600 W"); !again[0].Updated.Equal(before) {
			t.Errorf("the session was written again: %v, then %v", before, again[0].Updated)
		}
	})
	t.Run("what comes late revises it", func(t *testing.T) {
		w.write(w.sample("evcs0.PlugState", w.base.Add(20*time.Minute+30*time.Second), point.PlugOut))
		w.roll()
		if two := w.expectSessions("evcs0", "0–20.5 1200 Wh 3600 W, 21–40 1200 Wh 3600 W"); two[0].ID != closed[0].ID {
			t.Errorf("the first is %v now, was %v", two[0].ID, closed[0].ID)
		}
	})
	t.Run("a revision of a value does so too", func(t *testing.T) {
		_, err := w.Write(t.Context(), telemetry.Batch{Tenant: w.tenant.Key, Actor: "user:x", Samples: []telemetry.Sample{{
			Site: w.site.Key, Channel: w.channels["evcs0.PlugState"].Key, At: w.base.Add(20*time.Minute + 30*time.Second), Value: point.PlugIn, Quality: point.Substituted, Source: telemetry.FromHTTP,
		}}})
		if err != nil {
			t.Fatal(err)
		}
		w.roll()
		w.expectSessions("evcs0", "0–40 2400 Wh 3600 W")
	})
	t.Run("the log names its beginning and no revision", func(t *testing.T) {
		var entries int
		if err := w.super.QueryRow(t.Context(), "SELECT count(*) FROM audit_log WHERE entity = 'charging_sessions' AND entity_id = $1", closed[0].ID.String()).Scan(&entries); err != nil || entries != 1 {
			t.Errorf("%d entries, %v", entries, err)
		}
	})
}

// In whatever order samples are stored, and over the ends of days that are closed, sessions are those of all of them.
func TestCharging_InAnyOrder(t *testing.T) {
	w := newCarPark(t)
	random := rand.New(rand.NewPCG(1, 53)) //nolint:gosec // a test that is the same every time
	story := func(key string) (all []telemetry.Sample) {
		all = append(all, w.sample(key+".PlugState", w.base.Add(-72*time.Hour-time.Minute), point.PlugOut))
		for _, start := range []time.Duration{-72 * time.Hour, -49 * time.Hour, -30 * time.Hour, -13 * time.Hour, 0} {
			all = append(all, w.visit(key, w.base.Add(start), 75)...)
		}
		return all
	}
	w.write(story("evcs0")...)
	w.roll()
	want, _ := w.sessions("evcs0")
	if strings.Count(want, "4500 Wh 3600 W") != 5 {
		t.Fatalf("in order: %s", want)
	}
	mixed := story("evcs1")
	random.Shuffle(len(mixed), func(a, b int) { mixed[a], mixed[b] = mixed[b], mixed[a] })
	for i, chunk := range slices.Collect(slices.Chunk(mixed, len(mixed)/8)) {
		w.write(chunk...)
		w.roll()
		if i == 3 {
			if _, err := w.CloseDays(t.Context(), w.base.AddDate(0, 0, -1), 100); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.expectSessions("evcs1", want)
}

// Two processes that derive at the same time, while samples come in, make one session of each vehicle.
func TestCharging_ByTwoAtATime(t *testing.T) {
	w := newCarPark(t)
	var done sync.WaitGroup
	stop := make(chan struct{})
	for range 2 {
		done.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, _, err := w.Roll(t.Context(), telemetry.Lap{}, 7); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, start := range []time.Duration{-30 * time.Hour, 0, time.Hour} {
		for _, key := range []string{"evcs0", "evcs1"} {
			w.write(w.sample(key+".PlugState", w.base.Add(start-time.Minute), point.PlugOut))
			for chunk := range slices.Chunk(w.visit(key, w.base.Add(start), 30), 20) {
				w.write(chunk...)
			}
		}
	}
	close(stop)
	done.Wait()
	w.roll()
	for _, key := range []string{"evcs0", "evcs1"} {
		w.expectSessions(key, "-1800–-1770 1800 Wh 3600 W, 0–30 1800 Wh 3600 W, 60–90 1800 Wh 3600 W")
	}
}

func TestCharging_EndsWhatNobodyHearsOf(t *testing.T) {
	w := newCarPark(t)
	at := w.base.AddDate(0, 0, -3)
	w.write(w.visit("evcs0", at, 10)[:15]...)
	w.roll()
	all := w.expectSessions("evcs0", "-4320–-4316 240 Wh 3600 W ?")
	if _, err := w.super.Exec(t.Context(), "UPDATE charging_sessions SET ended_at = NULL WHERE id = $1", all[0].ID); err != nil { // as a lap left it in time
		t.Fatal(err)
	}
	w.roll()
	w.expectSessions("evcs0", "-4320–-4316 240 Wh 3600 W ?")
}

func (w *carPark) reported(id, key string, from, to float64) charging.Report {
	minute := func(m float64) time.Time { return w.base.Add(time.Duration(m * float64(time.Minute))) }
	end, energy := minute(to), int64(1000*3600)
	return charging.Report{
		ExternalID: id, Asset: key, Connector: 1, Session: charging.Session{Started: minute(from), Ended: &end, EnergyJ: &energy},
		Said: charging.Said{Vehicle: "car 1", Token: "tag 7", Tariff: "night"}, Now: time.Now(),
	}
}

func TestCharging_WhatIsReportedGoesFirst(t *testing.T) {
	w := newCarPark(t)
	service := charging.NewService(w.DB)
	report := func(r charging.Report) (charging.Kept, error) {
		return service.ReportSession(t.Context(), w.scope, w.site, r)
	}
	w.write(append(w.visit("evcs0", w.base, 10), w.visit("evcs0", w.base.Add(time.Hour), 10)...)...)
	w.write(w.sample("evcs0.PlugState", w.base.Add(59*time.Minute), point.PlugOut))
	w.roll()
	w.expectSessions("evcs0", "0–10 600 Wh 3600 W ?, 60–70 600 Wh 3600 W")

	first, err := report(w.reported("a", "evcs0", 1, 11))
	if err != nil || first.Version != 1 || first.Origin != charging.Reported || first.Vehicle != "car 1" || first.Token != "tag 7" || first.Tariff != "night" || first.AssetKey != "evcs0" || first.SiteName != "House" {
		t.Fatalf("%+v, %v", first, err)
	}
	w.expectSessions("evcs0", "1–11 1000 Wh unknown W, 60–70 600 Wh 3600 W")
	if again, err := report(w.reported("a", "evcs0", 1, 11)); err != nil || again.Version != 1 || again.ID != first.ID {
		t.Errorf("the same again: %+v, %v", again, err)
	}
	if moved, err := report(w.reported("a", "evcs0", 1, 12)); err != nil || moved.Version != 2 || moved.ID != first.ID {
		t.Errorf("with another end: %+v, %v", moved, err)
	}
	w.write(w.sample("evcs0.PlugState", w.base.Add(5*time.Minute+time.Second), point.PlugOut))
	w.roll()
	w.expectSessions("evcs0", "1–12 1000 Wh unknown W, 60–70 600 Wh 3600 W")

	other := w.reported("d", "evcs0", 0, 5)
	other.Connector = 2
	if _, err := report(other); err != nil {
		t.Errorf("at the other connector: %v", err)
	}
	backwards, ahead := w.reported("c", "evcs0", 3, 2), w.reported("c", "evcs0", 20, 21)
	ahead.Now = w.base
	for name, tt := range map[string]struct {
		err  error
		code reason.Code
	}{
		"over another one":      {second(report(w.reported("b", "evcs0", 11, 13))), reason.PeriodsOverlap},
		"at what is no charger": {second(report(w.reported("c", "meter0", 20, 21))), reason.NotFound},
		"at what is not there":  {second(report(w.reported("c", "evcs9", 20, 21))), reason.NotFound},
		"that ends too early":   {second(report(backwards)), reason.InvalidValue},
		"of the future":         {second(report(ahead)), reason.InvalidValue},
	} {
		if !has(tt.err, tt.code) {
			t.Errorf("%s: %v", name, tt.err)
		}
	}
	if _, err := w.super.Exec(t.Context(), `INSERT INTO charging_sessions (tenant_id, site_id, id, asset_id, origin, external_id, started_at, seen_at, uncertain)
		SELECT tenant_id, site_id, $2, asset_id, 'REPORTED', 'z', started_at, started_at, false FROM charging_sessions WHERE id = $1`, first.ID, uuid.New()); err == nil || !strings.Contains(err.Error(), "one_at_a_time") {
		t.Errorf("two at a time: %v", err)
	}
}

// A report that shrinks, moves or is never told to have ended gives back the time in which vehicles were seen.
func TestCharging_WhatAReportLeavesIsDerivedAgain(t *testing.T) {
	w := newCarPark(t)
	report := func(id string, from float64, to *float64) {
		t.Helper()
		r := w.reported(id, "evcs0", from, 0)
		r.Ended, r.Now = nil, r.Started
		if to != nil {
			r.Now = w.base.Add(time.Duration(*to * float64(time.Minute)))
			r.Ended = &r.Now
		}
		if _, err := charging.NewService(w.DB).ReportSession(t.Context(), w.scope, w.site, r); err != nil {
			t.Fatal(err)
		}
		w.roll()
	}
	minute := func(m float64) *float64 { return &m }
	for _, at := range []time.Duration{0, 30 * time.Minute, time.Hour} {
		w.write(append(w.visit("evcs0", w.base.Add(at), 10), w.sample("evcs0.PlugState", w.base.Add(at-time.Minute), point.PlugOut))...)
	}
	w.roll()
	first, second, third := "0–10 600 Wh 3600 W", "30–40 600 Wh 3600 W", "60–70 600 Wh 3600 W"
	w.expectSessions("evcs0", first+", "+second+", "+third)
	report("a", 20, nil)
	w.expectSessions("evcs0", first+", 20–… 1000 Wh unknown W")
	report("a", 20, minute(45))
	w.expectSessions("evcs0", first+", 20–45 1000 Wh unknown W, "+third)
	report("a", 15, minute(25))
	w.expectSessions("evcs0", first+", 15–25 1000 Wh unknown W, "+second+", "+third)
	report("b", 27, nil) // and nothing is heard of it any more
	w.expectSessions("evcs0", first+", 15–25 1000 Wh unknown W, 27–… 1000 Wh unknown W")
	report("c", 50, minute(55))
	w.expectSessions("evcs0", first+", 15–25 1000 Wh unknown W, 27–27 1000 Wh unknown W ?, "+second+", 50–55 1000 Wh unknown W, "+third)
	report("b", 27, minute(28))
	w.expectSessions("evcs0", first+", 15–25 1000 Wh unknown W, 27–28 1000 Wh unknown W, "+second+", 50–55 1000 Wh unknown W, "+third)
}

// A report that comes while the one that it ends is not committed gives back the time between them all the same.
func TestCharging_ReportsOfAChargerAreToldOneAtATime(t *testing.T) {
	w := newCarPark(t)
	told := make(chan error, 2)
	report := func(r charging.Report) {
		_, err := charging.NewService(w.DB).ReportSession(t.Context(), w.scope, w.site, r)
		told <- err
	}
	w.write(append(w.visit("evcs0", w.base.Add(30*time.Minute), 10), w.sample("evcs0.PlugState", w.base.Add(29*time.Minute), point.PlugOut))...)
	w.roll()
	open := w.reported("a", "evcs0", 20, 0)
	open.Ended, open.Now = nil, open.Started
	waiting, release := w.delayed("charging_sessions")
	go report(open)
	waiting()
	go report(w.reported("b", "evcs0", 50, 55))
	w.until("both wait", "SELECT count(*) = 2 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND "+ofThisDatabase)
	release()
	if err := errors.Join(<-told, <-told); err != nil {
		t.Fatal(err)
	}
	w.roll()
	w.expectSessions("evcs0", "20–20 1000 Wh unknown W ?, 30–40 600 Wh 3600 W, 50–55 1000 Wh unknown W")
}

func TestCharging_Lists(t *testing.T) {
	w := newCarPark(t)
	w.write(append(w.visit("evcs0", w.base, 10), w.visit("evcs1", w.base.Add(time.Minute), 20)[:45]...)...)
	w.write(w.visit("evcs0", w.base.Add(time.Hour), 10)...)
	w.roll()
	yes, no := true, false
	elsewhere := uuid.New()
	for name, tt := range map[string]struct {
		charging.Filter
		want int
	}{
		"all": {charging.Filter{}, 3}, "of the site": {charging.Filter{Site: &w.site.ID}, 3}, "of another": {charging.Filter{Site: &elsewhere}, 0},
		"of a charger": {charging.Filter{Asset: "evcs0"}, 2}, "of no EVSE": {charging.Filter{EVSE: &elsewhere}, 0},
		"those that go on": {charging.Filter{Open: &yes}, 1}, "those that are over": {charging.Filter{Open: &no}, 2},
		"with a part before": {charging.Filter{To: w.base.Add(time.Minute)}, 1}, "with a part after": {charging.Filter{From: w.base.Add(10 * time.Minute)}, 2},
	} {
		tt.Limit = 10
		if found, next, err := w.ChargingSessions(t.Context(), w.scope, tt.Filter); err != nil || len(found) != tt.want || next != "" {
			t.Errorf("%s: %d, %q, %v; want %d", name, len(found), next, err, tt.want)
		}
	}
	var pages []string
	for f := (charging.Filter{Limit: 1}); ; {
		page, next, err := w.ChargingSessions(t.Context(), w.scope, f)
		if err != nil || len(page) != 1 {
			t.Fatalf("%v, %v", page, err)
		}
		pages = append(pages, fmt.Sprint(page[0].AssetKey, page[0].Started.Sub(w.base)))
		if f.Cursor = next; next == "" {
			break
		}
	}
	if got := strings.Join(pages, " "); got != "evcs01h0m0s evcs11m0s evcs00s" {
		t.Errorf("page by page: %s", got)
	}
	_, kept := w.sessions("evcs0")
	if one, err := w.ChargingSession(t.Context(), w.scope, kept[0].ID); err != nil || one.ID != kept[0].ID {
		t.Errorf("%+v, %v", one, err)
	}
	if _, err := w.ChargingSession(t.Context(), identity.Scope{Tenant: w.tenant.Key, Sites: []int32{w.site.Key + 1000}}, kept[0].ID); !has(err, reason.NotFound) {
		t.Errorf("from outside of the scope: %v", err)
	}
	if _, _, err := w.ChargingSessions(t.Context(), w.scope, charging.Filter{Cursor: "x"}); !has(err, reason.InvalidValue) {
		t.Errorf("a cursor that is none: %v", err)
	}
}
