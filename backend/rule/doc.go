// Package rule raises alarms by rules that people write: a value beyond a threshold, one that changes
// too fast, one that does not come, or a condition over several channels.
//
// A rule is evaluated on samples in the order of their instants, each once: how far it has come is
// kept with what it remembers, in the transaction that raises or clears its alarm. A sample that comes
// late, behind what was evaluated, changes nothing. Unknown is no value: while a value is unknown a
// condition neither begins nor lasts, and an open alarm stays open.
//
//	err := rule.NewRunner(db, log, announce).Run(ctx)
package rule
