package balance

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Fault is one thing that is wrong with a snapshot: in which of its lists ("" for the snapshot itself),
// at which place and in which field.
type Fault struct {
	List  string
	Index int
	Field string
	Err   *reason.Error
}

// Faults is the refusal of a snapshot that is wrong.
type Faults []Fault

// Error is all faults, one line each.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, one := range f {
		lines[i] = one.Err.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap is the faults as refusals.
func (f Faults) Unwrap() []error {
	errs := make([]error, len(f))
	for i, one := range f {
		errs[i] = one.Err
	}
	return errs
}

// Names of a snapshot's lists, as files and faults call them.
const (
	ListNodes         = "nodes"
	ListLimits        = "node_limits"
	ListEnvelopes     = "operating_envelopes"
	ListCurrentLimits = "current_limits"
	ListTelemetry     = "telemetry"
	ListRequests      = "requests"
	ListApplied       = "last_applied.nodes"
	ListAggregates    = "policy.aggregate_limits"
)

// checker collects the faults of a snapshot.
type checker struct {
	s      *Snapshot
	tree   *topology.Tree
	faults Faults
	seen   []int8 // by node, what list it was named in already
	rank   []int32
	hint   int
	places
}

// places is at which node the items of a snapshot's lists stand, -1 for a node that is not in the tree.
type places struct{ equipment, telemetry, requests, applied []int32 }

// check finds what is wrong with a snapshot whose tree is valid.
func check(s *Snapshot, tree *topology.Tree, rank []int32) (places, error) {
	c := &checker{s: s, tree: tree, seen: make([]int8, tree.Len()+1), rank: rank}
	c.checkItself()
	c.checkEquipment()
	c.checkApplied()
	c.checkLimits()
	c.checkTelemetry()
	c.checkRequests()
	if len(c.faults) > 0 {
		return c.places, c.faults
	}
	return c.places, nil
}

// find is the index of a node. Lists mostly come in the order of ids; then the next one is found
// without looking.
func (c *checker) find(id topology.ID) (int, bool) {
	byID := c.tree.ByID()
	if c.hint < len(byID) {
		if n := int(byID[c.hint]); c.tree.Node(n).NodeID == id {
			c.hint++
			return n, true
		}
	}
	n, ok := c.tree.Index(id)
	if ok {
		c.hint = int(c.rank[n]) + 1
	}
	return n, ok
}

func path(list string, i int, field string) string {
	switch {
	case list == "":
		return field
	case field == "":
		return list + "[" + strconv.Itoa(i) + "]"
	}
	return list + "[" + strconv.Itoa(i) + "]." + field
}

func (c *checker) invalid(at Fault, want string, value any) {
	at.Err = reason.New(reason.InvalidValue, reason.Params{"field": path(at.List, at.Index, at.Field), "value": fmt.Sprint(value), "want": want})
	c.faults = append(c.faults, at)
}

// node finds the node that an item names; the bit says which list, in which a node stands once.
func (c *checker) node(list string, i int, id topology.ID, bit int8) (int, bool) {
	n, ok := c.find(id)
	if !ok {
		c.unknown(list, i, id)
		return 0, false
	}
	return n, c.once(Fault{list, i, "node_id", nil}, n, bit)
}

// once complains about a node that stands in a list twice.
func (c *checker) once(at Fault, n int, bit int8) bool {
	if c.seen[n]&bit != 0 {
		at.Err = reason.New(reason.DuplicateName, reason.Params{"field": path(at.List, at.Index, at.Field), "name": string(c.tree.Node(n).NodeID)})
		c.faults = append(c.faults, at)
		return false
	}
	c.seen[n] |= bit
	return true
}

func (c *checker) unknown(list string, i int, id topology.ID) {
	c.faults = append(c.faults, Fault{list, i, "node_id", reason.New(reason.UnknownName, reason.Params{"field": path(list, i, "node_id"), "name": string(id), "known": "the nodes of the tree"})})
}

// watts complains about a power beyond a terawatt; least is the smallest that is accepted.
func (c *checker) watts(at Fault, v *unit.Power, least unit.Power) {
	if v != nil && (*v < least || *v > topology.MaxWatts) {
		c.invalid(at, fmt.Sprintf("%d to %d", int64(least), int64(topology.MaxWatts)), int64(*v))
	}
}

// Bits of lists in which a node stands at most once.
const (
	inEquipment int8 = 1 << iota
	inCurrentLimits
	inTelemetry
	inRequests
	inApplied
)

func (c *checker) checkItself() {
	s := c.s
	if s.Now.IsZero() {
		c.invalid(Fault{"", 0, "now", nil}, "an instant", s.Now)
	}
	if s.Scope != "" {
		if _, ok := c.tree.Index(s.Scope); !ok {
			c.faults = append(c.faults, Fault{"", 0, "scope_node_id", reason.New(reason.UnknownName, reason.Params{"field": "scope_node_id", "name": string(s.Scope), "known": "the nodes of the tree"})})
		}
	}
	p := s.Policy
	if p.Freshness < 0 {
		c.invalid(Fault{"", 0, "policy.freshness_seconds", nil}, "more than 0", p.Freshness)
	}
	if p.Strategy != "" && !slices.Contains([]Strategy{MaxMin, EDF, LeastLaxity}, p.Strategy) {
		c.invalid(Fault{"", 0, "policy.strategy", nil}, "MAX_MIN, EDF or LEAST_LAXITY", p.Strategy)
	}
	if p.Gap.Policy != "" && !slices.Contains(topology.GapPolicies(), p.Gap.Policy) {
		c.invalid(Fault{"", 0, "policy.gap_policy", nil}, "NONE, CIRCUIT_DEFAULT, HOLD_LAST or FAIL_SAFE", p.Gap.Policy)
	}
	for i, a := range p.AggregateLimits {
		c.constraint(ListAggregates, i, a.ConstraintType)
		c.watts(Fault{List: ListAggregates, Index: i, Field: "limit_watts"}, &a.LimitWatts, 0)
	}
}

func (c *checker) constraint(list string, i int, kind topology.ConstraintType) {
	if !slices.Contains(topology.ConstraintTypes(), kind) {
		c.invalid(Fault{list, i, "constraint_type", nil}, "CONSUMPTION_CAP, GENERATION_CAP or NET_CAP", kind)
	}
}

func (c *checker) checkEquipment() {
	c.equipment = make([]int32, len(c.s.Equipment))
	for i := range c.s.Equipment {
		e := &c.s.Equipment[i]
		n, _ := c.node(ListNodes, i, e.NodeID, inEquipment)
		c.equipment[i] = int32(n)
		c.watts(Fault{List: ListNodes, Index: i, Field: "rated_watts"}, e.RatedWatts, 0)
		c.watts(Fault{List: ListNodes, Index: i, Field: "fallback_demand_watts"}, e.FallbackDemandWatts, 0)
		c.watts(Fault{List: ListNodes, Index: i, Field: "fail_safe_watts"}, e.FailSafeWatts, 0)
		if e.Voltage < 0 || e.Voltage > 1000*unit.Volt {
			c.invalid(Fault{ListNodes, i, "voltage_v", nil}, "1 to 1000", int64(e.Voltage/unit.Volt))
		}
	}
}

func (c *checker) checkApplied() {
	if c.s.LastApplied == nil {
		return
	}
	c.applied = make([]int32, len(c.s.LastApplied.Nodes))
	for i := range c.s.LastApplied.Nodes {
		a := &c.s.LastApplied.Nodes[i]
		c.applied[i] = -1
		if n, ok := c.find(a.NodeID); ok { // a node of an older tree says nothing
			c.once(Fault{ListApplied, i, "node_id", nil}, n, inApplied)
			c.applied[i] = int32(n)
		}
		c.watts(Fault{List: ListApplied, Index: i, Field: "watts"}, &a.Watts, -topology.MaxWatts)
		c.watts(Fault{List: ListApplied, Index: i, Field: "confirmed_watts"}, a.ConfirmedWatts, -topology.MaxWatts)
	}
}

func (c *checker) checkLimits() {
	type one struct {
		node topology.ID
		kind topology.ConstraintType
	}
	active := make(map[one]bool, len(c.s.Limits))
	for i := range c.s.Limits {
		l := &c.s.Limits[i]
		if _, ok := c.tree.Index(l.NodeID); !ok {
			c.unknown(ListLimits, i, l.NodeID)
		}
		c.constraint(ListLimits, i, l.ConstraintType)
		c.watts(Fault{List: ListLimits, Index: i, Field: "limit_watts"}, &l.LimitWatts, 0)
		if l.Status != topology.LimitActive {
			continue
		}
		if k := (one{l.NodeID, l.ConstraintType}); active[k] { // I-15
			c.faults = append(c.faults, Fault{ListLimits, i, "node_id", reason.New(reason.DuplicateName, reason.Params{"field": "an ACTIVE " + string(l.ConstraintType) + " for", "name": string(l.NodeID)})})
		} else {
			active[k] = true
		}
	}
	for i := range c.s.Envelopes {
		e := &c.s.Envelopes[i]
		if e.Status == topology.Rejected {
			continue
		}
		if err := topology.RejectEnvelope(c.tree, e); err != nil {
			c.faults = append(c.faults, Fault{ListEnvelopes, i, "", err})
		}
	}
	for i := range c.s.CurrentLimits {
		l := &c.s.CurrentLimits[i]
		c.node(ListCurrentLimits, i, l.NodeID, inCurrentLimits)
		for _, ma := range l.Limit {
			if ma < 0 || ma > 1_000_000*unit.Ampere {
				c.invalid(Fault{ListCurrentLimits, i, "limit_ma", nil}, "0 to 1000000000", int64(ma))
			}
		}
	}
}

func (c *checker) checkTelemetry() {
	c.telemetry = make([]int32, len(c.s.Telemetry))
	for i := range c.s.Telemetry {
		t := &c.s.Telemetry[i]
		n, _ := c.node(ListTelemetry, i, t.NodeID, inTelemetry)
		c.telemetry[i] = int32(n)
		c.watts(Fault{List: ListTelemetry, Index: i, Field: "power_watts"}, &t.PowerWatts, -topology.MaxWatts)
		if t.Quality != Good && !slices.Contains([]Quality{Uncertain, Bad, Stale, Substituted}, t.Quality) {
			c.invalid(Fault{ListTelemetry, i, "quality", nil}, "GOOD, UNCERTAIN, BAD, STALE or SUBSTITUTED", t.Quality)
		}
	}
}

// Bounds of what a request may say.
const (
	maxTier   = 99
	maxWeight = 1_000_000
)

func (c *checker) checkRequests() {
	c.requests = make([]int32, len(c.s.Requests))
	for i := range c.s.Requests {
		r := &c.s.Requests[i]
		n, ok := c.node(ListRequests, i, r.NodeID, inRequests)
		if c.requests[i] = int32(n); ok {
			if t := c.tree.Node(n).NodeType; !c.tree.Leaf(n) || t != topology.Connector && t != topology.ChargePoint {
				c.invalid(Fault{ListRequests, i, "node_id", nil}, "a connector, or a charge point without connectors", r.NodeID)
			}
		}
		c.watts(Fault{List: ListRequests, Index: i, Field: "requested_watts"}, &r.RequestedWatts, -topology.MaxWatts)
		c.watts(Fault{List: ListRequests, Index: i, Field: "min_watts"}, r.MinWatts, 0)
		c.watts(Fault{List: ListRequests, Index: i, Field: "max_watts"}, r.MaxWatts, 0)
		if r.MinWatts != nil && r.MaxWatts != nil && *r.MinWatts > *r.MaxWatts {
			c.invalid(Fault{ListRequests, i, "min_watts", nil}, fmt.Sprintf("at most max_watts, %d", int64(*r.MaxWatts)), int64(*r.MinWatts))
		}
		if r.Tier != nil && (*r.Tier < 0 || *r.Tier > maxTier) {
			c.invalid(Fault{ListRequests, i, "tier", nil}, fmt.Sprintf("0 to %d", maxTier), *r.Tier)
		}
		if r.Weight < 0 || r.Weight > maxWeight {
			c.invalid(Fault{ListRequests, i, "weight", nil}, fmt.Sprintf("1 to %d", maxWeight), r.Weight)
		}
		if r.EnergyNeeded != nil && *r.EnergyNeeded < 0 {
			c.invalid(Fault{ListRequests, i, "energy_needed_wh", nil}, "0 or more", int64(*r.EnergyNeeded/unit.WattHour))
		}
	}
}

// IsFault reports whether err says that a snapshot is wrong, and how.
func IsFault(err error) (Faults, bool) { return errors.AsType[Faults](err) }
