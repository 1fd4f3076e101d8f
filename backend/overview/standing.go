package overview

import (
	"context"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// Question asks how a site stands. Today is the part of its local day that is to be added up.
type Question struct {
	Site  registry.Site
	Today slot.Interval
}

// Standing is how a site stands. Its inventory has the channels that Now reads and no others.
type Standing struct {
	Inventory
	Today      telemetry.Summary
	OpenAlarms int
}

// Reader answers for many sites at once.
type Reader interface {
	// Standings answers each question, in their order, from one instant. How often the database is
	// asked does not depend on their number. A site outside the scope has nothing.
	Standings(ctx context.Context, scope identity.Scope, ask []Question) ([]Standing, error)
	// OpenAlarms counts the alarms not cleared yet of each site that has one, by the site's key.
	OpenAlarms(ctx context.Context, scope identity.Scope) (map[int32]int, error)
}

// NowChannels are the channels that Now reads.
func NowChannels() []string { return []string{point.ActivePower, point.SOC} }
