// Package cycle is input, process, output: freeze the image, change the state, run the controllers
// that have a say, arbitrate what they ask, turn the answer into set-points; and the loop that does
// so on absolute deadlines. It owns faults and their clear, modes, what is taken by hand, and what of
// all this must survive the process. Core is the whole of it without clock or goroutine.
//
//	core := cycle.New(site, inbox)
//	core.Remember(memory) // what an earlier process has kept
//	core.Ready()          // the devices have answered
//	out := core.Step(now)
package cycle
