package telemetry

import "time"

// LiveReading is one committed reading as the live feed carries it. Shape: document 001, section 8,
// with the quality added; DeviceID is the asset's key.
type LiveReading struct {
	DeviceID  string  `json:"deviceId"`
	Channel   string  `json:"channel"`
	Value     float64 `json:"value"`
	Unit      string  `json:"unit"`
	Timestamp string  `json:"timestamp"` // RFC 3339, UTC, milliseconds
	Quality   string  `json:"quality"`   // GOOD, UNCERTAIN, BAD, STALE or SUBSTITUTED
}

// LiveUpdate is one message of the live feed: readings of one site that were committed together, in
// order of time within each channel.
type LiveUpdate struct {
	Readings []LiveReading `json:"readings"`
}

// LiveTime is an instant as the live feed writes it.
func LiveTime(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }
