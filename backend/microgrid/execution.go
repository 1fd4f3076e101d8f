package microgrid

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid/apply"
	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Order is a command to the edge of a site that carries out a cycle. Reason is what its log says of it.
type Order struct {
	apply.Order
	EdgeID uuid.UUID
	Asset  string
	Reason string
}

// evidence is what leaves are judged by at an instant, with what is known of the things at nodes. A leaf
// that has neither a rating nor a request may draw anything, since unknown is not zero: without an order it
// counts with topology.MaxWatts, and nobody rises beside it until it has confirmed one.
func (s *State) evidence(p balance.Policy, known []balance.Equipment, now time.Time) apply.Evidence {
	k := apply.Evidence{Now: now, Executions: s.Executions, Receivers: s.Receivers, Most: map[topology.ID]unit.Power{}, Readings: map[topology.ID]apply.Reading{}}
	for _, r := range s.Ratings {
		k.Most[r.NodeID] = r.RatedWatts
	}
	for _, q := range s.Requests {
		if _, rated := k.Most[q.NodeID]; !rated {
			k.Most[q.NodeID] = q.RequestedWatts.Abs()
		}
		if q.MaxWatts != nil {
			k.Most[q.NodeID] = max(k.Most[q.NodeID], *q.MaxWatts)
		}
	}
	for _, e := range known {
		if e.RatedWatts != nil {
			k.Most[e.NodeID] = max(k.Most[e.NodeID], *e.RatedWatts)
		}
	}
	for i := range s.Executions {
		id := s.Executions[i].NodeID
		if _, bounded := k.Most[id]; !bounded {
			k.Most[id] = topology.MaxWatts
		}
	}
	for _, t := range s.Telemetry {
		if t.Quality == balance.Good && now.Sub(t.ObservedAt) <= p.Fresh() {
			k.Readings[t.NodeID] = apply.Reading{Watts: watts(t.Watts), At: t.ObservedAt}
		}
	}
	return k
}

// obedience is what leaves are known to keep to.
type obedience map[topology.ID]balance.AppliedNode

// obeyed is what the next cycle has to be told of leaves that are told what to do: what they were told, and
// where they may be drawing more than that, so much.
func (s *State) obeyed(snap *balance.Snapshot) obedience {
	out := obedience{}
	all := s.evidence(snap.Policy, snap.Equipment, snap.Now)
	facts := all.Facts()
	for _, l := range all.Leaves() {
		f := facts[l.NodeID]
		if l = l.Known(snap.Now, f); l.Strange(f) {
			continue
		}
		known := l.ReachWatts
		if l.Owes() {
			known = l.Counted()
		}
		out[l.NodeID] = balance.AppliedNode{Watts: l.First(), ConfirmedWatts: &known}
	}
	return out
}

func (o obedience) of(n balance.AppliedNode) balance.AppliedNode {
	if known, ok := o[n.NodeID]; ok {
		n.Watts, n.ConfirmedWatts = known.Watts, known.ConfirmedWatts
	}
	return n
}

// execute is what a cycle that was decided makes of the leaves: nothing while control is disabled, what it
// gave them where it gave something, and of a REJECTED one the safe action.
func (s *State) execute(snap *balance.Snapshot, r *balance.Result) []apply.Leaf {
	if !r.Audit.Enforced {
		return nil
	}
	d := apply.Decision{MicrogridID: r.MicrogridID, CycleID: r.CycleID, At: r.StartedAt, Gone: map[topology.ID]bool{}}
	counted := map[topology.ID]unit.Power{}
	if snap.LastApplied != nil {
		for _, n := range snap.LastApplied.Nodes {
			if c := n.ConfirmedWatts; c != nil && c.Abs() > n.Watts.Abs() {
				counted[n.NodeID] = *c
			}
		}
	}
	give := func(id topology.ID, watts unit.Power) {
		d.Targets = append(d.Targets, apply.Target{NodeID: id, Watts: watts, Counted: counted[id]})
	}
	switch {
	case r.Applied != nil:
		given := map[topology.ID]unit.Power{}
		for _, n := range r.Applied.Nodes {
			given[n.NodeID] = n.Watts
		}
		for _, q := range snap.Requests {
			give(q.NodeID, given[q.NodeID])
		}
	default:
		d.Partial = true
		for _, l := range r.SafeAction.Leaves {
			give(l.NodeID, l.Watts)
		}
	}
	for _, e := range s.Executions {
		if i, ok := snap.Tree.Index(e.NodeID); !ok || !snap.Tree.Leaf(i) {
			d.Gone[e.NodeID] = true
		}
	}
	known := s.evidence(snap.Policy, snap.Equipment, r.StartedAt)
	return apply.Changed(known.Leaves(), apply.Begin(known.Leaves(), d, known.Facts()))
}

// due reports whether a cycle in its turn is due.
func (s *State) due(now time.Time) bool {
	by := s.policyPoint()
	if by == nil || by.State != topology.Enabled {
		return false
	}
	c, err := strictly[PolicyConfig](by.LocalConfig)
	every := int64(standardInterval)
	if err == nil && c.IntervalSeconds != nil {
		every = *c.IntervalSeconds
	}
	last := s.Standing.BalancedAt
	return last == nil || !now.Before(last.Add(time.Duration(every)*time.Second))
}

// standardInterval is between two cycles in their turn, in seconds.
const standardInterval = 10

// RebalanceInTurn runs the cycle of a microgrid whose load balancing is enabled, once in each interval
// however many ask for it; ErrNotDue for the others.
func (s *Service) RebalanceInTurn(ctx context.Context, scope identity.Scope, id topology.ID, now time.Time) (Cycle, error) {
	return s.Rebalance(ctx, scope, Rebalance{Microgrid: id, Source: "PERIODIC", InTurn: true}, now)
}

// Apply carries the decisions of cycles out as far as that can be done now: takes in what leaves have
// answered and gives the orders that may be given. What it decides and the commands that come of it are kept
// in one transaction, so each order is given once however many do this. It answers with the edges that have
// something to be told. ErrBusy where somebody else is at it.
func (s *Service) Apply(ctx context.Context, scope identity.Scope, id topology.ID, now time.Time) ([]uuid.UUID, error) {
	now = kept(now)
	var edges []uuid.UUID
	ask := Request{
		Microgrid: id, Parts: []Part{Nodes, Points, Ratings, Requests, Telemetry, Executions, Receivers}, Now: now, NoWait: true,
	}
	_, err := s.ChangeMicrogrid(ctx, scope, ask, func(state *State) (Change, error) {
		c, err := state.apply(now)
		edges = edgesOf(c.Orders)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("carry out a balancing cycle: %w", err)
	}
	return edges, nil
}

func edgesOf(orders []Order) []uuid.UUID {
	var out []uuid.UUID
	for _, o := range orders {
		if !slices.Contains(out, o.EdgeID) {
			out = append(out, o.EdgeID)
		}
	}
	return out
}

// apply is what may be ordered now.
func (s *State) apply(now time.Time) (Change, error) {
	policy, err := s.policy()
	if err != nil {
		return Change{}, broken(RuleLocalConfig, "%s", err)
	}
	equipment, err := s.equipment()
	if err != nil {
		return Change{}, broken(RuleLocalConfig, "%s", err)
	}
	known := s.evidence(policy, equipment, now)
	leaves, orders := apply.Step(known.Leaves(), apply.Situation{Now: now, Disabled: policy.Disabled, Facts: known.Facts()})
	c := Change{Executions: apply.Changed(known.Leaves(), slices.Clone(leaves))}
	for _, o := range orders {
		i := slices.IndexFunc(s.Receivers, func(r apply.Receiver) bool { return r.NodeID == o.NodeID })
		at := slices.IndexFunc(leaves, func(l apply.Leaf) bool { return l.NodeID == o.NodeID })
		c.Orders = append(c.Orders, Order{
			Order: o, EdgeID: s.Receivers[i].EdgeID, Asset: s.Receivers[i].Asset, Reason: "balancing cycle " + string(leaves[at].CycleID),
		})
	}
	return c, nil
}
