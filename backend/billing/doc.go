// Package billing is what is to be paid and to be received for energy: invoices with their lines, the runs
// that computed them, and what sites return on their investment. It computes no bill: invoices come from
// people, files and machines, through the API.
//
//	service := billing.NewService(db)
//	invoice, err := service.Make(ctx, scope, billing.NewInvoice{ID: id, SiteKey: site.Key, Draft: draft})
//	invoice, err = service.Act(ctx, scope, billing.Act{ID: invoice.ID, Version: 1, Kind: billing.Post, At: now})
//
// A draft is changed as often as one likes. What is posted never changes but for being settled or cancelled,
// which the database refuses for every role; a cancellation is an invoice of its own, the exact negation of
// the one it cancels. Amounts are exact decimals, rounded once, half to even, to the minor unit of their
// currency.
package billing
