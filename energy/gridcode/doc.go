// Package gridcode holds the rules of grid connection as data: protection stages, windows for
// connecting, ramps, characteristics of voltage and frequency, reserve products and windows for
// synchronising, each number with where it comes from and how far that may be relied on.
//
// It is no substitute for the rule itself: what a connection has to keep stands in its contract,
// and every number here can be replaced in a site file. A rule for which no source was at hand is
// not here.
package gridcode
