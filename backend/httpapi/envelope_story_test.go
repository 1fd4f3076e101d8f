package httpapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// override submits an OVERRIDE of the root for an hour from an instant on, by the internal port; it answers
// the envelope's id.
func (d depot) override(from time.Time, watts unit.Power) string {
	d.t.Helper()
	from = from.UTC().Truncate(time.Second)
	target := watts - 1_000
	e := topology.OperatingEnvelope{
		MicrogridID: topology.ID(d.id), NodeID: topology.ID(d.root), EnvelopeType: topology.Override, ConstraintType: topology.ConsumptionCap,
		SourceRef: uuid.NewString(), EffectiveFrom: from, EffectiveTo: from.Add(time.Hour),
		Blocks: []topology.OperatingEnvelopeBlock{{BlockFrom: from, BlockTo: from.Add(time.Hour), MaxLimitWatts: &watts, TargetWatts: &target}},
	}
	scope := identity.Scope{Tenant: d.tenant.Key, AllSites: true, Actor: "adapter of the test"}
	kept, err := microgrid.NewService(d.db).SubmitEnvelope(d.t.Context(), scope, e, time.Now())
	if err != nil {
		d.t.Fatal(err)
	}
	return string(kept.EnvelopeID)
}

// FR-033: operators see the envelopes in force, what became of each, and what a circuit may carry by whom.
func TestMicrogrid_EnvelopesAreShownWithWhatTheySet(t *testing.T) {
	s := newStack(t)
	d := s.depot(s.north)
	now, later := d.override(time.Now().Add(-time.Minute), 30_000), d.override(time.Now().Add(time.Hour), 20_000)
	viewer := d.as(s.north.viewer)
	type envelope struct {
		EnvelopeID string `json:"envelope_id"`
		Status     string
		Blocks     []struct {
			TargetWatts *int64 `json:"target_watts"`
		}
		Lifecycle []struct{ Status, Cause, Actor string }
	}
	type list struct {
		Result struct {
			Envelopes []envelope `json:"operating_envelopes"`
			Circuits  []struct {
				EffectiveCapacityWatts int64  `json:"effective_capacity_watts"`
				SetBy                  string `json:"capacity_set_by"`
			}
		}
	}
	var depot, status, all, pending list
	viewer.do("GET", "/api/depot/"+s.north.site.ID.String()+"/microgrid", "", &depot)
	viewer.do("GET", d.at+"/status", "", &status)
	viewer.do("GET", d.at+"/operating-envelopes", "", &all)
	viewer.do("GET", d.at+"/operating-envelopes?status=PENDING&envelope_type=OVERRIDE&node_id="+d.root, "", &pending)
	for path, active := range map[string][]envelope{"depot": depot.Result.Envelopes, "status": status.Result.Envelopes} {
		if len(active) != 1 || active[0].EnvelopeID != now || len(active[0].Blocks) != 1 || *active[0].Blocks[0].TargetWatts != 29_000 {
			t.Errorf("%s: %+v", path, active)
		}
	}
	if c := depot.Result.Circuits; len(c) != 1 || c[0].EffectiveCapacityWatts != 29_000 || c[0].SetBy != now {
		t.Errorf("%+v, want the circuit to show the target of %s", c, now)
	}
	if e := all.Result.Envelopes; len(e) != 2 || e[0].EnvelopeID != later || e[1].EnvelopeID != now {
		t.Errorf("all: %+v", e)
	}
	if e := pending.Result.Envelopes; len(e) != 1 || e[0].EnvelopeID != later {
		t.Errorf("pending: %+v", e)
	}
	var one struct{ Result envelope }
	viewer.do("GET", d.at+"/operating-envelopes/"+now, "", &one)
	if e := one.Result; e.Status != "ACTIVE" || len(e.Blocks) != 1 || len(e.Lifecycle) != 1 || e.Lifecycle[0].Cause != "RECEIPT" || !strings.HasPrefix(e.Lifecycle[0].Actor, "adapter") {
		t.Errorf("one: %+v", e)
	}
	if p := viewer.problemOf("GET", d.at+"/operating-envelopes/"+uuid.NewString(), ""); p["reason_code"] != "NOT_FOUND" && p["code"] != "NOT_FOUND" {
		t.Errorf("one that is none: %v", p)
	}
}

// T7: what a circuit was shown is listed with what triggered it, and reading adds nothing.
func TestMicrogrid_ACircuitsCapacityIsShownWithItsTriggers(t *testing.T) {
	s := newStack(t)
	d := s.depot(s.north)
	now := d.override(time.Now().Add(-time.Minute), 30_000)
	circuit := "/api/depot/" + s.north.site.ID.String() + "/circuits/" + d.circuit
	type capacity struct {
		Watts   int64  `json:"effective_capacity_watts"`
		Trigger string `json:"projection_trigger"`
		SetBy   string `json:"set_by"`
	}
	var shown struct {
		Result struct {
			Watts      int64  `json:"effective_capacity_watts"`
			SetBy      string `json:"capacity_set_by"`
			Shown      capacity
			Capacities []capacity
		}
	}
	viewer := d.as(s.north.viewer)
	for range 2 {
		viewer.do("GET", circuit+"/effective-capacity", "", &shown)
		first := capacity{29_000, "ENVELOPE_CHANGE", now}
		if r := shown.Result; r.Watts != 29_000 || r.SetBy != now || r.Shown != first || len(r.Capacities) != 1 || r.Capacities[0] != first {
			t.Errorf("%+v", r)
		}
	}
	d.as(s.north.owner).do("POST", circuit, `{"version":1,"name":"West","default_capacity_watts":9000,"fail_safe_capacity_watts":1}`, nil)
	d.as(s.north.owner).do("POST", d.at+"/control-points/"+uuid.NewString(), `{"capability_type":"LOAD_BALANCING","state":"enabled","control_source":"LOCAL","node_id":"`+d.root+`","local_config":{"fallback_demand_watts":1}}`, nil)
	d.as(s.north.owner).do("POST", d.at+"/rebalance", `{}`, nil)
	viewer.do("GET", circuit+"/effective-capacity?limit=1", "", &shown)
	if r := shown.Result; r.Watts != 9_000 || r.SetBy != d.circuit || len(r.Capacities) != 1 || r.Capacities[0] != (capacity{9_000, "REBALANCE_GUARD", d.circuit}) {
		t.Errorf("after a cycle: %+v", r)
	}
	if p := viewer.problemOf("GET", "/api/depot/"+s.north.site.ID.String()+"/circuits/"+uuid.NewString()+"/effective-capacity", ""); p["reason_code"] != "NOT_FOUND" && p["code"] != "NOT_FOUND" {
		t.Errorf("a circuit that is none: %v", p)
	}
}
