// Package handover brings what bounds a site's grid connections to its edge: it computes what holds at
// every instant of the next day from limits, envelopes, sources and constraints, keeps it as a version
// beside what people set, and tells the edge.
//
//	derived, err := ground.Derive(now) // what it comes to, of a moment; pure
//	err = handover.NewRunner(store, courier, log).Run(ctx)
package handover
