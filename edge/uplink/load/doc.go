// Package load is many edges at once, as the wire sees them: a fleet of enrolled identities that share
// a few leaf connections and send what a site sends, each in its own name. Every value follows from
// who sends it and when, so that whoever looks into the database afterwards can tell each row that
// must be there.
//
//	fleet, err := load.Open(load.Config{Leaves: leaves, Channels: 100, Every: time.Second})
//	defer fleet.Close()
//	go fleet.Run(ctx)                    // registers, and sends until ctx ends
//	fleet.Begin(now)
//	fleet.Stop()                         // nothing new; what was accepted still goes out
//	for _, entry := range fleet.Ledger() // what each identity has accepted
//
// Each identity keeps the laws of an edge's uplink: numbered messages in order, begun again at what is
// stored after whatever went wrong, kept until the backend says that they are committed. It keeps
// them in memory: it is not the edge that is proven here. For tests and measurements alone.
package load
