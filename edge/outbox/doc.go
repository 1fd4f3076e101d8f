// Package outbox is the edge's bounded store-and-forward log on a local JetStream file store.
// What Append has returned for survives power loss.
package outbox
