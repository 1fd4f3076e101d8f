// Package microgrid is the API of document 004: topology, node limits, control points and their status,
// each answer with microgrid_id, timestamp and result, each refusal with the fields that document 004
// asks for.
//
//	operations := microgrid.Operations(desk, service)
package microgrid
