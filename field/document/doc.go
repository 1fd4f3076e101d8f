// Package document holds the profiles of devices that speak in documents: JSON over HTTP, JSON or
// plain text on MQTT topics, and CAN messages, whose signals make a document too. A profile says
// where the documents come from, which query finds a channel's value in one, how set-points are sent
// and what keeps the device's watchdog fed. The same file makes the driver and the twin.
//
// It does no I/O: a driver brings documents in and carries messages out.
//
//	lib, err := document.Load()
//	p, ok := lib.Profile("shelly-gen2-switch")
//	plan, err := p.Compile(document.Options{Targets: targets, Params: params})
//	doc, err := document.Parse(payload)
//	values := plan.Take(ctx, document.Arrival{Source: 0, Document: doc, At: now})
//
// Queries are jq (gojq), so that a value is found by what it is called, not only by where it stands.
package document
