// Package http is the adapter between devices behind HTTP and the process image: it asks for JSON
// documents, takes what the device's profile finds in them, and sends set-points as requests. When
// to poll and to send is edge/driver's.
//
// Each device has connections of its own, at most two, so that no device waits for another. A
// request is tried once, has a time-out, follows no redirect, uses no proxy, and reads at most
// BodyMax bytes of the answer. Passwords and tokens come from files.
//
//	d, err := http.New(http.Config{Config: shared, Library: lib})
//	err = d.Run(ctx)
package http
