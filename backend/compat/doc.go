// Package compat serves callers that name circuits where the microgrid has nodes: it translates a circuit
// into the node that stands for it, asks the microgrid, and keeps what came of the translation (document
// 004, Compatibility Matrix).
//
// It owns nothing: no table, no state, no rule of the microgrid. It can be left out: a build with the tag
// nocompat has none of it.
//
//	call, err := service.Rebalance(ctx, scope, compat.Ask{Circuit: id, Path: compat.HTTP}, now)
package compat
