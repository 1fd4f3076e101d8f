// Package storm lets the edge's real control core run a drawn site through drawn misfortune, on one
// virtual clock and from one seed: meters that are lost, frozen, noisy, late or wired the wrong way
// round, devices that reboot, clocks that step, links that part, power that fails in the middle of a
// write, and operators who press every button. After every cycle a judge who knows nothing of how the
// core decides looks at what it decided.
//
// The same seed gives the same run, so a violation is reproduced by its seed alone.
//
//	report := storm.Run(storm.Config{Seed: 8841, Cycles: 10_000})
//	if report.Violation != nil {
//		fmt.Println(report.Violation) // one line that says how to see it again
//	}
package storm
