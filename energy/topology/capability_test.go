package topology_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"ohmstead/energy/topology"
)

func TestT19T20ControlPointsThatBreakARule(t *testing.T) {
	point := func(id, node topology.ID, change ...func(*topology.CapabilityControlPoint)) topology.CapabilityControlPoint {
		p := topology.CapabilityControlPoint{ControlPointID: id, MicrogridID: "site", NodeID: node, CapabilityType: topology.LoadBalancing, State: topology.Enabled, ControlSource: topology.Local}
		for _, c := range change {
			c(&p)
		}
		return p
	}
	external := func(p *topology.CapabilityControlPoint) { p.ControlSource = topology.External }
	scheduled := func(p *topology.CapabilityControlPoint) { p.ScheduleRef = "nights" }
	off := func(p *topology.CapabilityControlPoint) { p.State = topology.Disabled }
	shaving := func(p *topology.CapabilityControlPoint) { p.CapabilityType = topology.PeakShaving }
	whole, scoped := point("whole", ""), point("scoped", "gc")
	tests := map[string]struct {
		point topology.CapabilityControlPoint
		want  topology.ControlPointRule
	}{
		"T19: LOCAL with a schedule":                      {point("new", "c1", scheduled), ""},
		"T19: EXTERNAL without one":                       {point("new", "c1", external), ""},
		"T19: EXTERNAL with one, also where it was LOCAL": {point("scoped", "gc", external, scheduled), topology.ScheduleOnlyLocal},
		"T20: a second point for the whole microgrid":     {point("new", ""), topology.OneActivePerTarget},
		"T20: a second point for a node":                  {point("new", "gc"), topology.OneActivePerTarget},
		"T20: the point itself again":                     {point("whole", ""), ""},
		"T20: a second one that is disabled":              {point("new", "", off), ""},
		"T20: a second one of another type":               {point("new", "", shaving), ""},
		"a node that is not there":                        {point("new", "gone"), topology.TargetKnown},
	}
	for name, tt := range tests {
		if got := topology.CheckControlPoint(tree(t), tt.point, []topology.CapabilityControlPoint{whole, scoped}); got != tt.want {
			t.Errorf("%s: rule %q, want %q", name, got, tt.want)
		}
	}
}

func TestT21CapabilitiesAreDocument004s(t *testing.T) {
	if got := fmt.Sprint(topology.CapabilityTypes(), topology.CapabilityStates(), topology.ControlSources()); got != "[LOAD_BALANCING PEAK_SHAVING DER ENERGY_OPTIMISATION] [enabled disabled] [LOCAL EXTERNAL]" {
		t.Errorf("enums are %s", got)
	}
	for want, v := range map[string]any{
		`{"control_point_id":null,"microgrid_id":null,"node_id":null,"capability_type":"","state":"","control_source":"","description":"","local_config":null,"external_config_type":null,"external_config_ref":null,"schedule_ref":null}`:                                         topology.CapabilityControlPoint{},
		`{"status_event_id":null,"microgrid_id":null,"control_point_id":null,"node_id":null,"capability_type":"","operational_status":"","reported_by":"","observed_at":"0001-01-01T00:00:00Z","ingested_at":"0001-01-01T00:00:00Z","source_event_ref":null,"status_detail":null}`: topology.CapabilityStatusEvent{},
		`{"microgrid_id":null,"control_point_id":null,"node_id":null,"capability_type":"","latest_operational_status":"","reported_by":"","last_observed_at":"0001-01-01T00:00:00Z","last_ingested_at":"0001-01-01T00:00:00Z","freshness_seconds":0,"status_detail":null}`:         topology.CapabilityStatusProjection{},
	} {
		if got, err := json.Marshal(v); err != nil || string(got) != want {
			t.Errorf("fields are\n%s, want\n%s", got, want)
		}
	}
}

func TestT22StatusIsFreeTextAndBooleansAreOnAndOff(t *testing.T) {
	for raw, want := range map[any]string{"Lädt – 3/4": "Lädt – 3/4", true: "ON", false: "OFF"} {
		status, detail := topology.StatusOf(raw)
		if status != want {
			t.Errorf("%v is %q, want %q", raw, status, want)
		}
		if b, is := raw.(bool); is && string(detail) != fmt.Sprintf(`{"raw":%v}`, b) {
			t.Errorf("%v keeps %s", raw, detail)
		}
	}
}

func TestT23T24TheLatestStatusIsTheLastObservedAndItsAgeIsOfTheReading(t *testing.T) {
	event := func(id topology.ID, observed, ingested int, status string) topology.CapabilityStatusEvent {
		return topology.CapabilityStatusEvent{StatusEventID: id, OperationalStatus: status, ObservedAt: noon.Add(time.Duration(observed) * time.Second), IngestedAt: noon.Add(time.Duration(ingested) * time.Second)}
	}
	events := []topology.CapabilityStatusEvent{event("a", 10, 11, "older"), event("b", 20, 21, "beaten by id"), event("c", 20, 21, "last"), event("d", 5, 30, "came late"), event("e", 20, 20, "ingested before")}
	for range 20 {
		rand.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		p, ok := topology.Latest(events, noon.Add(50*time.Second))
		if !ok || p.LatestOperationalStatus != "last" || p.FreshnessSeconds != 30 {
			t.Fatalf("projection is %+v", p)
		}
		if later, _ := topology.Latest(events, noon.Add(60*time.Second)); later.FreshnessSeconds != 40 {
			t.Fatalf("ten seconds later it is %d s old", later.FreshnessSeconds)
		}
	}
	if _, ok := topology.Latest(nil, noon); ok {
		t.Error("no events have a status")
	}
}
