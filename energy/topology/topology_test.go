package topology_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

func ptr[T any](v T) *T { return &v }

func node(id, parent topology.ID, kind topology.NodeType) topology.Node {
	return topology.Node{NodeID: id, ParentNodeID: parent, MicrogridID: "site", Name: string(id), NodeType: kind, Status: topology.NodeActive}
}

func attached(n topology.Node, kind topology.AssetType, id topology.ID) topology.Node {
	n.AttachedAssetType, n.AttachedAssetID = &kind, id
	return n
}

// depot is a valid tree with every type of node.
func depot() []topology.Node {
	return []topology.Node{
		attached(node("gc", "", topology.GridConnection), topology.CircuitAsset, "feeder"),
		attached(node("c1", "gc", topology.CircuitNode), topology.CircuitAsset, "sub"),
		attached(node("cp", "c1", topology.ChargePoint), topology.ChargePointAsset, "station"),
		attached(node("con", "cp", topology.Connector), topology.ConnectorAsset, "plug"),
		attached(node("pv", "gc", topology.PowerSource), topology.PowerSourceAsset, "roof"),
		node("group", "gc", topology.Virtual),
	}
}

func with(nodes []topology.Node, id topology.ID, change func(*topology.Node)) []topology.Node {
	for i := range nodes {
		if nodes[i].NodeID == id {
			change(&nodes[i])
		}
	}
	return nodes
}

// T28, T29, T30 and the rest of what a tree must keep.
func TestT28T29T30TreesThatBreakARuleAreRefusedByNodeAndRule(t *testing.T) {
	tests := map[string]struct {
		nodes []topology.Node
		want  []topology.Violation
	}{
		"a tree with every type of node is valid": {depot(), nil},
		"no nodes at all are valid":               {nil, nil},
		"a node under its own descendant is a cycle": {
			with(depot(), "c1", func(n *topology.Node) { n.ParentNodeID = "con" }),
			[]topology.Violation{{"c1", topology.Cycle, "c1 → con → cp → c1"}},
		},
		"a node that is its own parent is a cycle": {
			with(depot(), "group", func(n *topology.Node) { n.ParentNodeID = "group" }),
			[]topology.Violation{{"group", topology.Cycle, "group → group"}},
		},
		"a parent that is not there makes one orphan, what hangs on it is not named": {
			with(depot(), "c1", func(n *topology.Node) { n.ParentNodeID = "gone" }),
			[]topology.Violation{{"c1", topology.Orphan, "gone"}},
		},
		"only connections stand on the first level": {
			with(depot(), "c1", func(n *topology.Node) { n.ParentNodeID = "" }),
			[]topology.Violation{{"c1", topology.FirstLevelType, "CIRCUIT"}},
		},
		"connections stand on the first level only": {
			append(depot(), node("gc2", "gc", topology.GridConnection)),
			[]topology.Violation{{"gc2", topology.GridConnectionBelow, "gc"}},
		},
		"an asset hangs on one node": {
			append(depot(), attached(node("con2", "cp", topology.Connector), topology.ConnectorAsset, "plug")),
			[]topology.Violation{{"con2", topology.AssetTwice, "con"}},
		},
		"assets of two types may have one id": {
			append(depot(), attached(node("con2", "cp", topology.Connector), topology.ConnectorAsset, "station")), nil,
		},
		"a virtual node stands for nothing": {
			with(depot(), "group", func(n *topology.Node) { n.AttachedAssetID = "x" }),
			[]topology.Violation{{"group", topology.VirtualHasAsset, "x"}},
		},
		"an asset has a type and an id": {
			with(depot(), "pv", func(n *topology.Node) { n.AttachedAssetType = nil }),
			[]topology.Violation{{"pv", topology.AssetIncomplete, "roof"}},
		},
		"a connection is attached to a circuit": {
			with(depot(), "gc", func(n *topology.Node) { n.AttachedAssetType = ptr(topology.ConnectorAsset) }),
			[]topology.Violation{{"gc", topology.AssetOfOtherType, "CONNECTOR"}},
		},
		"a node stands there once": {
			append(depot(), node("pv", "gc", topology.PowerSource)),
			[]topology.Violation{{"pv", topology.NodeTwice, "pv"}},
		},
		"a node belongs to this microgrid": {
			with(depot(), "pv", func(n *topology.Node) { n.MicrogridID = "other" }),
			[]topology.Violation{{"pv", topology.ForeignMicrogrid, "other"}},
		},
		"types and statuses are document 004's": {
			with(with(depot(), "pv", func(n *topology.Node) { n.NodeType = "PV" }), "con", func(n *topology.Node) { n.Status = "OFF" }),
			[]topology.Violation{{"con", topology.UnknownStatus, "OFF"}, {"pv", topology.UnknownNodeType, "PV"}},
		},
		"all faults come at once, ordered by node": {
			append(with(depot(), "c1", func(n *topology.Node) { n.ParentNodeID = "gone" }), node("b", "a", topology.CircuitNode), node("a", "b", topology.CircuitNode)),
			[]topology.Violation{{"a", topology.Cycle, "a → b → a"}, {"c1", topology.Orphan, "gone"}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for range 5 {
				rand.Shuffle(len(tt.nodes), func(i, j int) { tt.nodes[i], tt.nodes[j] = tt.nodes[j], tt.nodes[i] })
				tree, err := topology.NewTree("site", tt.nodes)
				if diff := cmp.Diff(tt.want, topology.Violations("site", tt.nodes)); diff != "" {
					t.Fatalf("(-want +got):\n%s", diff)
				}
				if (err == nil) != (len(tt.want) == 0) || (tree == nil) != (err != nil) {
					t.Fatalf("tree %v, error %v", tree, err)
				}
				if err != nil && !errors.Is(err, reason.New(reason.TopologyInvalid, nil)) {
					t.Errorf("%v is no TOPOLOGY_INVALID", err)
				}
				for _, v := range tt.want {
					if !strings.Contains(err.Error(), string(v.Node)) || !strings.Contains(err.Error(), string(v.Rule)) {
						t.Errorf("%v names neither %s nor %s", err, v.Node, v.Rule)
					}
				}
			}
		})
	}
}

func TestATreeDoesNotDependOnTheOrderOfItsNodes(t *testing.T) {
	tree, err := topology.NewTree("site", depot())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for i := 1; i <= tree.Len(); i++ {
		if tree.Parent(i) >= i {
			t.Errorf("node %d comes before its parent", i)
		}
		at, ok := tree.Index(tree.Node(i).NodeID)
		if at != i || !ok {
			t.Errorf("the index of %s is %d, want %d", tree.Node(i).NodeID, at, i)
		}
		ids = append(ids, string(tree.Node(i).NodeID))
	}
	for range 20 {
		nodes := depot()
		rand.Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
		again, err := topology.NewTree("site", nodes)
		if err != nil {
			t.Fatal(err)
		}
		for i, id := range ids {
			if string(again.Node(i+1).NodeID) != id {
				t.Fatalf("node %d is %s, want %s", i+1, again.Node(i+1).NodeID, id)
			}
		}
	}
	byID := make([]string, 0, tree.Len())
	for _, i := range tree.ByID() {
		byID = append(byID, string(tree.Node(int(i)).NodeID))
	}
	if !slices.IsSorted(byID) || len(byID) != 6 {
		t.Errorf("by id: %v", byID)
	}
	con, _ := tree.Index("con")
	c1, _ := tree.Index("c1")
	pv, _ := tree.Index("pv")
	if !tree.Below(con, c1) || tree.Below(pv, c1) || !tree.Below(c1, c1) || !tree.Below(pv, topology.Root) || tree.Below(topology.Root, c1) {
		t.Error("what is below what is wrong")
	}
}

// A tree that anyone can draw is either refused or holds every node once, under its parent.
func TestEveryDrawnTreeIsWholeOrRefused(t *testing.T) {
	valid := 0
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 3))
		nodes := []topology.Node{node("n0", "", topology.GridConnection)}
		for i := 1; i < 1+r.IntN(12); i++ {
			parent := i - 1 - r.IntN(i)
			if r.IntN(30) == 0 {
				parent = i + r.IntN(3)
			}
			nodes = append(nodes, node(topology.ID(fmt.Sprintf("n%d", i)), topology.ID(fmt.Sprintf("n%d", parent)), topology.CircuitNode))
		}
		tree, err := topology.NewTree("site", nodes)
		reached := 0
		for _, n := range nodes { // plainly: walk up, and give up after as many steps as there are nodes
			at := n
			for step := 0; at.ParentNodeID != "" && step <= len(nodes); step++ {
				i := slices.IndexFunc(nodes, func(m topology.Node) bool { return m.NodeID == at.ParentNodeID })
				if i < 0 {
					break
				}
				at = nodes[i]
			}
			if at.ParentNodeID == "" {
				reached++
			}
		}
		if (err == nil) != (reached == len(nodes)) {
			t.Fatalf("tree %d: %v, but %d of %d nodes are reached", seed, err, reached, len(nodes))
		}
		if err == nil {
			valid++
			for i := 1; i <= tree.Len(); i++ {
				if up := tree.Node(tree.Parent(i)).NodeID; up != tree.Node(i).ParentNodeID {
					t.Fatalf("tree %d: %s is put under %s", seed, tree.Node(i).NodeID, up)
				}
			}
		}
	}
	if valid < 1000 || valid > 2900 {
		t.Errorf("%d of 3000 trees are valid: that proves little", valid)
	}
}

// T21: names of fields and values of enums are document 004's, letter by letter.
func TestT21FieldsAndEnumsAreDocument004s(t *testing.T) {
	fields := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	got := strings.Join([]string{
		fields(topology.Microgrid{}), fields(topology.Node{}), fields(topology.NodeLimit{}), fields(topology.OperatingEnvelope{}), fields(topology.OperatingEnvelopeBlock{}),
		fmt.Sprint(topology.NodeTypes()), fmt.Sprint(topology.AssetTypes()), fmt.Sprint(topology.NodeStatuses()), fmt.Sprint(topology.ConstraintTypes()),
		fmt.Sprint(topology.LimitSourceTypes()), fmt.Sprint(topology.LimitStatuses()), fmt.Sprint(topology.EnvelopeTypes()), fmt.Sprint(topology.EnvelopeStatuses()),
		fmt.Sprint(topology.ProjectionTriggers()),
	}, "\n")
	want := `{"microgrid_id":null,"depot_id":null,"version":0}
{"node_id":null,"microgrid_id":null,"parent_node_id":null,"name":"","node_type":"","attached_asset_type":null,"attached_asset_id":null,"status":"","display_order":0}
{"node_limit_id":null,"microgrid_id":null,"node_id":null,"constraint_type":"","limit_watts":0,"source_type":"","status":"","updated_at":"0001-01-01T00:00:00Z"}
{"envelope_id":null,"microgrid_id":null,"origin_control_point_id":null,"node_id":null,"envelope_type":"","constraint_type":"","effective_from":"0001-01-01T00:00:00Z","effective_to":"0001-01-01T00:00:00Z","source_ref":"","status":"","received_at":"0001-01-01T00:00:00Z","blocks":null}
{"envelope_id":null,"block_from":"0001-01-01T00:00:00Z","block_to":"0001-01-01T00:00:00Z","min_limit_watts":null,"max_limit_watts":null,"target_watts":null}
[GRID_CONNECTION CIRCUIT CHARGE_POINT CONNECTOR POWER_SOURCE VIRTUAL]
[CIRCUIT CHARGE_POINT CONNECTOR POWER_SOURCE]
[ACTIVE MAINTENANCE UNAVAILABLE]
[CONSUMPTION_CAP GENERATION_CAP NET_CAP]
[PHYSICAL_DERIVED MANUAL FAIL_SAFE STATIC_POLICY]
[ACTIVE INACTIVE]
[TOU_LIMIT FORECAST FALLBACK OVERRIDE]
[PENDING ACTIVE EXPIRED WITHDRAWN REJECTED]
[ENVELOPE_CHANGE ENVELOPE_LIFECYCLE REBALANCE_GUARD]`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-document 004 +ours):\n%s", diff)
	}
}
