// Package uplink carries the outbox to the backend over a NATS leaf node and moves the two
// cursors: sent, which is flow control, and stored, which allows deletion.
package uplink
