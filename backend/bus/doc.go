// Package bus runs or joins NATS for the backend: the hub, its streams, the edges' credentials
// and permissions, the ingest worker's consumer and the live feed.
package bus
