package can

import (
	"context"
	"errors"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// pair is two sockets that carry struct can_frame to each other, where the kernel has no CAN.
func pair(t *testing.T) (a, b *socket) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	return newSocket(fds[0], "left"), newSocket(fds[1], "right")
}

func TestASocketCarriesFrames(t *testing.T) {
	a, b := pair(t)
	defer a.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, f := range []Frame{
		{ID: 0x351, Length: 8, Data: [8]byte{1, 2, 3, 4, 5, 6, 7, 8}},
		{ID: 0x1FFFFFFF, Extended: true, Length: 1, Data: [8]byte{0xAA}},
		{ID: 0x305, Remote: true, Length: 8},
		{},
	} {
		if err := a.Send(ctx, f); err != nil {
			t.Fatal(err)
		}
		if got, err := b.Receive(ctx); err != nil || got != f {
			t.Errorf("%v came as %v, %v", f, got, err)
		}
	}
	if err := a.Send(ctx, Frame{ID: 0x800}); err == nil {
		t.Error("an identifier beyond 11 bits was sent")
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Receive(ctx); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed socket gives %v", err)
	}
}

func TestWaitingOnASocketEndsWithItsContext(t *testing.T) {
	a, b := pair(t)
	defer a.Close()
	defer b.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := a.Receive(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if err := b.Send(context.Background(), Frame{ID: 1}); err != nil {
		t.Fatal(err)
	}
	if f, err := a.Receive(context.Background()); err != nil || f.ID != 1 {
		t.Errorf("after a time-out the next frame is %v, %v", f, err)
	}
}

func TestErrorFramesAndScrapsAreNoFrames(t *testing.T) {
	good := marshalFrame(Frame{ID: 0x351, Length: 2, Data: [8]byte{1, 2}})
	fault := marshalFrame(Frame{ID: 4, Length: 8})
	fault[3] |= unix.CAN_ERR_FLAG >> 24
	long := good
	long[4] = 9
	for name, wire := range map[string][]byte{"an error of the bus": fault[:], "a frame cut off": good[:15], "nine bytes": long[:], "nothing": nil} {
		if f, ok := unmarshalFrame(wire); ok {
			t.Errorf("%s is taken for %v", name, f)
		}
	}
	if f, ok := unmarshalFrame(good[:]); !ok || f.ID != 0x351 {
		t.Errorf("a good frame is taken for %v, %v", f, ok)
	}
}
