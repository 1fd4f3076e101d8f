// Package fault does to a process what the world does to it, for tests: a disk that is full.
//
//	if fault.Alone(t) {
//		return
//	}
//	lift := fault.FullDisk(t, 128<<10)
package fault
