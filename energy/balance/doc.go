// Package balance runs the balancing cycle of document 004: it resolves what is drawn where, checks
// every limit, and divides what is left among those who ask, so that no limit of any node is passed.
// It is a function: the same snapshot gives the same result, whatever order its lists are in. The
// instant and all ids are part of the snapshot.
//
//	result, err := balance.Run(&snapshot)
//	// err: the snapshot itself is wrong (*Faults). A tree that is invalid, or a demand that nobody can
//	// know, is a result too: REJECTED.
//
// The order of a cycle is fixed (I-05, D-008):
//
//  1. the tree and the policy are checked;
//  2. demand is resolved for every scope, MEASURED before FALLBACK_DERIVED (FR-004);
//  3. every limit is evaluated, ancestors and aggregates included, and breaches are found;
//  4. offers to discharge, then requests to consume are allocated, tier by tier: leaves are admitted by
//     their minimums in claim order, and raised by weighted max-min fairness (fair.go) or one after the
//     other;
//  5. the allocation is checked against every limit once more.
//
// Uncertainty lowers and never raises (D-012): a fallback is an upper bound in the direction that is
// checked, generation counts only where it is measured, and nothing below a node whose measurement was
// lost gets more than it had.
//
// The package executes nothing. Applied is what the next cycle has to be told about this one.
package balance
