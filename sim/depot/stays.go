package depot

import (
	"cmp"
	"slices"
	"time"

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

// Stop ends the run earlier, at a whole step, and forgets what its file expects of all of it.
func (c *Config) Stop(until time.Duration) {
	c.Length = max(until-until%c.Step, c.Step)
	c.Forget()
}

// Forget drops what the file expects, for runs that change what it says.
func (c *Config) Forget() { c.expect, c.total = nil, totals{} }
