//go:build !peers

package peer

// required says whether a missing program fails the test that needs it.
const required = false
