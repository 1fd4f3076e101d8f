package balance

import (
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// cycle is one run over a snapshot.
type cycle struct {
	s     *Snapshot
	tree  *topology.Tree
	rank  []int32 // place of each node in the order of ids
	scope int     // index of the node whose subtree may move; Root for all

	nodes  []state // by index of the tree
	leaves []leaf
	limits []limit // ordered by node and side
	// Room at each node, for consumption and for discharge, once allocated.
	taken, offered []room

	codes    map[reason.Code]bool
	missing  []MissingInput
	unsolved []int // nodes whose demand is unknown and must not be
}

// Run is one cycle over the snapshot, without any effect. It answers with Faults where the snapshot
// contradicts itself. It takes O(n log n) time in the number of nodes for trees of bounded depth, and
// O(n · depth) for admission; with CurrentLimits see phase.go.
func Run(s *Snapshot) (*Result, error) {
	tree := s.Tree
	if tree == nil {
		var err error
		if tree, err = topology.NewTree(s.Microgrid.MicrogridID, s.Nodes); err != nil {
			return rejected(s, []reason.Code{reason.TopologyInvalid}, err), nil
		}
	}
	rank := make([]int32, tree.Len()+1)
	for r, n := range tree.ByID() {
		rank[n] = int32(r)
	}
	at, err := check(s, tree, rank)
	if err != nil {
		return nil, err
	}
	c := &cycle{s: s, tree: tree, nodes: make([]state, tree.Len()+1), rank: rank, codes: map[reason.Code]bool{}}
	c.prepare(at)
	if len(c.unsolved) > 0 {
		return c.unavailable(), nil
	}
	breaches := c.breaches()
	c.allocate()
	c.verify()
	return c.result(breaches), nil
}

// prepare reads the snapshot and resolves demand and limits.
func (c *cycle) prepare(at places) {
	for i := range c.nodes {
		c.nodes[i].leaf, c.nodes[i].sides = -1, [4]int32{-1, -1, -1, -1}
	}
	if c.s.Scope != "" {
		c.scope, _ = c.tree.Index(c.s.Scope)
	}
	if c.s.Alias != nil {
		c.codes[reason.LegacyAliasTranslationApplied] = true
	}
	c.read(at)
	c.seat(at)
	c.resolve()
	c.limit()
	c.findMissing()
}

// findMissing finds the nodes whose demand must be known and is not: those that carry a limit, and those
// above a request. It also notes whether a fallback stood in anywhere that counts.
func (c *cycle) findMissing() {
	stoodIn := false
	for r := -1; r < c.tree.Len(); r++ {
		i := topology.Root
		if r >= 0 {
			i = int(c.tree.ByID()[r])
		}
		st := &c.nodes[i]
		limited := st.sides != [4]int32{-1, -1, -1, -1}
		if !limited && (!st.asked || i == topology.Root) {
			continue
		}
		unknown := st.unknown
		if i != topology.Root && c.tree.Leaf(i) && !st.fresh {
			_, _, ok := c.own(i)
			unknown = !ok
		}
		if unknown {
			c.unsolved = append(c.unsolved, i)
			c.codes[reason.TelemetryUnavailable] = true
			c.missing = append(c.missing, MissingInput{c.tree.Node(i).NodeID, "telemetry|fallback_demand_watts|rated_watts"})
		}
		stoodIn = stoodIn || st.made && !st.fresh
	}
	if stoodIn && len(c.missing) == 0 {
		c.codes[reason.TelemetryStaleFallbackUsed] = true
	}
}

// ordered lists the codes of the cycle by precedence (FR-012).
func (c *cycle) ordered() []reason.Code {
	out := []reason.Code{}
	for _, code := range Precedence() {
		if c.codes[code] {
			out = append(out, code)
		}
	}
	return out
}

// VersionConflict is the REJECTED result of a cycle whose tree has changed since the snapshot was taken,
// twice.
func VersionConflict(s *Snapshot, actual int64) *Result {
	return rejected(s, []reason.Code{reason.TopologyVersionConflict}, reason.New(reason.TopologyVersionConflict, reason.Params{"expected": s.Microgrid.Version, "actual": actual}))
}

// rejected is the result of a cycle that computed nothing.
func rejected(s *Snapshot, codes []reason.Code, err error) *Result {
	if s.Alias != nil {
		codes = append(codes, reason.LegacyAliasTranslationApplied)
	}
	return &Result{
		CycleID: s.CycleID, MicrogridID: s.Microgrid.MicrogridID, NodeID: s.Scope, TopologyVersion: s.Microgrid.Version,
		StartedAt: s.Now, EndedAt: s.Now, Outcome: OutcomeRejected, ReasonCodes: codes,
		AllocationSummary: Summary{ByNode: []ByNode{}}, Breaches: []Breach{},
		SafeAction: SafeAction{Taken: NoSafeAction, Leaves: []SafeLeaf{}}, MissingInputs: []MissingInput{},
		Audit: audit(s), Refused: err,
	}
}

func audit(s *Snapshot) Audit {
	return Audit{
		Actor: s.Actor, Source: s.Source, CorrelationID: s.CorrelationID, PolicyVersion: s.Policy.Version,
		Enforced: !s.Policy.Disabled, Alias: s.Alias, Inputs: []ScopeInput{},
		Thresholds: Thresholds{FreshnessSeconds: int64(s.Policy.Fresh().Seconds())},
	}
}
