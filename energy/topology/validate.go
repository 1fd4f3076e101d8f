package topology

import (
	"errors"
	"slices"
	"strings"

	"ohmstead/energy/reason"
)

// Rule is a rule of the tree; it is what violated_rule says.
type Rule string

// Rules of the tree and of changes to it.
const (
	TooManyNodes         Rule = "TOO_MANY_NODES"
	NodeIDMissing        Rule = "NODE_ID_MISSING"
	NodeTwice            Rule = "NODE_TWICE"
	ForeignMicrogrid     Rule = "FOREIGN_MICROGRID"
	UnknownNodeType      Rule = "UNKNOWN_NODE_TYPE"
	UnknownStatus        Rule = "UNKNOWN_STATUS"
	Orphan               Rule = "ORPHAN"
	Cycle                Rule = "CYCLE"
	FirstLevelType       Rule = "FIRST_LEVEL_IS_GRID_CONNECTION"
	GridConnectionBelow  Rule = "GRID_CONNECTION_ON_FIRST_LEVEL_ONLY"
	AssetIncomplete      Rule = "ASSET_TYPE_AND_ID_TOGETHER"
	AssetOfOtherType     Rule = "ASSET_TYPE_FITS_NODE_TYPE"
	VirtualHasAsset      Rule = "VIRTUAL_HAS_NO_ASSET"
	AssetTwice           Rule = "ASSET_AT_MOST_ONCE"
	RemovedWithChildren  Rule = "REMOVED_NODE_HAS_CHILDREN"
	RemovedWithBindings  Rule = "REMOVED_NODE_IS_IN_USE"
	UnknownNode          Rule = "UNKNOWN_NODE"
	UnknownEditOperation Rule = "UNKNOWN_OPERATION"
)

// Violation is one rule that a node breaks, and the thing it breaks it with: the parent that is not
// there, the other node of the asset, the way round of a cycle.
type Violation struct {
	Node ID
	Rule Rule
	With string
}

// Err is the violation as a refusal with the code TOPOLOGY_INVALID.
func (v Violation) Err() *reason.Error {
	return reason.New(reason.TopologyInvalid, reason.Params{"node": string(v.Node), "rule": string(v.Rule), "with": v.With})
}

func joined(violations []Violation) error {
	errs := make([]error, len(violations))
	for i, v := range violations {
		errs[i] = v.Err()
	}
	return errors.Join(errs...)
}

// Violations lists every rule that the nodes break, ordered by node; none for a valid tree.
func Violations(microgrid ID, nodes []Node) []Violation {
	_, violations := build(microgrid, nodes)
	return violations
}

// checkEach checks what a node says of itself, and that neither it nor its asset stands there twice.
func checkEach(microgrid ID, nodes []Node, order []int32) []Violation {
	var out []Violation
	assets := make(map[asset]ID, len(nodes))
	for i, at := range order {
		n := &nodes[at]
		add := func(rule Rule, with string) { out = append(out, Violation{n.NodeID, rule, with}) }
		if n.NodeID == "" {
			add(NodeIDMissing, n.Name)
		}
		if i > 0 && nodes[order[i-1]].NodeID == n.NodeID {
			add(NodeTwice, n.Name)
		}
		if n.MicrogridID != microgrid {
			add(ForeignMicrogrid, string(n.MicrogridID))
		}
		if !slices.Contains(NodeTypes(), n.NodeType) {
			add(UnknownNodeType, string(n.NodeType))
			continue
		}
		if n.Status != NodeActive && !slices.Contains(NodeStatuses(), n.Status) {
			add(UnknownStatus, string(n.Status))
		}
		if first := n.ParentNodeID == ""; first && n.NodeType != GridConnection {
			add(FirstLevelType, string(n.NodeType))
		} else if !first && n.NodeType == GridConnection {
			add(GridConnectionBelow, string(n.ParentNodeID))
		}
		if rule, with := checkAsset(n, assets); rule != "" {
			add(rule, with)
		}
	}
	return out
}

// asset is what a node stands for.
type asset struct {
	kind AssetType
	id   ID
}

func checkAsset(n *Node, seen map[asset]ID) (Rule, string) {
	switch {
	case n.AttachedAssetType == nil && n.AttachedAssetID == "":
		return "", ""
	case n.NodeType == Virtual:
		return VirtualHasAsset, string(n.AttachedAssetID)
	case n.AttachedAssetType == nil || n.AttachedAssetID == "":
		return AssetIncomplete, string(n.AttachedAssetID)
	case *n.AttachedAssetType != n.NodeType.asset():
		return AssetOfOtherType, string(*n.AttachedAssetType)
	}
	a := asset{*n.AttachedAssetType, n.AttachedAssetID}
	if other, taken := seen[a]; taken {
		return AssetTwice, string(other)
	}
	seen[a] = n.NodeID
	return "", ""
}

// unreached says of the nodes that the root does not reach which are orphans, and names each cycle
// once, by its smallest id. What hangs on either is not named: it is right again when they are.
func unreached(nodes []Node, order, up, reached []int32) []Violation {
	const unseen, onWay, done = 0, 1, 2
	var out []Violation
	state := make([]int8, len(order))
	for start := range order {
		var way []int32
		i := int32(start)
		for i >= 0 && reached[i] == 0 && state[i] == unseen {
			state[i] = onWay
			way = append(way, i)
			i = up[i]
		}
		if i == -2 {
			orphan := &nodes[order[way[len(way)-1]]]
			out = append(out, Violation{orphan.NodeID, Orphan, string(orphan.ParentNodeID)})
		} else if i >= 0 && state[i] == onWay {
			out = append(out, cycle(nodes, order, way[slices.Index(way, i):]))
		}
		for _, w := range way {
			state[w] = done
		}
	}
	return out
}

func cycle(nodes []Node, order, ring []int32) Violation {
	least := slices.Index(ring, slices.Min(ring)) // ranks are in the order of ids
	ring = slices.Concat(ring[least:], ring[:least+1])
	names := make([]string, len(ring))
	for i, r := range ring {
		names[i] = string(nodes[order[r]].NodeID)
	}
	return Violation{nodes[order[ring[0]]].NodeID, Cycle, strings.Join(names, " → ")}
}
