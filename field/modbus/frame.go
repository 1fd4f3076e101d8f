package modbus

import (
	"encoding/binary"
	"fmt"
)

// Sizes of a Modbus TCP frame: transaction id, protocol id, length, unit; then the PDU.
const (
	headerBytes = 7
	maxPDU      = 253
	maxFrame    = headerBytes + maxPDU
	// lengthBase is the part of the header that the length field counts: the unit id.
	lengthBase = 1
	// unitOffset is where the length field's count begins.
	unitOffset = headerBytes - lengthBase
)

// header is the MBAP header of a frame.
type header struct {
	transaction uint16
	unit        uint8
	pdu         int // bytes that follow
}

// parseHeader reads the header at the start of b. ok is false while b is too short. An error means
// that the stream is out of step and the connection must be given up.
func parseHeader(b []byte) (h header, ok bool, err error) {
	if len(b) < headerBytes {
		return header{}, false, nil
	}
	if p := binary.BigEndian.Uint16(b[2:]); p != 0 {
		return header{}, false, fmt.Errorf("%w: protocol id %d in the frame header, 0 wanted", ErrBadReply, p)
	}
	n := int(binary.BigEndian.Uint16(b[4:])) - lengthBase
	if n < 1 || n > maxPDU {
		return header{}, false, fmt.Errorf("%w: frame header announces %d bytes of PDU, 1 to %d allowed", ErrBadReply, n, maxPDU)
	}
	return header{transaction: binary.BigEndian.Uint16(b), unit: b[unitOffset], pdu: n}, true, nil
}

// putHeader writes the header of a frame whose PDU has n bytes into b.
func putHeader(b []byte, transaction uint16, unit uint8, n int) {
	binary.BigEndian.PutUint16(b, transaction)
	binary.BigEndian.PutUint16(b[2:], 0)
	binary.BigEndian.PutUint16(b[4:], uint16(n+lengthBase)) //nolint:gosec // n is at most maxPDU
	b[unitOffset] = unit
}

// putRegisters writes regs big-endian into b, which must be long enough.
func putRegisters(b []byte, regs []uint16) {
	for i, v := range regs {
		binary.BigEndian.PutUint16(b[i*registerBytes:], v)
	}
}

// takeRegisters fills regs from big-endian b, which must be long enough.
func takeRegisters(regs []uint16, b []byte) {
	for i := range regs {
		regs[i] = binary.BigEndian.Uint16(b[i*registerBytes:])
	}
}

// putBits packs bits into b, least significant first, and clears the padding of the last byte.
func putBits(b []byte, bits []bool) {
	clear(b[:bitBytes(len(bits))])
	for i, on := range bits {
		if on {
			b[i/8] |= 1 << (i % 8)
		}
	}
}

// takeBits unpacks bits from b, least significant first.
func takeBits(bits []bool, b []byte) {
	for i := range bits {
		bits[i] = b[i/8]&(1<<(i%8)) != 0
	}
}

// bitBytes is how many bytes n packed bits take.
func bitBytes(n int) int { return (n + 7) / 8 }
