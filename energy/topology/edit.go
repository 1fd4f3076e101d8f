package topology

import (
	"errors"
	"slices"
	"strings"

	"ohmstead/energy/reason"
)

// Edit is a change of a tree: all of its nodes anew, or operations one after the other. Version is the
// version that its author saw (FR-011).
type Edit struct {
	Version    int64
	Nodes      []Node // the whole tree, where Operations is nil
	Operations []Operation
}

// Operation adds, updates, moves or removes one node. A move reads the node's parent alone, a removal its
// id; an update replaces everything but the parent.
type Operation struct {
	Op   string `json:"op"`
	Node Node   `json:"node"`
}

// Operations of an edit.
const (
	OpAdd    = "add"
	OpUpdate = "update"
	OpMove   = "move"
	OpRemove = "remove"
)

// Apply is the microgrid and its nodes after an edit. The version is checked before anything else, so a
// stale edit that is also invalid is a conflict: TOPOLOGY_VERSION_CONFLICT, then TOPOLOGY_INVALID with
// the node and the rule (D-009). used says whether limits, envelopes or control points stand on a node,
// which cannot be removed then. An edit that changes nothing leaves the version (T27). What was given is
// not changed.
func (m Microgrid) Apply(nodes []Node, e Edit, used func(ID) bool) (Microgrid, []Node, error) {
	if e.Version != m.Version {
		return m, nil, reason.New(reason.TopologyVersionConflict, reason.Params{"expected": e.Version, "actual": m.Version})
	}
	after, violations := slices.Clone(e.Nodes), []Violation(nil)
	if e.Operations != nil {
		after = slices.Clone(nodes)
		for _, op := range e.Operations {
			var v []Violation
			after, v = op.apply(after)
			violations = append(violations, v...)
		}
	}
	for _, n := range nodes {
		if used(n.NodeID) && find(after, n.NodeID) < 0 {
			violations = append(violations, Violation{n.NodeID, RemovedWithBindings, ""})
		}
	}
	violations = append(violations, Violations(m.MicrogridID, after)...)
	if len(violations) > 0 {
		return m, nil, joined(violations)
	}
	if !sameNodes(nodes, after) {
		m.Version++
	}
	return m, after, nil
}

func find(nodes []Node, id ID) int {
	return slices.IndexFunc(nodes, func(n Node) bool { return n.NodeID == id })
}

func (op Operation) apply(nodes []Node) ([]Node, []Violation) {
	id := op.Node.NodeID
	i := find(nodes, id)
	switch {
	case op.Op == OpAdd: // one that is there already is found by the tree's own rules
		return append(nodes, op.Node), nil
	case !slices.Contains([]string{OpUpdate, OpMove, OpRemove}, op.Op):
		return nodes, []Violation{{id, UnknownEditOperation, op.Op}}
	case i < 0:
		return nodes, []Violation{{id, UnknownNode, op.Op}}
	case op.Op == OpMove:
		nodes[i].ParentNodeID = op.Node.ParentNodeID
	case op.Op == OpUpdate:
		parent := nodes[i].ParentNodeID
		nodes[i] = op.Node
		nodes[i].ParentNodeID = parent
	default:
		if k := slices.IndexFunc(nodes, func(n Node) bool { return n.ParentNodeID == id }); k >= 0 {
			return nodes, []Violation{{id, RemovedWithChildren, string(nodes[k].NodeID)}}
		}
		nodes = slices.Delete(nodes, i, i+1)
	}
	return nodes, nil
}

// sameNodes reports whether two lists hold the same nodes, in any order.
func sameNodes(a, b []Node) bool {
	byID := func(x, y Node) int { return strings.Compare(string(x.NodeID), string(y.NodeID)) }
	a, b = slices.Clone(a), slices.Clone(b)
	slices.SortFunc(a, byID)
	slices.SortFunc(b, byID)
	return slices.EqualFunc(a, b, func(x, y Node) bool {
		sameAsset := (x.AttachedAssetType == nil) == (y.AttachedAssetType == nil) && (x.AttachedAssetType == nil || *x.AttachedAssetType == *y.AttachedAssetType)
		x.AttachedAssetType, y.AttachedAssetType = nil, nil
		return sameAsset && x == y
	})
}

// IsConflict reports whether an edit was refused because of its version alone.
func IsConflict(err error) bool {
	return errors.Is(err, reason.New(reason.TopologyVersionConflict, nil))
}
