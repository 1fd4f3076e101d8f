// Package backend wires the multi-tenant backend: database, bus, ingest worker, API and UI.
package backend
