// Package configuration is the API of site files that edges are sent: versions, what differs between two,
// a device added, an earlier one restored.
//
//	operations := configuration.Operations(desk, services)
package configuration
