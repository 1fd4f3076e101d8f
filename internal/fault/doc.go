// Package fault does to a process what the world does to it, for tests: a disk that is full, a clock
// that is set.
//
//	if fault.Alone(t) {
//		return
//	}
//	lift := fault.FullDisk(t, 128<<10)
//
//	overlay, err := fault.Overlay(dir) // go build -overlay …
//	clock := fault.NewClock(t)
//	command.Env = append(os.Environ(), clock.Variable())
//	clock.Set(2 * time.Hour)
package fault
