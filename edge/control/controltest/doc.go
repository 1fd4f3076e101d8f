// Package controltest drives controllers through cycles for their tests: a piece of a site file
// names assets and controllers, a test puts readings, runs cycles on a virtual clock and looks at
// what was filed. It asks exactly what a cycle asks, and decides nothing but what one asset does
// under what was asked of it.
//
//	r := controltest.New(t, `
//	assets:
//	  - {id: meter0, nature: GRID_METER}
//	  - {id: ess0, nature: ESS, max_apparent_power_va: 50000}
//	controllers:
//	  - {id: peak, type: PEAK_SHAVING, ess: ess0, meter: meter0, peak_watts: 40000}
//	`)
//	r.Put("meter0.ActivePower", 55_000)
//	r.Put("ess0.ActivePower", 0)
//	r.Step()
//	if got := r.Power("ess0"); got != -15_000 {
package controltest
