// Package plans is the API of control policies, of the dispatch plans made for them, and of what assets were
// to do and did.
//
//	operations := plans.Operations(desk, service)
package plans
