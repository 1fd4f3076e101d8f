// Package peer finds the independent programs and the shared reference data that some tests
// compare with. It is the only place a test may skip.
package peer
