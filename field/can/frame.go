package can

import (
	"context"
	"errors"
	"fmt"
)

// DataMax is the most bytes a frame carries. Source: ISO 11898-1, classical CAN.
const DataMax = 8

// Limits of identifiers. Source: ISO 11898-1.
const (
	StandardMax = 1<<11 - 1
	ExtendedMax = 1<<29 - 1
)

// Frame is one message on the bus.
type Frame struct {
	ID       uint32
	Extended bool // a 29-bit identifier
	Remote   bool // asks for the message instead of carrying it
	Length   uint8
	Data     [DataMax]byte
}

// Payload is the bytes that count.
func (f Frame) Payload() []byte { return f.Data[:min(f.Length, DataMax)] }

// String is the frame as in "351#2002F401F4018001".
func (f Frame) String() string {
	id := fmt.Sprintf("%03X", f.ID)
	if f.Extended {
		id = fmt.Sprintf("%08X", f.ID)
	}
	if f.Remote {
		return fmt.Sprintf("%s#R%d", id, f.Length)
	}
	return fmt.Sprintf("%s#%X", id, f.Payload())
}

// Valid complains about a frame that no bus can carry.
func (f Frame) Valid() error {
	limit := uint32(StandardMax)
	if f.Extended {
		limit = ExtendedMax
	}
	switch {
	case f.ID > limit:
		return fmt.Errorf("identifier %X is above %X", f.ID, limit)
	case f.Length > DataMax:
		return fmt.Errorf("%d bytes are more than %d", f.Length, DataMax)
	}
	return nil
}

// Bus is a line that frames travel on. Send and Receive may be called at once, each by one
// goroutine. Both end with ctx; after Close they return ErrClosed.
type Bus interface {
	Send(ctx context.Context, f Frame) error
	// Receive waits for the next frame of somebody else.
	Receive(ctx context.Context) (Frame, error)
	Close() error
}

// ErrClosed means that the bus was closed.
var ErrClosed = errors.New("CAN bus is closed")
