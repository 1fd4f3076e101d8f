// Package report makes energy reports of sites and of nodes of the organisation: a day or a week in
// figures, computed from quarter hours in whole J and W.
//
//	run, err := reports.Run(ctx, scope, report.Request{Subject: …, Period: report.Week, Day: "2026-06-03"}, user, now)
//	run.Version.Result // the same bytes whenever it is run again on the same data
//
// A report is a pure function of its Input. Each run notes who ran it when; it leads to the version
// whose input has the same hash, or to a new version that names the one it replaces. Versions are
// kept as they were written, whatever is measured later and however reports are written by then; Decode
// reads them all. It refuses a period that has not begun, and what lies outside of the caller's scope
// does not exist: NOT_FOUND.
package report
