// Package bus runs NATS for the backend, or joins one that runs elsewhere: the hub, its streams,
// the edges' credentials and permissions, the ingest worker and the live feed.
//
// The hub has one account. An edge is a leaf node that proves its nkey; what it may publish and
// subscribe follows from the tenant and site it is enrolled at, and it has no JetStream API. What
// edges send waits in the stream IN until the worker has it committed; what nobody understands goes
// to the stream DEAD, is counted, and raises POISON_FRAME.
//
//	hub, err := bus.Open(ctx, bus.Config{Dir: dir, Edges: db, Log: log})
//	defer hub.Close()
//	go hub.Run(ctx)                                  // drops connections of revoked edges
//	worker := bus.NewWorker(hub, bus.Services{...})
//	go worker.Run(ctx)                               // IN → database → stored cursors, live feed
//	stop, err := hub.Subscribe(tenant, site, handle) // the live feed
//
// "Stored" is the highest sequence of a boot below which everything is committed or was dropped by
// the edge's full outbox. The worker acknowledges to JetStream after the commit, and an edge keeps
// what is not stored, so the hub's own disk may lose everything without a sample being lost.
package bus
