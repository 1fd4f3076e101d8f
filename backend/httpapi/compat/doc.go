// Package compat is the API for callers that name circuits: aliases of the microgrid's operations, events
// of older schedulers and load balancers, and the record of who still comes this way.
//
//	adapter := compat.Adapter(service)
package compat
