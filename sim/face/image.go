package face

import "ohmstead/field/modbus"

// Image is what a device's registers hold at one instant. Registers nobody put are unknown to the
// device.
type Image struct {
	input, holding map[uint16]uint16
}

// NewImage is a device without registers.
func NewImage() *Image {
	return &Image{input: map[uint16]uint16{}, holding: map[uint16]uint16{}}
}

func (m *Image) space(f modbus.Function) map[uint16]uint16 {
	if f == modbus.ReadInputRegisters {
		return m.input
	}
	return m.holding
}

// Put sets registers from addr on in the space that f reads.
func (m *Image) Put(f modbus.Function, addr uint16, regs ...uint16) {
	space := m.space(f)
	for i, r := range regs {
		space[addr+uint16(i)] = r
	}
}

// Read fills dst from addr on; false where a register is unknown to the device.
func (m *Image) Read(f modbus.Function, addr uint16, dst []uint16) bool {
	space := m.space(f)
	for i := range dst {
		r, ok := space[addr+uint16(i)]
		if !ok {
			return false
		}
		dst[i] = r
	}
	return true
}
