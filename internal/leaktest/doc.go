// Package leaktest lets what ends behind a package's tests come to its end before goleak looks for what
// has not.
//
//	func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }
//
// Goleak by itself looks for less than half a second, and on a busy machine connections that were closed and
// servers that were shut down take longer to be gone. It is for tests.
package leaktest
