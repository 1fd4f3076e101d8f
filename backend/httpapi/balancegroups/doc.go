// Package balancegroups is the API of balance groups (document 003): groups and their settlement rules,
// transactions, balances of quarter hours, seals, and cases of what came too late.
//
//	operations := balancegroups.Operations(desk, service)
//
// Amounts are Wh as decimal texts; what a group receives is positive.
package balancegroups
