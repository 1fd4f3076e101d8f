// Package enrol asks a backend, over HTTPS, to take an edge in: it exchanges a code for the edge's place
// on the bus, and an old key for a new one.
//
//	answer, err := enrol.New(enrol.Config{Backend: "https://energy.example.org"}).Exchange(ctx, request)
//
// It signs nothing and keeps nothing. Plain HTTP is for this machine alone: who reads a code can use it.
package enrol
