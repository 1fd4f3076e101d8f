package httpapi_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// standing is what every node of a microgrid stands at, as far as these tests look.
type standing struct {
	Result struct {
		Whole       standingNode
		Nodes       []standingNode
		ReasonCodes []string `json:"reason_codes"`
		Missing     []struct {
			Input string
		} `json:"missing_inputs"`
	}
}

type standingNode struct {
	NodeID      string `json:"node_id"`
	DemandWatts *int64 `json:"demand_watts"`
	SourceMode  string `json:"source_mode"`
	Limits      []struct {
		LimitWatts    int64  `json:"limit_watts"`
		LeastWatts    *int64 `json:"least_watts"`
		SetBy         string `json:"set_by"`
		SetByKind     string `json:"set_by_kind"`
		HeadroomWatts *int64 `json:"headroom_watts"`
	}
}

func (s standing) node(id string) standingNode {
	for _, n := range s.Result.Nodes {
		if n.NodeID == id {
			return n
		}
	}
	return standingNode{}
}

func TestMicrogrid_NodesStandAsACycleWouldFindThem(t *testing.T) {
	s := newStack(t)
	d := s.depot(s.north)
	leaf, load := uuid.NewString(), uuid.NewString()
	owner, viewer := d.as(s.north.owner), d.as(s.north.viewer)
	owner.do("POST", d.at+"/topology", fmt.Sprintf(`{"version":2,"operations":[
		{"op":"add","node":{"node_id":%q,"parent_node_id":%q,"name":"leaf","node_type":"CONNECTOR"}},
		{"op":"add","node":{"node_id":%q,"parent_node_id":%q,"name":"load","node_type":"CIRCUIT"}}]}`, leaf, d.root, load, d.root), nil)
	var limit struct {
		Result struct {
			NodeLimitID string `json:"node_limit_id"`
		}
	}
	for _, kind := range []string{"NET_CAP", "CONSUMPTION_CAP"} {
		owner.do("POST", d.at+"/node-limits", fmt.Sprintf(`{"node_id":%q,"constraint_type":%q,"limit_watts":9000,"source_type":"MANUAL"}`, d.root, kind), &limit)
	}

	var dark standing
	viewer.do("GET", d.at+"/now", "", &dark)
	root := dark.node(d.root)
	if diff := cmp.Diff([]string{"TELEMETRY_UNAVAILABLE"}, dark.Result.ReasonCodes); diff != "" || len(dark.Result.Missing) == 0 || root.DemandWatts != nil || dark.Result.Whole.DemandWatts != nil {
		t.Errorf("nobody knows the demand, and yet: %s%+v", diff, dark)
	}
	if len(root.Limits) != 2 || root.Limits[0].HeadroomWatts != nil || root.Limits[0].LimitWatts != 9000 {
		t.Errorf("limits are known without any demand: %+v", root.Limits)
	}

	point := `{"capability_type":"LOAD_BALANCING","state":"enabled","control_source":"LOCAL","node_id":%q,"local_config":{"fallback_demand_watts":%d}}`
	owner.do("POST", d.at+"/control-points/"+uuid.NewString(), fmt.Sprintf(point, leaf, 500), nil)
	owner.do("POST", d.at+"/control-points/"+uuid.NewString(), fmt.Sprintf(point, load, 1000), nil)
	owner.do("POST", d.at+"/control-points/"+uuid.NewString(), `{"capability_type":"LOAD_BALANCING","state":"enabled","control_source":"LOCAL","local_config":{"aggregate_limits":[{"constraint_type":"CONSUMPTION_CAP","limit_watts":1200}]}}`, nil)
	var lit standing
	viewer.do("GET", d.at+"/now", "", &lit)
	root = lit.node(d.root)
	if len(lit.Result.ReasonCodes) != 0 || root.DemandWatts == nil || *root.DemandWatts != 1500 || root.SourceMode != "FALLBACK_DERIVED" {
		t.Errorf("the feeder: %+v, %v", root, lit.Result.ReasonCodes)
	}
	for i, l := range root.Limits {
		if l.SetByKind != "NODE_LIMIT" || l.HeadroomWatts == nil || *l.HeadroomWatts != 7500 || i == 0 && l.SetBy != limit.Result.NodeLimitID || i == 1 && *l.LeastWatts != -9000 {
			t.Errorf("limit %d of the feeder: %+v", i, l)
		}
	}
	whole := lit.Result.Whole
	if whole.DemandWatts == nil || *whole.DemandWatts != 1500 || len(whole.Limits) != 1 || whole.Limits[0].SetByKind != "POLICY" || *whole.Limits[0].HeadroomWatts != -300 {
		t.Errorf("the microgrid itself: %+v", whole)
	}
}

// FR-019 and I-09: what somebody proposes for resources passes the limits that a cycle passes.
func TestMicrogrid_CandidateActionsPassTheLimitsOfACycle(t *testing.T) {
	s := newStack(t)
	d := s.depot(s.north)
	leaf, other := uuid.NewString(), uuid.NewString()
	owner, viewer := d.as(s.north.owner), d.as(s.north.viewer)
	owner.do("POST", d.at+"/topology", fmt.Sprintf(`{"version":2,"operations":[
		{"op":"add","node":{"node_id":%q,"parent_node_id":%q,"name":"leaf","node_type":"CONNECTOR"}},
		{"op":"add","node":{"node_id":%q,"parent_node_id":%q,"name":"other","node_type":"CONNECTOR"}}]}`, leaf, d.root, other, d.root), nil)
	owner.do("POST", d.at+"/node-limits", fmt.Sprintf(`{"node_id":%q,"constraint_type":"CONSUMPTION_CAP","limit_watts":9000,"source_type":"MANUAL"}`, d.root), nil)
	try := func(body string) (v struct {
		Result struct {
			Allowed bool
			Against []struct {
				NodeID     string `json:"node_id"`
				LimitWatts int64  `json:"limit_watts"`
			}
		}
	},
	) {
		viewer.do("POST", d.at+"/resources/dry-run", body, &v)
		return v
	}
	both := `{"actions":[{"node_id":%q,"watts":5000},{"node_id":%q,"watts":%d}]}`
	if p := viewer.problemOf("POST", d.at+"/resources/dry-run", fmt.Sprintf(both, leaf, leaf, 1)); p["violated_rule"] != "REQUEST_OF_A_LEAF" {
		t.Errorf("a leaf twice: %v", p)
	}
	for _, l := range []string{leaf, other} {
		owner.do("POST", d.at+"/control-points/"+uuid.NewString(), fmt.Sprintf(`{"capability_type":"LOAD_BALANCING","state":"enabled","control_source":"LOCAL","node_id":%q,"local_config":{"rated_watts":22000,"fallback_demand_watts":0}}`, l), nil)
	}
	before := s.fingerprint()
	if v := try(fmt.Sprintf(both, leaf, other, 4000)); !v.Result.Allowed || len(v.Result.Against) != 0 {
		t.Errorf("5 and 4 kW under 9 kW: %+v", v)
	}
	if v := try(fmt.Sprintf(both, leaf, other, 4001)); v.Result.Allowed || len(v.Result.Against) != 1 || v.Result.Against[0].NodeID != d.root || v.Result.Against[0].LimitWatts != 9000 {
		t.Errorf("5 and 4.001 kW under 9 kW: %+v", v)
	}
	if diff := cmp.Diff(before, s.fingerprint()); diff != "" {
		t.Errorf("trying changed (-before +after):\n%s", diff)
	}
}
