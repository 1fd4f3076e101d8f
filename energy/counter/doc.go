// Package counter is what a counter of energy has counted: from readings of a register that only
// rises, rolls over at its end and may be reset, to the energy of intervals.
//
//	turn, counted := settings.Judge(before, after)
//	energies := settings.Count(readings, quarters)
//
// A value that falls is a rollover, a reset, a dip or a new beginning, and never energy that flowed
// back. What a counter has counted over a gap is known, but not when: it is shared evenly over the
// gap, and says so. Over a gap longer than MaxGap, and where a register began anew, it is unknown.
package counter
