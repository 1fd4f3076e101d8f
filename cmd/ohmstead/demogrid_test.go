package main

import (
	"net/http"
	"testing"
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
		return len(tree.Result.Nodes) == 4
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
				Limits     []struct {
					HeadroomWatts *int64 `json:"headroom_watts"`
				}
			}
		}
	}
	s.until("every node is measured and has room under a limit", func() bool {
		s.call(http.MethodGet, "/api/microgrid/"+tree.MicrogridID+"/now", "", &now)
		for _, n := range now.Result.Nodes {
			if n.SourceMode != "MEASURED" || len(n.Limits) != 1 || n.Limits[0].HeadroomWatts == nil {
				return false
			}
		}
		return len(now.Result.Nodes) == 4
	})
	var status struct {
		Result struct {
			Latest *struct{ Outcome string } `json:"latest_cycle"`
		}
	}
	s.until("its first cycle was run on what was measured", func() bool {
		s.call(http.MethodGet, "/api/microgrid/"+tree.MicrogridID+"/status", "", &status)
		return status.Result.Latest != nil && status.Result.Latest.Outcome == "APPLIED"
	})
	for _, want := range []string{"House connection", "House", "Solar roof", "Battery"} {
		found := false
		for _, name := range names {
			found = found || name == want
		}
		if !found {
			t.Errorf("%v has no %s", names, want)
		}
	}
}
