// Package identify finds the parameters of a cell from tests of it: the open circuit voltage from a
// slow discharge and a slow charge, and resistances and time constants of a Thevenin circuit by least
// squares. It computes only; the same rows give the same answer.
//
//	volts, half := identify.Slow(discharge, charge, nodes)
//	fit, err := identify.Fit(identify.Problem{Rows: rows, OCVNodes: nodes, Nodes: []float64{0.1, 0.5, 0.9}, Branches: 2})
package identify
