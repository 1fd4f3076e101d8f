package httpapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/httpapi"
	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/postgres"
	"ohmstead/energy/topology"
)

// depot is a household's microgrid as its engineer and its machines ask about it.
type depot struct {
	*stack
	household
	id, root, circuit string
	at                string // the path of the microgrid
}

// aboutMicrogrid gives a household's microgrid a feeder with its node and limit, and a control point of
// the whole microgrid.
func (s *stack) aboutMicrogrid(h household, a *about) {
	s.t.Helper()
	d := s.depot(h)
	a.microgrid, a.root, a.circuit, a.point, a.leaf = d.id, d.root, d.circuit, uuid.NewString(), uuid.NewString()
	d.as(h.owner).do("POST", d.at+"/topology", fmt.Sprintf(`{"version":2,"operations":[
		{"op":"add","node":{"node_id":%q,"parent_node_id":%q,"name":"plug","node_type":"CONNECTOR"}}]}`, a.leaf, d.root), nil)
	d.as(h.owner).do("POST", d.at+"/control-points/"+a.point, `{"capability_type":"DER","state":"enabled","control_source":"LOCAL"}`, nil)
	var limit struct {
		Result struct {
			NodeLimitID string `json:"node_limit_id"`
		}
	}
	d.as(h.owner).do("POST", d.at+"/node-limits", fmt.Sprintf(`{"node_id":%q,"constraint_type":"NET_CAP","limit_watts":5,"source_type":"MANUAL"}`, d.root), &limit)
	a.limit = limit.Result.NodeLimitID
	known := fmt.Sprintf(`{"capability_type":"LOAD_BALANCING","state":"enabled","control_source":"LOCAL","node_id":%q,"local_config":{"fallback_demand_watts":1}}`, d.root)
	d.as(h.owner).do("POST", d.at+"/control-points/"+uuid.NewString(), known, nil)
	var cycle struct {
		Result struct {
			CycleID string `json:"cycle_id"`
		}
	}
	d.as(h.owner).do("POST", d.at+"/rebalance", `{}`, &cycle)
	a.cycle, a.envelope = cycle.Result.CycleID, d.override(time.Now(), 40_000)
}

func (s *stack) depot(h household) depot {
	s.t.Helper()
	d := depot{stack: s, household: h, circuit: uuid.NewString()}
	site := "/api/depot/" + h.site.ID.String()
	s.as(h.owner).do("POST", site+"/circuits/"+d.circuit, `{"version":0,"name":"West","default_capacity_watts":50000,"fail_safe_capacity_watts":10000}`, nil)
	var r struct {
		MicrogridID string `json:"microgrid_id"`
		Result      struct {
			Nodes []struct {
				NodeID string `json:"node_id"`
			}
		}
	}
	s.as(h.owner).do("POST", site+"/microgrid/resync", "", &r)
	d.id, d.root, d.at = r.MicrogridID, r.Result.Nodes[0].NodeID, "/api/microgrid/"+r.MicrogridID
	return d
}

// problemOf asks what must be refused, and reads its problem.
func (s speaker) problemOf(method, path, body string) map[string]any {
	s.t.Helper()
	status, answer := s.ask(method, path, body)
	var p map[string]any
	if err := json.Unmarshal([]byte(answer), &p); err != nil || status/100 == 2 {
		s.t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	return p
}

// T53: every refusal has what document 004 asks of its status, and version comes before validity (T26).
func TestMicrogrid_RefusalsSayWhatDocument004Asks(t *testing.T) {
	s := newStack(t)
	d := s.depot(s.north)
	child := uuid.NewString()
	owner := d.as(s.north.owner)
	add := fmt.Sprintf(`{"version":2,"operations":[{"op":"add","node":{"node_id":%q,"parent_node_id":%q,"name":"c","node_type":"CIRCUIT"}}]}`, child, d.root)
	owner.do("POST", d.at+"/topology", add, nil)
	cycle := fmt.Sprintf(`"operations":[{"op":"move","node":{"node_id":%q,"parent_node_id":%q}}]`, child, child)

	p := owner.problemOf("POST", d.at+"/topology", `{"version":2,`+cycle+`}`)
	if p["status"] != 409.0 || p["reason_code"] != "TOPOLOGY_VERSION_CONFLICT" || p["expected_version"] != 2.0 || p["actual_version"] != 3.0 {
		t.Errorf("a stale cycle: %v", p)
	}
	p = owner.problemOf("POST", d.at+"/topology", `{"version":3,`+cycle+`}`)
	if p["status"] != 422.0 || p["reason_code"] != "TOPOLOGY_INVALID" || p["violated_rule"] != "CYCLE" || len(p["details"].([]any)) == 0 {
		t.Errorf("a cycle: %v", p)
	}
	for name, tt := range map[string]struct{ path, body, rule string }{
		"a field that is none":             {"/topology", `{"version":3,"nodes":[],"more":1}`, "UNKNOWN_FIELD"},
		"neither nodes nor operations":     {"/topology", `{"version":3}`, "INVALID_VALUE"},
		"a limit of nothing that is there": {"/node-limits", fmt.Sprintf(`{"node_id":%q,"constraint_type":"NET_CAP","limit_watts":1,"source_type":"MANUAL"}`, uuid.NewString()), microgrid.RuleLimitNode},
		"a negative limit":                 {"/node-limits", fmt.Sprintf(`{"node_id":%q,"constraint_type":"NET_CAP","limit_watts":-1,"source_type":"MANUAL"}`, child), microgrid.RuleLimitWatts},
		"a schedule from outside":          {"/control-points/" + uuid.NewString(), `{"capability_type":"DER","state":"enabled","control_source":"EXTERNAL","schedule_ref":"x"}`, string(topology.ScheduleOnlyLocal)},
		"a policy with an unknown field":   {"/control-points/" + uuid.NewString(), `{"capability_type":"LOAD_BALANCING","state":"enabled","control_source":"LOCAL","local_config":{"freshness":1}}`, microgrid.RuleLocalConfig},
	} {
		t.Run(name, func(t *testing.T) {
			p := speaker{stack: s, token: s.north.owner}.problemOf("POST", d.at+tt.path, tt.body)
			if p["status"] != 422.0 || p["violated_rule"] != tt.rule || len(p["details"].([]any)) == 0 {
				t.Errorf("%v, want the rule %s", p, tt.rule)
			}
		})
	}
	conflict := owner.problemOf("POST", "/api/depot/"+s.north.site.ID.String()+"/circuits/"+d.circuit, `{"version":7,"name":"West","default_capacity_watts":1,"fail_safe_capacity_watts":1}`)
	if conflict["status"] != 409.0 || conflict["expected_version"] != 7.0 || conflict["actual_version"] != 1.0 {
		t.Errorf("a stale circuit: %v", conflict)
	}
}

// T46 and T53: the microgrid has its three fields, and every answer microgrid_id, timestamp and result.
func TestMicrogrid_AnswersHaveTheContractsFields(t *testing.T) {
	s := newStack(t)
	d := s.depot(s.north)
	point := uuid.NewString()
	d.as(s.north.owner).do("POST", d.at+"/control-points/"+point, `{"capability_type":"DER","state":"enabled","control_source":"EXTERNAL","external_config_type":"OSCP_CONFIGURATION","external_config_ref":"7"}`, nil)
	d.as(s.north.adapter).do("POST", d.at+"/control-points/"+point+"/status-events", `{"operational_status":true,"reported_by":"EXTERNAL","observed_at":"2026-06-01T12:00:00Z"}`, nil)
	d.as(s.north.owner).do("POST", d.at+"/node-limits", fmt.Sprintf(`{"node_id":%q,"constraint_type":"NET_CAP","limit_watts":1,"source_type":"MANUAL"}`, d.root), nil)
	nodes := []string{"attached_asset_id", "attached_asset_type", "display_order", "microgrid_id", "name", "node_id", "node_type", "parent_node_id", "status"}
	points := []string{"capability_type", "control_point_id", "control_source", "description", "external_config_ref", "external_config_type", "local_config", "microgrid_id", "node_id", "schedule_ref", "state", "status"}
	for path, want := range map[string]map[string][]string{
		d.at + "/topology":       {"microgrid": {"depot_id", "microgrid_id", "version"}, "nodes": nodes},
		d.at + "/resources":      {"resources": nodes},
		d.at + "/node-limits":    {"node_limits": {"constraint_type", "limit_watts", "microgrid_id", "node_id", "node_limit_id", "source_type", "status", "updated_at"}},
		d.at + "/control-points": {"control_points": points},
		d.at + "/control-points/" + point + "/status-events": {"status_events": {
			"capability_type", "control_point_id", "ingested_at", "microgrid_id", "node_id", "observed_at", "operational_status", "reported_by", "source_event_ref", "status_detail", "status_event_id",
		}},
	} {
		var body struct {
			Result map[string]json.RawMessage
		}
		var outer map[string]any
		d.as(s.north.viewer).do("GET", path, "", &body)
		d.as(s.north.viewer).do("GET", path, "", &outer)
		delete(outer, "$schema")
		if diff := cmp.Diff([]string{"microgrid_id", "result", "timestamp"}, slices.Sorted(maps.Keys(outer))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
		for name, fields := range want {
			var one map[string]any
			if list := []map[string]any{}; json.Unmarshal(body.Result[name], &list) == nil && len(list) > 0 {
				one = list[0]
			} else if err := json.Unmarshal(body.Result[name], &one); err != nil {
				t.Fatalf("%s in %s: %v", name, path, err)
			}
			if diff := cmp.Diff(fields, slices.Sorted(maps.Keys(one))); diff != "" {
				t.Errorf("%s in %s (-want +got):\n%s", name, path, diff)
			}
		}
	}
}

// T19, T20, T37, T47 and T48 through the API.
func TestMicrogrid_LimitsAndControlPointsKeepTheirRules(t *testing.T) {
	s := newStack(t)
	d := s.depot(s.north)
	owner := d.as(s.north.owner)
	limit := fmt.Sprintf(`{"node_id":%q,"constraint_type":"CONSUMPTION_CAP","limit_watts":30000,"source_type":"MANUAL"`, d.root)
	var made struct {
		Result struct {
			NodeLimitID string `json:"node_limit_id"`
		}
	}
	owner.do("POST", d.at+"/node-limits", limit+`}`, &made)
	if p := owner.problemOf("POST", d.at+"/node-limits", limit+`}`); p["violated_rule"] != microgrid.RuleLimitTwice {
		t.Errorf("a second ACTIVE limit: %v", p)
	}
	var capacity struct {
		Result httpCircuits
	}
	owner.do("GET", "/api/depot/"+s.north.site.ID.String()+"/microgrid", "", &capacity)
	if len(capacity.Result.Circuits) != 1 || capacity.Result.Circuits[0].EffectiveCapacityWatts != 30_000 {
		t.Errorf("%+v, want the node limit as the capacity", capacity.Result)
	}
	owner.do("POST", d.at+"/node-limits", limit+fmt.Sprintf(`,"status":"INACTIVE","node_limit_id":%q}`, made.Result.NodeLimitID), nil)
	if _, body := owner.ask("GET", d.at+"/node-limits", ""); strings.Contains(body, made.Result.NodeLimitID) {
		t.Errorf("a retired limit is listed: %s", body)
	}

	whole, scoped := uuid.NewString(), uuid.NewString()
	point := `{"capability_type":"LOAD_BALANCING","state":"enabled","control_source":"LOCAL","schedule_ref":"nights"`
	owner.do("POST", d.at+"/control-points/"+whole, point+`}`, nil)
	owner.do("POST", d.at+"/control-points/"+scoped, point+fmt.Sprintf(`,"node_id":%q}`, d.root), nil)
	if p := owner.problemOf("POST", d.at+"/control-points/"+uuid.NewString(), point+`}`); p["violated_rule"] != string(topology.OneActivePerTarget) {
		t.Errorf("a second active point of the whole microgrid: %v", p)
	}
	if p := owner.problemOf("POST", d.at+"/control-points/"+whole, `{"capability_type":"LOAD_BALANCING","state":"enabled","control_source":"EXTERNAL"}`); p["violated_rule"] != string(topology.ScheduleOnlyLocal) {
		t.Errorf("to EXTERNAL with a schedule: %v", p)
	}
	for query, want := range map[string]int{
		"": 2, "?capability_type=LOAD_BALANCING": 2, "?capability_type=DER": 0, "?node_id=" + d.root: 1, "?capability_type=LOAD_BALANCING&node_id=" + d.root: 1,
	} {
		if _, body := owner.ask("GET", d.at+"/control-points"+query, ""); strings.Count(body, `"control_point_id"`) != want {
			t.Errorf("%s: %s, want %d", query, body, want)
		}
	}

	adapter := d.as(s.north.adapter)
	depotRoute := "/api/depot/" + s.north.site.ID.String() + "/microgrid/capability-status-events"
	status := `{"operational_status":"Lädt – 3/4","reported_by":"LOCAL","observed_at":"2026-06-01T12:00:00Z","capability_type":%q}`
	var event struct {
		Result struct {
			ControlPointID string `json:"control_point_id"`
		}
	}
	adapter.do("POST", depotRoute, fmt.Sprintf(status, "LOAD_BALANCING"), &event)
	if event.Result.ControlPointID != whole {
		t.Errorf("the depot's route hit %s, want the point of the whole microgrid", event.Result.ControlPointID)
	}
	if p := adapter.problemOf("POST", depotRoute, fmt.Sprintf(status, "DER")); p["violated_rule"] != microgrid.RuleWholeMicrogrid {
		t.Errorf("no such point: %v", p)
	}
	if p := adapter.problemOf("POST", d.at+"/control-points/"+scoped+"/status-events", fmt.Sprintf(status, "DER")); p["violated_rule"] != microgrid.RuleEventCopies {
		t.Errorf("an event that disagrees: %v", p)
	}
}

type httpCircuits struct {
	Circuits []struct {
		EffectiveCapacityWatts int64 `json:"effective_capacity_watts"`
	}
}

// T36: envelopes come by the internal port; no operation under /api/microgrid takes one.
func TestMicrogrid_NoOperationTakesAnEnvelope(t *testing.T) {
	raw, err := httpapi.Document()
	if err != nil {
		t.Fatal(err)
	}
	var d document
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for path, methods := range d.Paths {
		if !strings.HasPrefix(path, "/api/microgrid") && !strings.HasPrefix(path, "/api/depot") {
			continue
		}
		seen++
		for method := range methods {
			if strings.Contains(path, "envelope") && method != strings.ToLower(http.MethodGet) {
				t.Errorf("%s %s takes an envelope", method, path)
			}
		}
	}
	if seen < 8 {
		t.Errorf("only %d paths were walked", seen)
	}
}

// T4: what is read changes nothing, also where a boundary of an envelope has passed that no scheduler saw.
func TestMicrogrid_ReadingChangesNothing(t *testing.T) {
	s := newStack(t)
	a := s.about(s.north)
	before := s.fingerprint()
	s.shift = func() time.Time { return time.Now().Add(61 * time.Minute) }
	for _, c := range calls(t, a) {
		if c.method == http.MethodGet && (strings.HasPrefix(c.path, "/api/microgrid") || strings.HasPrefix(c.path, "/api/depot")) {
			s.as(s.north.viewer).do("GET", c.path, "", nil)
		}
	}
	if diff := cmp.Diff(before, s.fingerprint()); diff != "" {
		t.Errorf("reading changed (-before +after):\n%s", diff)
	}
}

// fingerprint is a hash of every row of the north's microgrid, by table.
func (s *stack) fingerprint() map[string]string {
	s.t.Helper()
	out := map[string]string{}
	scope := identity.Scope{Tenant: s.north.tenant.Key, AllSites: true}
	err := s.db.InTenant(s.t.Context(), scope, func(tx *postgres.Tx) error {
		for _, table := range []string{
			"microgrids", "microgrid_nodes", "node_limits", "capability_control_points", "capability_status_events", "circuits", "microgrid_keys", "microgrid_events",
			"leaf_requests", "balancing_cycles", "microgrid_standings", "breaches", "cycle_executions",
			"operating_envelopes", "operating_envelope_blocks", "envelope_lifecycle_events", "envelope_states", "envelope_sources", "envelope_schedules", "circuit_capacities",
		} {
			var hash string
			if err := tx.QueryRow(s.t.Context(), "SELECT coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') FROM "+table+" t").Scan(&hash); err != nil {
				return err
			}
			out[table] = hash
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

// microgridPaths are the parameters of paths that name something of a microgrid.
func microgridPaths() []string {
	return []string{"depot_id", "microgrid_id", "control_point_id", "circuit_id", "cycle_id", "envelope_id"}
}

// microgridPath puts in what they stand for.
func (a about) microgridPath(path string) string {
	return strings.NewReplacer("{depot_id}", a.site, "{microgrid_id}", a.microgrid, "{control_point_id}", a.point, "{circuit_id}", a.circuit, "{cycle_id}", a.cycle, "{envelope_id}", a.envelope).Replace(path)
}

// microgridBody is the body of an operation about a microgrid, and of those that take readings.
func (a about) microgridBody(operation string) string {
	if body := a.ledgerBody(operation); body != "" {
		return body
	}
	body, ok := map[string]string{
		"edit-topology":       `{"version":3,"operations":[]}`,
		"save-node-limit":     fmt.Sprintf(`{"node_limit_id":%q,"node_id":%q,"constraint_type":"NET_CAP","limit_watts":1,"source_type":"MANUAL"}`, a.limit, a.root),
		"save-control-point":  `{"capability_type":"DER","state":"enabled","control_source":"LOCAL"}`,
		"record-status":       `{"operational_status":true,"reported_by":"EXTERNAL","observed_at":"2026-06-01T12:00:00Z"}`,
		"record-depot-status": `{"operational_status":"ON","reported_by":"LOCAL","observed_at":"2026-06-01T12:00:00Z","capability_type":"DER"}`,
		"save-circuit":        `{"version":1,"name":"Feeder","default_capacity_watts":1,"fail_safe_capacity_watts":0}`,
		"resync-microgrid":    "",
		"rebalance":           `{"source":"SCHEDULER"}`,
		"save-requests":       `{"requests":[]}`,
		"try-actions":         fmt.Sprintf(`{"actions":[{"node_id":%q,"watts":1}]}`, a.leaf),
	}[operation]
	if !ok {
		return `{"schema":1,"readings":[]}`
	}
	return body
}

// T38, T53 and FR-019's kin through the API: a cycle is answered, explained and listed; unknown demand is
// 503 with what is missing and what was done, and is answered the same again.
func TestMicrogrid_RebalanceIsAnsweredAndExplained(t *testing.T) {
	s := newStack(t)
	d := s.depot(s.north)
	leaf, load := uuid.NewString(), uuid.NewString()
	owner, adapter := d.as(s.north.owner), d.as(s.north.adapter)
	owner.do("POST", d.at+"/topology", fmt.Sprintf(`{"version":2,"operations":[
		{"op":"add","node":{"node_id":%q,"parent_node_id":%q,"name":"leaf","node_type":"CONNECTOR"}},
		{"op":"add","node":{"node_id":%q,"parent_node_id":%q,"name":"load","node_type":"CIRCUIT"}}]}`, leaf, d.root, load, d.root), nil)
	request := fmt.Sprintf(`{"requests":[{"node_id":%q,"requested_watts":11000}]}`, leaf)
	adapter.do("PUT", d.at+"/requests", request, nil)
	if p := adapter.problemOf("PUT", d.at+"/requests", fmt.Sprintf(`{"requests":[{"node_id":%q,"requested_watts":1}]}`, d.root)); p["violated_rule"] != microgrid.RuleRequestLeaf {
		t.Errorf("a request of an inner node: %v", p)
	}
	limit := fmt.Sprintf(`{"node_id":%q,"constraint_type":"CONSUMPTION_CAP","limit_watts":9000,"source_type":"MANUAL"}`, d.root)
	owner.do("POST", d.at+"/node-limits", limit, nil)

	for range 2 {
		p := owner.problemOf("POST", d.at+"/rebalance", `{"correlation_id":"a"}`)
		missing, _ := p["missing_inputs"].([]any)
		if p["status"] != 503.0 || p["reason_code"] != "TELEMETRY_UNAVAILABLE" || len(missing) == 0 || p["safe_action_taken"] != "LEAVES_TO_FAIL_SAFE" {
			t.Fatalf("nobody knows the demand: %v", p)
		}
	}
	point := `{"capability_type":"LOAD_BALANCING","state":"enabled","control_source":"LOCAL","node_id":%q,"local_config":%s}`
	owner.do("POST", d.at+"/control-points/"+uuid.NewString(), fmt.Sprintf(point, leaf, `{"rated_watts":22000}`), nil)
	owner.do("POST", d.at+"/control-points/"+uuid.NewString(), fmt.Sprintf(point, load, `{"fallback_demand_watts":1000}`), nil)

	var cycle struct {
		MicrogridID string `json:"microgrid_id"`
		Result      struct {
			CycleID    string   `json:"cycle_id"`
			Outcome    string   `json:"outcome"`
			Codes      []string `json:"reason_codes"`
			Allocation struct {
				Allocated int64 `json:"allocated_watts"`
			} `json:"allocation_summary"`
			Explanation []string
		}
	}
	d.as(s.north.owner).same("the-key").do("POST", d.at+"/rebalance", fmt.Sprintf(`{"node_id":%q}`, d.root), &cycle)
	if cycle.MicrogridID != d.id || cycle.Result.Outcome != "CURTAILED" || cycle.Result.Allocation.Allocated != 8000 || !slices.Contains(cycle.Result.Codes, "TELEMETRY_STALE_FALLBACK_USED") {
		t.Errorf("%+v", cycle)
	}
	first := cycle.Result.CycleID
	d.as(s.north.owner).same("the-key").do("POST", d.at+"/rebalance", fmt.Sprintf(`{"node_id":%q}`, d.root), &cycle)
	if cycle.Result.CycleID != first {
		t.Error("the same key ran another cycle")
	}
	p := d.as(s.north.owner).same("the-key").problemOf("POST", d.at+"/rebalance", `{}`)
	if expected, there := p["expected_version"]; p["reason_code"] != "IDEMPOTENCY_KEY_REUSED" || !there || expected != nil {
		t.Errorf("the key for something else: %v", p)
	}
	owner.do("GET", d.at+"/cycles/"+first+"?language=de", "", &cycle)
	if len(cycle.Result.Explanation) < 2 || !strings.HasPrefix(cycle.Result.Explanation[0], "CURTAILED: vergeben sind") {
		t.Errorf("explained: %q", cycle.Result.Explanation)
	}
	var page struct {
		Result struct{ Cycles []struct{ Outcome string } }
	}
	owner.do("GET", d.at+"/cycles", "", &page)
	if len(page.Result.Cycles) != 2 || page.Result.Cycles[0].Outcome != "CURTAILED" || page.Result.Cycles[1].Outcome != "REJECTED" {
		t.Errorf("the history: %+v", page)
	}
	var status struct {
		Result struct {
			LatestCycle struct {
				CycleID string `json:"cycle_id"`
			} `json:"latest_cycle"`
		}
	}
	owner.do("GET", d.at+"/status", "", &status)
	if status.Result.LatestCycle.CycleID != first {
		t.Errorf("the status: %+v", status)
	}
}

// T49: without the adapter of compatibility, which nothing here has, circuits have no API, and all other
// tests pass.
func TestMicrogrid_WithoutTheAdapterThereIsNoCircuitAPI(t *testing.T) {
	s := newStack(t)
	d := s.depot(s.north)
	for _, path := range []string{"/api/circuit/" + d.circuit + "/rebalance_load", "/api/circuit/events"} {
		if status, body := s.ask("POST", path, `{}`, s.north.owner); status != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}
