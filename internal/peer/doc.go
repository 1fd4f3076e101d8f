// Package peer holds our protocols and solvers against programs that are not ours: what we serve is
// read by them, what they serve is read by us, what we solve they solve too. It is the only place where a test may skip, because such a
// program may be absent. `make test` installs them all (scripts/need peers) and builds with the tag
// peers, under which a missing one fails; plain `go test` skips, by name.
//
// Each library has one small program, in the folders c, npm and python, that speaks the same lines,
// so that one table serves all:
//
//	PROGRAM client PORT UNIT    a client of 127.0.0.1:PORT that reads requests from standard input
//	PROGRAM server              prints "listening PORT" and serves until standard input ends
//
// Some also speak RTU: on a serial line, whose path then stands for the port, or through TCP.
//
//	PROGRAM client PATH UNIT rtu, PROGRAM client PORT UNIT tunnel
//	PROGRAM server rtu PATH, PROGRAM server tunnel
//
// A request is a line of decimal numbers: the function, the address, and then how many items to
// read or the values to write. "3 100 2" reads two holding registers, "16 10 7 8" writes two,
// "22 4 242 37" is a mask write, "pipeline 64" reads holding registers 0 to 63 by 64 requests under
// way at once. The answer is "ok" and what was read, "exception" and its code, or "error" and what
// the library has to say.
//
// A server has 200 items of each kind: coil i is set when 3 divides i, discrete input i when 5
// does, holding register i is i × 257, input register i is 65535 - i.
//
// Solvers of ours are held against general ones: python/optimum.py reads programs as lines of JSON
// and answers each with a line; it says itself what they hold.
//
// It refuses to be imported by anything but tests.
package peer
