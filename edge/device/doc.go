// Package device turns the fold's answer for an asset into the values of its set-point channels,
// remembers what was written and read back, and keeps each device's health.
package device
