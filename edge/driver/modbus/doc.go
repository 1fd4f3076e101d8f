// Package modbus is the adapter between devices behind Modbus TCP and the process image. Each
// device has a link of its own: it discovers SunSpec models where the profile wants them, polls what
// the profile names with one try each, turns units and signs once, writes set-points and reads them
// back. When to poll and to write is edge/driver's. Devices at one address share a connection; apart
// from that no device waits for another.
//
// It refuses to invent: a read that fails leaves no reading, so that the image ages the last one to
// STALE; a device's "no value" and a value out of range become BAD with the last known
// value.
//
//	d := modbus.New(modbus.Config{Config: shared, Library: lib, Catalogue: cat})
//	err := d.Run(ctx)
package modbus
