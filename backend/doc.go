// Package backend wires the multi-tenant backend: database, bus, ingest, rollups, the watch over
// stale data, API and pages. It owns the configuration of the role and the order in which its
// parts start and stop; it refuses to hold rules, which are in the packages below it.
//
//	c, err := backend.Load("serve.yaml")
//	err = backend.Run(ctx, c, backend.Options{Log: log, Ready: func(r backend.Ready) { … }})
//
// One process can be all of it, or a part (target: api, ingest, worker) beside others that share
// the database and the bus by URL. Every part answers /healthz, /readyz and /metrics.
package backend
