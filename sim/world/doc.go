// Package world runs a simulated plant and the edge's own control core on one virtual clock,
// without sockets or goroutines: a day of a site takes a second. It joins the two by value, as
// perfect meters would; what protocols and devices do to the values is the business of sim/face.
//
//	w, err := world.New(p, built, start)
//	for now := start; now.Before(end); now = now.Add(time.Second) {
//		moment := w.Step(now)
//	}
package world
