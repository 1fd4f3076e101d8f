// Package telemetry owns the rules for samples: what is accepted, what is a repeat or a conflict,
// what late data re-rolls, and how quarter-hour rollups are formed.
package telemetry
