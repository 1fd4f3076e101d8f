package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/analysis"
	"ohmstead/backend/httpapi"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
)

// What a meter has measured comes out as key figures and as a load profile, as JSON and as files; what
// it has measured for too short a time is unknown in both.
func TestAnalysis_OfADay(t *testing.T) {
	s := newStack(t)
	day := time.Now().UTC().Add(-48 * time.Hour).Truncate(24 * time.Hour) // UTC and Berlin have the same date at noon
	s.hold(s.north, day.Add(11*time.Hour), 2400)
	dates := fmt.Sprintf("from=%s&to=%s", day.Format(time.DateOnly), day.AddDate(0, 0, 1).Format(time.DateOnly))
	site := "/api/sites/" + s.north.site.ID.String()
	var kpis analysis.KPIs
	s.as(s.north.viewer).do("GET", site+"/kpis?"+dates, "", &kpis)
	if len(kpis.Items) != 1 || kpis.Items[0].Import != nil || kpis.Items[0].Coverage != 0 || kpis.LeastCoverage != 9000 || kpis.Capacity != nil { // nothing of the battery is known
		t.Errorf("a quarter hour of a day is %+v", kpis)
	}
	var profile analysis.LoadProfile
	s.as(s.north.viewer).do("GET", site+"/load-profile?series_ref=meter0.ActivePower&"+dates, "", &profile)
	if profile.Duration.Known != 1 || profile.Duration.Highest.Value != 2400 || !profile.Duration.Highest.From.Equal(day.Add(11*time.Hour)) || profile.Unit != "W" {
		t.Errorf("the load profile is %+v", profile)
	}
	for path, want := range map[string]string{
		"/kpis.csv?" + dates: "subject,from,to,closed,import_wh",
		"/load-profile.csv?series_ref=meter0.ActivePower&" + dates:               ",2400.000,2400.000,2400.000,2400.000,2400.000,2400.000,1,1\n",
		"/load-profile.csv?part=duration&series_ref=meter0.ActivePower&" + dates: "meter0.ActivePower,W,100,2400.000\n",
	} {
		if status, body := s.ask("GET", site+path, "", s.north.owner); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	for path, want := range map[string]string{
		"/kpis?from=2026-06-01&to=2026-06-01":                                "a day after 2026-06-01",
		"/kpis?from=2026-06-01":                                              "/query/to",
		"/kpis?from=2026-06-01&to=2026-06-02&interval=WEEK":                  "interval",
		"/load-profile?from=2026-06-01&to=2026-06-02&series_ref=meter0":      "UNKNOWN_CHANNEL",
		"/load-profile?from=2026-06-01&to=2026-06-02&period=1d&seasons=true": "",
	} {
		status, body := s.ask("GET", site+path, "", s.north.owner)
		if refused := status/100 == 4; refused != (want != "") || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s, want %q", path, status, body, want)
		}
	}
}

// Key figures of a whole day are known, those of a node are those of its sites together, and the list
// of sites shows those of today.
func TestAnalysis_OfANode(t *testing.T) {
	s := newStack(t)
	yesterday := time.Now().UTC().Add(-48 * time.Hour).Truncate(24 * time.Hour)
	batch := telemetry.Batch{Tenant: s.north.tenant.Key}
	for minute := range 48 * 60 { // more than the local day
		at := yesterday.Add(time.Duration(minute)*time.Minute - 12*time.Hour)
		batch.Samples = append(batch.Samples, telemetry.Sample{Site: s.north.site.Key, Channel: s.north.keys[0], At: at, Value: 1000, Quality: point.Good, Source: telemetry.FromEdge})
	}
	if _, err := s.db.Write(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	s.roll()
	dates := fmt.Sprintf("from=%s&to=%s", yesterday.Format(time.DateOnly), yesterday.AddDate(0, 0, 1).Format(time.DateOnly))
	var kpis analysis.KPIs
	s.as(s.north.owner).do("GET", "/api/sites/"+s.north.site.ID.String()+"/kpis?"+dates, "", &kpis)
	k := kpis.Items[0]
	if seconds := int64(k.To.Sub(k.From) / time.Second); int64(*k.Import) != 1000*seconds || k.Peak.Watts != 1000 || *k.LoadFactor != 10_000 || k.Charged != nil || k.Load != nil {
		raw, _ := json.Marshal(k)
		t.Errorf("the day is %s", raw)
	}
	var enterprise struct{ ID string }
	s.as(s.north.owner).do("POST", "/api/org-nodes", `{"kind":"ENTERPRISE","name":"Works"}`, &enterprise)
	s.as(s.north.owner).do("POST", "/api/sites", fmt.Sprintf(`{"name":"Works","time_zone":"Europe/Berlin","parent_id":%q}`, enterprise.ID), nil)
	var node analysis.KPIs
	s.as(s.north.owner).do("GET", "/api/org-nodes/"+enterprise.ID+"/kpis?interval=MONTH&"+dates, "", &node)
	if node.Subject.Sites != 1 || node.Subject.Name != "Works" || len(node.Items) != 1 || node.Items[0].Import != nil {
		t.Errorf("the node is %+v", node)
	}
	var sites httpapi.SitePage
	s.as(s.north.owner).do("GET", "/api/sites", "", &sites)
	if len(sites.Items) != 2 || sites.Items[0].Today.PeakImportWatts != nil || sites.Items[0].Today.CoveredShare != 0 {
		t.Errorf("the sites are %+v", sites.Items)
	}
}
