package httpapi_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"ohmstead/backend/event"
	"ohmstead/backend/httpapi/export"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// An hour ends in a file as it is stored: a line per interval with its quality, a gap without a value.
func TestExport_AFileHasAGapAsAGap(t *testing.T) {
	s := newStack(t)
	from := time.Now().UTC().Add(-48 * time.Hour).Truncate(time.Hour)
	s.hold(s.north, from, 2400)
	ask := func(bucket string) [][]string {
		t.Helper()
		query := url.Values{"channel": {"meter0.ActivePower", "battery0.SOC"}, "from": {from.Format(time.RFC3339)}, "to": {from.Add(time.Hour).Format(time.RFC3339)}, "bucket": {bucket}}
		status, body := s.ask("GET", "/api/sites/"+s.north.site.ID.String()+"/series.csv?"+query.Encode(), "", s.north.owner)
		lines, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || status != http.StatusOK {
			t.Fatalf("%d %s: %v", status, body, err)
		}
		return lines
	}
	quarters := ask("15m")
	at := from.Format(time.RFC3339)
	if len(quarters) != 9 || strings.Join(quarters[1], " ") != "meter0.ActivePower W "+at+" 2400 2400 2400 2400 GOOD 900" {
		t.Errorf("the quarter hours are %q", quarters)
	}
	if gap := quarters[3]; gap[3] != "" || gap[7] != "MISSING" || gap[8] != "0" {
		t.Errorf("a quarter hour without data is %q", gap)
	}
	raw := ask("raw")
	if len(raw) != 17 || strings.Join(raw[1], " ") != "meter0.ActivePower W "+at+" 2400 GOOD" {
		t.Errorf("the readings are %q", raw)
	}
	if mark := raw[16]; mark[3] != "" || mark[4] != "STALE" {
		t.Errorf("the mark that values have ceased is %q", mark)
	}
}

// What a file of columns holds is what the lines hold, with nulls where those have nothing.
func TestExport_ColumnsHoldWhatTheLinesHold(t *testing.T) {
	s := newStack(t)
	from := time.Now().UTC().Add(-48 * time.Hour).Truncate(time.Hour)
	s.hold(s.north, from, 2400)
	for _, bucket := range []string{"15m", "1d", "raw"} {
		query := url.Values{"channel": {"meter0.ActivePower", "battery0.SOC"}, "from": {from.Format(time.RFC3339)}, "to": {from.Add(time.Hour).Format(time.RFC3339)}, "bucket": {bucket}}
		ask := func(file string) string {
			status, body := s.ask("GET", "/api/sites/"+s.north.site.ID.String()+"/"+file+"?"+query.Encode(), "", s.north.owner)
			if status != http.StatusOK {
				t.Fatalf("%s: %d %s", file, status, body)
			}
			return body
		}
		lines, err := csv.NewReader(strings.NewReader(ask("series.csv"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if got := recordsOf(t, ask("series.parquet")); !reflect.DeepEqual(got, lines) {
			t.Errorf("%s: the columns hold\n%q\nthe lines\n%q", bucket, got, lines)
		}
	}
}

// recordsOf reads a file of columns by its own names and types.
func recordsOf(t *testing.T, body string) [][]string {
	t.Helper()
	file, err := parquet.OpenFile(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var head []string
	for _, f := range file.Schema().Fields() {
		head = append(head, f.Name())
	}
	records := [][]string{head}
	for _, group := range file.RowGroups() {
		rows := group.Rows()
		for row := make([]parquet.Row, 1); ; {
			n, err := rows.ReadRows(row)
			if n == 0 {
				if !errors.Is(err, io.EOF) {
					t.Fatal(err)
				}
				break
			}
			var record []string
			for _, value := range row[0] {
				record = append(record, textOf(value))
			}
			records = append(records, record)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return records
}

func textOf(v parquet.Value) string {
	switch {
	case v.IsNull():
		return ""
	case v.Kind() == parquet.Int64: // the one integer: an instant
		return time.UnixMicro(v.Int64()).UTC().Format(time.RFC3339Nano)
	case v.Kind() == parquet.Double:
		return strconv.FormatFloat(v.Double(), 'f', -1, 64)
	}
	return string(v.ByteArray())
}

// recorded is a request as Grafana's JSON data source sends it, about the site and an hour.
func (s *stack) recorded(name string, from time.Time) string {
	s.t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "grafana", name))
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.NewReplacer("SITE", s.north.site.ID.String(), "FROM", from.Format(time.RFC3339), "TO", from.Add(time.Hour).Format(time.RFC3339)).Replace(string(raw))
}

func TestExport_GrafanaFindsAsksAndAnnotates(t *testing.T) {
	s := newStack(t)
	from := time.Now().UTC().Add(-48 * time.Hour).Truncate(time.Hour)
	s.hold(s.north, from, 2400)
	scope := identity.Scope{Tenant: s.north.tenant.Key, AllSites: true}
	if _, err := s.db.Raise(t.Context(), scope, event.Event{Site: s.north.site.ID, Kind: event.Alarm, Severity: event.Warning, Code: reason.StaleData, Device: "meter", Raised: from.Add(time.Minute)}); err != nil {
		t.Fatal(err)
	}
	post := func(path, body string, answer any) {
		t.Helper()
		status, text := s.ask("POST", "/api/grafana/"+path, body, s.north.owner)
		if err := json.Unmarshal([]byte(text), answer); err != nil || status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, status, text)
		}
	}
	var found []export.SearchFound
	post("search", `{"target":"METER0","type":"timeserie"}`, &found)
	if len(found) != 1 || found[0].Value != s.north.site.ID.String()+"/meter0.ActivePower" || found[0].Text != "House north: meter0.ActivePower" {
		t.Errorf("it found %+v", found)
	}
	var series []export.QueryAnswer
	post("query", s.recorded("query.json", from), &series)
	if len(series) != 1 || series[0].RefID != "A" || len(series[0].Datapoints) != 60 {
		t.Fatalf("the series are %+v", series)
	}
	first, gap := series[0].Datapoints[0], series[0].Datapoints[30]
	if first[0] == nil || *first[0] != 2400 || *first[1] != float64(from.UnixMilli()) || gap[0] != nil || *gap[1] != float64(from.Add(30*time.Minute).UnixMilli()) {
		t.Errorf("the first point is %v, a gap %v", first, gap)
	}
	var notes []export.AnnotationAnswer
	post("annotations", s.recorded("annotations.json", from), &notes)
	if len(notes) != 1 || notes[0].Title != string(reason.StaleData) || notes[0].Time != from.Add(time.Minute).UnixMilli() || notes[0].Annotation.(map[string]any)["name"] != "alarms" {
		t.Errorf("the annotations are %+v", notes)
	}
}

func TestExport_RefusesWhatIsNone(t *testing.T) {
	s := newStack(t)
	for name, tt := range map[string]struct {
		path, body, want string
		status           int
	}{
		"a target that is none":          {"query", `{"range":{"from":"2026-06-01T00:00:00Z","to":"2026-06-01T01:00:00Z"},"targets":[{"target":"meter0"}]}`, "a target that was found", 422},
		"a channel that is none":         {"query", `{"range":{"from":"2026-06-01T00:00:00Z","to":"2026-06-01T01:00:00Z"},"targets":[{"target":"` + s.north.site.ID.String() + `/x.Y"}]}`, "x.Y", 422},
		"a range that ends before":       {"query", `{"range":{"from":"2026-06-01T00:00:00Z","to":"2026-06-01T00:00:00Z"},"targets":[]}`, "a later one", 422},
		"annotations without a range":    {"annotations", `{}`, "range", 422},
		"a body that is cut off":         {"search", `{"target":`, "cannot be read", 400},
		"a target that is another's own": {"query", `{"range":{"from":"2026-06-01T00:00:00Z","to":"2026-06-01T01:00:00Z"},"targets":[{"target":"` + s.south.site.ID.String() + `/meter0.ActivePower"}]}`, "no such site", 404},
	} {
		t.Run(name, func(t *testing.T) {
			status, body := s.ask("POST", "/api/grafana/"+tt.path, tt.body, s.north.owner)
			if status != tt.status || !strings.Contains(body, tt.want) {
				t.Errorf("%d %s, want %d and %q", status, body, tt.status, tt.want)
			}
		})
	}
}
