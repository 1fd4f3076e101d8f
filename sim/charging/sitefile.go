package charging

import (
	"fmt"
	"strings"

	"ohmstead/energy/point"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// SiteFile is a site file for an edge that controls this depot: its devices where they listen now, a
// cluster of chargers for each cap of consumption whose node has a meter, full power for all of them inside
// that, and no more than they are ordered.
func (s *Site) SiteFile() string {
	var b strings.Builder
	b.WriteString("# An edge for a simulated depot; made from where its devices listen.\nsite:\n  name: Simulated depot\n  time_zone: UTC\n\ncycle: 1s\nmax_age: 5s\nmode: SELF_CONSUMPTION\n\ndevices:\n")
	for i, d := range s.devices {
		fmt.Fprintf(&b, "  - {key: dev-%d, profile: %s, address: %q}\n", i, d.profile, d.server.Addr())
	}
	b.WriteString("\nassets:\n")
	var all []string
	measured, most := false, 0.0
	names := map[topology.ID]string{}
	for i, d := range s.devices {
		id := fmt.Sprintf("asset-%d", i)
		names[d.node] = id
		fmt.Fprintf(&b, "  - {id: %s, name: %q, device: dev-%d, nature: ", id, d.node, i)
		c, charger := s.depot.Charger(d.node)
		switch {
		case charger:
			fmt.Fprintf(&b, "EVCS, phases: %d, max_active_power_watts: %d}\n", d.phases, c.MaxWatts)
			all = append(all, id)
			most = max(most, float64(c.MaxWatts)/nominal/float64(d.phases))
		case d.role == point.GridMeter && !measured:
			measured = true
			b.WriteString("GRID_METER}\n")
		default:
			b.WriteString("METER}\n")
		}
	}
	b.WriteString("\ncontrollers:\n")
	for i := range s.config.Limits {
		s.cluster(&b, names, &s.config.Limits[i])
	}
	if len(all) > 0 {
		fmt.Fprintf(&b, "  - {id: full, type: EVCS_FIXED, evcs: [%s], current_a: %.0f}\n", strings.Join(all, ", "), most)
		fmt.Fprintf(&b, "  - {id: orders, type: EVCS_DISPATCH, evcs: [%s]}\n", strings.Join(all, ", "))
	}
	return b.String()
}

// cluster guards a cap with the chargers below it.
func (s *Site) cluster(b *strings.Builder, names map[topology.ID]string, l *topology.NodeLimit) {
	tree, err := topology.NewTree(s.config.Microgrid.MicrogridID, s.config.Nodes)
	meter, has := names[l.NodeID]
	if err != nil || !has || l.ConstraintType != topology.ConsumptionCap || l.Status != topology.LimitActive {
		return
	}
	top, _ := tree.Index(l.NodeID)
	var below []string
	for _, d := range s.devices {
		if i, ok := tree.Index(d.node); ok && d.role == point.EVCS && tree.Below(i, top) && d.node != l.NodeID {
			below = append(below, names[d.node])
		}
	}
	if len(below) == 0 {
		return
	}
	fallback := unit.Power(0)
	for _, e := range s.config.Equipment {
		if e.NodeID == l.NodeID && e.FallbackDemandWatts != nil {
			fallback = max(l.LimitWatts-*e.FallbackDemandWatts, 0)
		}
	}
	fmt.Fprintf(b, "  - {id: %q, type: EVCS_CLUSTER, evcs: [%s], meter: %s, budget_watts: %d, fallback_watts: %d}\n", l.NodeLimitID, strings.Join(below, ", "), meter, l.LimitWatts, fallback)
}
