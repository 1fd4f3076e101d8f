// Package tariffs is the API of what energy costs: tariffs of sites, their versions and components, and the rates
// that follow from them.
//
//	operations := tariffs.Operations(desk, service)
package tariffs
