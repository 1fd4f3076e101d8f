// Package report puts together what an edge says of its control: the outcome of the last cycle, who
// asked for what, what was cut and why, and how the devices are doing. The edge's own panel shows it
// and the uplink sends it; both get the same.
//
// It decides nothing and keeps nothing but what the last cycle has left.
//
//	reporter := report.New(report.Sources{Site: built, Loop: loop, Health: board, Software: "…"})
//	r, err := reporter.Report(ctx)
package report
