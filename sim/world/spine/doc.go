// Package spine holds the proof of the way from the outbox of an edge to the database: real NATS on
// both sides, a link that can be cut, and whatever may die killed. It owns no code of the product.
package spine
