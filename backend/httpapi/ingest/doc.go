// Package ingest is the way in for readings over HTTP: a body a request, or a body a message of a
// WebSocket. It owns the sockets, how many there may be and when one ends; what a body means and how
// it is answered is intake's.
//
//	door := ingest.NewDoor(desk, again, log)
//	go door.Run(ctx)
//	operations := ingest.Operations(d, door)
package ingest
