// Package face shows plant devices as Modbus TCP servers on loopback: twins made from the same
// profiles and models the drivers read, with the real devices' watchdogs and faults on request.
package face
