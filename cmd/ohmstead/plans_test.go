package main

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"ohmstead/edge/cycle"
)

// A plan of two commands charges and then discharges the battery at their times, the second by a ramp, by the API,
// the backend's worker, the bus and the edge, and leaves it alone afterwards.
func TestAPlanMovesTheBatteryAtItsTimes(t *testing.T) {
	site := bytes.Replace(demoSite, []byte("mode: SELF_CONSUMPTION"), []byte("mode: SCHEDULE"), 1)
	site = bytes.Replace(site, []byte("peak_watts: 4000"), []byte("peak_watts: 40000"), 1) // whatever vehicles come, nothing cuts the plan
	site = append(bytes.TrimRight(site, "\n"), "\n  - {id: plan, type: SCHEDULE_TRACKER, ess: battery0, max_age: 1h, on_stale: SAFE}\n"...)
	s := begin(t, site, "speed: 1\n")
	var assets struct{ Items []struct{ ID, Key string } }
	s.until("the battery is known", func() bool {
		s.call(http.MethodGet, "/api/assets?text=battery", "", &assets)
		return len(assets.Items) == 1
	})
	var policy, plan struct{ ID, Status string }
	s.call(http.MethodPost, "/api/control-policies", fmt.Sprintf(`{"scope":"SITE","site_id":%q,"name":"the story","objective":"COST_MIN","enabled":true}`, s.site), &policy)
	const each = 30 * time.Second
	began := time.Now().Add(15 * time.Second).Truncate(time.Second) // the plan is brought and activated before the first is over
	at := func(n int) string { return began.Add(time.Duration(n) * each).UTC().Format(time.RFC3339) }
	command := func(n int, kind string, watts int, more string) string {
		return fmt.Sprintf(`{"asset_id":%q,"ts_scheduled":%q,"ends_at":%q,"command_type":%q,"target_value":%d%s}`, assets.Items[0].ID, at(n), at(n+1), kind, watts, more)
	}
	s.call(http.MethodPost, "/api/control-policies/"+policy.ID+"/plans",
		fmt.Sprintf(`{"horizon_from":%q,"horizon_to":%q,"optimizer_version":"the story","commands":[%s,%s]}`, at(0), at(2), command(0, "CHARGE", 1500, ""), command(1, "DISCHARGE", 700, `,"ramp_rate":200`)), &plan)
	s.call(http.MethodPost, "/api/dispatch-plans/"+plan.ID+"/activate", "", &plan)

	set := func(watts float64) func() bool {
		return func() bool { b := s.devices.Truth().Battery; return b.External && b.SetpointWatts == watts }
	}
	s.until("the battery is told to charge", set(1500))
	if early := time.Until(began); early > 0 {
		t.Errorf("it charges %v before its time", early)
	}
	s.until("the battery is told to discharge", set(-700))
	// Between two orders it may have come down to its safe state already, from where it takes 3.5 s.
	if early := time.Until(began.Add(each + 3*time.Second)); early > 0 {
		t.Errorf("it discharges %v before its ramp can be over", early)
	}
	// A machine that was held up has the edge take the battery to its safe state for a moment, with nothing fresh.
	disturbed, looked := false, time.Now()
	s.until("the battery is left alone", func() bool {
		left := s.devices.Truth().Battery.SetpointWatts != -700
		disturbed = disturbed || time.Since(looked) > time.Second || s.guarded("battery0")
		looked = time.Now()
		return left && (!disturbed || looked.After(began.Add(2*each)))
	})
	if early := time.Until(began.Add(2 * each)); early > 0 {
		t.Errorf("it is left %v before the end", early)
	}
	s.until("the plan has ended", func() bool {
		s.call(http.MethodGet, "/api/dispatch-plans/"+plan.ID, "", &plan)
		return plan.Status == "ENDED"
	})
	var commands struct {
		Items []struct {
			Result  string `json:"execution_result"`
			Applied *int64 `json:"applied_watts"`
		}
	}
	s.call(http.MethodGet, "/api/dispatch-plans/"+plan.ID+"/commands", "", &commands)
	var became []string
	for _, c := range commands.Items {
		if c.Applied != nil {
			became = append(became, fmt.Sprint(c.Result, " ", *c.Applied))
		}
	}
	if want := []string{"EXECUTED 1500", "EXECUTED -700"}; !slices.Equal(became, want) {
		t.Errorf("the commands became %v, want %v", became, want)
	}
}

// guarded reports whether the guard over stale data held an asset in the last cycle.
func (s *story) guarded(asset string) bool {
	return slices.ContainsFunc(s.loop.Status().Requests, func(r cycle.Request) bool { return r.Asset == asset && r.By == "stale-guard" })
}
