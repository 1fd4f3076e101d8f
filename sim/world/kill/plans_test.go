package kill_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// plans brings a plan of two commands to a wallbox and has it carried out: the first begins at an instant and
// lasts so long, the second follows it.
func (o *operator) plans(from time.Time, each time.Duration) string {
	o.Helper()
	var assets struct {
		Items []struct{ ID, Key string }
	}
	o.ask(http.MethodGet, "/api/assets?text=evcs0", nil, &assets)
	var policy, made struct{ ID string }
	o.ask(http.MethodPost, "/api/control-policies", fmt.Appendf(nil, `{"scope":"SITE","site_id":%q,"name":"the story","objective":"COST_MIN","enabled":true}`, o.site), &policy)
	at := func(n int) string { return from.Add(time.Duration(n) * each).UTC().Format(time.RFC3339Nano) }
	command := func(n int, watts int) string {
		return fmt.Sprintf(`{"asset_id":%q,"ts_scheduled":%q,"ends_at":%q,"command_type":"CHARGE","target_value":%d}`, assets.Items[0].ID, at(n), at(n+1), watts)
	}
	o.ask(http.MethodPost, "/api/control-policies/"+policy.ID+"/plans",
		fmt.Appendf(nil, `{"horizon_from":%q,"horizon_to":%q,"optimizer_version":"the story","commands":[%s,%s]}`, at(0), at(2), command(0, 3000), command(1, 2000)), &made)
	o.ask(http.MethodPost, "/api/dispatch-plans/"+made.ID+"/activate", nil, &json.RawMessage{})
	return made.ID
}

// A backend that is killed again and again while a plan is carried out gives each of its orders once, at its
// time, and the edge has followed both.
func TestAPlanIsCarriedOutOnceThroughKillsOfTheBackend(t *testing.T) {
	drawn := *seed
	if drawn == 0 {
		drawn = uint64(time.Now().UnixNano())
	}
	t.Logf("go test ./sim/world/kill -run '%s' -seed %d", t.Name(), drawn)
	o := &operator{world: newWorld(t, setup{seed: drawn, inside: true})}
	o.login()
	o.until("it runs", func() bool { return o.state(time.Time{}) == "RUN" })
	const each = 40 * time.Second
	began := time.Now().Add(5 * time.Second).Truncate(time.Second)
	plan := o.plans(began, each)
	became := func() string {
		rows, err := o.psql(`SELECT string_agg(target_value || ' ' || state, ', ' ORDER BY ts_scheduled) FROM plan_commands WHERE plan_id = '` + plan + `'`)
		if err != nil || len(rows) != 1 {
			return ""
		}
		return rows[0][0]
	}
	o.until("the first command is an order", func() bool { return became() == "3000 ISSUED, 2000 PENDING" })
	for time.Now().Before(began.Add(each + 5*time.Second)) { // over the instant of the second
		time.Sleep(o.upTo(4 * time.Second))
		o.backend.kill()
		o.backend.start()
		o.until("the backend answers", o.ready)
	}
	o.until("the second command is an order", func() bool { return became() == "3000 ISSUED, 2000 ISSUED" })
	o.until("the plan has ended", func() bool {
		rows, err := o.psql(`SELECT status FROM dispatch_plans WHERE id = '` + plan + `'`)
		return err == nil && rows[0][0] == "ENDED"
	})
	o.until("both orders are answered", func() bool {
		rows, err := o.psql(`SELECT count(*) FROM commands WHERE kind = 'DISPATCH' AND state IN ('EXECUTED', 'CLAMPED')`)
		return err == nil && rows[0][0] == "2"
	})
	rows, err := o.psql(`SELECT asset || ' ' || (payload ->> 'active_power_watts') || ' ' || (policy_id IS NOT NULL), extract(epoch FROM issued_at)::int FROM commands WHERE kind = 'DISPATCH' ORDER BY seq`)
	if err != nil || len(rows) != 2 || rows[0][0] != "evcs0 3000 true" || rows[1][0] != "evcs0 2000 true" {
		t.Fatalf("the orders are %v, %v", rows, err)
	}
	var issued int64
	if _, err := fmt.Sscan(strings.TrimSpace(rows[0][1]), &issued); err != nil || issued < began.Unix() || issued >= began.Add(each).Unix() {
		t.Errorf("the first was given at %d, its instant is %d (%v)", issued, began.Unix(), err)
	}
}
