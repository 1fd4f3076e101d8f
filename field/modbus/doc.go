// Package modbus speaks Modbus TCP as client and as server: framing, pipelining, exceptions. It
// knows registers and bits, not what they mean, and it never retries: a caller that wants another
// try asks again.
//
// A [Client] owns one connection to one endpoint and serves any number of goroutines and unit ids:
//
//	c := modbus.NewClient(modbus.ClientConfig{Address: "192.0.2.7:502"})
//	go c.Run(ctx)
//	var regs [2]uint16
//	err := c.Read(ctx, modbus.Target{Unit: 1, Function: modbus.ReadHoldingRegisters, Address: 100}, regs[:])
//
// A [Server] answers many connections from a [Handler]:
//
//	s, err := modbus.Listen(modbus.ServerConfig{Address: "127.0.0.1:5020"}, handler)
//	err = s.Run(ctx)
//
// Source of all codes and limits: MODBUS Application Protocol Specification V1.1b3 and MODBUS
// Messaging on TCP/IP Implementation Guide V1.0b (modbus.org).
package modbus
