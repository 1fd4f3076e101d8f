// Package peer holds our protocols against programs that are not ours: what we serve is read by
// them, what they serve is read by us. It is the only place where a test may skip, because such a
// program may be absent; `make test` and `make bench-peers` install what Debian has.
//
// It refuses to be imported by anything but tests.
package peer
