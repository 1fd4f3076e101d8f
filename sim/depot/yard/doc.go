// Package yard is what a simulated depot consists of, and how it behaves and misbehaves: chargers and the
// vehicles at them, loads that nobody controls, meters and the way of their readings. Time is an argument,
// power is counted in whole watts and energy in joules.
//
//	plug.Tell(11_000, now)
//	plug.Advance(now.Add(step), step) // plug.Draw is what it gives from now on
package yard
