package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/httpapi/alarms"
)

// An operator sees an alarm, says so, puts it aside and takes it back; the page before knows what is
// newer, and the whole life can be read.
func TestStory_AnAlarmIsHandled(t *testing.T) {
	s := newStack(t)
	a := s.about(s.north)
	operator := s.login("operator@" + s.north.tenant.Name + ".example")
	at := "/api/alarms/" + a.alarm
	var e alarms.Event
	s.as(operator).do("POST", at+"/acknowledge", `{"version":1,"note":" seen "}`, &e)
	if e.Version != 2 || e.Note != "seen" || e.AcknowledgedBy == "" || e.Acknowledged == nil {
		t.Errorf("acknowledged: %+v", e)
	}
	refused := map[string]struct {
		path, body, code string
		status           int
	}{
		"an old version":            {at + "/shelve", fmt.Sprintf(`{"version":1,"until":%q,"reason":"x"}`, time.Now().Add(time.Hour).Format(time.RFC3339)), "VERSION_CONFLICT", http.StatusConflict},
		"no reason":                 {at + "/shelve", fmt.Sprintf(`{"version":2,"until":%q,"reason":" "}`, time.Now().Add(time.Hour).Format(time.RFC3339)), "MISSING_FIELD", http.StatusUnprocessableEntity},
		"longer than anybody knows": {at + "/shelve", fmt.Sprintf(`{"version":2,"until":%q,"reason":"x"}`, time.Now().AddDate(0, 0, 8).Format(time.RFC3339)), "INVALID_VALUE", http.StatusUnprocessableEntity},
		"a time that is over":       {at + "/shelve", fmt.Sprintf(`{"version":2,"until":%q,"reason":"x"}`, time.Now().Add(-time.Hour).Format(time.RFC3339)), "INVALID_VALUE", http.StatusUnprocessableEntity},
	}
	for name, tt := range refused {
		if status, body := s.ask("POST", tt.path, tt.body, operator); status != tt.status || !strings.Contains(body, tt.code) {
			t.Errorf("%s: %d %s, want %d %s", name, status, body, tt.status, tt.code)
		}
	}
	until := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
	s.as(operator).do("POST", at+"/shelve", fmt.Sprintf(`{"version":2,"until":%q,"reason":"repair"}`, until.Format(time.RFC3339)), &e)
	if e.ShelvedUntil == nil || !e.ShelvedUntil.Equal(until) || e.ShelvedWhy != "repair" {
		t.Errorf("put aside: %+v", e)
	}
	for query, want := range map[string]int{"shelved=only": 1, "shelved=without": 0, "severity=SEVERE": 0, "severity=WARNING": 1, "code=STALE_DATA": 1, "unacknowledged=true": 0, "device=" + e.Device: 1} {
		if page := get[alarms.EventPage](s, "/api/events?open=true&"+query, s.north.viewer); len(page.Items) != want {
			t.Errorf("%s: %d alarms, want %d", query, len(page.Items), want)
		}
	}
	s.as(operator).do("POST", at+"/unshelve", `{"version":3}`, &e)
	var life []string
	for _, step := range get[alarms.AlarmHistory](s, at+"/history", s.north.viewer).Items {
		life = append(life, step.Change+" "+step.Note)
	}
	if got, want := strings.Join(life, ", "), "UNSHELVED , SHELVED repair, ACKNOWLEDGED seen, RAISED "; got != want {
		t.Errorf("its life: %s, want %s", got, want)
	}
}
