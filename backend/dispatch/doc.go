// Package dispatch is the life of an order from the backend to an edge: who may give which, what is
// whole enough to be sent, in which state it is, and the limits an edge is to keep by itself.
//
// It owns the rules; a store keeps what it decides and a courier carries it. A command is stored
// before it is sent and is sent again until the edge has answered or it has expired; the edge
// executes it at most once. Nothing here knows what a command does on site.
//
//	command, err := service.Issue(ctx, principal, request, now)
package dispatch
