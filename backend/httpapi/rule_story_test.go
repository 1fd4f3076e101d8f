package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"ohmstead/backend/httpapi/rules"
)

const hotRule = `{"name":%q,"site_id":%s,"severity":"WARNING","enabled":true,"kind":"THRESHOLD","channel":"battery0.SOC","above":95,"below":null,"hysteresis":2,"for_seconds":60,"window_seconds":0,"expression":"","inputs":{}}`

// An engineer writes a rule, tries it, changes it and removes it; an operator may read it only.
func TestStory_ARuleIsWritten(t *testing.T) {
	s := newStack(t)
	s.measure(s.north)
	engineer, operator := s.login("engineer@"+s.north.tenant.Name+".example"), s.login("operator@"+s.north.tenant.Name+".example")
	site := fmt.Sprintf("%q", s.north.site.ID)
	body := fmt.Sprintf(hotRule, "full", site)
	if status, answer := s.ask("POST", "/api/rules", body, operator); status != http.StatusForbidden {
		t.Errorf("an operator adds one: %d %s", status, answer)
	}
	var trial rules.AlarmRuleTrial
	s.as(engineer).do("POST", "/api/rules/try", body, &trial)
	if trial.Places != 1 {
		t.Errorf("the trial looked at %d places", trial.Places)
	}
	var r rules.AlarmRule
	s.as(engineer).do("POST", "/api/rules", body, &r)
	if r.Version != 1 || r.Name != "full" || *r.Above != 95 || r.SiteName != s.north.site.Name {
		t.Errorf("added: %+v", r)
	}
	at := "/api/rules/" + r.ID.String()
	s.as(engineer).do("PUT", at, `{"version":1,`+fmt.Sprintf(hotRule, "fuller", site)[1:], &r)
	if r.Version != 2 || r.Name != "fuller" {
		t.Errorf("changed: %+v", r)
	}
	var everywhere rules.AlarmRule
	s.as(engineer).do("POST", "/api/rules", fmt.Sprintf(hotRule, "everywhere", "null"), &everywhere)
	if everywhere.SiteID != nil || everywhere.SiteName != "" {
		t.Errorf("for all sites: %+v", everywhere)
	}
	for path, want := range map[string]string{at + "?version=1": "VERSION_CONFLICT"} {
		if status, answer := s.ask("DELETE", path, "", engineer); status != http.StatusConflict || !strings.Contains(answer, want) {
			t.Errorf("%s: %d %s", path, status, answer)
		}
	}
	if page := get[rules.AlarmRulePage](s, "/api/rules?site="+s.north.site.ID.String(), operator); len(page.Items) != 1 {
		t.Errorf("listed: %+v", page)
	}
	if status, answer := s.ask("DELETE", at+"?version=2", "", engineer); status != http.StatusNoContent {
		t.Errorf("removed: %d %s", status, answer)
	}
	if status, _ := s.ask("GET", at, "", engineer); status != http.StatusNotFound {
		t.Errorf("the removed rule: %d", status)
	}
}

// hookChannel is a webhook that cannot be called: the address is none of the internet.
const hookChannel = `{"name":%q,"kind":"WEBHOOK","enabled":true,"site_id":%s,"language":"en","to":[],"url":"https://127.0.0.1:9/","cleared":true,"routes":[{"least":"WARNING","site_id":null,"rule_id":null}]}`
