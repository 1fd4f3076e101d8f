// Package sim wires a simulated site: the plant, and the Modbus servers it shows itself as. It
// reads the site file, lays recorded days on the site's own time of day and plays the script of
// faults; it decides nothing about control.
//
//	site, err := sim.Open(sim.Default())
//	go site.Run(ctx)
//	site.Addresses()             // where an edge finds the devices
//	site.Truth().Grid.Watts()    // what no meter knows as exactly
package sim
