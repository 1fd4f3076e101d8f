// Package network is the electricity a site hangs on, for proving control against: a grid whose
// frequency swings with what it lacks, or plays a recorded one, and whose voltage stands behind an
// impedance; a battery inverter that follows a voltage or forms one; loads; a coupler between the
// grid's side and the site's, with voltage, frequency and phase on both. It is slow electricity: RMS
// values and phase angles, no waves, balanced phases.
//
// Time is an argument of Step alone and moves in steps of Tick, so the same calls give the same
// numbers. Powers are positive away from the grid, as everywhere.
//
//	site := network.New(network.Config{…})
//	site.Grid.Lose()
//	site.Coupler.Order(false)
//	site.Step(100 * time.Millisecond)
//	site.See().GridHertz
package network
