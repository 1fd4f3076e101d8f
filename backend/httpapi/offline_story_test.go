package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"ohmstead/backend/analysis"
	"ohmstead/backend/httpapi/audittrail"
	"ohmstead/backend/httpapi/meters"
)

// A meter is made, a file with faults is refused with all of them, put right it is stored, brought again
// it changes nothing; what it comes to is a channel like others, and readers may not bring.
func TestOffline_FromAFileToALoadProfile(t *testing.T) {
	s := newStack(t)
	owner, site := s.as(s.north.owner), "/api/sites/"+s.north.site.ID.String()
	var meter meters.OfflineMeter
	owner.do("POST", site+"/offline-meters", `{"name":"Hall","unit":"kWh","reading_kind":"INTERVAL","period":"1d"}`, &meter)
	readings := "/api/offline-meters/" + meter.ID.String() + "/readings"
	ask := func(content string, dry bool) string {
		return fmt.Sprintf(`{"name":"2025.csv","content":%q,"time_zone":"Europe/Berlin","dry_run":%v}`, content, dry)
	}
	var report meters.OfflineReport
	owner.do("POST", readings, ask("time,value\n2025-10-25,24\n2025-10-26 02:30,25\n2025-10-27,many\n", false), &report)
	if report.Stored || len(report.Problems) != 2 || report.Problems[0].Code != "AMBIGUOUS_TIME" || report.Problems[0].Line != 3 || report.Problems[0].Field != "time" ||
		!strings.Contains(report.Problems[0].TextEN, "2025-10-26T02:30:00+02:00 or 2025-10-26T02:30:00+01:00") || !strings.Contains(report.Problems[1].TextDE, "many") {
		t.Errorf("a file with faults comes to %+v", report)
	}
	file := "time,value\n2025-10-25,24\n2025-10-26,25\n"
	for _, tt := range []struct {
		dry, stored bool
		fresh, same int
	}{{true, false, 2, 0}, {false, true, 2, 0}, {false, true, 0, 2}} {
		owner.do("POST", readings, ask(file, tt.dry), &report)
		if report.Stored != tt.stored || report.New != tt.fresh || report.Same != tt.same || len(report.Problems) != 0 {
			t.Errorf("dry %v: it comes to %+v", tt.dry, report)
		}
	}
	var page meters.OfflineReadingPage
	owner.do("GET", readings+"?limit=1", "", &page)
	if len(page.Items) != 1 || page.Items[0].ValueWh != "25000.00" || page.Items[0].Source != "2025.csv" || !strings.HasPrefix(page.Items[0].By, "user:") || page.Next == "" {
		t.Errorf("the first page is %+v", page)
	}
	var rest meters.OfflineReadingPage
	owner.do("GET", readings+"?limit=1&cursor="+page.Next, "", &rest)
	if len(rest.Items) != 1 || rest.Items[0].ValueWh != "24000.00" || rest.Next != "" {
		t.Errorf("the second page is %+v", rest)
	}
	s.roll()
	var profile analysis.LoadProfile
	owner.do("GET", site+"/load-profile?from=2025-10-25&to=2025-10-27&period=1h&series_ref="+meter.Channel, "", &profile)
	if profile.Duration.Known != 49 || profile.Duration.Highest.Value != 1000 || len(profile.Groups) != 2 {
		t.Errorf("the load profile is %+v", profile.Duration)
	}
	if status, body := s.ask("POST", readings, ask(file, true), s.north.viewer); status != http.StatusForbidden {
		t.Errorf("a viewer: %d %s", status, body)
	}
	s.judgeMeters(meter, site)
}

// Half of a hundredth of a Wh goes to the even hundredth: energies of meters are shown as all others are.
func TestOffline_EnergyIsShownHalfToEven(t *testing.T) {
	s := newStack(t)
	owner := s.as(s.north.owner)
	var meter meters.OfflineMeter
	owner.do("POST", "/api/sites/"+s.north.site.ID.String()+"/offline-meters", `{"name":"Hall","unit":"Wh","reading_kind":"COUNTER"}`, &meter)
	readings := "/api/offline-meters/" + meter.ID.String() + "/readings"
	owner.do("POST", readings, `{"name":"2025.csv","content":"time,value\n2025-10-25,7.005\n2025-10-26,7.015\n","time_zone":"Europe/Berlin","dry_run":false}`, nil)
	var page meters.OfflineReadingPage
	owner.do("GET", readings, "", &page)
	if len(page.Items) != 2 || page.Items[0].ValueWh != "7.02" || page.Items[1].ValueWh != "7.00" {
		t.Errorf("the readings are shown as %+v", page.Items)
	}
}

// judgeMeters checks lists, changes and the log after one meter was made.
func (s *stack) judgeMeters(meter meters.OfflineMeter, site string) {
	s.t.Helper()
	owner, path := s.as(s.north.owner), "/api/offline-meters/"+meter.ID.String()
	var list meters.OfflineMeterList
	s.as(s.north.viewer).do("GET", site+"/offline-meters", "", &list)
	if len(list.Items) != 1 || list.Items[0].Readings != 2 || list.Items[0].LastAt == nil || list.Items[0].Channel != "offline1.ActivePower" {
		s.t.Errorf("the list is %+v", list)
	}
	owner.refused("POST", site+"/offline-meters", `{"name":"Hall","unit":"kWh","reading_kind":"COUNTER"}`, "NAME_TAKEN")
	owner.refused("POST", site+"/offline-meters", `{"name":"Cellar","unit":"kWh","reading_kind":"COUNTER","period":"1d"}`, "INVALID_VALUE")
	owner.do("PUT", path, `{"version":1,"name":"Old hall","archived":true}`, nil)
	owner.refused("PUT", path, `{"version":1,"name":"Hall"}`, "VERSION_CONFLICT")
	owner.refused("POST", path+"/readings", `{"name":"typed","content":"time,value\n","dry_run":true}`, "METER_OUT_OF_USE")
	var log audittrail.AuditPage
	owner.do("GET", "/api/audit?entity=offline_meters", "", &log)
	if len(log.Items) != 2 {
		s.t.Errorf("the log is %+v", log.Items)
	}
}
