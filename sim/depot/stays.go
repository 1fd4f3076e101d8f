package depot

import (
	"cmp"
	"slices"

	"ohmstead/sim/depot/yard"
)

// stays lists all stays of vehicles, given and drawn, by charger and arrival.
func (c *Config) stays() []yard.Vehicle {
	out := slices.Clone(c.Vehicles)
	for i := range c.Fleets {
		for _, charger := range c.Fleets[i].Chargers {
			out = append(out, c.Fleets[i].Drawn(c.Seed, c.Start, charger)...)
		}
	}
	slices.SortFunc(out, func(a, b yard.Vehicle) int {
		return cmp.Or(cmp.Compare(a.NodeID, b.NodeID), a.Arrives.Compare(b.Arrives), cmp.Compare(a.VehicleID, b.VehicleID))
	})
	return out
}
