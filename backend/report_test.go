package backend_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/httpapi/reports"
	"ohmstead/backend/postgres"
	"ohmstead/wire"
)

// The report of a week is the same bytes after the backend was stopped and started again; one value
// that comes late then makes version 2, which names version 1.
func TestRun_AReportIsTheSameAfterARestart(t *testing.T) {
	c, database := configured(t)
	h := run(t, c)
	h.login()
	h.meter(database)
	day := time.Now().UTC().Add(-9 * 24 * time.Hour).Truncate(24 * time.Hour)
	h.ingest(day.Add(8*time.Hour), 60)
	first := h.until(day, func(r reports.ReportRun) bool {
		return r.Report.Total.Import != nil && *r.Report.Total.Import == 3600*1000
	})
	before := h.resultOf(first)
	if err := h.stop(); err != nil {
		t.Fatal(err)
	}

	h = run(t, c)
	h.login()
	again := h.report(day)
	if again.Made || again.Version.ID != first.Version.ID || h.resultOf(again) != before {
		t.Errorf("after the restart it is %+v, was %+v", again.Version, first.Version)
	}
	h.ingest(day.Add(12*time.Hour), 1)
	second := h.until(day, func(r reports.ReportRun) bool { return r.Version.Version > first.Version.Version })
	if second.Version.Version != first.Version.Version+1 || second.Version.Replaces == nil || *second.Version.Replaces != first.Version.ID {
		t.Errorf("after a late value it is %+v", second.Version)
	}
	if h.resultOf(first) != before {
		t.Error("the version that was replaced has changed")
	}
}

// meter gives the house a grid meter.
func (h *house) meter(database postgres.Config) {
	h.t.Helper()
	db, err := postgres.Open(h.t.Context(), database)
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	_, err = db.ApplyManifest(h.t.Context(), h.seeded.Edge, wire.Manifest{
		Version: wire.Version, BootID: "018f0000-0000-7000-8000-000000000001",
		Site:     wire.ManifestSite{Name: "House", TimeZone: "Europe/Berlin"},
		Devices:  []wire.ManifestDevice{{Key: "meter", Protocol: "modbus-tcp", Profile: "sdm630", Address: "127.0.0.1:1502"}},
		Assets:   []wire.ManifestAsset{{Key: "meter0", Name: "Grid meter", Nature: "GRID_METER", Device: "meter", MeasuresConnection: true}},
		Channels: []wire.ManifestChannel{{Asset: "meter0", Name: "ActivePower", Unit: "W", Kind: "measurement"}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// ingest stores 1 kW of import for so many minutes, and that the meter is silent after them. It is one request, so
// that no rollup is of a part of it: a value without the next holds for two minutes.
func (h *house) ingest(from time.Time, minutes int) {
	h.t.Helper()
	var readings []string
	for m := range minutes + 1 {
		quality := "GOOD"
		if m == minutes {
			quality = "BAD"
		}
		at := from.Add(time.Duration(m) * time.Minute)
		readings = append(readings, fmt.Sprintf(`{"deviceId":"meter0","channel":"ActivePower","value":1000,"unit":"W","timestamp":%d,"quality":%q}`, at.Unix(), quality))
	}
	person := h.token
	defer func() { h.token = person }()
	h.token = h.adapterKey()
	status, answer := h.do(http.MethodPost, "/api/ingest", `{"schema":1,"readings":[`+strings.Join(readings, ",")+`]}`)
	if status != http.StatusOK || !strings.Contains(answer, fmt.Sprintf(`"accepted":%d,`, minutes+1)) {
		h.t.Fatalf("ingest: %d %s", status, answer)
	}
}

// adapterKey makes an API key that may send readings.
func (h *house) adapterKey() string {
	h.t.Helper()
	body := fmt.Sprintf(`{"name":"the test","scopes":["INGEST"],"expires_at":%q}`, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	status, answer := h.do(http.MethodPost, "/api/keys", body)
	var made struct{ Text string }
	if err := json.Unmarshal([]byte(answer), &made); err != nil || status != http.StatusOK {
		h.t.Fatalf("make a key: %d %s", status, answer)
	}
	return made.Text
}

// report runs the report of the week of a day.
func (h *house) report(day time.Time) reports.ReportRun {
	h.t.Helper()
	body := fmt.Sprintf(`{"kind":"SITE","subject":%q,"period":"WEEK","day":%q}`, h.seeded.Site.ID, day.Format(time.DateOnly))
	status, answer := h.do(http.MethodPost, "/api/reports", body)
	var r reports.ReportRun
	if err := json.Unmarshal([]byte(answer), &r); err != nil || status != http.StatusOK {
		h.t.Fatalf("run the report: %d %s", status, answer)
	}
	return r
}

// until runs the report until what was stored has been rolled up into it.
func (h *house) until(day time.Time, settled func(reports.ReportRun) bool) reports.ReportRun {
	h.t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(time.Second) {
		if r := h.report(day); settled(r) {
			return r
		}
	}
	h.t.Fatal("what was stored does not reach the report")
	return reports.ReportRun{}
}

func (h *house) resultOf(r reports.ReportRun) string {
	h.t.Helper()
	status, body := h.do(http.MethodGet, "/api/reports/"+r.Version.ID.String()+"/file?format=json", "")
	if status != http.StatusOK {
		h.t.Fatalf("read the report: %d %s", status, body)
	}
	return body
}
