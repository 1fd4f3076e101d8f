package main

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

func TestTheDemosHouseHasAMicrogridThatIsMeasuredAndBalanced(t *testing.T) {
	s := begin(t, demoSite, "start: \"10:00\"\n")
	type named struct {
		NodeID string `json:"node_id"`
		Name   string
	}
	var tree struct {
		MicrogridID string `json:"microgrid_id"`
		Result      struct{ Nodes []named }
	}
	s.until("the house hangs on its connection", func() bool {
		s.call(http.MethodGet, "/api/depot/"+s.site+"/microgrid", "", &tree)
		return len(tree.Result.Nodes) == 7
	})
	names := map[string]string{}
	for _, n := range tree.Result.Nodes {
		names[n.NodeID] = n.Name
	}
	var now struct {
		Result struct {
			Nodes []struct {
				NodeID     string `json:"node_id"`
				SourceMode string `json:"source_mode"`
				Demand     *int64 `json:"demand_watts"`
				Limits     []struct {
					HeadroomWatts *int64 `json:"headroom_watts"`
				}
			}
		}
	}
	s.until("every node is measured and has room under a limit", func() bool {
		s.call(http.MethodGet, "/api/microgrid/"+tree.MicrogridID+"/now", "", &now)
		for _, n := range now.Result.Nodes {
			// The garage has no meter: its power is the sum of what hangs on it.
			if n.SourceMode != "MEASURED" && names[n.NodeID] != "Garage" || n.Demand == nil || len(n.Limits) != 1 || n.Limits[0].HeadroomWatts == nil {
				return false
			}
		}
		return len(now.Result.Nodes) == 7
	})
	s.until("its first cycle was run on what was measured", func() bool { return s.outcome(tree.MicrogridID) == "APPLIED" })
	for _, want := range []string{"House connection", "House", "Solar roof", "Battery", "Garage", "Wallbox left", "Wallbox right"} {
		found := false
		for _, name := range names {
			found = found || name == want
		}
		if !found {
			t.Errorf("%v has no %s", names, want)
		}
	}
}

// Two vehicles ask for more than the garage's fuse carries: each is given its part and told why.
func TestTheDemosVehiclesAreCurtailedByTheGaragesFuse(t *testing.T) {
	s, world := beginStanding(t, demoSite, "start: \"10:00\"\nspeed: 30\n")
	type allocation struct {
		NodeID    string `json:"node_id"`
		Requested int64  `json:"requested_watts"`
		Allocated int64  `json:"allocated_watts"`
		BoundBy   []struct {
			Code  string `json:"reason_code"`
			Limit int64  `json:"limit_watts"`
		} `json:"bound_by"`
	}
	var tree struct {
		MicrogridID string `json:"microgrid_id"`
		Result      struct {
			Nodes []struct {
				NodeID string `json:"node_id"`
				Type   string `json:"node_type"`
			}
		}
	}
	s.until("there are charging points", func() bool {
		s.call(http.MethodGet, "/api/depot/"+s.site+"/microgrid", "", &tree)
		return len(tree.Result.Nodes) == 7
	})
	points := map[string]bool{}
	for _, n := range tree.Result.Nodes {
		points[n.NodeID] = n.Type == "CHARGE_POINT"
	}
	s.until("its first cycle was run", func() bool { return s.outcome(tree.MicrogridID) != "" })
	world.letGo(s) // both vehicles come soon, and are there together for a minute
	curtailed := ""
	s.until("a cycle gave two vehicles less than they asked for", func() bool {
		var page struct {
			Result struct {
				Cycles []struct {
					CycleID     string   `json:"cycle_id"`
					ReasonCodes []string `json:"reason_codes"`
				}
			}
		}
		s.call(http.MethodGet, "/api/microgrid/"+tree.MicrogridID+"/cycles?outcome=CURTAILED", "", &page)
		for _, c := range page.Result.Cycles {
			if !slices.Contains(c.ReasonCodes, "TELEMETRY_STALE_FALLBACK_USED") { // as on a machine that was held up
				curtailed = c.CycleID
			}
		}
		return curtailed != ""
	})
	var cycle struct {
		Result struct {
			Summary struct {
				ByNode []allocation `json:"by_node"`
			} `json:"allocation_summary"`
		}
	}
	s.call(http.MethodGet, "/api/microgrid/"+tree.MicrogridID+"/cycles/"+curtailed, "", &cycle)
	for _, a := range cycle.Result.Summary.ByNode {
		if !points[a.NodeID] {
			continue
		}
		if a.Requested != chargerMost || a.Allocated != garageFuse/2 || len(a.BoundBy) != 1 || a.BoundBy[0].Code != "AGGREGATE_CAP_EXCEEDED" || a.BoundBy[0].Limit != garageFuse {
			t.Errorf("a vehicle was given %+v", a)
		}
	}
	s.until("the edge keeps the vehicles within the fuse and the peak", func() bool {
		return s.charging() > chargerLeast
	})
	for _, truth := range s.observe(3 * time.Minute) {
		if sum := truth.Chargers[0].Watts() + truth.Chargers[1].Watts(); sum > garageFuse+100 {
			t.Fatalf("the garage takes %.0f W", sum)
		}
	}
}

// outcome is what came of a microgrid's latest cycle, "" before the first.
func (s *story) outcome(microgrid string) string {
	s.Helper()
	var status struct {
		Result struct {
			Latest *struct{ Outcome string } `json:"latest_cycle"`
		}
	}
	s.call(http.MethodGet, "/api/microgrid/"+microgrid+"/status", "", &status)
	if status.Result.Latest == nil {
		return ""
	}
	return status.Result.Latest.Outcome
}

// charging is what the vehicles take now, W.
func (s *story) charging() float64 {
	truth := s.devices.Truth()
	return truth.Chargers[0].Watts() + truth.Chargers[1].Watts()
}
