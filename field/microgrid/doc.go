// Package microgrid reads the parts of a microgrid that several files have in common: nodes with what is
// known of the things at them, limits, operating envelopes, circuits, the balancing policy. Field names
// and values are document 004's. Every complaint names file, line and field.
//
//	r := microgrid.Reader{Microgrid: "yard"}
//	for _, m := range doc.Root().Maps("nodes") {
//		node, equipment := r.Node(m)
//		m.Done()
//	}
package microgrid
