// Package chargers is the API of charging sessions: listed page by page and as a file, and reported by whoever runs
// stations that send no telemetry of vehicles.
//
//	operations := chargers.Operations(desk, service)
package chargers
