// Package microgrid is the backend of document 004 (Microgrid Energy Orchestration): the tree of a
// site's electrical nodes, its limits, its capabilities and their status, each under the rules of
// energy/topology.
//
//	service := microgrid.NewService(store)
//	m, err := service.EditTopology(ctx, scope, id, edit, now)
//
// Every change is one transaction of the store: it shows the microgrid as it is, the rules here
// decide, and what they answer is kept with its events and, under a key, with its answer. Nothing
// here changes when it is read.
package microgrid
