package depot

import (
	"time"

	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/field/microgrid"
	"ohmstead/field/strict"
	"ohmstead/sim/depot/yard"
)

// disturbances are what happens to telemetry and what people and programs do.
func (r *reader) disturbances() {
	r.each("degradations", func(m *strict.Map) {
		microgrid.Require(m, "node_id", "kind")
		d := yard.Degradation{
			NodeID: microgrid.ID(m, "node_id"), Kind: microgrid.Enum(m, "kind", yard.DegradationKinds()), Percent: percent(m, "percent", 100),
			Watts: inRange(m, "watts", microgrid.Watts(m, "watts")), By: span(m, "by"),
		}
		d.From, d.To = r.window(m)
		switch {
		case (d.Kind == yard.Noise || d.Kind == yard.Spike) && d.Watts == 0:
			m.Invalid("watts", "how far it reaches")
		case d.Kind == yard.Late && d.By <= 0:
			m.Invalid("by", "how late readings come")
		case d.Kind == yard.ClockSkew && d.By == 0:
			m.Invalid("by", "how far the clock is off")
		}
		r.c.Degradations = append(r.c.Degradations, d)
	})
	r.each("actions", func(m *strict.Map) { r.c.Actions = append(r.c.Actions, r.action(m)) })
}

// span is a time span that may be negative.
func span(m *strict.Map, name string) time.Duration {
	text := m.Text(name)
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil || d > 24*time.Hour || d < -24*time.Hour {
		m.Invalid(name, "a time span of no more than a day such as 90s or -5m")
		return 0
	}
	return d
}

func (r *reader) action(m *strict.Map) Action {
	microgrid.Require(m, "at", "do")
	a := Action{At: r.Instant(m, "at"), Do: microgrid.Enum(m, "do", ActionKinds())}
	target := func(name string) {
		microgrid.Require(m, name)
		a.Target = microgrid.ID(m, name)
	}
	watts := func(name string) {
		microgrid.Require(m, name)
		if a.Watts = microgrid.Watts(m, name); a.Watts < 0 || a.Watts > topology.MaxWatts {
			m.Invalid(name, "from 0 W to 1 TW")
		}
	}
	switch a.Do {
	case SetLimit:
		l := r.Limit(m)
		a.Target, a.Limit = l.NodeLimitID, &l
	case RetireLimit:
		target("node_limit_id")
	case WithdrawEnvelope:
		target("envelope_id")
	case ReportSource:
		a.Health = r.Health(m)
		a.Target = a.Health.NodeID
	case EditTopology:
		r.edit(m, &a)
	case SetStatus:
		target("node_id")
		microgrid.Require(m, "status")
		a.Status = microgrid.Enum(m, "status", topology.NodeStatuses())
	case SetPolicy:
		p := r.Policy(m.Map("policy"), func(*strict.Map) {})
		a.Policy = &p
	case SetCircuit:
		target("circuit_id")
		watts("default_capacity_watts")
	case AuthorFallback:
		target("node_id")
		watts("fallback_demand_watts")
	case Rebalance:
		a.Target = microgrid.ID(m, "scope_node_id")
	case RebalanceCircuit:
		target("circuit_id")
		if a.Path = microgrid.Enum(m, "path", []Path{PathHTTP, PathEvent, PathScheduled}); a.Path == "" {
			a.Path = PathHTTP
		}
	case StopScheduler, StartScheduler:
	}
	return a
}

// edit reads a change of the tree: all nodes, or operations.
func (r *reader) edit(m *strict.Map, a *Action) {
	microgrid.Require(m, "version")
	a.Edit.Version = m.Whole("version", 0)
	for _, n := range m.Maps("nodes") {
		node, _ := r.Node(n)
		a.Edit.Nodes = append(a.Edit.Nodes, node)
		n.Done()
	}
	for _, o := range m.Maps("operations") {
		microgrid.Require(o, "op", "node")
		op := topology.Operation{Op: microgrid.Enum(o, "op", []string{topology.OpAdd, topology.OpUpdate, topology.OpMove, topology.OpRemove})}
		n := o.Map("node")
		if op.Op == topology.OpMove || op.Op == topology.OpRemove {
			microgrid.Require(n, "node_id")
			op.Node = topology.Node{NodeID: microgrid.ID(n, "node_id"), ParentNodeID: microgrid.ID(n, "parent_node_id")}
		} else {
			op.Node, _ = r.Node(n)
		}
		n.Done()
		a.Edit.Operations = append(a.Edit.Operations, op)
		o.Done()
	}
	if (len(a.Edit.Nodes) > 0) == (len(a.Edit.Operations) > 0) {
		m.Invalid("operations", "either nodes or operations")
	}
}

// wattsByNode reads a mapping from nodes to powers.
func wattsByNode(m *strict.Map, name string) map[topology.ID]unit.Power {
	if !m.Has(name) {
		return nil
	}
	out := map[topology.ID]unit.Power{}
	g := m.Map(name)
	for _, node := range g.Keys() {
		out[topology.ID(node)] = microgrid.Watts(g, node)
	}
	g.Done()
	return out
}
