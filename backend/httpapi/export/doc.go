// Package export takes series out: as comma-separated values, and as the answers that Grafana's JSON
// data source asks for.
//
//	operations := export.Operations(desk, export.Sources{Registry: …, Telemetry: …, Events: …})
//
// It streams and is bounded, leaves a gap empty, and gives the quality in every row of a file. It
// computes nothing: buckets are those of the series.
package export
