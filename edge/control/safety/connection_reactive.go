package safety

import (
	"math"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// absorber is an asset whose reactive power is set.
type absorber struct {
	asset    control.Asset
	reactive image.Handle
	share    float64 // of what is to be changed, by apparent power
}

func absorbers(members []control.Member) []absorber {
	var out []absorber
	all := 0.0
	for _, m := range members {
		if m.Handle(point.SetReactivePower) == image.None {
			continue
		}
		size := float64(m.Apparent)
		if size == 0 {
			size = unit.Float(max(m.Rating.Max, -m.Rating.Min), unit.Watt)
		}
		out, all = append(out, absorber{asset: m.Asset, reactive: m.Handle(point.ReactivePower), share: size}), all+size
	}
	for i := range out {
		out[i].share /= max(all, 1)
	}
	return out
}

// boundReactive keeps the reactive power of the connection within what its operator allows: what is missing
// or left is shared by apparent power, and what one of them cannot give is seen at the meter in the next cycle.
// While the meter does not say, each asset has its share of what is allowed, as if nothing else absorbed.
func (c *connectionCap) boundReactive(in control.Input, out *control.Filing) {
	most, bound := in.Standing.Reactive(in.Now, c.meter)
	if !bound {
		return
	}
	because := envelope.Cause{Code: reason.GridReactiveLimit, Numbers: [2]int64{int64(most)}}
	grid, seen := in.Value(c.gridQ)
	for _, a := range c.absorb {
		now, known := in.Value(a.reactive)
		low, high := -float64(most)*a.share, float64(most)*a.share
		if seen && known {
			low, high = now-float64((grid+float64(most))*a.share), now+float64((float64(most)-grid)*a.share)
		}
		out.BoundQ(a.asset, unit.ReactivePower(math.Ceil(low)), unit.ReactivePower(max(math.Floor(high), math.Ceil(low))), because)
	}
}
