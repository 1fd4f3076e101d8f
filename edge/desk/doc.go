// Package desk takes what is ordered from outside the site and sees it through: it checks who signed
// an order and whether it still holds, notes it in the journal before it does anything, does it once
// between two cycles, and answers. It also keeps what the cycle must not forget and gives it back
// after a restart.
//
// It knows nothing of the bus and nothing of files: an order comes in as bytes, an answer leaves as
// an acknowledgement, and the journal is a place for keyed values.
//
//	d, err := desk.New(config)
//	d.Restore(core)                // before the first cycle
//	loop.Keep(d.Keep)              // what the cycle must not forget
//	err = d.Take(ctx, kind, bytes) // an order
package desk
