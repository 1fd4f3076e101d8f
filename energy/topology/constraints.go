package topology

import (
	"slices"
	"strings"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Bound is one side of an effective limit: the value and what set it, the id of a node limit, of an
// envelope, or of a circuit whose default or fail-safe capacity holds. The zero Bound is none.
type Bound struct {
	Watts unit.Power
	Ref   ID
	Set   bool
}

// tighten takes the smaller of both; of equals the one that was there stays.
func (b *Bound) tighten(watts unit.Power, ref ID) {
	if !b.Set || watts < b.Watts {
		*b = Bound{watts, ref, true}
	}
}

// Limit is what holds for one node and constraint type at an instant. Most bounds from above; Least
// bounds from below and is set for a NET_CAP only. Codes says what of the forecasts had to be made up
// for (FORECAST_GAP_POLICY_USED and its kin), ordered and without repetition.
type Limit struct {
	Most, Least Bound
	Codes       []reason.Code
}

// key is one node and constraint type.
type key struct {
	node ID
	kind int8
}

// held is what was ever said about a key.
type held struct {
	limits    []*NodeLimit // ACTIVE ones
	narrowing []*OperatingEnvelope
	streams   []stream // of forecasts, ordered by origin
}

// Gap is what a node without a circuit takes for its gap policy and fail-safe value. The zero Gap sets
// no limit in a gap, and 0 W while the source is silent.
type Gap struct {
	Policy        GapPolicy
	FailSafeWatts unit.Power
}

// Constraints answers what limit holds where and when. It keeps what it is given and changes none of
// it; it may be shared.
type Constraints struct {
	held     map[key]*held
	circuits map[ID]*Circuit // by node
	byID     map[ID]*Circuit
	gap      Gap
}

// Given is what constraints are made from.
type Given struct {
	Limits    []NodeLimit
	Envelopes []OperatingEnvelope
	Health    []SourceHealth
	Circuits  []Circuit
	Gap       Gap
}

// NewConstraints orders limits and envelopes by the node and type they are about, in O(n log n). The
// order they are given in changes nothing.
func NewConstraints(g Given) *Constraints {
	c := &Constraints{held: make(map[key]*held, len(g.Limits)), circuits: map[ID]*Circuit{}, byID: map[ID]*Circuit{}, gap: g.Gap}
	block := make([]held, 0, len(g.Limits))
	at := func(node ID, kind int) *held {
		k := key{node, int8(kind)}
		h := c.held[k]
		if h == nil {
			if len(block) == cap(block) {
				block = make([]held, 0, 64)
			}
			block = append(block, held{})
			h = &block[len(block)-1]
			c.held[k] = h
		}
		return h
	}
	for i := range g.Limits {
		if l := &g.Limits[i]; l.Status == LimitActive && l.ConstraintType.ordinal() >= 0 {
			h := at(l.NodeID, l.ConstraintType.ordinal())
			h.limits = append(h.limits, l)
		}
	}
	for i := range g.Envelopes {
		if e := &g.Envelopes[i]; e.Status != Rejected && e.ConstraintType.ordinal() >= 0 {
			at(e.NodeID, e.ConstraintType.ordinal()).take(e)
		}
	}
	for _, h := range c.held {
		h.order(g.Health)
	}
	for i := range g.Circuits {
		f := &g.Circuits[i]
		c.byID[f.CircuitID] = f
		if f.NodeID != "" {
			c.circuits[f.NodeID] = f
		}
	}
	return c
}

func (h *held) take(e *OperatingEnvelope) {
	if e.EnvelopeType != Forecast && e.EnvelopeType != Fallback {
		h.narrowing = append(h.narrowing, e)
		return
	}
	i := slices.IndexFunc(h.streams, func(s stream) bool { return s.origin == e.OriginControlPointID })
	if i < 0 {
		i = len(h.streams)
		h.streams = append(h.streams, stream{origin: e.OriginControlPointID})
	}
	if e.EnvelopeType == Forecast {
		h.streams[i].forecasts = append(h.streams[i].forecasts, e)
	} else {
		h.streams[i].fallbacks = append(h.streams[i].fallbacks, e)
	}
}

func (h *held) order(health []SourceHealth) {
	newest := func(a, b *OperatingEnvelope) int {
		if a.newer(b) {
			return -1
		}
		return 1
	}
	slices.SortFunc(h.limits, func(a, b *NodeLimit) int { return strings.Compare(string(a.NodeLimitID), string(b.NodeLimitID)) })
	slices.SortFunc(h.narrowing, newest)
	slices.SortFunc(h.streams, func(a, b stream) int { return strings.Compare(string(a.origin), string(b.origin)) })
	for i := range h.streams {
		s := &h.streams[i]
		slices.SortFunc(s.forecasts, newest)
		slices.SortFunc(s.fallbacks, newest)
		for _, r := range health {
			if r.OriginControlPointID == s.origin && r.NodeID == s.node() {
				s.healthyUntil, s.reported = r.HealthyUntil, true
			}
		}
	}
}

// At is the effective limit of a node and constraint type at t: the most restrictive of its ACTIVE node
// limit, of the blocks in force of every TOU_LIMIT and OVERRIDE, and of the forecast side (I-21). What
// holds is computed from windows and blocks, whatever a scheduler that is late has made of the statuses.
func (c *Constraints) At(node ID, kind ConstraintType, t time.Time) Limit {
	if h := c.held[key{node, int8(kind.ordinal())}]; h != nil {
		return c.limit(h, scope{node, kind, t})
	}
	return Limit{}
}

// All calls see with the effective limit at t of every node and constraint type that anything was ever
// said about, in no order.
func (c *Constraints) All(t time.Time, see func(node ID, kind ConstraintType, limit Limit)) {
	kinds := ConstraintTypes()
	for k, h := range c.held {
		see(k.node, kinds[k.kind], c.limit(h, scope{k.node, kinds[k.kind], t}))
	}
}

func (c *Constraints) limit(h *held, s scope) Limit {
	var limit Limit
	for _, l := range h.limits {
		limit.narrow(s.kind, Bound{l.LimitWatts, l.NodeLimitID, true}, Bound{-l.LimitWatts, l.NodeLimitID, true})
	}
	for _, e := range h.narrowing {
		if e.StatusAt(s.t) == EnvelopeActive {
			limit.block(s.kind, e, e.block(s.t))
		}
	}
	c.forecasts(&limit, h, s)
	slices.Sort(limit.Codes)
	limit.Codes = slices.Compact(limit.Codes)
	return limit
}

// narrow takes the smaller upper bound and, for a NET_CAP, the larger lower one.
func (l *Limit) narrow(kind ConstraintType, most, least Bound) {
	if most.Set {
		l.Most.tighten(most.Watts, most.Ref)
	}
	if kind == NetCap && least.Set && (!l.Least.Set || least.Watts > l.Least.Watts) {
		l.Least = least
	}
}

// block narrows by a block as enforcement reads it: by max_limit_watts, or by target_watts where there is
// none. Its least value bounds a NET_CAP; elsewhere it is a wish that no load is raised for.
func (l *Limit) block(kind ConstraintType, e *OperatingEnvelope, b *OperatingEnvelopeBlock) {
	if b == nil {
		return
	}
	var least Bound
	if b.MinLimitWatts != nil {
		least = Bound{*b.MinLimitWatts, e.EnvelopeID, true}
	}
	l.narrow(kind, Bound{*b.enforced(), e.EnvelopeID, true}, least)
}

// enforced is the value that balancing obeys; never nil in a valid block.
func (b *OperatingEnvelopeBlock) enforced() *unit.Power {
	if b.MaxLimitWatts != nil {
		return b.MaxLimitWatts
	}
	return b.TargetWatts
}

// projected is the value that a circuit is shown; never nil in a valid block.
func (b *OperatingEnvelopeBlock) projected() *unit.Power {
	if b.TargetWatts != nil {
		return b.TargetWatts
	}
	return b.MaxLimitWatts
}
