// Package telemetrytest says what every store of samples must do, as tests that any of them can be
// held to, and has one in memory with faults on command.
//
//	telemetrytest.Run(t, func(t *testing.T) telemetrytest.Subject { … })
//
//	store := telemetrytest.NewMemory()
//	store.Fault(func(operation string) error { return errDown })
//
// The store in memory keeps no rollups: it works every answer out from its samples, one by one. That
// makes it slow, simple, and what the others are compared with.
package telemetrytest
