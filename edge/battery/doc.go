// Package battery estimates, between the freeze of a cycle and its controllers, the state of charge of
// the batteries whose cells the site file names. It owns what becomes of an estimate: it stands beside
// what the device says, and for it where the device says nothing usable. How to estimate is the
// matter of energy/storage.
//
//	stage := battery.New(built)
//	for _, e := range stage.Step(now, since, image, inbox) {
package battery
