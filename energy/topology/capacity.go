package topology

import (
	"time"

	"ohmstead/energy/unit"
)

// CircuitCapacity is the effective capacity of a circuit at t (FR-028): the smallest of the node limit of
// the node it is projected from, of the forecast side, or the default capacity where no forecast was ever
// accepted, and of the TOU_LIMIT and OVERRIDE blocks in force, all of them CONSUMPTION_CAP and read as a
// circuit reads them, by target_watts before max_limit_watts. A circuit that no managed first-level
// GRID_CONNECTION maps to has its default capacity, whatever envelopes there are (D-022). It is false
// for a circuit that is not known.
func (c *Constraints) CircuitCapacity(tree *Tree, circuit ID, t time.Time) (Bound, bool) {
	f := c.byID[circuit]
	if f == nil {
		return Bound{}, false
	}
	usual := Bound{f.DefaultCapacityWatts, f.CircuitID, true}
	if !Projects(tree, f) {
		return usual, true
	}
	h := c.held[key{f.NodeID, int8(ConsumptionCap.ordinal())}]
	if h == nil {
		return usual, true
	}
	var least Bound
	for _, l := range h.limits {
		least.tighten(l.LimitWatts, l.NodeLimitID)
	}
	for _, e := range h.narrowing {
		if b := e.block(t); b != nil && e.StatusAt(t) == EnvelopeActive {
			least.tighten(*b.projected(), e.EnvelopeID)
		}
	}
	if len(h.streams) == 0 {
		least.tighten(usual.Watts, usual.Ref)
	}
	for i := range h.streams {
		if !h.counts(i) {
			continue
		}
		r := c.resolve(h, &h.streams[i], scope{f.NodeID, ConsumptionCap, t})
		if r.block != nil {
			least.tighten(*r.block.projected(), r.by.EnvelopeID)
		}
		for _, b := range []Bound{r.fixed, r.cap} {
			if b.Set {
				least.tighten(b.Watts, b.Ref)
			}
		}
	}
	if !least.Set { // GapNone on a node with a circuit: nothing but the circuit itself
		least = usual
	}
	return least, true
}

// Projects reports whether the node that a circuit names is a managed first-level GRID_CONNECTION
// attached to this very circuit (D-022).
func Projects(tree *Tree, f *Circuit) bool {
	i, ok := tree.Index(f.NodeID)
	return ok && tree.Managed(i) && tree.Node(i).AttachedAssetID == f.CircuitID
}

// Projection is what comes of computing a circuit's capacity anew.
type Projection struct {
	CircuitID              ID                `json:"circuit_id"`
	NodeID                 ID                `json:"node_id"`
	EffectiveCapacityWatts unit.Power        `json:"effective_capacity_watts"`
	ProjectionTrigger      ProjectionTrigger `json:"projection_trigger"`
	// Event is the event to publish; "" where the value has not changed.
	Event string `json:"-"`
	// Rebalance says whether a balancing cycle is to be asked for. The guard never asks (D-023).
	Rebalance bool `json:"-"`
}

// Events of projections.
const (
	CapacityChanged    = "compatibility.effective_circuit_capacity_changed"
	CapacityReconciled = "compatibility.effective_circuit_capacity_reconciled"
)

// Project computes a circuit's capacity at t and says what follows from it, given the value that the
// circuit has now: nothing where it is the same, an event and a cycle where an envelope or its life cycle
// changed it, an event alone where the guard before a cycle corrects it. It changes no envelope.
func (c *Constraints) Project(tree *Tree, circuit ID, now Drift) (Projection, bool) {
	bound, ok := c.CircuitCapacity(tree, circuit, now.At)
	if !ok {
		return Projection{}, false
	}
	p := Projection{CircuitID: circuit, NodeID: c.byID[circuit].NodeID, EffectiveCapacityWatts: bound.Watts, ProjectionTrigger: now.Trigger}
	if now.Known && bound.Watts == now.Watts {
		return p, true
	}
	if p.Event, p.Rebalance = CapacityChanged, true; now.Trigger == RebalanceGuard {
		p.Event, p.Rebalance = CapacityReconciled, false
	}
	return p, true
}

// Drift is the moment a projection is asked for: what the circuit shows now (where that is Known), when,
// and by which trigger.
type Drift struct {
	Watts   unit.Power
	Known   bool
	At      time.Time
	Trigger ProjectionTrigger
}
