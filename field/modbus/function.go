package modbus

import "fmt"

// Function is a Modbus function code.
type Function uint8

// The functions this package speaks, by their code in MODBUS Application Protocol V1.1b3 §6.
const (
	ReadCoils             Function = 1
	ReadDiscreteInputs    Function = 2
	ReadHoldingRegisters  Function = 3
	ReadInputRegisters    Function = 4
	WriteCoil             Function = 5
	WriteRegister         Function = 6
	WriteCoils            Function = 15
	WriteRegisters        Function = 16
	MaskWriteRegister     Function = 22
	ReadWriteRegisters    Function = 23
	exceptionFlag         Function = 0x80
	coilOn                uint16   = 0xFF00
	coilOff               uint16   = 0x0000
	addressSpace                   = 1 << 16
	registerBytes                  = 2
	maskWriteRequestBytes          = 7
)

// Most items one request may carry, MODBUS Application Protocol V1.1b3 §6.1–6.17.
const (
	MaxReadBits           = 2000
	MaxReadRegisters      = 125
	MaxWriteBits          = 1968
	MaxWriteRegisters     = 123
	MaxReadWriteRegisters = 121 // the written part of function 23
)

// String names the function as the specification does.
func (f Function) String() string {
	switch f {
	case ReadCoils:
		return "read coils"
	case ReadDiscreteInputs:
		return "read discrete inputs"
	case ReadHoldingRegisters:
		return "read holding registers"
	case ReadInputRegisters:
		return "read input registers"
	case WriteCoil:
		return "write coil"
	case WriteRegister:
		return "write register"
	case WriteCoils:
		return "write coils"
	case WriteRegisters:
		return "write registers"
	case MaskWriteRegister:
		return "mask write register"
	case ReadWriteRegisters:
		return "read/write registers"
	default:
		return fmt.Sprintf("function %d", uint8(f))
	}
}

// ReadsRegisters reports whether f answers 16-bit registers.
func (f Function) ReadsRegisters() bool {
	return f == ReadHoldingRegisters || f == ReadInputRegisters
}

// ReadsBits reports whether f answers single bits.
func (f Function) ReadsBits() bool { return f == ReadCoils || f == ReadDiscreteInputs }

// Writes reports whether f changes something in the device.
func (f Function) Writes() bool {
	switch f {
	case WriteCoil, WriteRegister, WriteCoils, WriteRegisters, MaskWriteRegister, ReadWriteRegisters:
		return true
	default:
		return false
	}
}

// maxCount is the most items one request of f may carry, 0 for a function unknown here.
func (f Function) maxCount() int {
	switch f {
	case ReadCoils, ReadDiscreteInputs:
		return MaxReadBits
	case ReadHoldingRegisters, ReadInputRegisters, ReadWriteRegisters:
		return MaxReadRegisters
	case WriteCoil, WriteRegister, MaskWriteRegister:
		return 1
	case WriteCoils:
		return MaxWriteBits
	case WriteRegisters:
		return MaxWriteRegisters
	default:
		return 0
	}
}

// Target says where a request goes: the unit behind the endpoint, the function, and the first
// address, zero-based as on the wire.
type Target struct {
	Unit     uint8
	Function Function
	Address  uint16
}

// String reads "read holding registers at 1034 of unit 71".
func (t Target) String() string {
	return fmt.Sprintf("%v at %d of unit %d", t.Function, t.Address, t.Unit)
}

// Request is a target and how many registers or bits it covers.
type Request struct {
	Target
	Count uint16
}

// Mask is what MaskWriteRegister does: register = (register AND And) OR (Or AND NOT And).
type Mask struct{ And, Or uint16 }

// Apply is the new value of a register that held old. Source: Application Protocol V1.1b3 §6.16.
func (m Mask) Apply(old uint16) uint16 { return old&m.And | m.Or&^m.And }
