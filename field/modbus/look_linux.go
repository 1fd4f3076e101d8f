package modbus

import (
	"errors"
	"fmt"
	"io"
	"syscall"

	"golang.org/x/sys/unix"
)

// looker is a function that reads what a connection has, 0 bytes where that is nothing, without
// waiting; io.EOF says that the peer has ended it. Nil where conn has no socket. Source: read(2) on
// what is open with O_NONBLOCK, as all sockets of package net are.
func looker(conn any) func(into []byte) (int, error) {
	sc, ok := conn.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return nil
	}
	var into []byte
	var n int
	var fault error
	read := func(fd uintptr) { n, fault = unix.Read(int(fd), into) } //nolint:gosec // the kernel's own number
	return func(b []byte) (int, error) {
		into = b
		err := raw.Control(read)
		if err == nil {
			err = fault
		}
		switch {
		case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.EINTR):
			return 0, nil
		case err != nil:
			return 0, fmt.Errorf("look at the connection: %w", err)
		case n == 0:
			return 0, io.EOF
		}
		return n, nil
	}
}
