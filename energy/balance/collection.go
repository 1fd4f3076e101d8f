package balance

import (
	"slices"

	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Resources is the collection view of a tree (FR-018): the nodes that an optimiser works with, whatever
// way they hang together. A filter that is empty lets everything pass.
type Resources struct {
	Below     topology.ID // the node itself and what hangs on it
	AssetType topology.AssetType
	Group     string // the name of a virtual node: what hangs on it
}

// Of lists the nodes of a tree that pass the filter, by id.
func (f Resources) Of(tree *topology.Tree) []topology.Node {
	var out []topology.Node
	top, ok := topology.Root, true
	if f.Below != "" {
		top, ok = tree.Index(f.Below)
	}
	for _, n := range tree.ByID() {
		i := int(n)
		node := tree.Node(i)
		fits := f.AssetType == "" || node.AttachedAssetType != nil && *node.AttachedAssetType == f.AssetType
		if ok && fits && tree.Below(i, top) && (f.Group == "" || inGroup(tree, i, f.Group)) {
			out = append(out, *node)
		}
	}
	return out
}

func inGroup(tree *topology.Tree, i int, group string) bool {
	for ; i != topology.Root; i = tree.Parent(i) {
		if n := tree.Node(i); n.NodeType == topology.Virtual && n.Name == group {
			return true
		}
	}
	return false
}

// Candidate is an action that somebody proposes for a node: so much power, with its sign.
type Candidate struct {
	NodeID topology.ID
	Watts  unit.Power
}

// Violates says what stands in the way of a set of candidate actions if all of them were carried out:
// none means that they may be (FR-019, I-09). Leaves without an action go on drawing what they draw.
// Nothing of the snapshot's own requests is allocated, and nothing is applied.
func Violates(s *Snapshot, actions []Candidate) ([]BoundBy, error) {
	with := *s
	with.Scope, with.Requests = "", make([]Request, 0, len(actions))
	zero := unit.Power(0)
	for i := range actions {
		with.Requests = append(with.Requests, Request{NodeID: actions[i].NodeID, RequestedWatts: actions[i].Watts, MinWatts: &zero})
	}
	r, err := Run(&with)
	switch {
	case err != nil:
		return nil, err
	case r.Refused != nil:
		return nil, r.Refused
	}
	var out []BoundBy
	for _, n := range r.AllocationSummary.ByNode {
		for _, b := range n.BoundBy {
			if !slices.Contains(out, b) {
				out = append(out, b)
			}
		}
	}
	return out, nil
}
