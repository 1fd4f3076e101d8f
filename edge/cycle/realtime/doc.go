// Package realtime lets one goroutine keep deadlines as well as the kernel can: on a thread of its
// own with a real-time priority, its memory held, asleep until an absolute instant of the monotonic
// clock. Where the kernel or its permissions do not allow that it says so, and the caller goes on
// with timers.
//
// A locked thread without real-time priority keeps deadlines worse than a timer does, because it is
// descheduled with everything it holds; so the thread is locked only once the priority is granted.
//
//	leave, err := realtime.Enter(50)
//	if err == nil {
//		defer leave()
//	}
package realtime
