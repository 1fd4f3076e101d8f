// Package provision brings edges into service: their codes, keys and states, and what they are to run.
//
//	edge, code, err := service.Add(ctx, principal, site, provision.NewEdge{Name: "north"}, now)
//	enrolled, err := service.Enrol(ctx, request, remote, now)
//
// An edge is PENDING until it has exchanged its code, once, for its place on the bus; REVOKED ends that
// at once. A code is short so that people can type it, so it lives an hour and guessing is counted. The
// private key of an edge is never here.
package provision
