package topology

import (
	"slices"
	"strings"
)

// MaxNodes is the most nodes a tree may have. With watts of at most 10^12 each, no sum over a tree
// overflows.
const MaxNodes = 1_000_000

// Root is the index of the microgrid itself in a Tree: the implicit root, which is no node (I-01).
const Root = 0

// Tree is a valid tree of nodes. Nodes have indices from 1, parents before their children; Root is the
// microgrid. The order depends on the nodes alone and not on the order they were given in. A Tree is
// immutable, and may be shared.
type Tree struct {
	nodes    []Node  // by index; nodes[0] is the zero Node
	parent   []int32 // by index
	children []int32 // how many, by index
	index    map[ID]int32
	byID     []int32 // indices in the order of ids
}

// NewTree builds the tree of a microgrid, in O(n log n). Every rule that the nodes break is an error
// of its own, joined, with the code TOPOLOGY_INVALID, the node and the rule (FR-002, FR-010, I-01 to
// I-03).
func NewTree(microgrid ID, nodes []Node) (*Tree, error) {
	t, violations := build(microgrid, nodes)
	if len(violations) > 0 {
		return nil, joined(violations)
	}
	return t, nil
}

func build(microgrid ID, nodes []Node) (*Tree, []Violation) {
	if len(nodes) > MaxNodes {
		return nil, []Violation{{Rule: TooManyNodes}}
	}
	order := make([]int32, len(nodes))
	for i := range order {
		order[i] = int32(i)
	}
	byID := func(a, b int32) int { return strings.Compare(string(nodes[a].NodeID), string(nodes[b].NodeID)) }
	if !slices.IsSortedFunc(order, byID) {
		slices.SortFunc(order, byID)
	}
	violations := checkEach(microgrid, nodes, order)
	t := &Tree{}
	rank := t.ranks(nodes, order)
	if len(rank) < len(nodes) { // a node stands there twice, so that "its parent" means nothing
		return nil, violations
	}
	violations = append(violations, t.grow(nodes, order, rank)...)
	slices.SortStableFunc(violations, func(a, b Violation) int { return strings.Compare(string(a.Node), string(b.Node)) })
	return t, violations
}

// ranks gives each node its place in the order of ids.
func (t *Tree) ranks(nodes []Node, order []int32) map[ID]int32 {
	rank := make(map[ID]int32, len(nodes))
	for i, n := range order {
		rank[nodes[n].NodeID] = int32(i)
	}
	return rank
}

// grow lays the nodes out from the root, level by level, and complains about those that it cannot
// reach. The map of ranks becomes the tree's index.
func (t *Tree) grow(nodes []Node, order []int32, rank map[ID]int32) []Violation {
	n := len(order)
	up := make([]int32, n) // rank of the parent, -1 on the first level, -2 for one that is not there
	first := make([]int32, n+2)
	for i, at := range order {
		up[i] = -1
		if p := nodes[at].ParentNodeID; p != "" {
			r, ok := rank[p]
			if up[i] = r; !ok {
				up[i] = -2
				continue
			}
		}
		first[up[i]+2]++
	}
	for i := 1; i < len(first); i++ {
		first[i] += first[i-1]
	}
	below, next := make([]int32, n), slices.Clone(first)
	for i := range up { // in the order of ids, so that siblings are
		if up[i] > -2 {
			below[next[up[i]+1]] = int32(i)
			next[up[i]+1]++
		}
	}
	t.nodes, t.parent, t.children = make([]Node, 1, n+1), make([]int32, 1, n+1), make([]int32, 1, n+1)
	t.byID = make([]int32, n)
	ranks := make([]int32, 1, n+1)
	ranks[0] = -1
	for at := 0; at < len(ranks); at++ {
		r := ranks[at]
		kids := below[first[r+1]:first[r+2]]
		t.children[at] = int32(len(kids))
		for _, k := range kids {
			t.byID[k] = int32(len(ranks))
			ranks = append(ranks, k)
			t.nodes, t.parent, t.children = append(t.nodes, nodes[order[k]]), append(t.parent, int32(at)), append(t.children, 0)
		}
	}
	for id, r := range rank {
		rank[id] = t.byID[r]
	}
	t.index = rank
	if len(ranks) == n+1 {
		return nil
	}
	return unreached(nodes, order, up, t.byID)
}

// Len is how many nodes there are, the microgrid not counted; indices run from 1 to Len.
func (t *Tree) Len() int { return len(t.nodes) - 1 }

// Node is the node with this index.
func (t *Tree) Node(i int) *Node { return &t.nodes[i] }

// Parent is the index of a node's parent, Root on the first level; Root is its own.
func (t *Tree) Parent(i int) int { return int(t.parent[i]) }

// Leaf reports whether nothing hangs on the node.
func (t *Tree) Leaf(i int) bool { return t.children[i] == 0 }

// Index is the index of a node; false where there is none of this id.
func (t *Tree) Index(id ID) (int, bool) {
	i, ok := t.index[id]
	return int(i), ok
}

// ByID lists the indices of all nodes in the order of their ids. It is not to be changed.
func (t *Tree) ByID() []int32 { return t.byID }

// Below reports whether node i is top or hangs on it. Everything is below Root.
func (t *Tree) Below(i, top int) bool {
	for ; i > top; i = int(t.parent[i]) { // parents come before their children
	}
	return i == top
}

// Managed reports whether resync owns the node: on the first level, attached to a circuit.
func (t *Tree) Managed(i int) bool {
	n := &t.nodes[i]
	return i != Root && n.NodeType == GridConnection && n.AttachedAssetType != nil && *n.AttachedAssetType == CircuitAsset && n.AttachedAssetID != ""
}
