package depot

import (
	"slices"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/sim/depot/yard"
)

// act does what is due.
func (d *Depot) act() {
	for len(d.actions) > 0 && !d.now.Before(d.actions[0].At) {
		a := d.actions[0]
		d.actions = d.actions[1:]
		d.do(&a)
	}
}

func (d *Depot) do(a *Action) {
	//exhaustive:enforce
	switch a.Do {
	case SetLimit, RetireLimit:
		d.setLimit(a)
	case WithdrawEnvelope:
		d.withdraw(a)
	case ReportSource:
		d.reportSource(a)
	case EditTopology:
		d.edit(a.Edit)
	case SetStatus:
		d.setStatus(a)
	case SetPolicy:
		version := d.policy.Version
		d.policy = *a.Policy
		d.policy.Version = version + 1
		d.say(Event{Name: "microgrid.capability_control_point_updated", Version: d.policy.Version})
	case SetCircuit:
		d.setCircuit(a)
	case AuthorFallback:
		d.authorFallback(a)
	case Rebalance:
		d.ask(cause{trigger: "OPERATOR", scope: a.Target})
	case RebalanceCircuit:
		d.rebalanceCircuit(a)
	case StopScheduler:
		d.stopped = true
	case StartScheduler:
		d.stopped = false
	}
}

func (d *Depot) ask(c cause) {
	if _, there := d.tree.Index(c.scope); c.scope != "" && !there {
		d.say(Event{Name: eventRefused, NodeID: c.scope, ReasonCode: reason.NotFound, Detail: "no node of this tree"})
		return
	}
	d.causes = append(d.causes, c)
	d.say(Event{Name: "microgrid.rebalance_requested", NodeID: c.scope, Detail: c.trigger})
}

// setLimit writes or retires a limit. A second active one of a node and type is refused (I-15).
func (d *Depot) setLimit(a *Action) {
	i := slices.IndexFunc(d.limits, func(l topology.NodeLimit) bool { return l.NodeLimitID == a.Target })
	limits := slices.Clone(d.limits)
	switch {
	case a.Do == RetireLimit && i < 0:
		d.say(Event{Name: eventRefused, NodeLimitID: a.Target, ReasonCode: reason.NotFound, Detail: "no such limit"})
		return
	case a.Do == RetireLimit:
		limits[i].Status = topology.LimitInactive
	case i >= 0:
		limits[i] = *a.Limit
	default:
		limits = append(limits, *a.Limit)
		i = len(limits) - 1
	}
	now := limits[i]
	_, there := d.tree.Index(now.NodeID)
	second := slices.ContainsFunc(limits, func(l topology.NodeLimit) bool {
		return l.NodeLimitID != now.NodeLimitID && l.NodeID == now.NodeID && l.ConstraintType == now.ConstraintType && l.Status == topology.LimitActive
	})
	if !there || second && now.Status == topology.LimitActive {
		d.say(Event{Name: eventRefused, NodeLimitID: a.Target, NodeID: now.NodeID, ReasonCode: reason.InvalidValue, Detail: "one active limit of a node that is there and a type"})
		return
	}
	d.limits = limits
	d.say(Event{Name: "microgrid.node_limit_updated", NodeLimitID: now.NodeLimitID, NodeID: now.NodeID})
	d.project(topology.EnvelopeChange, d.now)
}

func (d *Depot) withdraw(a *Action) {
	for i := range d.envelopes {
		e := &d.envelopes[i]
		if e.EnvelopeID != a.Target || e.Final() {
			continue
		}
		e.Status = topology.Withdrawn
		at := d.now
		d.say(Event{Name: "microgrid.operating_envelope_lifecycle_evaluated", EnvelopeID: e.EnvelopeID, NodeID: e.NodeID, Status: e.Status, EvaluatedAt: &at})
		d.project(topology.EnvelopeChange, d.now)
		return
	}
	d.say(Event{Name: eventRefused, EnvelopeID: a.Target, ReasonCode: reason.NotFound, Detail: "no envelope that can still be withdrawn"})
}

func (d *Depot) reportSource(a *Action) {
	d.health = slices.DeleteFunc(slices.Clone(d.health), func(h topology.SourceHealth) bool {
		return h.NodeID == a.Health.NodeID && h.OriginControlPointID == a.Health.OriginControlPointID
	})
	d.health = append(d.health, a.Health)
	d.project(topology.EnvelopeLifecycle, d.now)
}

// edit changes the tree, or refuses to with the rule or the versions.
func (d *Depot) edit(e topology.Edit) {
	for i := range e.Nodes {
		e.Nodes[i].MicrogridID = d.microgrid.MicrogridID
	}
	microgrid, nodes, err := d.microgrid.Apply(d.nodes, e, d.used)
	if err != nil {
		code := reason.TopologyInvalid
		if topology.IsConflict(err) {
			code = reason.TopologyVersionConflict
		}
		d.say(Event{Name: eventRefused, ReasonCode: code, Detail: err.Error(), Version: d.microgrid.Version})
		return
	}
	tree, err := topology.NewTree(microgrid.MicrogridID, nodes)
	if err != nil { // Apply has held the nodes to the same rules
		panic("depot: an accepted edit makes no tree: " + err.Error())
	}
	if microgrid.Version == d.microgrid.Version {
		return
	}
	d.microgrid, d.nodes, d.tree = microgrid, nodes, tree
	d.say(Event{Name: "microgrid.topology_updated", Version: microgrid.Version})
}

// used reports whether something stands on a node, so that it cannot be removed.
func (d *Depot) used(id topology.ID) bool {
	return d.at[id] != nil ||
		slices.ContainsFunc(d.limits, func(l topology.NodeLimit) bool { return l.NodeID == id && l.Status == topology.LimitActive }) ||
		slices.ContainsFunc(d.envelopes, func(e topology.OperatingEnvelope) bool { return e.NodeID == id && !e.Final() }) ||
		slices.ContainsFunc(d.c.Loads, func(l yard.Load) bool { return l.NodeID == id })
}

func (d *Depot) setStatus(a *Action) {
	for _, n := range d.nodes {
		if n.NodeID == a.Target {
			n.Status = a.Status
			d.edit(topology.Edit{Version: d.microgrid.Version, Operations: []topology.Operation{{Op: topology.OpUpdate, Node: n}}})
			return
		}
	}
	d.say(Event{Name: eventRefused, NodeID: a.Target, ReasonCode: reason.NotFound, Detail: "no node of this tree"})
}

func (d *Depot) setCircuit(a *Action) {
	for i := range d.circuits {
		if d.circuits[i].CircuitID == a.Target {
			d.circuits = slices.Clone(d.circuits)
			d.circuits[i].DefaultCapacityWatts = a.Watts
			return
		}
	}
	d.say(Event{Name: eventRefused, CircuitID: a.Target, ReasonCode: reason.NotFound, Detail: "no such circuit"})
}

func (d *Depot) authorFallback(a *Action) {
	for i := range d.equipment {
		if d.equipment[i].NodeID == a.Target {
			watts, at := a.Watts, d.now
			d.equipment[i].FallbackDemandWatts, d.equipment[i].FallbackAuthoredAt = &watts, &at
			return
		}
	}
	d.say(Event{Name: eventRefused, NodeID: a.Target, ReasonCode: reason.NotFound, Detail: "no node of this tree"})
}

// aliasNotResolvable is document 004's code (appendix A) for a circuit that names no one node.
const aliasNotResolvable reason.Code = "CIRCUIT_ALIAS_NOT_RESOLVABLE"

// rebalanceCircuit is a request by an older client, translated into one cycle of the microgrid with the
// circuit's node for its scope (FR-015, T34). One that cannot be translated runs no cycle and says so on
// the path it came by (FR-016, T35).
func (d *Depot) rebalanceCircuit(a *Action) {
	node := topology.ID("")
	for _, f := range d.circuits {
		if f.CircuitID == a.Target {
			node = f.NodeID
		}
	}
	for _, n := range d.nodes {
		if n.AttachedAssetType != nil && *n.AttachedAssetType == topology.CircuitAsset && n.AttachedAssetID == a.Target {
			node = n.NodeID
		}
	}
	if _, there := d.tree.Index(node); node == "" || !there {
		name := eventAliasFail
		if a.Path == PathScheduled {
			name = eventSkipped
		}
		d.say(Event{Name: name, CircuitID: a.Target, Path: a.Path, ReasonCode: aliasNotResolvable})
		return
	}
	d.say(Event{Name: "compatibility.circuit_alias_applied", CircuitID: a.Target, NodeID: node, Path: a.Path})
	d.ask(cause{trigger: "ALIAS", scope: node, alias: &balance.Alias{CircuitID: a.Target, Path: string(a.Path)}})
}
