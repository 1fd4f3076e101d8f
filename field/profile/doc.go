// Package profile holds device profiles as data: which registers carry which channel in which
// encoding, sign and unit, how set-points are written and what keeps the device's watchdog fed.
// One file gives the driver its decoder (Plan) and the simulator its register image (Twin), so the
// two cannot disagree. It opens no connection and knows no clock.
//
//	lib, err := profile.Load()
//	p, ok := lib.Profile("eastron-sdm630")
//	plan, err := p.Compile(profile.Options{Targets: []profile.Target{{Nature: point.GridMeter}}})
//	plan.Decode(0, regs, values) // regs: what plan.Blocks[0] asks for
//
// The device's own sign is turned here and nowhere else: behind a profile, power is positive when
// it flows away from the grid.
package profile
