// Package kill holds the proof that the product survives its own death: backend, edge and simulator
// as the processes people run, with PostgreSQL and, in one variant, a NATS of somebody else; each
// killed with SIGKILL at seeded random points while the link between edge and backend is cut. It
// owns no code of the product. The same is done to a backend under the load of a fleet of edges
// (edge/uplink/load), whose every accepted row is then looked for in the database.
//
//	go test ./sim/world/kill -run TestNothingAcceptedIsLost -kills 200 -seed 7
package kill
