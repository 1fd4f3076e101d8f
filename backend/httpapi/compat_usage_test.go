//go:build !nocompat

package httpapi_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	compatapi "ohmstead/backend/httpapi/compat"
)

// usageLine is a usage in one line.
func usageLine(u compatapi.CircuitUsage) string {
	why := "-"
	if u.ReasonCode != nil {
		why = *u.ReasonCode
	}
	return fmt.Sprintf("%s %s %d/%d %s %s cycle=%t by %s", u.CircuitName, u.Path, u.FailedCalls, u.Calls, u.Outcome, why, u.CycleID != nil, u.ActorName)
}

func usageLines(page compatapi.CircuitUsagePage) (lines []string) {
	for _, u := range page.Items {
		lines = append(lines, usageLine(u))
	}
	return lines
}

// Who still calls by circuit is counted by circuit and path, with what came of the last call and why.
func TestCompat_CallsAreCountedByCircuitAndPath(t *testing.T) {
	s, _ := newCompatStack(t)
	d := s.depot(s.north)
	owner, machine := d.as(s.north.owner), d.as(s.north.adapter)
	d.known(d.root, 1000)
	loose := uuid.NewString()
	owner.do("POST", "/api/depot/"+s.north.site.ID.String()+"/circuits/"+loose, `{"version":0,"name":"Loose","default_capacity_watts":1,"fail_safe_capacity_watts":1}`, nil)

	var page compatapi.CircuitUsagePage
	owner.do("GET", "/api/circuit/usage", "", &page)
	if len(page.Items) != 0 || page.Next != "" || time.Since(page.From) < 30*24*time.Hour {
		t.Errorf("before any call: %+v", page)
	}
	for range 2 { // the second is the first again
		owner.do("POST", "/api/circuit/"+d.circuit+"/rebalance_load", `{"correlation_id":"legacy-1"}`, nil)
	}
	owner.do("POST", "/api/circuit/"+d.circuit+"/rebalance_load", `{}`, nil)
	owner.do("POST", "/api/circuit/"+d.circuit+"/tou_limits", fmt.Sprintf(everyDay, 40_000), nil)
	for i, circuit := range []string{d.circuit, loose, loose} {
		machine.do("POST", "/api/circuit/events", fmt.Sprintf(`{"event":"ScheduledEventRebalancePeriodic","circuit_id":%q,"event_id":"job %d","scheduled_at":"2026-06-01T12:00:00Z"}`, circuit, i), nil)
	}
	owner.refused("POST", "/api/circuit/"+loose+"/tou_limits", fmt.Sprintf(everyDay, 1), "LIMIT_SCOPE_TRANSLATION_FAILED")

	owner.do("GET", "/api/circuit/usage", "", &page)
	feeder := page.Items[len(page.Items)-1].CircuitName
	want := []string{
		"Loose TOU_LIMITS 1/1 FAILED LIMIT_SCOPE_TRANSLATION_FAILED cycle=false by north",
		"Loose SCHEDULED 2/2 SKIPPED CIRCUIT_ALIAS_NOT_RESOLVABLE cycle=false by a machine",
		feeder + " SCHEDULED 0/1 APPLIED TELEMETRY_STALE_FALLBACK_USED cycle=true by a machine",
		feeder + " TOU_LIMITS 0/1 TRANSLATED - cycle=false by north",
		feeder + " HTTP 0/2 APPLIED - cycle=true by north",
	}
	if got := usageLines(page); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	for query, n := range map[string]int{
		"?failing=true": 2, "?path=HTTP": 1, "?circuit_id=" + loose: 2, "?microgrid_id=" + d.id: 5, "?microgrid_id=" + uuid.NewString(): 0,
		"?from=" + time.Now().Add(time.Hour).UTC().Format(time.RFC3339): 0, "?failing=true&path=SCHEDULED": 1,
	} {
		owner.do("GET", "/api/circuit/usage"+query, "", &page)
		if len(page.Items) != n {
			t.Errorf("%s: %q, want %d", query, usageLines(page), n)
		}
	}
	var paged []string
	for next := ""; len(paged) == 0 || next != ""; next = page.Next {
		owner.do("GET", "/api/circuit/usage?limit=2&cursor="+next, "", &page)
		paged = append(paged, usageLines(page)...)
	}
	if fmt.Sprint(paged) != fmt.Sprint(want) {
		t.Errorf("by pages: %q", paged)
	}
	s.as(s.south.owner).do("GET", "/api/circuit/usage", "", &page)
	if len(page.Items) != 0 {
		t.Errorf("another tenant reads %q", usageLines(page))
	}
	owner.refused("GET", "/api/circuit/usage?cursor=x", "", "INVALID_VALUE")
	machine.refused("GET", "/api/circuit/usage", "", "FORBIDDEN")
}
