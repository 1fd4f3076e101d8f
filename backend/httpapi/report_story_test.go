package httpapi_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/httpapi"
	"ohmstead/backend/httpapi/audittrail"
	"ohmstead/backend/httpapi/reports"
	"ohmstead/backend/identity"
	"ohmstead/backend/report"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
)

// report runs a report.
func (s *stack) report(body, token string) reports.ReportRun {
	s.t.Helper()
	status, answer := s.ask("POST", "/api/reports", body, token)
	var run reports.ReportRun
	if err := json.Unmarshal([]byte(answer), &run); err != nil || status != http.StatusOK {
		s.t.Fatalf("run a report: %d %s", status, answer)
	}
	return run
}

// file is a report as a file.
func (s *stack) file(run reports.ReportRun, query string) string {
	s.t.Helper()
	status, body := s.ask("GET", "/api/reports/"+run.Version.ID.String()+"/file?"+query, "", s.north.owner)
	if status != http.StatusOK {
		s.t.Fatalf("%s: %d %s", query, status, body)
	}
	return body
}

// A report that is run again is the same, byte for byte; one value that comes late makes a second
// version that names the first, which stays as it was; the log knows who ran each.
func TestReports_LateDataMakesANewVersion(t *testing.T) {
	s := newStack(t)
	day := time.Now().UTC().Add(-9 * 24 * time.Hour).Truncate(24 * time.Hour) // its week is over
	s.hold(s.north, day.Add(10*time.Hour), 2400)
	ask := fmt.Sprintf(`{"kind":"SITE","subject":%q,"period":"WEEK","day":%q}`, s.north.site.ID, day.Format(time.DateOnly))
	first, again := s.report(ask, s.north.owner), s.report(ask, s.login("analyst@north.example"))
	if !first.Made || first.Version.Version != 1 || first.Version.Replaces != nil || *first.Report.Total.Import != 900*2400 {
		t.Fatalf("the first run is %+v", first)
	}
	before := s.file(first, "format=json")
	if again.Made || again.Version.ID != first.Version.ID || again.ID == first.ID || s.file(again, "format=json") != before {
		t.Errorf("run again, it is %+v", again)
	}
	if sum := sha256.Sum256([]byte(before)); hex.EncodeToString(sum[:]) != first.Version.Hash {
		t.Errorf("the file's hash is %x, the report says %s", sum, first.Version.Hash)
	}

	s.store(s.north, day.Add(11*time.Hour), 3600) // one late value, which holds for two minutes
	second := s.report(ask, s.north.owner)
	if !second.Made || second.Version.Version != 2 || second.Version.Replaces == nil || *second.Version.Replaces != first.Version.ID {
		t.Fatalf("after a late value it is %+v", second)
	}
	if got := *second.Report.Total.Import; got != 900*2400+120*3600 {
		t.Errorf("import is %d J", got)
	}
	if s.file(first, "format=json") != before {
		t.Error("the version that was replaced has changed")
	}
	s.judgeReports(first, second)
}

// keptInJoules is a report of a day without any data but for an hour, as it was kept under schema 1.
const keptInJoules = `{"schema":1,"subject":{"kind":"SITE","id":%q,"name":"House north","time_zone":"Europe/Berlin","sites":1},"period":"DAY","time_zone":"Europe/Berlin","first_day":"2026-06-01",` +
	`"from":"2026-05-31T22:00:00Z","to":"2026-06-01T22:00:00Z","closed":true,"total":{"import_j":4519846,"export_j":0,"pv_j":null,"charged_j":null,"discharged_j":null,"load_j":null,` +
	`"self_consumption_bp":null,"self_sufficiency_bp":null,"peak":{"watts":1256,"from":"2026-06-01T10:00:00Z"},"coverage_bp":416},` +
	`"parts":[{"from":"2026-06-01T10:00:00Z","to":"2026-06-01T11:00:00Z","import_j":4519846,"export_j":0,"pv_j":null,"charged_j":null,"discharged_j":null,"load_j":null,` +
	`"self_consumption_bp":null,"self_sufficiency_bp":null,"peak":{"watts":1256,"from":"2026-06-01T10:00:00Z"},"coverage_bp":10000}],"sites":[],"gaps":[],"more_gaps":0}`

// A report that was kept when energies were in J opens as any other, in Wh, and its file stays what it was; run
// again it is another version, for its input is another.
func TestReports_KeptInJoulesOpen(t *testing.T) {
	s := newStack(t)
	run := s.report(fmt.Sprintf(`{"kind":"SITE","subject":%q,"period":"DAY","day":"2026-06-02"}`, s.north.site.ID), s.north.owner)
	var me httpapi.Me
	s.as(s.north.owner).do("GET", "/api/me", "", &me)
	document := fmt.Sprintf(keptInJoules, s.north.site.ID)
	scope := identity.Scope{Tenant: s.north.tenant.Key, AllSites: true}
	old, err := s.db.Keep(t.Context(), scope, report.Draft{
		Frame:    report.Frame{Subject: run.Report.Subject, Period: report.Day, TimeZone: "Europe/Berlin", FirstDay: "2026-06-01", Closed: true},
		DataHash: sha256.Sum256([]byte("what it followed from")), Result: []byte(document), By: me.User.ID, Now: time.Now(),
	})
	if err != nil {
		t.Fatal(err)
	}
	path := "/api/reports/" + old.Version.ID.String()
	judge := func() {
		for query, want := range map[string]string{
			"":                  `"total":{"import_wh":1255.51,"export_wh":0,"pv_wh":null,`,
			"/file?format=csv":  "\nhour,House north,2026-06-01T12:00:00+02:00,2026-06-01T13:00:00+02:00,1.00,1255.51,0.00,,",
			"/file?format=html": "<dd>1.26 <span>kWh</span>",
			"/file?format=json": document,
		} {
			if status, body := s.ask("GET", path+query, "", s.north.owner); status != http.StatusOK || !strings.Contains(body, want) || query == "/file?format=json" && body != want {
				t.Errorf("%s: %d %s, want %s", query, status, body, want)
			}
		}
	}
	judge()
	next := s.report(fmt.Sprintf(`{"kind":"SITE","subject":%q,"period":"DAY","day":"2026-06-01"}`, s.north.site.ID), s.north.owner)
	if !next.Made || next.Version.Version != 2 || next.Version.Replaces == nil || *next.Version.Replaces != old.Version.ID || !strings.HasPrefix(s.file(next, "format=json"), `{"schema":2,`) {
		t.Errorf("run again, it is %+v", next)
	}
	judge()
	var one reports.FullReport
	s.as(s.north.owner).do("GET", path, "", &one)
	if sum := sha256.Sum256([]byte(document)); one.Version.Hash != hex.EncodeToString(sum[:]) || one.Version.Newest || one.Report.Schema != 2 {
		t.Errorf("the version that was replaced is %+v", one)
	}
}

// judgeReports checks lists, files and the log after two versions in three runs.
func (s *stack) judgeReports(first, second reports.ReportRun) {
	s.t.Helper()
	_, body := s.ask("GET", "/api/reports?limit=1", "", s.north.owner)
	var page, rest reports.ReportPage
	if err := json.Unmarshal([]byte(body), &page); err != nil || len(page.Items) != 1 || page.Items[0].ID != second.Version.ID || !page.Items[0].Newest || page.Next == "" {
		s.t.Fatalf("the first page is %s", body)
	}
	_, body = s.ask("GET", "/api/reports?limit=1&cursor="+page.Next, "", s.north.owner)
	if err := json.Unmarshal([]byte(body), &rest); err != nil || len(rest.Items) != 1 || rest.Items[0].ID != first.Version.ID || rest.Items[0].Newest || rest.Next != "" {
		s.t.Errorf("the second page is %s", body)
	}
	if csv := s.file(second, "format=csv"); !strings.Contains(csv, "\ntotal,House north,") || !strings.Contains(csv, ",720.00,") {
		s.t.Errorf("the file is %s", csv)
	}
	if page := s.file(second, "format=html&language=de"); !strings.Contains(page, "Energiebericht einer Woche") || !strings.Contains(page, "ersetzt Version 1") {
		s.t.Errorf("the page is %s", page)
	}
	if page := s.file(first, "format=html"); !strings.Contains(page, "A later version of this report replaces it.") {
		s.t.Errorf("the page of the version that was replaced is %s", page)
	}
	_, body = s.ask("GET", "/api/audit?entity=report_runs", "", s.north.owner)
	var log audittrail.AuditPage
	if err := json.Unmarshal([]byte(body), &log); err != nil || len(log.Items) != 3 || log.Items[1].Actor == log.Items[0].Actor || log.Items[2].Actor != log.Items[0].Actor {
		s.t.Errorf("the log of runs is %s", body)
	}
}

func TestReports_RefuseWhatIsNone(t *testing.T) {
	s := newStack(t)
	tests := map[string]struct {
		body   string
		status int
		want   string
	}{
		"a day that has not begun":     {`{"kind":"SITE","subject":%q,"period":"DAY","day":"2999-01-01"}`, 422, "want a day that has begun"},
		"a day that is none":           {`{"kind":"SITE","subject":%q,"period":"DAY","day":"2026-02-30"}`, 422, "day"},
		"a zone that is none":          {`{"kind":"SITE","subject":%q,"period":"DAY","day":"2026-02-03","time_zone":"Mars/Base"}`, 422, "IANA time zone"},
		"a period that is none":        {`{"kind":"SITE","subject":%q,"period":"YEAR","day":"2026-02-03"}`, 422, "period"},
		"a node that is a site":        {`{"kind":"ORG_NODE","subject":%q,"period":"DAY","day":"2026-02-03"}`, 404, "no such node"},
		"a member that nobody asks of": {`{"kind":"SITE","subject":%q,"period":"DAY","day":"2026-02-03","colour":1}`, 422, "colour"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			status, body := s.ask("POST", "/api/reports", fmt.Sprintf(tt.body, s.north.site.ID), s.north.owner)
			if status != tt.status || !strings.Contains(body, tt.want) {
				t.Errorf("%d %s, want %d and %q", status, body, tt.status, tt.want)
			}
		})
	}
}

// hold stores a quarter hour of one value of the meter.
func (s *stack) hold(h household, from time.Time, watts float64) {
	s.t.Helper()
	for at := from; at.Before(from.Add(15 * time.Minute)); at = at.Add(time.Minute) {
		s.write(h, at, watts, point.Good)
	}
	s.write(h, from.Add(15*time.Minute), 0, point.Stale)
	s.roll()
}

// store stores one value of the meter.
func (s *stack) store(h household, at time.Time, watts float64) {
	s.t.Helper()
	s.write(h, at, watts, point.Good)
	s.roll()
}

func (s *stack) write(h household, at time.Time, watts float64, quality point.Quality) {
	s.t.Helper()
	_, err := s.db.Write(s.t.Context(), telemetry.Batch{Tenant: h.tenant.Key, Samples: []telemetry.Sample{
		{Site: h.site.Key, Channel: h.keys[0], At: at, Value: watts, Quality: quality, Source: telemetry.FromEdge},
	}})
	if err != nil {
		s.t.Fatal(err)
	}
}
