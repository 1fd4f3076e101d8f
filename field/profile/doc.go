// Package profile holds device profiles as data: which registers carry which channel in which
// encoding, sign and unit, how set-points are written and what keeps the device's watchdog fed.
// One file gives the driver its decoder (regmap) and the simulator its register map (twin), so the
// two cannot disagree. It opens no connection and knows no clock.
//
//	lib, err := profile.Load()
//	p, ok := lib.Profile("eastron-sdm630")
//
// The device's own sign is turned by a profile and nowhere else: behind it, power is positive when
// it flows away from the grid.
package profile
