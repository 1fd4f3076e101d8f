// Package meters is the API of meters that nobody reads electronically: made, renamed, put out of use,
// and given readings as comma-separated values, with a dry run that lists every problem.
//
//	operations := meters.Operations(desk, service)
package meters
