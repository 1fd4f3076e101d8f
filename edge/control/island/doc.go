// Package island holds the controllers of class GRID that carry a site through the loss of its grid:
// the sequence from one grid to the other and back, and shedding by frequency.
package island
