package balance_test

import (
	"testing"

	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

func TestTheCollectionViewListsNodesWhateverWayTheyHang(t *testing.T) {
	s := newSite().node("gc", "", topology.GridConnection).node("fleet", "gc", topology.Virtual).node("c1", "gc", topology.CircuitNode).chargers("fleet", "b", "a").chargers("c1", "c")
	for i := range s.Nodes {
		if n := &s.Nodes[i]; n.NodeType == topology.Connector {
			n.AttachedAssetType, n.AttachedAssetID = ptr(topology.ConnectorAsset), "asset-"+n.NodeID
		}
	}
	tree, err := topology.NewTree("site", s.Nodes)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		of   balance.Resources
		want string
	}{
		"all":                       {balance.Resources{}, "a b c c1 fleet gc "},
		"by type of asset":          {balance.Resources{AssetType: topology.ConnectorAsset}, "a b c "},
		"below a node":              {balance.Resources{Below: "c1"}, "c c1 "},
		"in a group":                {balance.Resources{Group: "fleet", AssetType: topology.ConnectorAsset}, "a b "},
		"below a node that is gone": {balance.Resources{Below: "gone"}, ""},
	} {
		got := ""
		for _, n := range tt.of.Of(tree) {
			got += string(n.NodeID) + " "
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// Whatever an optimiser proposes is held against every limit of the tree before anybody carries it out.
func TestCandidateActionsPassTheLimitsOrAreNamed(t *testing.T) {
	s := row("a", "b").limit("gc", consumption, 10*kW).asks("a", 50*kW)
	ask := func(a, b unit.Power) []balance.BoundBy {
		t.Helper()
		out, err := balance.Violates(s.Snapshot, []balance.Candidate{{NodeID: "a", Watts: a}, {NodeID: "b", Watts: b}})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := ask(6*kW, 4*kW); len(got) != 0 {
		t.Errorf("10 of 10 kW are refused by %+v", got)
	}
	if got := ask(6*kW, 4*kW+1); len(got) != 1 || got[0].ConstraintRef != "limit/gc/CONSUMPTION_CAP" {
		t.Errorf("10,001 of 10,000 W are refused by %+v", got)
	}
	if len(s.Requests) != 1 {
		t.Error("the snapshot was changed")
	}
	if _, err := balance.Violates(s.Snapshot, []balance.Candidate{{NodeID: "gc", Watts: kW}}); err == nil {
		t.Error("an action of a connection is accepted")
	}
	s.Telemetry = nil
	if _, err := balance.Violates(s.Snapshot, []balance.Candidate{{NodeID: "a", Watts: kW}}); err == nil {
		t.Error("an action beside an unknown demand is accepted")
	}
}
