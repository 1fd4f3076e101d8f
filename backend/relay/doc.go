// Package relay carries events of row changes from the outbox of the database to the streams of the
// event store, each once.
//
// The database numbers a tenant's events of a stream without a hole and keeps each until the stream
// has it. Relay appends them in the order of their numbers, one after the other, so that the number
// of the last one in the stream says which ones are there; after a crash, of whatever part, it asks
// for that number and goes on behind it. What a stream took in the last minutes is kept too: one that a power
// cut has taken back to an earlier end is given it again. What it drops by its own bounds is not.
//
//	err := relay.New(db, hub, log).Run(ctx)
//
// A consumer that reads a stream sees the events of a tenant in order, with consecutive numbers.
package relay
