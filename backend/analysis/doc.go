// Package analysis says what a site's measurements come to over months and years: key figures by local
// day or month, load profiles (the mean day by kind of day and season) and load duration curves.
//
//	kpis, err := service.KPIs(ctx, scope, analysis.Question{Kind: report.OfSite, Subject: id, Dates: analysis.Dates{"2026-05-01", "2026-06-01"}, Interval: analysis.Day}, now)
//	profile, err := service.Profile(ctx, scope, site, analysis.Course{Of: "LOAD", Dates: analysis.Dates{"2026-01-01", "2026-04-01"}, Period: analysis.Quarter}, now)
//
// Everything is computed from quarter hours when it is asked for, and nothing is kept: what comes late
// is in the next answer. Energies are those of package report, by the same code, but that a figure of
// which a channel covers less than LeastCoverage of the time is unknown. Days are local days of 23 to
// 25 hours, and each of their quarter hours counts once. It refuses days that are none, and more of
// them than it reads at once: INVALID_VALUE.
package analysis
