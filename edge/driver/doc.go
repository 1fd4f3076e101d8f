// Package driver is what the drivers of all protocols have in common: when a device is asked and
// written to, what happens when it falls silent, and how its channels get into the process image.
// An adapter below it speaks one protocol and nothing else; adapters do not know of each other.
//
// Each device has a Runner of its own. It opens the device by its Link, polls it on absolute
// deadlines with one try each, and writes what device.Orders holds: when it changed, when the
// device's watchdog is hungry, never more often than the profile allows. A breaker opens after three
// failures in a row; the device is then tried again with growing pauses. A write to a safe state
// passes an open breaker once a second. When Run ends, every asset gets its safe state and the
// device is let go.
//
// It refuses to invent: what was not read leaves no reading, so that the image ages the last one to
// STALE. It decides nothing: an order that has expired is not renewed.
//
//	r := driver.NewRunner(cfg, driver.Spec{Device: d, Vendor: "Acme", Link: link})
//	r.Run(ctx)
package driver
