// Package balancegroup keeps the accounts of energy behind the meter (document 003): balance groups in a
// tree, what one gave another, and what is closed for ever.
//
//	service := balancegroup.NewService(store)
//	transaction, err := service.Move(ctx, scope, balancegroup.Transfer{Source: pv, Destination: flat, …})
//
// The ledger is of the whole tenant: a sum over a tree means nothing to who sees only parts of it, so who is
// bound to sites sees none of it. Nothing that is posted changes; a transaction becomes final, and is taken
// back by another. What arrives after one of its groups was sealed is a case for both and in no balance.
package balancegroup
