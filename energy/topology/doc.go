// Package topology is a site's electrical system as document 004 describes it: the tree of nodes
// under a microgrid, the limits on it, the operating envelopes that narrow them for a time, and what
// of all that holds at an instant. Field names and values of enums are document 004's, letter by
// letter; sections and rule numbers in comments are its own (FR-026, I-21, D-021).
//
//	tree, err := topology.NewTree(microgridID, nodes) // every broken rule, each with its node
//	caps := topology.NewConstraints(limits, envelopes, health, circuits, gap)
//	bound := caps.At("gc-west", topology.ConsumptionCap, now)
//	capacity := caps.CircuitCapacity(tree, "circuit-7", now)
//
// Everything is a function of its arguments, the instant among them. Nothing is restored from what
// was computed before: the limit that holds when an envelope has ended is computed from what is
// stored then (D-021), and reading a limit changes no envelope (FR-032).
//
// A cap that is absent is no cap; a cap of 0 is a cap of nothing. Limits are magnitudes in watts but
// for a NET_CAP, whose effective limit is an interval of signed power, positive away from the grid.
//
// The package allocates nothing to anybody: see balance.
package topology
