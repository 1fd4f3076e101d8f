package telemetry

import "time"

// Summary is a site's energy over a span. Energies are magnitudes in Wh. Each value is nil where
// it is unknown: where the site has nothing that measures it, or nothing of it is covered.
type Summary struct {
	ImportWh, ExportWh      *float64
	PVWh                    *float64
	ChargedWh, DischargedWh *float64
	LoadWh                  *float64
	// SelfConsumption is the share of PV energy that did not leave the site, 0 to 1.
	SelfConsumption *float64
	// SelfSufficiency is the share of consumption that was not imported, 0 to 1.
	SelfSufficiency *float64
	// PeakImportWatts is the largest mean import of a quarter hour, which starts at PeakImportAt.
	PeakImportWatts *float64
	PeakImportAt    *time.Time
	// Covered is the smallest share of the span that any of the channels involved covers, 0 to 1.
	Covered float64
}
