// Package drivertest is what every driver must do with every device, as a suite: one set of tests
// that a driver passes against the twin of each profile it knows. It is for tests.
//
//	drivertest.Conform(t, drivertest.Case{Profile: "shelly-gen2-switch", Nature: point.Load, ...})
package drivertest
