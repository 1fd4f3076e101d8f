package can

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// socket is a bus behind the kernel's CAN_RAW sockets. Source: Linux Documentation/networking/can.rst.
type socket struct{ file *os.File }

// wireLen is the size of struct can_frame: identifier, length, three bytes of padding, data.
const wireLen = 16

// OpenSocketCAN joins the bus of a network interface such as can0. The interface must be up; its
// bit rate is set outside (ip link set can0 up type can bitrate 500000).
func OpenSocketCAN(name string) (Bus, error) {
	iface, err := net.InterfaceByName(name)
	if err != nil {
		return nil, fmt.Errorf("find CAN interface %s: %w", name, err)
	}
	fd, err := unix.Socket(unix.AF_CAN, unix.SOCK_RAW|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, unix.CAN_RAW)
	if err != nil {
		return nil, fmt.Errorf("open a CAN socket: %w", err)
	}
	if err := unix.Bind(fd, &unix.SockaddrCAN{Ifindex: iface.Index}); err != nil {
		return nil, errors.Join(fmt.Errorf("join CAN interface %s: %w", name, err), unix.Close(fd))
	}
	return newSocket(fd, name), nil
}

// newSocket is a bus on a datagram socket that carries struct can_frame; fd must not block.
func newSocket(fd int, name string) *socket {
	return &socket{os.NewFile(uintptr(fd), name)}
}

// Send implements Bus.
func (s *socket) Send(ctx context.Context, f Frame) error {
	if err := f.Valid(); err != nil {
		return err
	}
	stop, err := s.until(ctx, s.file.SetWriteDeadline)
	if err != nil {
		return err
	}
	defer stop()
	wire := marshalFrame(f)
	if _, err := s.file.Write(wire[:]); err != nil {
		return s.because(ctx, "send on CAN interface", err)
	}
	return nil
}

// Receive implements Bus. Frames that report errors of the bus are left out.
func (s *socket) Receive(ctx context.Context) (Frame, error) {
	stop, err := s.until(ctx, s.file.SetReadDeadline)
	if err != nil {
		return Frame{}, err
	}
	defer stop()
	var wire [wireLen]byte
	for {
		n, err := s.file.Read(wire[:])
		if errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() == nil && s.file.SetReadDeadline(time.Time{}) == nil {
			continue // the end of an earlier call came late
		}
		if err != nil {
			return Frame{}, s.because(ctx, "receive on CAN interface", err)
		}
		if f, ok := unmarshalFrame(wire[:n]); ok {
			return f, nil
		}
	}
}

// until lets a call end when ctx does.
func (s *socket) until(ctx context.Context, set func(time.Time) error) (stop func(), err error) {
	if err := set(time.Time{}); err != nil {
		return nil, ErrClosed
	}
	end := context.AfterFunc(ctx, func() { _ = set(time.Unix(1, 0)) })
	return func() { end() }, nil
}

func (s *socket) because(ctx context.Context, what string, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, os.ErrClosed):
		return ErrClosed
	}
	return fmt.Errorf("%s %s: %w", what, s.file.Name(), err)
}

// Close implements Bus.
func (s *socket) Close() error { return s.file.Close() }

func marshalFrame(f Frame) [wireLen]byte {
	var wire [wireLen]byte
	id := f.ID
	if f.Extended {
		id |= unix.CAN_EFF_FLAG
	}
	if f.Remote {
		id |= unix.CAN_RTR_FLAG
	}
	binary.NativeEndian.PutUint32(wire[:4], id)
	wire[4] = f.Length
	copy(wire[8:], f.Payload())
	return wire
}

// unmarshalFrame reads a struct can_frame; false for an error frame and for what is none.
func unmarshalFrame(wire []byte) (Frame, bool) {
	if len(wire) != wireLen || wire[4] > DataMax {
		return Frame{}, false
	}
	id := binary.NativeEndian.Uint32(wire[:4])
	if id&unix.CAN_ERR_FLAG != 0 {
		return Frame{}, false
	}
	f := Frame{Extended: id&unix.CAN_EFF_FLAG != 0, Remote: id&unix.CAN_RTR_FLAG != 0, Length: wire[4]}
	f.ID = id & unix.CAN_SFF_MASK
	if f.Extended {
		f.ID = id & unix.CAN_EFF_MASK
	}
	copy(f.Data[:], wire[8:8+f.Length])
	return f, true
}
