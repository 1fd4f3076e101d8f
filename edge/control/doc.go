// Package control holds what a controller is: it reads the frozen image, files requests and never
// writes a set-point. It owns the form of the catalogue, in which every type says its class, its
// parameters with unit, default, range and meaning, which assets it moves, which channels it needs
// fresh, and its source. It refuses a target from a SAFETY controller: that is a bug and panics.
//
//	func (c *shaving) Propose(in control.Input, out *control.Filing) {
//		grid, ok := in.Power(c.grid)
//		if !ok {
//			return // unknown is not zero: ask nothing
//		}
//		out.Bound(c.ess, envelope.AtMost(c.peak-grid), cause)
//	}
package control
