package topology_test

import (
	"errors"
	"strings"
	"testing"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

func TestEditsOfATree(t *testing.T) {
	m := topology.Microgrid{MicrogridID: "site", DepotID: "depot", Version: 7}
	ops := func(list ...topology.Operation) topology.Edit { return topology.Edit{Version: 7, Operations: list} }
	op := func(op string, n topology.Node) topology.Operation { return topology.Operation{Op: op, Node: n} }
	moved := func(id, to topology.ID) topology.Operation {
		return op(topology.OpMove, topology.Node{NodeID: id, ParentNodeID: to})
	}
	renamed := with(depot(), "pv", func(n *topology.Node) { n.Name, n.ParentNodeID = "roof", "ignored" })[4]
	tests := map[string]struct {
		edit    topology.Edit
		want    string // code and rule of the refusal
		version int64
	}{
		"all nodes anew":                              {topology.Edit{Version: 7, Nodes: depot()[:5]}, "", 8},
		"T27: the same nodes leave the version":       {topology.Edit{Version: 7, Nodes: depot()}, "", 7},
		"T27: no operation leaves the version":        {ops([]topology.Operation{}...), "", 7},
		"a node is added":                             {ops(op(topology.OpAdd, node("con2", "cp", topology.Connector))), "", 8},
		"a node is moved":                             {ops(moved("cp", "gc")), "", 8},
		"a node is updated, and stays where it is":    {ops(op(topology.OpUpdate, renamed)), "", 8},
		"a leaf is removed":                           {ops(op(topology.OpRemove, topology.Node{NodeID: "con"})), "", 8},
		"a branch is removed leaf by leaf":            {ops(op(topology.OpRemove, topology.Node{NodeID: "con"}), op(topology.OpRemove, topology.Node{NodeID: "cp"})), "", 8},
		"T28: under its own descendant":               {ops(moved("c1", "con")), "TOPOLOGY_INVALID CYCLE", 7},
		"T28: a node with children is not removed":    {ops(op(topology.OpRemove, topology.Node{NodeID: "cp"})), "TOPOLOGY_INVALID REMOVED_NODE_HAS_CHILDREN", 7},
		"T28: nor left out, which orphans its child":  {topology.Edit{Version: 7, Nodes: append(depot()[:2], depot()[3:]...)}, "TOPOLOGY_INVALID ORPHAN", 7},
		"a node that is in use is not removed":        {ops(op(topology.OpRemove, topology.Node{NodeID: "pv"})), "TOPOLOGY_INVALID REMOVED_NODE_IS_IN_USE", 7},
		"a node that is not there":                    {ops(moved("gone", "gc")), "TOPOLOGY_INVALID UNKNOWN_NODE", 7},
		"a node that is there already":                {ops(op(topology.OpAdd, node("pv", "gc", topology.PowerSource))), "TOPOLOGY_INVALID NODE_TWICE", 7},
		"an operation that is none":                   {ops(op("replace", node("pv", "gc", topology.PowerSource))), "TOPOLOGY_INVALID UNKNOWN_OPERATION", 7},
		"T26: a stale version is a conflict":          {topology.Edit{Version: 6, Nodes: depot()}, "TOPOLOGY_VERSION_CONFLICT ", 7},
		"T26: also where the edit is invalid besides": {topology.Edit{Version: 8, Operations: []topology.Operation{moved("c1", "con")}}, "TOPOLOGY_VERSION_CONFLICT ", 7},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			before := depot()
			after, nodes, err := m.Apply(before, tt.edit, func(id topology.ID) bool { return id == "pv" })
			if after.Version != tt.version || (nodes == nil) != (err != nil) {
				t.Errorf("version %d, want %d; %d nodes, error %v", after.Version, tt.version, len(nodes), err)
			}
			code, rule, _ := strings.Cut(tt.want, " ")
			if tt.want != "" && (!errors.Is(err, reason.New(reason.Code(code), nil)) || !strings.Contains(err.Error(), rule)) || tt.want == "" && err != nil {
				t.Errorf("error is %v, want %q", err, tt.want)
			}
			if topology.IsConflict(err) != (code == "TOPOLOGY_VERSION_CONFLICT") {
				t.Errorf("a conflict: %v", topology.IsConflict(err))
			}
			for i, n := range depot() {
				if before[i].NodeID != n.NodeID || before[i].ParentNodeID != n.ParentNodeID || before[i].Name != n.Name {
					t.Fatalf("the nodes that were given are changed: %+v", before[i])
				}
			}
		})
	}
}

func TestAConflictNamesBothVersions(t *testing.T) {
	_, _, err := topology.Microgrid{MicrogridID: "site", Version: 9}.Apply(depot(), topology.Edit{Version: 7}, nil)
	refusal, ok := errors.AsType[*reason.Error](err)
	if !ok || refusal.Params["expected"] != int64(7) || refusal.Params["actual"] != int64(9) {
		t.Errorf("refusal is %v", err)
	}
}
