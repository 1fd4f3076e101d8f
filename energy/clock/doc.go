// Package clock reads instants as people and spreadsheets write them: with an offset, or by the clocks of a
// time zone, which show an hour twice when they are set back and skip one when they are put forward.
package clock
