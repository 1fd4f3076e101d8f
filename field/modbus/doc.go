// Package modbus speaks Modbus TCP as client and as server: framing, pipelining, exceptions. It
// knows registers, not what they mean.
package modbus
