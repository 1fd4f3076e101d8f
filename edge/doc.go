// Package edge wires the on-site controller: configuration, drivers, cycle, outbox and uplink,
// started and stopped in one straight line.
package edge
