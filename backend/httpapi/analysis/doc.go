// Package analysis is the API of what measurements of months and years come to: key figures of sites and
// of nodes of the organisation, load profiles and load duration curves, each as JSON and as
// comma-separated values.
//
//	operations := analysis.Operations(desk, service)
//
// It decides nothing about energy. What is unknown is null in JSON and empty in a file, never zero.
package analysis
