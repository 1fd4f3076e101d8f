// Package plant is the physics of a simulated site: a grid connection, a load and a PV plant that
// follow recorded series with seeded short-term variation, a battery that follows its set-point
// and falls back when nobody renews it. At every tick and on every phase the grid's power is the
// sum of load, PV and battery, exactly; energy counters integrate the same integers.
//
// Time is an argument: the package knows no clock, no network and no device. Two plants with the
// same configuration and the same writes at the same instants are equal at every tick.
//
//	p, err := plant.New(config, start)
//	p.Step(now)                 // to the last whole tick at or before now
//	p.SetBattery(now, 2500)     // charge with 2.5 kW; renew it before the watchdog ends
//	power := p.Truth().Grid.Watts()
package plant
