// Package intake reads the payloads in which readings arrive from outside of the bus and decides,
// reading by reading, what may be stored. It owns the shapes (document 001's reading and universal
// format, document 000's TelemetryPoint, columns), the aliases of channels with their units and
// signs, and the answer per reading; it refuses to guess: a unit, a channel, a name or a mixture of
// shapes it does not know is said by name, with what would be right. Decode and Accept
// are pure: bytes, the site's channels and the clock go in, samples and refusals come out. Desk puts
// them before a store, for every door alike, with the bounds that all doors share.
//
//	readings, err := intake.Decode(body)
//	a := intake.Accept(readings, intake.Place{Site: site.Key, Directory: directory}, now)
//	outcome, err := store.Write(ctx, telemetry.Batch{Tenant: tenant, Samples: a.Samples})
//	answer := a.Answer(outcome.Conflicts)
package intake
