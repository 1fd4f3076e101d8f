// Package tariff holds what energy costs as rules: tariffs in versions, versions of components, and the rates
// that follow where they follow from the rules alone.
//
//	if faults := version.Check(); len(faults) > 0 { … faults[0].Path, faults[0].Why … }
//	rate := version.At(instant, zone)
//	if rate.Buy.Unknown == "" { … rate.Buy.Rate … }
//
// A price is what stands on the bill of who owns the site: positive is paid for energy that is imported, and
// received for energy that is exported (kinds EXPORT and CREDIT). Nothing here is rounded, and nothing is billed.
//
// What a kilowatt-hour costs may depend on what is not here: a price series, how much was used so far, how much
// flows the other way before the month ends. Then the rate is unknown and says why; it is never zero for that.
package tariff
