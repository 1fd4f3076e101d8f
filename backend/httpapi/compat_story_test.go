//go:build !nocompat

package httpapi_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/compat"
	compatapi "ohmstead/backend/httpapi/compat"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/postgres"
	"ohmstead/energy/topology"
)

// counted are translations by way and result.
type counted struct {
	mu sync.Mutex
	of map[string]int
}

func (c *counted) add(path compat.Path, result string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.of[string(path)+" "+result]++
}

// newCompatStack is a stack that serves circuits too.
func newCompatStack(t *testing.T) (*stack, *counted) {
	t.Helper()
	c := &counted{of: map[string]int{}}
	return newStack(t, func(db *postgres.DB) operation.Adapter {
		return compatapi.Adapter(compat.NewService(microgrid.NewService(db), db, c.add))
	}), c
}

type circuitCycle struct {
	MicrogridID string `json:"microgrid_id"`
	Result      struct {
		CircuitID string   `json:"circuit_id"`
		NodeID    string   `json:"node_id"`
		CycleID   string   `json:"cycle_id"`
		Outcome   string   `json:"outcome"`
		Codes     []string `json:"reason_codes"`
		Breaches  []struct {
			NodeID string `json:"node_id"`
		}
		Reason *string `json:"reason_code"`
	}
}

// told is how often each event was told in a microgrid.
func (d depot) told() map[string]int {
	d.t.Helper()
	out := map[string]int{}
	err := d.db.InTenant(d.t.Context(), identity.Scope{Tenant: d.tenant.Key, AllSites: true}, func(tx *postgres.Tx) error {
		rows, err := tx.Query(d.t.Context(), "SELECT name, count(*) FROM microgrid_events WHERE microgrid_id = $1 GROUP BY name", d.id)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name string
			var n int
			if err := rows.Scan(&name, &n); err != nil {
				return err
			}
			out[name] = n
		}
		return rows.Err()
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// known says what a node draws where nobody measures.
func (d depot) known(node string, watts int) {
	d.t.Helper()
	body := fmt.Sprintf(`{"capability_type":"LOAD_BALANCING","state":"enabled","control_source":"LOCAL","node_id":%q,"local_config":{"fallback_demand_watts":%d}}`, node, watts)
	d.as(d.owner).do("POST", d.at+"/control-points/"+uuid.NewString(), body, nil)
}

// T34, FR-015, I-08, NFR-005.
func TestCompat_ACircuitIsOneCycleOfItsMicrogrid(t *testing.T) {
	s, c := newCompatStack(t)
	d := s.depot(s.north)
	owner := d.as(s.north.owner)
	sibling := uuid.NewString()
	owner.do("POST", "/api/depot/"+s.north.site.ID.String()+"/circuits/"+sibling, `{"version":0,"name":"East","default_capacity_watts":50000,"fail_safe_capacity_watts":10000}`, nil)
	var tree struct {
		Result struct {
			Nodes []struct {
				NodeID  string `json:"node_id"`
				AssetID string `json:"attached_asset_id"`
			}
		}
	}
	owner.do("POST", "/api/depot/"+s.north.site.ID.String()+"/microgrid/resync", "", &tree)
	var east string
	for _, n := range tree.Result.Nodes {
		if n.AssetID == sibling {
			east = n.NodeID
		}
	}
	d.known(d.root, 1000)
	d.known(east, 9000)
	owner.do("POST", d.at+"/node-limits", fmt.Sprintf(`{"node_id":%q,"constraint_type":"CONSUMPTION_CAP","limit_watts":8000,"source_type":"MANUAL"}`, east), nil)

	var first, again circuitCycle
	owner.do("POST", "/api/circuit/"+d.circuit+"/rebalance_load", `{"correlation_id":"legacy-1"}`, &first)
	if first.MicrogridID != d.id || first.Result.CircuitID != d.circuit || first.Result.NodeID != d.root {
		t.Errorf("mapped to %+v", first)
	}
	if len(first.Result.Breaches) != 1 || first.Result.Breaches[0].NodeID != east {
		t.Errorf("the sibling's cap was not looked at: %+v", first.Result)
	}
	if last := first.Result.Codes[len(first.Result.Codes)-1]; last != "LEGACY_ALIAS_TRANSLATION_APPLIED" || !slices.Contains(first.Result.Codes, "TELEMETRY_STALE_FALLBACK_USED") {
		t.Errorf("codes %v", first.Result.Codes)
	}
	owner.do("POST", "/api/circuit/"+d.circuit+"/rebalance_load", `{"correlation_id":"legacy-1"}`, &again)
	if again.Result.CycleID != first.Result.CycleID {
		t.Error("the same request ran another cycle")
	}
	if told := d.told(); told[compat.AliasApplied] != 1 || told[microgrid.CycleCompleted] != 1 || told[microgrid.RebalanceRequested] != 1 {
		t.Errorf("told %v", told)
	}
	owner.refused("POST", d.at+"/rebalance", `{"correlation_id":"legacy-1"}`, "IDEMPOTENCY_KEY_REUSED")
	if c.of["HTTP OK"] != 2 {
		t.Errorf("counted %v", c.of)
	}
}

// T35, FR-016, NFR-005: HTTP is refused, an event is told of, a job is skipped, none runs a cycle.
func TestCompat_ACircuitThatNoNodeStandsForRunsNoCycle(t *testing.T) {
	s, c := newCompatStack(t)
	d := s.depot(s.north)
	owner, machine := d.as(s.north.owner), d.as(s.north.adapter)
	loose := uuid.NewString()
	owner.do("POST", "/api/depot/"+s.north.site.ID.String()+"/circuits/"+loose, `{"version":0,"name":"Loose","default_capacity_watts":1,"fail_safe_capacity_watts":1}`, nil)

	p := owner.problemOf("POST", "/api/circuit/"+loose+"/rebalance_load", `{}`)
	expected, there := p["expected_version"]
	if p["status"] != 409.0 || p["reason_code"] != "CIRCUIT_ALIAS_NOT_RESOLVABLE" || !there || expected != nil {
		t.Errorf("HTTP: %v", p)
	}
	event := `{"event":%q,"circuit_id":%q,"event_id":%q,"scheduled_at":"2026-06-01T12:00:00Z"}`
	for _, name := range []string{"load_balancer.rebalance_requested", "ScheduledEventRebalancePeriodic"} {
		for range 2 {
			var r circuitCycle
			machine.do("POST", "/api/circuit/events", fmt.Sprintf(event, name, loose, "evt "+name), &r)
			if r.MicrogridID != d.id || r.Result.Reason == nil || *r.Result.Reason != "CIRCUIT_ALIAS_NOT_RESOLVABLE" || r.Result.CycleID != "" {
				t.Errorf("%s: %+v", name, r)
			}
		}
	}
	told := d.told()
	if told[compat.AliasFailed] != 2 || told[compat.ScheduledSkipped] != 1 || told[microgrid.CycleCompleted]+told[microgrid.RebalanceRequested]+told[compat.AliasApplied] != 0 {
		t.Errorf("told %v", told)
	}
	if c.of["HTTP CIRCUIT_ALIAS_NOT_RESOLVABLE"] != 1 || c.of["EVENT CIRCUIT_ALIAS_NOT_RESOLVABLE"] != 2 || c.of["SCHEDULED CIRCUIT_ALIAS_NOT_RESOLVABLE"] != 2 {
		t.Errorf("counted %v", c.of)
	}
	var page compatapi.TrafficPage
	owner.do("GET", "/api/circuit/traffic?limit=2", "", &page)
	if len(page.Items) != 2 || page.Next == "" || page.Items[0].Name != compat.ScheduledSkipped || !strings.Contains(string(page.Items[0].Payload), `"scheduled_at":"2026-06-01T12:00:00Z"`) || page.Items[0].Actor == "" {
		t.Errorf("the record: %+v", page)
	}
	owner.do("GET", "/api/circuit/traffic?cursor="+page.Next, "", &page)
	if len(page.Items) != 1 || page.Next != "" || page.Items[0].Name != compat.AliasFailed {
		t.Errorf("its second page: %+v", page)
	}
	owner.do("GET", "/api/circuit/traffic?name=compatibility.circuit_alias_applied", "", &page)
	if len(page.Items) != 0 {
		t.Errorf("what was not told: %+v", page)
	}
}

// A due job and an event run the microgrid's cycle, each under its own name once.
func TestCompat_EventsAndJobsRunTheMicrogridsCycle(t *testing.T) {
	s, _ := newCompatStack(t)
	d := s.depot(s.north)
	d.known(d.root, 1000)
	machine := d.as(s.north.adapter)
	for _, name := range []string{"load_balancer.rebalance_requested", "ScheduledEventRebalancePeriodic"} {
		var first, again circuitCycle
		body := fmt.Sprintf(`{"event":%q,"circuit_id":%q,"event_id":%q,"scheduled_at":"2026-06-01T12:00:00Z"}`, name, d.circuit, name)
		machine.do("POST", "/api/circuit/events", body, &first)
		machine.do("POST", "/api/circuit/events", body, &again)
		if first.Result.Outcome != "APPLIED" || first.Result.NodeID != d.root || again.Result.CycleID != first.Result.CycleID {
			t.Errorf("%s: %+v, then %+v", name, first, again)
		}
	}
	machine.refused("POST", "/api/circuit/events", fmt.Sprintf(`{"event":"ScheduledEventRebalancePeriodic","circuit_id":%q,"event_id":"x"}`, d.circuit), "MISSING_FIELD")
	if told := d.told(); told[compat.AliasApplied] != 2 || told[microgrid.CycleCompleted] != 2 {
		t.Errorf("told %v", told)
	}
}

func TestCompat_WhoMayWhatAndForeignCircuitsDoNotExist(t *testing.T) {
	s, _ := newCompatStack(t)
	d := s.depot(s.north)
	d.known(d.root, 1000)
	d.as(s.north.owner).do("POST", "/api/circuit/"+d.circuit+"/rebalance_load", `{}`, nil)
	rebalance, event := "/api/circuit/"+d.circuit+"/rebalance_load", fmt.Sprintf(`{"event":"load_balancer.rebalance_requested","circuit_id":%q,"event_id":"x"}`, d.circuit)
	for what, tt := range map[string]struct {
		token, method, path, body string
		status                    int
	}{
		"nobody":                      {"", "POST", rebalance, `{}`, http.StatusUnauthorized},
		"a viewer rebalances":         {s.north.viewer, "POST", rebalance, `{}`, http.StatusForbidden},
		"a machine rebalances":        {s.north.adapter, "POST", rebalance, `{}`, http.StatusForbidden},
		"a viewer sends an event":     {s.north.viewer, "POST", "/api/circuit/events", event, http.StatusForbidden},
		"a machine reads the record":  {s.north.adapter, "GET", "/api/circuit/traffic", "", http.StatusForbidden},
		"a viewer reads the record":   {s.north.viewer, "GET", "/api/circuit/traffic", "", http.StatusOK},
		"another tenant rebalances":   {s.south.owner, "POST", rebalance, `{}`, http.StatusNotFound},
		"another tenant's event":      {s.south.adapter, "POST", "/api/circuit/events", event, http.StatusNotFound},
		"a circuit that is not there": {s.north.owner, "POST", "/api/circuit/" + uuid.NewString() + "/rebalance_load", `{}`, http.StatusNotFound},
	} {
		if status, body := s.ask(tt.method, tt.path, tt.body, tt.token); status != tt.status {
			t.Errorf("%s: %d %s", what, status, body)
		}
	}
	var page compatapi.TrafficPage
	s.as(s.south.owner).do("GET", "/api/circuit/traffic", "", &page)
	if len(page.Items) != 0 {
		t.Errorf("another tenant reads %+v", page)
	}
}

// touEnvelopes counts the TOU_LIMIT envelopes of a microgrid by status.
func (d depot) touEnvelopes() map[topology.EnvelopeStatus]int {
	d.t.Helper()
	found, _, err := d.db.Envelopes(d.t.Context(), identity.Scope{Tenant: d.tenant.Key, AllSites: true}, microgrid.EnvelopeFilter{Microgrid: topology.ID(d.id), Type: topology.TOULimit, Limit: 200})
	if err != nil {
		d.t.Fatal(err)
	}
	out := map[topology.EnvelopeStatus]int{}
	for _, e := range found {
		out[e.Status]++
	}
	return out
}

// capacity is what the depot's circuit may carry now.
func (d depot) capacity() int64 {
	d.t.Helper()
	var view struct {
		Result struct {
			Circuits []struct {
				CircuitID string `json:"circuit_id"`
				Effective int64  `json:"effective_capacity_watts"`
			}
		}
	}
	d.as(d.owner).do("GET", "/api/depot/"+d.site.ID.String()+"/microgrid", "", &view)
	for _, c := range view.Result.Circuits {
		if c.CircuitID == d.circuit {
			return c.Effective
		}
	}
	d.t.Fatal("the circuit is not there")
	return 0
}

const everyDay = `{"time_zone":"Europe/Berlin","limits":[{"weekdays":["MON","TUE","WED","THU","FRI","SAT","SUN"],"from":"00:00","to":"24:00","limit_watts":%d}]}`

// FR-008: a schedule of a circuit is TOU_LIMIT envelopes of its node, and comes back as it was said.
func TestCompat_LimitsByTimeOfUseAreEnvelopesOfTheNode(t *testing.T) {
	s, _ := newCompatStack(t)
	now := time.Now() // one for all: a week that begins meanwhile would have a schedule more
	s.shift = func() time.Time { return now }
	d := s.depot(s.north)
	owner, path := d.as(s.north.owner), "/api/circuit/"+d.circuit+"/tou_limits"
	type answer struct {
		MicrogridID string `json:"microgrid_id"`
		Result      compatapi.TOULimits
	}
	var read answer
	owner.do("GET", path, "", &read)
	if read.MicrogridID != d.id || read.Result.NodeID.String() != d.root || len(read.Result.Limits) != 0 {
		t.Errorf("before any: %+v", read)
	}
	for range 2 {
		owner.do("POST", path, fmt.Sprintf(everyDay, 40_000), nil)
	}
	owner.do("GET", path, "", &read)
	if len(read.Result.Limits) != 1 || read.Result.Limits[0].LimitWatts != 40_000 || read.Result.Limits[0].To != "24:00" || read.Result.TimeZone != "Europe/Berlin" {
		t.Errorf("read back %+v", read.Result)
	}
	if got := d.touEnvelopes(); got[topology.EnvelopeActive] != 1 || got[topology.Pending] != 2 || len(got) != 2 {
		t.Errorf("envelopes %v", got)
	}
	if d.told()[compat.TOUTranslated] != 1 || d.capacity() != 40_000 {
		t.Errorf("told %v, the circuit may carry %d", d.told(), d.capacity())
	}
	owner.do("POST", path, fmt.Sprintf(everyDay, 30_000), nil)
	owner.do("POST", path, fmt.Sprintf(everyDay, 40_000), nil)
	if got := d.touEnvelopes(); got[topology.EnvelopeActive] != 1 || got[topology.Pending] != 2 || got[topology.Withdrawn] != 6 || d.capacity() != 40_000 {
		t.Errorf("one schedule after another and back: %v, the circuit may carry %d", got, d.capacity())
	}
	owner.do("POST", path, `{"time_zone":"Europe/Berlin","limits":[]}`, nil)
	owner.do("GET", path, "", &read)
	if got := d.touEnvelopes(); got[topology.Withdrawn] != 9 || len(got) != 1 || d.capacity() != 50_000 || len(read.Result.Limits) != 0 {
		t.Errorf("without rows: %v, %+v", got, read.Result)
	}
}

// Schedules stay two weeks ahead, and what a process left half done is finished.
func TestCompat_SchedulesStayAhead(t *testing.T) {
	s, _ := newCompatStack(t)
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	// One for all: a week that begins meanwhile would have a schedule more. Weeks are those of the schedule's clock,
	// which may be set back or put forward in one of them.
	now := time.Now().In(berlin)
	s.shift = func() time.Time { return now }
	d := s.depot(s.north)
	d.as(s.north.owner).do("POST", "/api/circuit/"+d.circuit+"/tou_limits", fmt.Sprintf(everyDay, 40_000), nil)
	service := compat.NewService(microgrid.NewService(s.db), s.db, func(compat.Path, string) {})
	ahead := compat.NewAhead(service, s.db, slog.New(slog.DiscardHandler))
	for i, want := range []int{3, 4, 5, 5} {
		if err := ahead.Round(t.Context(), now.AddDate(0, 0, 7*min(i, 2))); err != nil {
			t.Fatal(err)
		}
		total := 0
		for _, n := range d.touEnvelopes() {
			total += n
		}
		if total != want {
			t.Errorf("%d weeks on there are %d envelopes, want %d", min(i, 2), total, want)
		}
	}
}

// T35: limits that no node can carry, and those that could be meant for several.
func TestCompat_LimitsThatCannotBeTranslatedAreRefused(t *testing.T) {
	s, c := newCompatStack(t)
	d := s.depot(s.north)
	owner, depot := d.as(s.north.owner), "/api/depot/"+s.north.site.ID.String()
	loose, wide, one, two := uuid.NewString(), uuid.NewString(), uuid.NewString(), uuid.NewString()
	circuit := `{"version":0,"name":"C","parent_circuit":%s,"default_capacity_watts":1,"fail_safe_capacity_watts":1}`
	for _, id := range []string{loose, wide} {
		owner.do("POST", depot+"/circuits/"+id, fmt.Sprintf(circuit, "null"), nil)
	}
	for _, id := range []string{one, two} {
		owner.do("POST", depot+"/circuits/"+id, fmt.Sprintf(circuit, `"`+wide+`"`), nil)
		owner.do("POST", d.at+"/topology", fmt.Sprintf(`{"version":%d,"operations":[{"op":"add","node":{"node_id":%q,"parent_node_id":%q,"name":"n","node_type":"CIRCUIT","attached_asset_type":"CIRCUIT","attached_asset_id":%q}}]}`,
			map[string]int{one: 2, two: 3}[id], uuid.NewString(), d.root, id), nil)
	}
	for id, code := range map[string]string{loose: "LIMIT_SCOPE_TRANSLATION_FAILED", wide: "LEGACY_POLICY_SCOPE_AMBIGUOUS"} {
		for _, method := range []string{"GET", "POST"} {
			p := owner.problemOf(method, "/api/circuit/"+id+"/tou_limits", fmt.Sprintf(everyDay, 1))
			if p["status"] != 422.0 || p["reason_code"] != code || p["violated_rule"] != code || len(p["details"].([]any)) == 0 {
				t.Errorf("%s: %v", method, p)
			}
		}
		if c.of["TOU_LIMITS "+code] != 1 {
			t.Errorf("counted %v", c.of)
		}
	}
	if got := d.touEnvelopes(); len(got) != 0 || d.told()[compat.AliasFailed] != 2 {
		t.Errorf("envelopes %v, told %v", got, d.told())
	}
	owner.refused("POST", "/api/circuit/"+d.circuit+"/tou_limits", `{"time_zone":"Middle/Earth","limits":[]}`, "INVALID_VALUE")
	d.as(s.north.viewer).refused("POST", "/api/circuit/"+d.circuit+"/tou_limits", fmt.Sprintf(everyDay, 1), "FORBIDDEN")
	s.as(s.south.owner).refused("POST", "/api/circuit/"+d.circuit+"/tou_limits", fmt.Sprintf(everyDay, 1), "NOT_FOUND")
}
