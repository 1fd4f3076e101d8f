// Package modbus is the adapter between a device behind Modbus TCP and the process image: it
// polls what the profile names, converts units and signs once, writes set-points, reads them back
// and keeps watchdogs fed.
package modbus
