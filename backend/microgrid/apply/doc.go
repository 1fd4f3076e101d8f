// Package apply is how the decision of a balancing cycle is carried out: decreases first, each confirmed,
// then increases. It is rules alone: what leaves were told and what is known of them goes in, and comes out
// with the orders to be given. Who keeps it and who brings it to a device is somebody else's.
//
//	leaves = apply.Begin(leaves, decision, facts)
//	leaves, orders = apply.Step(leaves, situation)
//
// What holds at every instant: what a leaf may be drawing is Leaf.Counted, and no increase is ordered before
// every decrease that makes room for it has been confirmed. Source: document 004, D-008; ADR 38.
package apply
