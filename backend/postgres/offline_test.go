package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/offline"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

func (w *world) offlineMeter(draft offline.Draft) offline.Meter {
	w.t.Helper()
	m, err := offline.NewService(w.DB).Make(w.t.Context(), w.scope, w.site, draft)
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

func (w *world) readOffline(m offline.Meter, content string) offline.Report {
	w.t.Helper()
	report, err := offline.NewService(w.DB).Bring(w.t.Context(), w.scope, m.ID, offline.Job{Name: "file.csv", Content: content, TimeZone: "Europe/Berlin", By: "user:test", Now: time.Now()})
	if err != nil {
		w.t.Fatal(err)
	}
	return report
}

// days is the energy of a meter's local days of 2025 in J, of those that are known.
func (w *world) days(m offline.Meter, from, to time.Time) []telemetry.Bucket {
	w.t.Helper()
	w.roll()
	channel := registry.Channel{Key: m.Channel, Asset: m.Asset, Name: "ActivePower", Unit: "W"}
	found, err := w.Series(w.t.Context(), w.scope, telemetry.SeriesQuery{Site: w.site, Channel: channel, From: from, To: to, Bucket: telemetry.LocalDay})
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

// Last year's invoices become days, hours and quarter hours; a reading between two of them is spread
// anew; the same file again changes nothing; and what is there is shown with who brought it.
func TestOffline_OfLastYear(t *testing.T) {
	w := newWorld(t)
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	m := w.offlineMeter(offline.Draft{Name: "Hall", Unit: "kWh", ReadingKind: offline.Counter})
	if m.Asset != "offline1" || m.Version != 1 || m.Readings != 0 {
		t.Fatalf("the meter is %+v", m)
	}
	file := "time,value\n2025-10-25,1000\n2025-10-27,1049\n" // 49 h, as clocks are set back
	if r := w.readOffline(m, file); !r.Stored || r.New != 2 || len(r.Problems) > 0 {
		t.Fatalf("the file comes to %+v", r)
	}
	from, to := time.Date(2025, 10, 25, 0, 0, 0, 0, berlin), time.Date(2025, 10, 27, 0, 0, 0, 0, berlin)
	for _, day := range w.days(m, from, to) {
		if day.Mean == nil || *day.Mean != 1000 || day.Quality != point.Uncertain {
			t.Errorf("a day of %v is %+v", day.From, day)
		}
	}
	if r := w.readOffline(m, file); !r.Stored || r.New != 0 || r.Same != 2 || r.From != nil {
		t.Errorf("the same file again comes to %+v", r)
	}
	if r := w.readOffline(m, "time,value\n2025-10-26,1000\n"); r.New != 1 || !r.From.Equal(from.UTC()) || !r.To.Equal(to.UTC()) {
		t.Errorf("a reading between comes to %+v", r)
	}
	days := w.days(m, from, to)
	if *days[0].Mean != 0 || *days[1].Mean != 1960 || days[1].Covered != 25*time.Hour {
		t.Errorf("after a reading between, the days are %+v", days)
	}
	if r := w.readOffline(m, "time,value,quality\n2025-10-26,1024,SUBSTITUTED\n"); r.Revised != 1 || !r.Stored {
		t.Errorf("a substitute comes to %+v", r)
	}
	if days := w.days(m, from, to); *days[0].Mean != 1000 || *days[1].Mean != 1000 || days[0].Quality != point.Substituted {
		t.Errorf("after a substitute, the days are %+v", days)
	}
	kept, err := w.OfflineReadings(t.Context(), w.scope, m, offline.Page{Limit: 10})
	if err != nil || len(kept) != 3 || kept[1].Revision != 2 || kept[1].ValueJ != 1024*3_600_000 || kept[0].Revision != 1 || kept[0].By != "user:test" || kept[0].Source != "file.csv" {
		t.Errorf("what is kept is %+v, %v", kept, err)
	}
	older, err := w.OfflineReadings(t.Context(), w.scope, m, offline.Page{Limit: 10, Before: &kept[0].At})
	if err != nil || len(older) != 2 {
		t.Errorf("what is before is %+v, %v", older, err)
	}
}

// In whatever pieces readings come, what is stored is what all of them at once come to.
func TestOffline_InPieces(t *testing.T) {
	w := newWorld(t)
	lines := []string{"2025-03-01T00:07:00Z,10", "2025-03-01T00:11:30Z,10.5", "2025-03-01T00:12:00Z,11", "2025-03-01T05:00:00Z,25", "2025-03-02T01:01:00Z,90", "2025-03-04T13:37:00Z,100.1"}
	whole := w.offlineMeter(offline.Draft{Name: "Whole", Unit: "kWh", ReadingKind: offline.Counter})
	w.readOffline(whole, "time,value\n"+strings.Join(lines, "\n"))
	for i, order := range [][]int{{5, 0, 3, 1, 4, 2}, {2, 1, 0, 5, 4, 3}, {0, 5, 1, 4, 2, 3}} {
		m := w.offlineMeter(offline.Draft{Name: fmt.Sprint("Piece ", i), Unit: "kWh", ReadingKind: offline.Counter})
		for _, n := range order {
			if r := w.readOffline(m, "time,value\n"+lines[n]); !r.Stored {
				t.Fatalf("%v: %s comes to %+v", order, lines[n], r)
			}
		}
		var different, count int
		err := w.super.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE (a.mean, a.min, a.max, a.last, a.covered_ms, a.quality, a.energy_away_j, a.energy_towards_j)
				IS DISTINCT FROM (b.mean, b.min, b.max, b.last, b.covered_ms, b.quality, b.energy_away_j, b.energy_towards_j)), count(*)
			FROM (SELECT * FROM rollups_15m WHERE channel_id = $1) a FULL JOIN (SELECT * FROM rollups_15m WHERE channel_id = $2) b USING (slot_from)`, whole.Channel, m.Channel).Scan(&different, &count)
		if err != nil || different > 0 || count < 300 {
			t.Errorf("%v: %d of %d quarter hours are different, %v", order, different, count, err)
		}
	}
}

// Meters and readings of others do not exist.
func TestOffline_OfOthers(t *testing.T) {
	w := newWorld(t)
	service := offline.NewService(w.DB)
	m := w.offlineMeter(offline.Draft{Name: "Hall", Unit: "kWh", ReadingKind: offline.Interval, Period: offline.Month, Produced: true})
	for name, scope := range map[string]identity.Scope{"another tenant": {Tenant: w.tenant.Key + 1, AllSites: true}, "another site": {Tenant: w.tenant.Key, Sites: []int32{w.site.Key + 1}}} {
		_, errBring := service.Bring(t.Context(), scope, m.ID, offline.Job{Name: "f", Content: "time,value\n", Now: time.Now()})
		_, errFind := service.Meter(t.Context(), scope, m.ID)
		_, errChange := service.ChangeMeter(t.Context(), scope, offline.Change{ID: m.ID, Version: 1, Name: "Mine"})
		for _, err := range []error{errBring, errFind, errChange} {
			if !errors.Is(err, reason.New(reason.NotFound, nil)) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if r := w.readOffline(m, "time,value\n2025-02-01,672\n"); !r.Stored {
		t.Fatalf("a month comes to %+v", r)
	}
	day := w.days(m, time.Date(2025, 2, 9, 23, 0, 0, 0, time.UTC), time.Date(2025, 2, 10, 23, 0, 0, 0, time.UTC))
	if *day[0].Mean != -1000 {
		t.Errorf("what is produced is %+v", day[0])
	}
}

// A meter is renamed and put out of use with its asset, by who has read it last.
func TestOffline_Change(t *testing.T) {
	w := newWorld(t)
	m := w.offlineMeter(offline.Draft{Name: "Hall", Unit: "kWh", ReadingKind: offline.Counter})
	other := w.offlineMeter(offline.Draft{Name: "Barn", Unit: "MWh", ReadingKind: offline.Counter})
	if other.Asset != "offline2" {
		t.Errorf("the second asset is %s", other.Asset)
	}
	if _, err := w.MakeMeter(t.Context(), w.scope, w.site, m.Draft); !errors.Is(err, reason.New(reason.NameTaken, nil)) {
		t.Errorf("made twice: %v", err)
	}
	if _, err := w.ChangeMeter(t.Context(), w.scope, offline.Change{ID: m.ID, Version: 1, Name: "Barn"}); !errors.Is(err, reason.New(reason.NameTaken, nil)) {
		t.Errorf("renamed as the other: %v", err)
	}
	gone, err := w.ChangeMeter(t.Context(), w.scope, offline.Change{ID: m.ID, Version: 1, Name: "Old hall", Archived: true})
	if err != nil || gone.Version != 2 || gone.Archived == nil || gone.Name != "Old hall" {
		t.Errorf("out of use it is %+v, %v", gone, err)
	}
	if _, err := w.ChangeMeter(t.Context(), w.scope, offline.Change{ID: m.ID, Version: 1, Name: "Hall"}); !errors.Is(err, reason.New(reason.VersionConflict, nil)) {
		t.Errorf("from an old version: %v", err)
	}
	for archived, want := range map[bool]int{false: 1, true: 2} {
		if found, err := w.Meters(t.Context(), w.scope, w.site, archived); err != nil || len(found) != want {
			t.Errorf("archived %v: %+v, %v", archived, found, err)
		}
	}
	assets, err := w.Assets(t.Context(), w.scope, w.site)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range assets {
		if a.Key == m.Asset {
			t.Errorf("the asset of a meter that is out of use is %+v", a)
		}
	}
	_, err = offline.NewService(w.DB).Bring(t.Context(), w.scope, m.ID, offline.Job{Name: "f", Content: "time,value\n", Now: time.Now()})
	if !errors.Is(err, reason.New(reason.MeterOutOfUse, nil)) {
		t.Errorf("readings of what is out of use: %v", err)
	}
}
