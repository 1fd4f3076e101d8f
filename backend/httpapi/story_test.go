package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/httpapi"
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
	post := func(body string) httpapi.IngestResult {
		status, answer := s.ask("POST", "/api/ingest", body, h.owner)
		var result httpapi.IngestResult
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
