package httpapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/httpapi/alarms"
	"ohmstead/backend/httpapi/problem"
	"ohmstead/backend/intake"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

func TestSiteStandsAsItsValuesSay(t *testing.T) {
	_, address := serve(t, newWorld())
	_, body := ask(t, "GET", address+"/api/sites", "", asViewer)
	page := decoded[SitePage](t, body)
	if len(page.Items) != 1 || page.Next != "" {
		t.Fatal(body)
	}
	site := page.Items[0]
	if site.State != "ONLINE" || *site.Now.GridWatts != -2100 || site.Now.PVWatts != nil || *site.Now.LoadWatts != -2100 || site.OpenAlarms != 1 {
		t.Errorf("got %s", body)
	}
	// Noon in UTC is 14:00 in Berlin: the day so far is 14 hours long.
	if *site.Today.ImportWh != 14 {
		t.Errorf("the day so far is %v h long, want 14", *site.Today.ImportWh)
	}
	_, body = ask(t, "GET", address+sitePath, "", asViewer)
	if diff := cmp.Diff(site, decoded[Site](t, body)); diff != "" {
		t.Error("the site alone differs from the site in the list:", diff)
	}
}

func TestAListOfManySitesAsksAsOftenAsOneOfOne(t *testing.T) {
	w := newWorld()
	_, address := serve(t, w)
	for n := range 40 {
		w.others = append(w.others, registry.Site{ID: uuid.New(), Key: int32(100 + n), Name: fmt.Sprintf("Site %02d", n), TimeZone: "Europe/Berlin"})
	}
	_, body := ask(t, "GET", address+"/api/sites", "", asViewer)
	if page := decoded[SitePage](t, body); len(page.Items) != 41 {
		t.Fatal(body)
	}
	if w.stood != 1 || w.asked != 0 {
		t.Errorf("it was asked %d times how sites stand, want once, and %d times for one site's channels", w.stood, w.asked)
	}
}

func TestSummaryIsOfTheLocalDay(t *testing.T) {
	_, address := serve(t, newWorld())
	for day, want := range map[string]float64{"": 14, "?day=2026-03-29": 23, "?day=2025-10-26": 25, "?day=2026-05-31": 24} {
		_, body := ask(t, "GET", address+sitePath+"/summary"+day, "", asViewer)
		if got := decoded[Summary](t, body); *got.ImportWh != want {
			t.Errorf("%q: %v h, want %v", day, *got.ImportWh, want)
		}
	}
	_, body := ask(t, "GET", address+sitePath+"/summary?day=2026-06-02", "", asViewer)
	if got := decoded[Summary](t, body); got.ImportWh != nil {
		t.Errorf("a day to come has values: %s", body)
	}
}

func TestLiveShowsNoValueThatIsStale(t *testing.T) {
	_, address := serve(t, newWorld())
	_, body := ask(t, "GET", address+sitePath+"/live", "", asViewer)
	got := decoded[Readings](t, body).Readings
	value := -2100.0
	want := []Reading{
		{"meter0", "ActivePower", &value, "W", noon.Add(-time.Second), "GOOD"},
		{"meter0", "Frequency", nil, "Hz", noon.Add(-time.Minute), "STALE"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDevicesOfASite(t *testing.T) {
	_, address := serve(t, newWorld())
	_, body := ask(t, "GET", address+sitePath+"/devices", "", asViewer)
	d := decoded[DeviceList](t, body).Items[0]
	if d.Health != "STALE" || d.Channels != 2 || d.StaleChannels != 1 || !d.LastValueAt.Equal(noon.Add(-time.Second)) {
		t.Errorf("got %+v", d)
	}
}

func TestSeriesShowsGapsAsNull(t *testing.T) {
	_, address := serve(t, newWorld())
	_, body := ask(t, "GET", address+sitePath+"/series?channel=meter0.ActivePower&channel=meter0.Frequency&from=2026-06-01T00:00:00Z&to=2026-06-01T01:00:00Z&bucket=5m", "", asViewer)
	got := decoded[SeriesList](t, body).Series
	if len(got) != 2 || got[0].Channel != "meter0.ActivePower" || got[1].Unit != "Hz" || *got[0].Buckets[0].Mean != 5 || got[0].Buckets[1].Mean != nil {
		t.Errorf("got %s", body)
	}
	if got[0].Buckets[0].CoveredSeconds != 300 || got[0].Buckets[1].Quality != "MISSING" {
		t.Errorf("got %s", body)
	}
}

func TestReadingsPageByPage(t *testing.T) {
	_, address := serve(t, newWorld())
	path := address + sitePath + "/readings?channel=meter0.ActivePower&from=2026-06-01T00:00:00Z&to=2026-06-01T00:00:25Z&limit=10"
	var seen []float64
	for cursor, pages := "", 0; ; pages++ {
		_, body := ask(t, "GET", path+cursor, "", asViewer)
		page := decoded[ReadingPage](t, body)
		for _, r := range page.Readings {
			seen = append(seen, *r.Value)
		}
		if page.Next == "" {
			if pages != 2 {
				t.Errorf("%d pages after the first, want 2", pages)
			}
			break
		}
		cursor = "&cursor=" + page.Next
	}
	if len(seen) != 25 || seen[24]-seen[0] != 24 {
		t.Errorf("got %v", seen)
	}
}

func TestNetPowerSaysThatThereIsNoGridMeter(t *testing.T) {
	_, address := serve(t, newWorld())
	_, body := ask(t, "GET", address+sitePath+"/net-power", "", asViewer)
	got := decoded[NetPower](t, body)
	if got.ReasonCode != reason.NoGridMeter || got.BucketSeconds != 900 || len(got.Buckets) != 96 || got.Buckets[0].GridWatts != nil {
		t.Errorf("got %.300s", body)
	}
}

func TestEventsSpeakBothLanguages(t *testing.T) {
	_, address := serve(t, newWorld())
	_, body := ask(t, "GET", address+"/api/events?open=true&kind=ALARM", "", asViewer)
	e := decoded[alarms.EventPage](t, body).Items[0]
	if e.TextEN != "sdm0 has sent nothing fresh for 12 s" || e.TextDE != "sdm0 hat seit 12 s nichts Aktuelles gesendet" {
		t.Errorf("got %q, %q", e.TextEN, e.TextDE)
	}
}

func TestIngestAnswersPerReading(t *testing.T) {
	w := newWorld()
	_, address := serve(t, w)
	body := `{"schema":1,"readings":[
		{"deviceId":"meter0","channel":"ActivePower","value":3.2,"unit":"kW","timestamp":"2026-06-01T12:00:00Z"},
		{"deviceId":"meter0","channel":"ActivePower","value":7,"unit":"furlong","timestamp":"2026-06-01T12:00:01Z"}]}`
	response, answer := ask(t, "POST", address+"/api/ingest", body, asOwner)
	got := decoded[intake.IngestResult](t, answer)
	if response.StatusCode != http.StatusOK || got.Accepted != 1 || len(got.Rejected) != 1 || got.Rejected[0].ReasonCode != reason.UnknownUnit {
		t.Fatalf("%s %s", response.Status, answer)
	}
	want := telemetry.Batch{Tenant: 1, Actor: uuid.Nil.String(), Samples: []telemetry.Sample{
		{Site: 4, Channel: 1, At: noon, Value: 3200, Quality: point.Good, Source: telemetry.FromHTTP},
	}}
	if diff := cmp.Diff(want, w.written); diff != "" {
		t.Error(diff)
	}
}

func TestIngestKnowsAChannelAsSoonAsItIsRegistered(t *testing.T) {
	w := newWorld()
	_, address := serve(t, w)
	send := func(channel, unit string) intake.IngestResult {
		body := fmt.Sprintf(`{"deviceId":"meter0","channel":%q,"value":1,"unit":%q,"timestamp":"2026-06-01T12:00:00Z"}`, channel, unit)
		_, answer := ask(t, "POST", address+"/api/ingest", body, asOwner)
		return decoded[intake.IngestResult](t, answer)
	}
	for range 3 {
		send("ActivePower", "W")
	}
	if w.asked != 1 {
		t.Errorf("three ingests listed the channels %d times", w.asked)
	}
	if got := send("ReactivePower", "var"); got.Accepted != 0 || got.Rejected[0].ReasonCode != reason.UnknownChannel {
		t.Errorf("before it is registered: %+v", got)
	}
	w.more = true
	if got := send("ReactivePower", "var"); got.Accepted != 1 {
		t.Errorf("after it is registered: %+v", got)
	}
}

func TestIngestRefusesABodyItCannotRead(t *testing.T) {
	_, address := serve(t, newWorld())
	response, body := ask(t, "POST", address+"/api/ingest", "{\n\"schema\":1,\n\"readings\":[{]}", asOwner)
	if p := decoded[problem.Problem](t, body); response.StatusCode != http.StatusBadRequest || p.Detail != `cannot be read: line 3, byte 28: "]" where a name in quotes should follow` {
		t.Errorf("%s %s", response.Status, body)
	}
	large := `{"schema":1,"readings":[` + strings.Repeat(" ", maxIngest)
	response, body = ask(t, "POST", address+"/api/ingest", large, asOwner)
	if p := decoded[problem.Problem](t, body); response.StatusCode != http.StatusRequestEntityTooLarge || p.Detail != "the body is larger than 1048576 bytes" {
		t.Errorf("%s %s", response.Status, body)
	}
	whole := `{"schema":1,"readings":[` + strings.Repeat(" ", maxIngest-26) + `]}`
	if response, body = ask(t, "POST", address+"/api/ingest", whole, asOwner); response.StatusCode != http.StatusOK {
		t.Errorf("exactly 1 MiB: %s %s", response.Status, body)
	}
}

// Every operation asks for its credential before it looks at anything else: without one there is
// no way to learn what exists.
func TestEveryOperationNeedsItsCredential(t *testing.T) {
	s, address := serve(t, newWorld())
	for _, o := range s.Operations() {
		if o.Access.Public {
			continue
		}
		path := strings.ReplaceAll(o.Path, "{id}", "6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10")
		response, body := ask(t, o.Method, address+path, "")
		if response.StatusCode != http.StatusUnauthorized || !strings.Contains(body, string(reason.Unauthenticated)) {
			t.Errorf("%s without a credential: %s %s", o.ID, response.Status, body)
		}
	}
}

// Every operation about a site answers 404 for one outside the caller's scope, never 403 and
// never data; the operations are taken from the table.
func TestEveryOperationHidesForeignSites(t *testing.T) {
	s, address := serve(t, newWorld())
	const foreign = "7e2d2a1f-1d9f-4f66-8a1b-4b2e2d6c8b21"
	query := map[string]string{
		"series":        "?channel=meter0.ActivePower&from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z",
		"readings":      "?channel=meter0.ActivePower&from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z",
		"series-export": "?channel=meter0.ActivePower&from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z",
		"site-kpis":     "?from=2026-06-01&to=2026-06-02", "site-kpis-file": "?from=2026-06-01&to=2026-06-02",
		"org-node-kpis": "?from=2026-06-01&to=2026-06-02", "org-node-kpis-file": "?from=2026-06-01&to=2026-06-02",
		"load-profile": "?from=2026-06-01&to=2026-06-02", "load-profile-file": "?from=2026-06-01&to=2026-06-02",
		"series-parquet": "?channel=meter0.ActivePower&from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z",
	}
	walked := 0
	for _, o := range s.Operations() {
		// This world has no people, no alarms, no rules, no notifications, no offline meters, no invoices, no beliefs, no balance groups, no plans, no tariffs, no tree of places, no edges to add and nobody who runs the platform;
		// over a real store TestIsolation walks everything.
		if !strings.Contains(o.Path, "{id}") || slices.Contains([]string{"People", "Places", "Session", "Events", "Edges", "Rules", "Notifications", "Platform", "Virtual channels", "Offline meters", "Charging", "Invoices", "Market", "Forecasts", "Balance groups", "Charging", "Plans", "Tariffs"}, o.Tag) {
			continue
		}
		walked++
		body := ""
		if o.Method == http.MethodPut {
			body = `{"version":0,"known_until":"2026-06-02T12:00:00Z","blocks":[]}`
		}
		if o.ID == "set-channel-settings" {
			body = `{"channel":"meter0.ActivePower","version":0,"min":null,"max":1,"max_per_second":null,"rollover":null,"no_reset":false}`
		}
		response, body := ask(t, o.Method, address+strings.ReplaceAll(o.Path, "{id}", foreign)+query[o.ID], body, asOwner)
		if response.StatusCode != http.StatusNotFound || !strings.Contains(body, string(reason.NotFound)) {
			t.Errorf("%s: %s %s", o.ID, response.Status, body)
		}
	}
	if walked < 10 {
		t.Errorf("only %d operations were walked", walked)
	}
	for _, one := range []struct{ method, path, body string }{
		{"GET", "/api/events?site=" + foreign, ""},
		{"POST", "/api/ingest?site=" + foreign, `{"schema":1,"readings":[]}`},
	} {
		if response, body := ask(t, one.method, address+one.path, one.body, asOwner); response.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s %s", one.path, response.Status, body)
		}
	}
}
