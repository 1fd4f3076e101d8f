// Package modbus is the adapter between devices behind Modbus TCP and the process image. Each
// device has a runner of its own: it discovers SunSpec models where the profile wants them, polls
// what the profile names with one try each, turns units and signs once, writes set-points when
// they change and as often as the device's watchdog asks, and reads them back. Devices at one
// address share a connection; apart from that no device waits for another.
//
// It refuses to invent: a read that fails leaves no reading, so that the image ages the last one to
// STALE; a device's "not implemented" and a value out of range become BAD with the last known
// value. It decides nothing: what to write stands in device.Orders, and an order that has expired
// is not renewed, so that the device's own watchdog makes it safe.
//
//	d, err := modbus.New(modbus.Config{Site: s, Library: lib, Catalogue: cat, Inbox: in, Orders: o, Board: b})
//	err = d.Run(ctx)
package modbus
