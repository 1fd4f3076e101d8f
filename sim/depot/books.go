package depot

import (
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/sim/depot/yard"
)

// books is what is kept of a run for its summary.
type books struct {
	steps    int
	vehicles []*yard.Car
	cycles   []noted[*Cycle]
	events   []noted[*Event]
	peaks    map[topology.ID]unit.Power
	site     unit.Power
	over     map[overKey]*Over
	missedN  int
}

type noted[T any] struct {
	at   time.Time
	what T
}

type overKey struct {
	node topology.ID
	kind topology.ConstraintType
}

// Over is how a cap was kept: the highest power below it, for how long that was above the cap, and for
// how long of that the demand that nobody controls passed it alone.
type Over struct {
	NodeID         topology.ID             `json:"node_id"`
	ConstraintType topology.ConstraintType `json:"constraint_type"`
	PeakWatts      unit.Power              `json:"peak_watts"`
	OverSeconds    int64                   `json:"over_seconds"`
	ForcedSeconds  int64                   `json:"forced_seconds"`
	OverJoules     unit.Energy             `json:"over_joules"`
}

func (b *books) start() {
	b.peaks, b.over = map[topology.ID]unit.Power{}, map[overKey]*Over{}
}

func (b *books) left(c *yard.Car) { b.vehicles = append(b.vehicles, c) }

func (b *books) note(_ *Config, l Line) {
	switch {
	case l.Cycle != nil:
		b.cycles = append(b.cycles, noted[*Cycle]{l.At, l.Cycle})
	case l.Event != nil:
		b.events = append(b.events, noted[*Event]{l.At, l.Event})
	case l.Missed != "":
		b.missedN++
	}
}

// step notes the powers of a step and the caps they pass.
func (b *books) step(d *Depot, truth []unit.Power) {
	b.steps++
	b.site = max(b.site, truth[topology.Root])
	for i := 1; i <= d.tree.Len(); i++ {
		id := d.tree.Node(i).NodeID
		b.peaks[id] = max(b.peaks[id], truth[i])
	}
	v := d.views()
	draws := d.sums(func(id topology.ID) unit.Power {
		if p := d.at[id]; p != nil {
			return p.Draw
		}
		return 0
	})
	see := func(i int, kind topology.ConstraintType, limit unit.Power) {
		fixed := v.consumed[i]
		if kind == topology.NetCap {
			fixed = v.net[i]
		}
		k := overKey{kind: kind}
		if i != topology.Root {
			k.node = d.tree.Node(i).NodeID
		}
		o := b.over[k]
		if o == nil {
			o = &Over{NodeID: k.node, ConstraintType: kind}
			b.over[k] = o
		}
		power := fixed + draws[i]
		o.PeakWatts = max(o.PeakWatts, power)
		if step := yard.Seconds(d.c.Step); power > limit {
			o.OverSeconds += int64(step)
			o.OverJoules += unit.Energy(power-limit) * step
			if fixed > limit {
				o.ForcedSeconds += int64(step)
			}
		}
	}
	d.constraints().All(d.now, func(node topology.ID, kind topology.ConstraintType, limit topology.Limit) {
		if i, ok := d.tree.Index(node); ok && kind != topology.GenerationCap && limit.Most.Set {
			see(i, kind, limit.Most.Watts)
		}
	})
	for _, a := range d.policy.AggregateLimits {
		if a.ConstraintType != topology.GenerationCap {
			see(topology.Root, a.ConstraintType, a.LimitWatts)
		}
	}
}

// outcomes counts cycles by what they came to.
func (b *books) outcomes() (map[balance.Outcome]int, map[reason.Code]int) {
	outcomes, codes := map[balance.Outcome]int{}, map[reason.Code]int{}
	for _, c := range b.cycles {
		outcomes[c.what.Outcome]++
		for _, code := range c.what.ReasonCodes {
			codes[code]++
		}
	}
	return outcomes, codes
}
