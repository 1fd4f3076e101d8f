package modbus

import (
	"errors"
	"fmt"
)

// Exception is what a device answers instead of doing what was asked. It is an error, so
// errors.Is(err, modbus.IllegalDataAddress) tells one from another.
type Exception uint8

// The exception codes of MODBUS Application Protocol V1.1b3 §7.
const (
	IllegalFunction        Exception = 1
	IllegalDataAddress     Exception = 2
	IllegalDataValue       Exception = 3
	ServerDeviceFailure    Exception = 4
	Acknowledge            Exception = 5
	ServerDeviceBusy       Exception = 6
	NegativeAcknowledge    Exception = 7
	MemoryParityError      Exception = 8
	GatewayPathUnavailable Exception = 10
	GatewayTargetSilent    Exception = 11
)

// Error names the exception and its code.
func (e Exception) Error() string {
	return fmt.Sprintf("device answers exception %d, %s", uint8(e), e.text())
}

func (e Exception) text() string {
	switch e {
	case IllegalFunction:
		return "illegal function"
	case IllegalDataAddress:
		return "illegal data address"
	case IllegalDataValue:
		return "illegal data value"
	case ServerDeviceFailure:
		return "server device failure"
	case Acknowledge:
		return "acknowledge, still working"
	case ServerDeviceBusy:
		return "server device busy"
	case NegativeAcknowledge:
		return "negative acknowledge"
	case MemoryParityError:
		return "memory parity error"
	case GatewayPathUnavailable:
		return "gateway path unavailable"
	case GatewayTargetSilent:
		return "gateway target device failed to respond"
	default:
		return "unknown"
	}
}

// Faults of a request other than an exception of the device. Each arrives wrapped with endpoint
// and target.
var (
	// ErrTimeout means that no reply came in time. Whether a write took effect is unknown.
	ErrTimeout = errors.New("no reply in time")
	// ErrBadReply means that a reply came whose length, unit, function or echo does not fit.
	ErrBadReply = errors.New("malformed reply")
	// ErrBadRequest means that the request could not be put on the wire; nothing was sent.
	ErrBadRequest = errors.New("impossible request")
	// ErrQueueFull means that the client's queue was at its bound; nothing was sent.
	ErrQueueFull = errors.New("request queue full")
	// ErrClosed means that the client's Run has ended.
	ErrClosed = errors.New("client closed")
	// ErrSilent is for handlers: the server answers nothing, as a device that hangs.
	ErrSilent = errors.New("no answer wanted")
)
