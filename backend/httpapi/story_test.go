package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/event"
	"ohmstead/backend/httpapi"
	"ohmstead/backend/httpapi/alarms"
	"ohmstead/backend/identity"
	"ohmstead/backend/intake"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
)

func get[T any](s *stack, path, token string) T {
	s.t.Helper()
	status, body := s.ask("GET", path, "", token)
	var v T
	if err := json.Unmarshal([]byte(body), &v); err != nil || status != http.StatusOK {
		s.t.Fatalf("%s: %d %v %s", path, status, err, body)
	}
	return v
}

// What goes in by ingest comes out by every question about it.
func TestIngestedReadingsAreAnswered(t *testing.T) {
	s := newStack(t)
	h := s.north
	now := time.Now().UTC().Truncate(time.Second)
	item := func(at time.Time, watts float64) string {
		return fmt.Sprintf(`{"deviceId":"sdm0","channel":"ActivePower","value":%v,"unit":"kW","timestamp":%d}`, watts/1000, at.Unix())
	}
	body := `{"schema":1,"readings":[` + strings.Join([]string{
		item(now.Add(-2*time.Minute), 1500), item(now.Add(-time.Minute), 1600), item(now, 1700),
		`{"deviceId":"ghost","channel":"ActivePower","value":1,"unit":"W","timestamp":1}`,
	}, ",") + `]}`
	post := func(body string) intake.IngestResult {
		status, answer := s.ask("POST", "/api/ingest", body, h.adapter)
		var result intake.IngestResult
		if err := json.Unmarshal([]byte(answer), &result); err != nil || status != http.StatusOK {
			t.Fatalf("%d %s", status, answer)
		}
		return result
	}
	if got := post(body); got.Accepted != 3 || len(got.Rejected) != 1 || got.Rejected[0].Index != 3 || got.Rejected[0].ReasonCode != "UNKNOWN_DEVICE" {
		t.Errorf("the first time: %+v", got)
	}
	if got := post(body); got.Accepted != 3 {
		t.Errorf("the same again: %+v", got)
	}
	if got := post(item(now, 9999)); got.Accepted != 0 || len(got.Rejected) != 1 || got.Rejected[0].ReasonCode != "SAMPLE_CONFLICT" {
		t.Errorf("another value for a stored instant: %+v", got)
	}

	path := "/api/sites/" + h.site.ID.String()
	live := get[httpapi.Readings](s, path+"/live", h.viewer).Readings
	if len(live) != 1 || live[0].DeviceID != "meter0" || *live[0].Value != 1700 || live[0].Quality != "GOOD" {
		t.Errorf("live: %+v", live)
	}
	span := fmt.Sprintf("from=%s&to=%s", now.Add(-time.Hour).Format(time.RFC3339), now.Add(time.Second).Format(time.RFC3339))
	page := get[httpapi.ReadingPage](s, path+"/readings?limit=2&channel=meter0.ActivePower&"+span, h.viewer)
	if len(page.Readings) != 2 || *page.Readings[1].Value != 1600 || page.Next == "" {
		t.Errorf("readings: %+v", page)
	}
	page = get[httpapi.ReadingPage](s, path+"/readings?limit=2&channel=meter0.ActivePower&"+span+"&cursor="+page.Next, h.viewer)
	if len(page.Readings) != 1 || *page.Readings[0].Value != 1700 || page.Next != "" {
		t.Errorf("the second page: %+v", page)
	}
	site := get[httpapi.Site](s, path, h.viewer)
	if site.Now.GridWatts == nil || *site.Now.GridWatts != 1700 || site.Now.BatteryWatts != nil || site.State != "NEVER_SEEN" {
		t.Errorf("site: %+v", site)
	}
	series := get[httpapi.SeriesList](s, path+"/series?bucket=1m&channel=meter0.ActivePower&"+span, h.viewer).Series[0]
	known := 0
	for _, b := range series.Buckets {
		if b.Mean != nil {
			known++
		}
	}
	if known < 1 || known > 3 || len(series.Buckets) < 60 {
		t.Errorf("series: %d of %d buckets are known", known, len(series.Buckets))
	}
}

func TestIngestAsksForTheSiteWhereThereAreSeveral(t *testing.T) {
	s := newStack(t)
	if _, err := s.db.CreateSite(t.Context(), s.north.tenant.Key, registry.Site{Name: "Barn", TimeZone: "Europe/Berlin"}); err != nil {
		t.Fatal(err)
	}
	body := fmt.Sprintf(`{"deviceId":"meter0","channel":"ActivePower","value":5,"unit":"W","timestamp":%d}`, time.Now().Unix())
	if status, answer := s.ask("POST", "/api/ingest", body, s.north.adapter); status != http.StatusUnprocessableEntity || !strings.Contains(answer, `"pointer":"/query/site","reason_code":"MISSING_FIELD"`) {
		t.Errorf("without a site: %d %s", status, answer)
	}
	if status, answer := s.ask("POST", "/api/ingest?site="+s.north.site.ID.String(), body, s.north.adapter); status != http.StatusOK || !strings.Contains(answer, `"accepted":1`) {
		t.Errorf("with the site: %d %s", status, answer)
	}
}

func TestEventsPageByPage(t *testing.T) {
	s := newStack(t)
	scope := identity.Scope{Tenant: s.north.tenant.Key, AllSites: true}
	for n := range 5 {
		e := event.Event{
			Site: s.north.site.ID, Kind: event.Alarm, Severity: event.Warning, Code: reason.StaleData, Device: fmt.Sprintf("device%d", n),
			Params: map[string]any{"device": fmt.Sprintf("device%d", n), "age_seconds": 12}, Raised: time.Now().Add(time.Duration(n) * time.Second),
		}
		if created, err := s.db.Raise(t.Context(), scope, e); err != nil || !created {
			t.Fatal(created, err)
		}
	}
	var seen []string
	for cursor, pages := "", 0; pages == 0 || cursor != ""; pages++ {
		page := get[alarms.EventPage](s, "/api/events?open=true&limit=2&cursor="+cursor, s.north.viewer)
		for _, e := range page.Items {
			seen = append(seen, e.Device)
		}
		cursor = page.Next
	}
	if want := "device4 device3 device2 device1 device0"; strings.Join(seen, " ") != want {
		t.Errorf("got %v, want %s", seen, want)
	}
	if site := get[httpapi.Site](s, "/api/sites/"+s.north.site.ID.String(), s.north.viewer); site.OpenAlarms != 5 {
		t.Errorf("%d open alarms, want 5", site.OpenAlarms)
	}
	if status, body := s.ask("GET", "/api/events?cursor=nonsense", "", s.north.viewer); status != http.StatusUnprocessableEntity {
		t.Errorf("a cursor that is none: %d %s", status, body)
	}
}

func TestNetPowerAndSummaryOfAMeasuredHour(t *testing.T) {
	s := newStack(t)
	s.measure(s.north)
	path := "/api/sites/" + s.north.site.ID.String()
	net := get[httpapi.NetPower](s, path+"/net-power", s.north.viewer)
	known := 0
	for _, b := range net.Buckets {
		if b.GridWatts != nil {
			known++
			if *b.GridWatts != 1200 {
				t.Errorf("%s: %v W, want 1200 W", b.From, *b.GridWatts)
			}
		}
	}
	if known < 3 || known > 5 || len(net.Buckets) < 96 || net.ReasonCode != "" {
		t.Errorf("%d of %d quarter hours are known; reason %q", known, len(net.Buckets), net.ReasonCode)
	}
	devices := get[httpapi.DeviceList](s, path+"/devices", s.north.viewer).Items
	if len(devices) != 2 || devices[0].Health != "OK" || devices[1].Health != "OK" {
		t.Errorf("devices: %+v", devices)
	}
	if got := get[httpapi.SitePage](s, "/api/sites", s.north.viewer).Items; len(got) != 1 || *got[0].Now.SOCPercent != 55 {
		t.Errorf("sites: %+v", got)
	}
}
