// Package offline owns meters that nobody reads electronically: what people read off them, or take from
// invoices, becomes energy of quarter hours.
//
//	report, err := service.Bring(ctx, scope, meter, offline.Job{Name: "2025.csv", Content: text, TimeZone: "Europe/Berlin", Now: now})
//	for _, p := range report.Problems { … p.Line, p.Field, p.Why … }
//
// A counter's reading says how much has flowed until then; an interval's how much flows in the period
// that begins at its time. Energy is spread evenly over the time it is of, in whole J that add up
// exactly: the quarter hours of a month's invoice are known to be that month's together, and no more,
// so their quality is UNCERTAIN.
//
// Everything of a file is stored or nothing, and every problem of it is listed. The same reading again
// changes nothing; another value for a stored instant is a conflict, unless its quality is SUBSTITUTED:
// then it takes the place of the stored one, which is kept as the revision before. However old a
// reading is, it is taken; one of the future is not.
package offline
