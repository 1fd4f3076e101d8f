package modbus

import (
	"encoding/binary"
	"fmt"
	"time"
)

type callState uint8

const (
	callIdle callState = iota
	callQueued
	callSent
	callDone
)

// call is one request on its way. Calls are reused, so that a steady poll allocates nothing.
// All fields but done and timer are guarded by the client's mutex while the call is queued or sent.
type call struct {
	prev, next *call // neighbours in the queue or in the free list
	state      callState
	urgent     bool // a write: goes before reads
	target     Target
	frame      [maxFrame]byte
	frameLen   int
	reply      [maxPDU]byte
	replyLen   int
	queuedAt   time.Time
	sentAt     time.Time // zero while queued
	err        error
	done       chan struct{}
	timer      *time.Timer
}

func newCall() *call {
	k := &call{done: make(chan struct{}, 1), timer: time.NewTimer(time.Hour)}
	k.timer.Stop()
	return k
}

// pdu returns n bytes for the PDU behind the header and sets the frame's length.
func (k *call) pdu(n int) []byte {
	k.frameLen = headerBytes + n
	return k.frame[headerBytes:k.frameLen]
}

// transaction is the id the call was sent under.
func (k *call) transaction() uint16 { return binary.BigEndian.Uint16(k.frame[:]) }

// seal writes the header, just before the frame goes out.
func (k *call) seal(transaction uint16) {
	putHeader(k.frame[:], transaction, k.target.Unit, k.frameLen-headerBytes)
}

// encodeRead is the request for count registers or bits from t.
func (k *call) encodeRead(t Target, count int) error {
	if err := checkSpan(t, count, t.Function.maxCount()); err != nil {
		return err
	}
	k.target, k.urgent = t, false
	p := k.pdu(5)
	p[0] = byte(t.Function)
	binary.BigEndian.PutUint16(p[1:], t.Address)
	binary.BigEndian.PutUint16(p[3:], uint16(count)) //nolint:gosec // checked above
	return nil
}

// encodeWrite is the request that puts regs at t, by function 6 or 16.
func (k *call) encodeWrite(t Target, regs []uint16) error {
	if err := checkSpan(t, len(regs), t.Function.maxCount()); err != nil {
		return err
	}
	k.target, k.urgent = t, true
	if t.Function == WriteRegister {
		p := k.pdu(5)
		p[0] = byte(t.Function)
		binary.BigEndian.PutUint16(p[1:], t.Address)
		binary.BigEndian.PutUint16(p[3:], regs[0])
		return nil
	}
	p := k.pdu(6 + len(regs)*registerBytes)
	k.putSpan(p, t, len(regs))
	p[5] = byte(len(regs) * registerBytes)
	putRegisters(p[6:], regs)
	return nil
}

// encodeWriteBits is the request that puts bits at t, by function 5 or 15.
func (k *call) encodeWriteBits(t Target, bits []bool) error {
	if err := checkSpan(t, len(bits), t.Function.maxCount()); err != nil {
		return err
	}
	k.target, k.urgent = t, true
	if t.Function == WriteCoil {
		p := k.pdu(5)
		p[0] = byte(t.Function)
		binary.BigEndian.PutUint16(p[1:], t.Address)
		value := coilOff
		if bits[0] {
			value = coilOn
		}
		binary.BigEndian.PutUint16(p[3:], value)
		return nil
	}
	p := k.pdu(6 + bitBytes(len(bits)))
	k.putSpan(p, t, len(bits))
	p[5] = byte(bitBytes(len(bits)))
	putBits(p[6:], bits)
	return nil
}

// encodeMask is the request that changes single bits of the register at t.
func (k *call) encodeMask(t Target, m Mask) {
	k.target, k.urgent = t, true
	p := k.pdu(maskWriteRequestBytes)
	p[0] = byte(t.Function)
	binary.BigEndian.PutUint16(p[1:], t.Address)
	binary.BigEndian.PutUint16(p[3:], m.And)
	binary.BigEndian.PutUint16(p[5:], m.Or)
}

// encodeReadWrite is function 23: first regs are written at writeAddress, then count are read at t.
func (k *call) encodeReadWrite(t Target, count int, w WriteSpan) error {
	if err := checkSpan(t, count, MaxReadRegisters); err != nil {
		return err
	}
	at := Target{Unit: t.Unit, Function: t.Function, Address: w.Address}
	if err := checkSpan(at, len(w.Registers), MaxReadWriteRegisters); err != nil {
		return err
	}
	k.target, k.urgent = t, true
	p := k.pdu(10 + len(w.Registers)*registerBytes)
	k.putSpan(p, t, count)
	binary.BigEndian.PutUint16(p[5:], w.Address)
	binary.BigEndian.PutUint16(p[7:], uint16(len(w.Registers))) //nolint:gosec // checked above
	p[9] = byte(len(w.Registers) * registerBytes)
	putRegisters(p[10:], w.Registers)
	return nil
}

func (k *call) putSpan(p []byte, t Target, count int) {
	p[0] = byte(t.Function)
	binary.BigEndian.PutUint16(p[1:], t.Address)
	binary.BigEndian.PutUint16(p[3:], uint16(count)) //nolint:gosec // checked by checkSpan
}

// checkSpan refuses what cannot be put on the wire.
func checkSpan(t Target, count, most int) error {
	if count < 1 || count > most {
		return fmt.Errorf("%w: %v asks for %d items, 1 to %d fit one request", ErrBadRequest, t, count, most)
	}
	if int(t.Address)+count > addressSpace {
		return fmt.Errorf("%w: %v spans %d items and ends behind address 65535", ErrBadRequest, t, count)
	}
	return nil
}

// take checks the reply's unit and function and returns the data behind the function code.
// A device's exception comes back as Exception.
func (k *call) take(unit uint8, pdu []byte) {
	k.replyLen = copy(k.reply[:], pdu)
	f := k.target.Function
	switch {
	case unit != k.target.Unit:
		k.err = fmt.Errorf("%w: it comes from unit %d", ErrBadReply, unit)
	case pdu[0] == byte(f|exceptionFlag):
		if len(pdu) < 2 {
			k.err = fmt.Errorf("%w: exception without a code", ErrBadReply)
			return
		}
		k.err = Exception(pdu[1])
	case pdu[0] != byte(f):
		k.err = fmt.Errorf("%w: it answers %v", ErrBadReply, Function(pdu[0]))
	}
}

// data returns the counted bytes of a read's reply. The byte count is checked against both what
// was asked and what came: some servers answer an address out of range with a short reply.
func (k *call) data(want int) ([]byte, error) {
	p := k.reply[1:k.replyLen]
	if len(p) < 1 || int(p[0]) != want || len(p) != want+1 {
		return nil, fmt.Errorf("%w: %d bytes of data, %d wanted", ErrBadReply, max(len(p)-1, 0), want)
	}
	return p[1:], nil
}

// checkEcho compares a write's reply with the head of its request.
func (k *call) checkEcho(n int) error {
	if k.replyLen != n || string(k.reply[:n]) != string(k.frame[headerBytes:headerBytes+n]) {
		return fmt.Errorf("%w: the echo of the write differs from what was sent", ErrBadReply)
	}
	return nil
}
