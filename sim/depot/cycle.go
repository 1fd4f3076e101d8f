package depot

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/sim/depot/yard"
)

// cause is why a cycle runs.
type cause struct {
	trigger string
	scope   topology.ID
	alias   *balance.Alias
}

// balance runs the cycles that were asked for in this step: those for a part each by itself, and one for
// all the others together.
func (d *Depot) balance(truth []unit.Power) {
	causes := d.causes
	d.causes = nil
	if d.c.Uncontrolled || d.c.External {
		return
	}
	whole := cause{}
	for _, c := range causes {
		if c.scope != "" || c.alias != nil {
			d.cycle(c, truth)
		} else if whole.trigger == "" || c.trigger != "SCHEDULER" {
			whole = c
		}
	}
	if whole.trigger != "" {
		d.cycle(whole, truth)
	}
}

func (d *Depot) cycle(why cause, truth []unit.Power) {
	d.project(topology.RebalanceGuard, d.now)
	d.rotate()
	s := d.snapshot(why)
	result, err := balance.Run(s)
	if err != nil { // a snapshot that contradicts itself is a fault of the file: it names what is not there
		d.say(Event{Name: eventRefused, ReasonCode: reason.InvalidValue, Detail: err.Error()})
		return
	}
	d.judge.cycle(d, s, result)
	targets := map[topology.ID]unit.Power{}
	for _, l := range result.SafeAction.Leaves {
		targets[l.NodeID] = l.Watts
	}
	if result.Applied != nil {
		d.applied = result.Applied
		for _, n := range result.Applied.Nodes {
			if d.at[n.NodeID] != nil {
				targets[n.NodeID] = n.Watts
			}
		}
	}
	if !d.policy.Disabled {
		d.applier.begin(targets, d.now)
	}
	d.applier.follow(d.now, d.shows)
	d.count(result)
	d.report(why, result, truth)
}

// count notes for every charger since when it is off and what it is held back by.
func (d *Depot) count(r *balance.Result) {
	clear(d.bound)
	for _, n := range r.AllocationSummary.ByNode {
		for _, b := range n.BoundBy {
			if codes := d.bound[n.NodeID]; !slices.Contains(codes, b.ReasonCode) {
				d.bound[n.NodeID] = append(codes, b.ReasonCode)
			}
		}
	}
	if r.Outcome == balance.OutcomeRejected {
		for _, p := range d.plugs {
			d.bound[p.NodeID] = r.ReasonCodes
		}
	}
	for _, n := range r.AllocationSummary.ByNode {
		p := d.at[n.NodeID]
		if p == nil {
			continue
		}
		if _, is := d.off[n.NodeID]; n.AllocatedWatts > 0 || p.Asked == 0 {
			delete(d.off, n.NodeID)
		} else if !is {
			d.off[n.NodeID] = d.now
		}
	}
}

// rotate draws up anew in which order chargers are admitted: those off the longest first. Between two
// rotations the order stays, so that nobody is switched on and off with every cycle.
func (d *Depot) rotate() {
	if d.now.Sub(d.rotated) < d.c.RotateEvery && len(d.claims) > 0 {
		return
	}
	d.rotated = d.now
	clear(d.claims)
	maps.Copy(d.claims, d.off)
}

// snapshot is all that a cycle is told.
func (d *Depot) snapshot(why cause) *balance.Snapshot {
	d.cycles++
	s := &balance.Snapshot{
		Now: d.now, CycleID: balance.NameCycle(fmt.Appendf(nil, "%s/%d/%d", d.microgrid.MicrogridID, d.c.Seed, d.cycles)), Actor: "depot", Source: why.trigger,
		Scope: why.scope, Alias: why.alias, Microgrid: d.microgrid, Nodes: d.nodes, Tree: d.tree, Equipment: d.present(),
		Limits: d.limits, Envelopes: d.envelopes, Health: d.health, Circuits: d.circuits, CurrentLimits: d.c.CurrentLimits, Policy: d.policy,
	}
	for _, n := range d.tree.ByID() {
		if h := d.inbox.Known[d.tree.Node(int(n)).NodeID]; h != nil {
			s.Telemetry = append(s.Telemetry, h.Telemetry)
		}
	}
	for _, p := range d.plugs {
		if _, there := d.tree.Index(p.NodeID); there {
			s.Requests = append(s.Requests, d.request(p))
		}
	}
	s.LastApplied = d.obeyed()
	return s
}

// present is the equipment of nodes that are there.
func (d *Depot) present() []balance.Equipment {
	return slices.DeleteFunc(slices.Clone(d.equipment), func(e balance.Equipment) bool {
		_, there := d.tree.Index(e.NodeID)
		return !there
	})
}

func (d *Depot) request(p *yard.Plug) balance.Request {
	r := balance.Request{NodeID: p.NodeID, RequestedWatts: p.Asked, MinWatts: &p.MinWatts, MaxWatts: &p.MaxWatts}
	if p.Car == nil {
		return r
	}
	need := p.Car.Needs()
	r.Tier, r.Weight, r.EnergyNeeded = p.Car.Tier, p.Car.Weight, &need
	r.ArrivedAt, r.DepartsAt = &p.Car.Arrives, &p.Car.Departs
	if since, off := d.claims[p.NodeID]; off {
		r.OffSince = &since
	}
	return r
}

// obeyed is the last applied cycle as it was carried out.
func (d *Depot) obeyed() *balance.Applied {
	if d.applied == nil {
		return nil
	}
	a := *d.applied
	a.Nodes = make([]balance.AppliedNode, 0, len(d.applied.Nodes))
	for _, n := range d.applied.Nodes {
		if _, there := d.tree.Index(n.NodeID); !there {
			continue
		}
		if h := d.applier.hands[n.NodeID]; h != nil {
			confirmed := h.confirmed
			n.Watts, n.ConfirmedWatts = h.ordered, &confirmed
		}
		a.Nodes = append(a.Nodes, n)
	}
	return &a
}

// report writes a cycle in short.
func (d *Depot) report(why cause, r *balance.Result, truth []unit.Power) {
	c := &Cycle{
		CycleID: r.CycleID, Trigger: why.trigger, NodeID: r.NodeID, Outcome: r.Outcome, ReasonCodes: r.ReasonCodes, RequestedWatts: r.AllocationSummary.RequestedWatts,
		AllocatedWatts: r.AllocationSummary.AllocatedWatts, MissingInputs: r.MissingInputs, Sources: map[topology.ID]balance.SourceMode{},
	}
	if r.SafeAction.Taken != balance.NoSafeAction {
		c.SafeAction = r.SafeAction.Taken
	}
	for _, in := range r.Audit.Inputs {
		i := topology.Root
		if in.NodeID != "" {
			i, _ = d.tree.Index(in.NodeID)
		}
		c.Scopes = append(c.Scopes, Scope{in.NodeID, in.SourceMode, in.Input, in.ConsumptionWatts, truth[i]})
	}
	for _, n := range r.AllocationSummary.ByNode {
		c.Sources[n.NodeID] = n.SourceMode
		p, h := d.at[n.NodeID], d.applier.hands[n.NodeID]
		if p == nil || p.Car == nil && n.AllocatedWatts == 0 && !h.owing() {
			continue
		}
		share := Share{NodeID: n.NodeID, RequestedWatts: n.RequestedWatts, AllocatedWatts: n.AllocatedWatts, ActualWatts: p.Draw, BoundBy: d.bound[n.NodeID]}
		if p.Car != nil {
			share.VehicleID = p.Car.VehicleID
		}
		if h.owing() {
			confirmed := h.confirmed
			share.ConfirmedWatts = &confirmed
		}
		c.Chargers = append(c.Chargers, share)
	}
	for _, b := range r.Breaches {
		c.Breaches = append(c.Breaches, Breach{b.NodeID, b.ConstraintRef, b.ReasonCode, b.EffectiveDemandWatts, b.ResolvedLimitWatts})
	}
	d.last = c
	d.write(Line{Cycle: c})
}

// lifecycle evaluates the boundaries of envelopes that have passed since the scheduler last looked, each
// with its own instant (FR-032, I-23).
func (d *Depot) lifecycle() {
	d.receive()
	if d.stopped {
		return
	}
	for _, t := range topology.Boundaries(d.envelopes, d.health, d.looked, d.now) {
		for _, tr := range topology.Transitions(d.envelopes, t) {
			at := tr.EvaluatedAt
			d.say(Event{Name: "microgrid.operating_envelope_lifecycle_evaluated", EnvelopeID: tr.EnvelopeID, NodeID: tr.NodeID, Status: tr.Status, EvaluatedAt: &at})
			for i := range d.envelopes {
				if d.envelopes[i].EnvelopeID == tr.EnvelopeID {
					d.envelopes[i].Status = tr.Status
				}
			}
		}
		d.project(topology.EnvelopeLifecycle, t)
	}
	d.looked = d.now
}

// receive submits the envelopes whose time has come.
func (d *Depot) receive() {
	some := false
	for len(d.pending) > 0 && !d.now.Before(d.pending[0].ReceivedAt) {
		e := d.pending[0]
		d.pending = d.pending[1:]
		rule := topology.Receive(d.tree, &e, d.now)
		d.envelopes = append(d.envelopes, e)
		d.say(Event{Name: "microgrid.operating_envelope_received", EnvelopeID: e.EnvelopeID, NodeID: e.NodeID, Status: e.Status, Rule: string(rule)})
		some = some || rule == ""
	}
	if some {
		d.project(topology.EnvelopeChange, d.now)
	}
}

// project computes the capacity of every circuit anew and says what follows (FR-028, FR-029).
func (d *Depot) project(trigger topology.ProjectionTrigger, t time.Time) {
	constraints := d.constraints()
	for i := range d.circuits {
		f := &d.circuits[i]
		if !topology.Projects(d.tree, f) {
			continue
		}
		watts, known := d.capacity[f.CircuitID]
		p, ok := constraints.Project(d.tree, f.CircuitID, topology.Drift{Watts: watts, Known: known, At: t, Trigger: trigger})
		if !ok {
			continue
		}
		d.capacity[f.CircuitID] = p.EffectiveCapacityWatts
		if p.Event != "" && known {
			d.say(Event{Name: p.Event, NodeID: p.NodeID, CircuitID: p.CircuitID, Watts: &p.EffectiveCapacityWatts, Trigger: trigger})
		}
		if p.Rebalance && known {
			d.causes = append(d.causes, cause{trigger: string(trigger)})
			d.say(Event{Name: "microgrid.rebalance_requested", NodeID: p.NodeID, Detail: string(trigger)})
		}
	}
}

func (d *Depot) constraints() *topology.Constraints {
	return topology.NewConstraints(topology.Given{Limits: d.limits, Envelopes: d.envelopes, Health: d.health, Circuits: d.circuits, Gap: d.policy.Gap})
}
