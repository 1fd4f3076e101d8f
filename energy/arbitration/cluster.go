package arbitration

import (
	"ohmstead/energy/envelope"
	"ohmstead/energy/unit"
)

// cluster is a Cluster as Solve needs it.
type cluster struct {
	Cluster
	set   uint64  // its members among the tied assets, once they are known
	parts []int64 // by member, sixths of its power that count
}

// sixths make a third and a half of a watt whole numbers.
const sixths = 6

// sum prepares a cluster. An asset that nobody said the phases of is taken to load all three alike.
func (a *Arbiter) sum(c Cluster) cluster {
	out := cluster{Cluster: c, parts: make([]int64, len(c.Assets))}
	for k, i := range c.Assets {
		phases := a.assets[i].Phases
		if phases == 0 {
			phases = ThreePhase
		}
		switch {
		case c.Phase == 0:
			out.parts[k] = sixths
		case phases&c.Phase != 0:
			out.parts[k] = sixths / int64(phases.Count())
		}
	}
	return out
}

// total is the cluster's sum in sixths of a watt.
func (c *cluster) total(given []unit.Power) int64 {
	var sum int64
	for k, i := range c.Assets {
		sum += c.parts[k] * int64(given[i])
	}
	return sum
}

// missed is by how many sixths of a watt a sum misses bounds, which it does above (positive) or
// below (negative).
func missed(total int64, bounds envelope.Envelope) int64 {
	switch {
	case bounds.BoundedAbove() && total > wide(bounds.Max):
		return total - wide(bounds.Max)
	case bounds.BoundedBelow() && total < wide(bounds.Min):
		return total - wide(bounds.Min)
	}
	return 0
}

// wide is a bound in sixths; beyond what any sum can be it is kept from overflowing.
func wide(p unit.Power) int64 {
	const most = mostTied * mostPower
	return sixths * int64(min(max(p, -most), most))
}
