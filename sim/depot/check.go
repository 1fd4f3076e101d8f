package depot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/field/strict"
	"ohmstead/sim/depot/yard"
)

// check holds the parts of a file that was read to each other, and puts its lists into one order.
func (r *reader) check() {
	c := r.c
	tree, err := topology.NewTree(c.Microgrid.MicrogridID, c.Nodes)
	if err != nil {
		r.doc.Complain(r.root.At("nodes"), err)
		return
	}
	known := func(id topology.ID) bool { _, ok := tree.Index(id); return ok }
	r.known("meters", "node_id", len(c.Meters), func(i int) bool { return known(c.Meters[i].NodeID) })
	r.known("loads", "node_id", len(c.Loads), func(i int) bool { return known(c.Loads[i].NodeID) })
	r.known("degradations", "node_id", len(c.Degradations), func(i int) bool { return known(c.Degradations[i].NodeID) })
	r.known("node_limits", "node_id", len(c.Limits), func(i int) bool { return known(c.Limits[i].NodeID) })
	r.known("current_limits", "node_id", len(c.CurrentLimits), func(i int) bool { return known(c.CurrentLimits[i].NodeID) })
	r.known("chargers", "node_id", len(c.Chargers), func(i int) bool {
		n, ok := tree.Index(c.Chargers[i].NodeID)
		return ok && tree.Leaf(n)
	})
	chargers := map[topology.ID]bool{}
	for _, one := range c.Chargers {
		chargers[one.NodeID] = true
	}
	r.known("vehicles", "node_id", len(c.Vehicles), func(i int) bool { return chargers[c.Vehicles[i].NodeID] })
	r.known("fleets", "chargers", len(c.Fleets), func(i int) bool {
		return len(c.Fleets[i].Chargers) > 0 && len(c.Fleets[i].Capacities) > 0 && !slices.ContainsFunc(c.Fleets[i].Chargers, func(id topology.ID) bool { return !chargers[id] })
	})
	r.once("meters", "node_id", func(i int) topology.ID { return c.Meters[i].NodeID })
	r.once("loads", "node_id", func(i int) topology.ID { return c.Loads[i].NodeID })
	r.once("chargers", "node_id", func(i int) topology.ID { return c.Chargers[i].NodeID })
	r.once("vehicles", "vehicle_id", func(i int) topology.ID { return c.Vehicles[i].VehicleID })
	r.once("fleets", "fleet_id", func(i int) topology.ID { return c.Fleets[i].FleetID })
	r.once("node_limits", "node_limit_id", func(i int) topology.ID { return c.Limits[i].NodeLimitID })
	r.once("operating_envelopes", "envelope_id", func(i int) topology.ID { return c.Envelopes[i].EnvelopeID })
	r.known("expect", "allocated_watts", len(c.expect), func(i int) bool {
		return !slices.ContainsFunc(c.expect[i].nodesOf(), func(id topology.ID) bool { return !known(id) })
	})
	r.checkLoads()
	c.order()
	if r.root.Faults() == 0 {
		r.checkStays()
	}
}

// known complains about items that name something that is not there.
func (r *reader) known(list, field string, n int, is func(int) bool) {
	for i := range n {
		if m := r.places[list][i]; !is(i) {
			m.Complain(field, reason.UnknownName, reason.Params{"field": m.Path() + "." + field, "name": named(m, field), "known": wanted(list)})
		}
	}
}

// named is what an item names, where it names one thing.
func named(m *strict.Map, field string) string {
	if field == "node_id" {
		return m.Text(field)
	}
	return "one of its nodes"
}

func wanted(list string) string {
	switch list {
	case "vehicles", "fleets":
		return "the chargers"
	case "chargers":
		return "the nodes without children"
	}
	return "the nodes"
}

// once complains about items that share an id.
func (r *reader) once(list, field string, id func(int) topology.ID) {
	seen := map[topology.ID]bool{}
	for i, m := range r.places[list] {
		if seen[id(i)] {
			m.Complain(field, reason.DuplicateName, reason.Params{"field": m.Path() + "." + field, "name": string(id(i))})
		}
		seen[id(i)] = true
	}
}

func (r *reader) checkLoads() {
	for i, l := range r.c.Loads {
		if slices.ContainsFunc(r.c.Chargers, func(c yard.Charger) bool { return c.NodeID == l.NodeID }) {
			r.places["loads"][i].Invalid("node_id", "a node that is no charger")
		}
	}
}

// checkStays complains about vehicles at one charger at the same time.
func (r *reader) checkStays() {
	place := map[topology.ID]*strict.Map{}
	for _, m := range r.places["vehicles"] {
		place[topology.ID(m.Text("vehicle_id"))] = m
	}
	at := map[topology.ID]yard.Vehicle{}
	for _, v := range r.c.stays() {
		before, there := at[v.NodeID]
		at[v.NodeID] = v
		if !there || !v.Arrives.Before(before.Departs) {
			continue
		}
		m := place[v.VehicleID]
		if m == nil {
			if m = place[before.VehicleID]; m == nil {
				r.root.Invalid("fleets", "fleets that share no charger at one time: "+string(before.VehicleID)+" is there when "+string(v.VehicleID)+" comes")
				continue
			}
		}
		m.Invalid("arrives", "no earlier than the departure of "+string(before.VehicleID)+" from "+string(v.NodeID))
	}
}

// rest is what else an action says, as a text to order by.
func (a *Action) rest() string {
	return fmt.Sprint(a.limit(), a.Edit, a.Status, a.policy(), a.Health, a.Path)
}

// order puts every list into an order of its own, so that the file's means nothing.
func (c *Config) order() {
	byID := func(a, b topology.ID) int { return strings.Compare(string(a), string(b)) }
	slices.SortFunc(c.Nodes, func(a, b topology.Node) int { return byID(a.NodeID, b.NodeID) })
	slices.SortFunc(c.Limits, func(a, b topology.NodeLimit) int { return byID(a.NodeLimitID, b.NodeLimitID) })
	slices.SortFunc(c.Envelopes, func(a, b topology.OperatingEnvelope) int { return byID(a.EnvelopeID, b.EnvelopeID) })
	slices.SortFunc(c.Circuits, func(a, b topology.Circuit) int { return byID(a.CircuitID, b.CircuitID) })
	slices.SortFunc(c.Meters, func(a, b yard.Meter) int { return byID(a.NodeID, b.NodeID) })
	slices.SortFunc(c.Chargers, func(a, b yard.Charger) int { return byID(a.NodeID, b.NodeID) })
	slices.SortFunc(c.Vehicles, func(a, b yard.Vehicle) int { return byID(a.VehicleID, b.VehicleID) })
	slices.SortFunc(c.Fleets, func(a, b yard.Fleet) int { return byID(a.FleetID, b.FleetID) })
	slices.SortFunc(c.Loads, func(a, b yard.Load) int { return byID(a.NodeID, b.NodeID) })
	slices.SortFunc(c.Degradations, func(a, b yard.Degradation) int {
		return cmp.Or(byID(a.NodeID, b.NodeID), cmp.Compare(a.Kind, b.Kind), a.From.Compare(b.From), a.To.Compare(b.To), cmp.Compare(a.Watts, b.Watts), cmp.Compare(a.By, b.By))
	})
	slices.SortFunc(c.Actions, func(a, b Action) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Do, b.Do), byID(a.Target, b.Target), cmp.Compare(a.Watts, b.Watts), strings.Compare(a.rest(), b.rest()))
	})
	for i := range c.Fleets {
		slices.Sort(c.Fleets[i].Chargers)
	}
}

// limit is what the action says of a limit, whole.
func (a *Action) limit() topology.NodeLimit {
	if a.Limit == nil {
		return topology.NodeLimit{}
	}
	return *a.Limit
}

// policy is what the action says of the policy, whole.
func (a *Action) policy() balance.Policy {
	if a.Policy == nil {
		return balance.Policy{}
	}
	return *a.Policy
}
