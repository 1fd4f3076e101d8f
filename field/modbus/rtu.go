package modbus

import (
	"encoding/binary"
	"time"
)

// Framing is how requests and replies are told apart on their way.
type Framing uint8

// Framings.
const (
	// TCP puts a header with a transaction id and a length before each message.
	TCP Framing = iota
	// RTU puts unit and checksum around it and a pause between: on a serial line, or on a connection
	// to a gateway that passes bytes on as they are ("RTU over TCP").
	RTU
)

// crcBytes is the size of the checksum behind an RTU frame.
const crcBytes = 2

// rtuMost is the longest RTU frame: unit, PDU, checksum. Source: MODBUS over Serial Line V1.02 §2.3.
const rtuMost = 1 + maxPDU + crcBytes

// crc is the checksum of an RTU frame, low byte first on the wire.
// Source: MODBUS over Serial Line V1.02 §6.2.2 (polynomial 0xA001, start 0xFFFF).
func crc(b []byte) uint16 {
	sum := uint16(0xFFFF)
	for _, c := range b {
		sum ^= uint16(c)
		for range 8 {
			odd := sum&1 != 0
			sum >>= 1
			if odd {
				sum ^= 0xA001
			}
		}
	}
	return sum
}

// appendCRC appends the checksum of what stands from start on.
func appendCRC(b []byte, start int) []byte {
	return binary.LittleEndian.AppendUint16(b, crc(b[start:]))
}

// sound reports whether b is a whole frame: long enough and with the right checksum.
func sound(b []byte) bool {
	n := len(b) - crcBytes
	return n >= 2 && binary.LittleEndian.Uint16(b[n:]) == crc(b[:n])
}

// Pauses on a serial line. Source: MODBUS over Serial Line V1.02 §2.5.1.1: frames are 3.5 characters
// of 11 bits apart, and above 19,200 baud 1.75 ms whatever the speed.
const (
	fastBaud   = 19200
	fastSilent = 1750 * time.Microsecond
	charBits   = 11
)

// silence is the pause that ends a frame at this speed; baud 0 is a tunnel without one.
func silence(baud int) time.Duration {
	if baud <= 0 || baud > fastBaud {
		return fastSilent
	}
	return 7 * charBits * time.Second / 2 / time.Duration(baud)
}

// requestLength is how long the request at the start of b is; 0 while that is not known, or for a
// function that only the pause behind it can end.
func requestLength(b []byte) int {
	at := func(i int) int {
		if i < len(b) {
			return int(b[i])
		}
		return -1
	}
	counted := func(head int) int {
		if n := at(head - 1); n >= 0 {
			return head + n + crcBytes
		}
		return 0
	}
	switch Function(max(at(1), 0)) {
	case ReadCoils, ReadDiscreteInputs, ReadHoldingRegisters, ReadInputRegisters, WriteCoil, WriteRegister:
		return 6 + crcBytes
	case WriteCoils, WriteRegisters:
		return counted(7)
	case MaskWriteRegister:
		return 1 + maskWriteRequestBytes + crcBytes
	case ReadWriteRegisters:
		return counted(11)
	default:
		return 0
	}
}

// replyLength is requestLength for replies.
func replyLength(b []byte) int {
	if len(b) < 3 {
		return 0
	}
	f := Function(b[1])
	switch {
	case f&exceptionFlag != 0:
		return 3 + crcBytes
	case f == ReadCoils, f == ReadDiscreteInputs, f == ReadHoldingRegisters, f == ReadInputRegisters, f == ReadWriteRegisters:
		return 3 + int(b[2]) + crcBytes
	case f == WriteCoil, f == WriteRegister, f == WriteCoils, f == WriteRegisters:
		return 6 + crcBytes
	case f == MaskWriteRegister:
		return 1 + maskWriteRequestBytes + crcBytes
	}
	return 0
}
