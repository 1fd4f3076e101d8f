package auxiliary

import (
	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// tracking moves an asset so that a meter comes to a target. It starts in every cycle from what the
// asset was last given, so that a bound or another controller that has had the asset leaves no step
// behind and no integral wound up.
type tracking struct {
	asset       control.Asset
	grid, power image.Handle
	target      unit.Power
	rating      envelope.Envelope
	weight      int
	position    control.Position
}

// trackingFields are the parameters of a tracking.
func trackingFields() []control.Field {
	return []control.Field{
		{Name: "asset", Kind: control.AssetField, Natures: []point.Nature{point.ESS, point.Generator}, Moves: true, Reads: []string{point.ActivePower}, Required: true, Meaning: "the asset that is moved"},
		{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter, point.Meter}, Reads: []string{point.ActivePower}, Required: true, Meaning: "the meter that is brought to the target; the asset lies behind it"},
		{Name: "target_watts", Kind: control.NumberField, Unit: point.Watt, Min: -control.MostWatts, Max: control.MostWatts, Meaning: "power of the meter aimed at; positive imports"},
	}
}

func trackingOf(p control.Params) tracking {
	m := p.Member("asset")
	return tracking{
		asset: m.Asset, grid: p.Member("meter").Handle(point.ActivePower), power: m.Handle(point.ActivePower),
		target: p.Power("target_watts"), rating: m.Rating, weight: p.Weight,
	}
}

// reading is what a tracking goes by in one cycle, in W.
type reading struct {
	missed float64 // by how much the meter is under the target
	wanted float64 // what the asset would have to do to bring it there
	dt     float64 // s since the last cycle
}

// read looks at the meter and at what the asset was last given; false while one is not fresh.
func (c *tracking) read(in control.Input) (reading, bool) {
	grid, ok := in.Power(c.grid)
	power, okPower := in.Power(c.power)
	c.position.Rejoin(in.Last[c.asset])
	return reading{
		missed: unit.Float(c.target-grid, unit.Watt), wanted: unit.Float(c.target-grid+power, unit.Watt),
		dt: in.Since.Seconds(),
	}, ok && okPower
}

// file asks for a power inside what the asset can do.
func (c *tracking) file(watts float64, out *control.Filing) {
	watts = min(max(watts, unit.Float(c.rating.Min, unit.Watt)), unit.Float(c.rating.Max, unit.Watt))
	c.position = control.Position(watts)
	target, _ := unit.FromFloat(watts, unit.Watt)
	out.Want(c.asset, control.Wish{Target: target, Weight: c.weight})
}

// Sentences that the records share.
const (
	gentle   = "moves money, not safety: it acts only where no other class has a target, inside all limits"
	asksNone = "without a fresh meter or asset it asks nothing; the stale data guard takes the asset to its safe state"
)
