package modbus

import (
	"encoding/binary"
	"errors"
	"slices"
)

// worker turns request PDUs into reply frames for one connection. Its buffers are reused, so that
// answering allocates nothing.
type worker struct {
	handler Handler
	regs    [MaxReadRegisters]uint16
	bits    [MaxReadBits]bool
}

func newWorker(h Handler) *worker { return &worker{handler: h} }

// answer appends the frame that replies to pdu, or nothing when the handler is silent.
func (w *worker) answer(out []byte, h header, pdu []byte) []byte {
	start := len(out)
	out = append(out, make([]byte, headerBytes)...)
	out, silent := w.reply(out, h.unit, pdu)
	if silent {
		return out[:start]
	}
	putHeader(out[start:], h.transaction, h.unit, len(out)-start-headerBytes)
	return out
}

// reply appends the PDU that replies to pdu; silent when the handler wants no answer.
func (w *worker) reply(out []byte, unit uint8, pdu []byte) (reply []byte, silent bool) {
	start := len(out)
	out, err := w.dispatch(append(out, pdu[0]), unit, pdu)
	if err == nil {
		return out, false
	}
	if errors.Is(err, ErrSilent) {
		return out[:start], true
	}
	e := ServerDeviceFailure
	errors.As(err, &e)
	return append(out[:start], pdu[0]|byte(exceptionFlag), byte(e)), false
}

func (w *worker) dispatch(out []byte, unit uint8, pdu []byte) ([]byte, error) {
	f := Function(pdu[0])
	switch f {
	case ReadCoils, ReadDiscreteInputs, ReadHoldingRegisters, ReadInputRegisters:
		return w.read(out, unit, pdu)
	case WriteCoil, WriteRegister:
		return w.writeOne(out, unit, pdu)
	case WriteCoils, WriteRegisters:
		return w.writeMany(out, unit, pdu)
	case MaskWriteRegister:
		return w.mask(out, unit, pdu)
	case ReadWriteRegisters:
		return w.readWrite(out, unit, pdu)
	default:
		return out, IllegalFunction
	}
}

// request checks length, count and span in the order of Application Protocol V1.1b3 §6: value
// errors before address errors.
func request(unit uint8, pdu []byte, most int) (Request, error) {
	if len(pdu) < 5 {
		return Request{}, IllegalDataValue
	}
	r := Request{
		Target: Target{Unit: unit, Function: Function(pdu[0]), Address: binary.BigEndian.Uint16(pdu[1:])},
		Count:  binary.BigEndian.Uint16(pdu[3:]),
	}
	if r.Count < 1 || int(r.Count) > most {
		return Request{}, IllegalDataValue
	}
	if int(r.Address)+int(r.Count) > addressSpace {
		return Request{}, IllegalDataAddress
	}
	return r, nil
}

func (w *worker) read(out []byte, unit uint8, pdu []byte) ([]byte, error) {
	r, err := request(unit, pdu, Function(pdu[0]).maxCount())
	if err != nil {
		return out, err
	}
	if len(pdu) != 5 {
		return out, IllegalDataValue
	}
	if r.Function.ReadsRegisters() {
		return w.readRegisters(out, r)
	}
	dst := w.bits[:r.Count]
	clear(dst)
	if err := w.handler.ReadBits(r, dst); err != nil {
		return out, err
	}
	n := bitBytes(len(dst))
	out = append(out, byte(n))
	out = extend(out, n)
	putBits(out[len(out)-n:], dst)
	return out, nil
}

func (w *worker) readRegisters(out []byte, r Request) ([]byte, error) {
	dst := w.regs[:r.Count]
	clear(dst)
	if err := w.handler.ReadRegisters(r, dst); err != nil {
		return out, err
	}
	n := len(dst) * registerBytes
	out = append(out, byte(n))
	out = extend(out, n)
	putRegisters(out[len(out)-n:], dst)
	return out, nil
}

// extend makes out longer by n bytes, which are still to be written.
func extend(out []byte, n int) []byte { return slices.Grow(out, n)[:len(out)+n] }

func (w *worker) writeOne(out []byte, unit uint8, pdu []byte) ([]byte, error) {
	if len(pdu) != 5 {
		return out, IllegalDataValue
	}
	r := Request{
		Target: Target{Unit: unit, Function: Function(pdu[0]), Address: binary.BigEndian.Uint16(pdu[1:])},
		Count:  1,
	}
	value := binary.BigEndian.Uint16(pdu[3:])
	var err error
	switch {
	case r.Function == WriteRegister:
		w.regs[0] = value
		err = w.handler.WriteRegisters(r, w.regs[:1])
	case value == coilOn || value == coilOff:
		w.bits[0] = value == coilOn
		err = w.handler.WriteBits(r, w.bits[:1])
	default:
		err = IllegalDataValue
	}
	return append(out, pdu[1:5]...), err
}

func (w *worker) writeMany(out []byte, unit uint8, pdu []byte) ([]byte, error) {
	r, err := request(unit, pdu, Function(pdu[0]).maxCount())
	if err != nil {
		return out, err
	}
	n := int(r.Count) * registerBytes
	if r.Function == WriteCoils {
		n = bitBytes(int(r.Count))
	}
	if len(pdu) != 6+n || int(pdu[5]) != n {
		return out, IllegalDataValue
	}
	if r.Function == WriteCoils {
		bits := w.bits[:r.Count]
		takeBits(bits, pdu[6:])
		err = w.handler.WriteBits(r, bits)
	} else {
		regs := w.regs[:r.Count]
		takeRegisters(regs, pdu[6:])
		err = w.handler.WriteRegisters(r, regs)
	}
	return append(out, pdu[1:5]...), err
}

func (w *worker) mask(out []byte, unit uint8, pdu []byte) ([]byte, error) {
	if len(pdu) != maskWriteRequestBytes {
		return out, IllegalDataValue
	}
	r := Request{
		Target: Target{Unit: unit, Function: MaskWriteRegister, Address: binary.BigEndian.Uint16(pdu[1:])},
		Count:  1,
	}
	if err := w.handler.ReadRegisters(r, w.regs[:1]); err != nil {
		return out, err
	}
	m := Mask{And: binary.BigEndian.Uint16(pdu[3:]), Or: binary.BigEndian.Uint16(pdu[5:])}
	w.regs[0] = m.Apply(w.regs[0])
	err := w.handler.WriteRegisters(r, w.regs[:1])
	return append(out, pdu[1:]...), err
}

func (w *worker) readWrite(out []byte, unit uint8, pdu []byte) ([]byte, error) {
	r, err := request(unit, pdu, MaxReadRegisters)
	if err != nil {
		return out, err
	}
	if len(pdu) < 10 {
		return out, IllegalDataValue
	}
	put := Request{
		Target: Target{Unit: unit, Function: r.Function, Address: binary.BigEndian.Uint16(pdu[5:])},
		Count:  binary.BigEndian.Uint16(pdu[7:]),
	}
	n := int(put.Count) * registerBytes
	if put.Count < 1 || put.Count > MaxReadWriteRegisters || len(pdu) != 10+n || int(pdu[9]) != n {
		return out, IllegalDataValue
	}
	if int(put.Address)+int(put.Count) > addressSpace {
		return out, IllegalDataAddress
	}
	regs := w.regs[:put.Count]
	takeRegisters(regs, pdu[10:])
	if err := w.handler.WriteRegisters(put, regs); err != nil {
		return out, err
	}
	return w.readRegisters(out, r)
}
