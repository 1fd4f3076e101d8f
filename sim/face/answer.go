package face

import (
	"time"

	"ohmstead/field/modbus"
)

// ReadRegisters answers a read from the image of this instant.
func (t *Twin) ReadRegisters(r modbus.Request, dst []uint16) error {
	if err := t.admit(r); err != nil {
		return err
	}
	if int(r.Count) > t.device.traits().registersMax {
		return modbus.IllegalDataValue
	}
	if r.Function != modbus.ReadInputRegisters && r.Function != modbus.ReadHoldingRegisters {
		return modbus.IllegalFunction
	}
	if !t.look().Read(r.Function, r.Address, dst) {
		return modbus.IllegalDataAddress
	}
	return nil
}

// WriteRegisters carries out a write, or refuses it as the device would.
func (t *Twin) WriteRegisters(r modbus.Request, regs []uint16) error {
	if err := t.admit(r); err != nil {
		return err
	}
	traits := t.device.traits()
	switch {
	case r.Function == modbus.WriteRegister && traits.writeOne:
	case r.Function == modbus.WriteRegisters && traits.writeMany:
	default:
		return modbus.IllegalFunction
	}
	return t.device.take(r.Address, regs)
}

// ReadBits refuses: none of the twins has coils or discrete inputs.
func (t *Twin) ReadBits(modbus.Request, []bool) error { return modbus.IllegalFunction }

// WriteBits refuses: none of the twins has coils.
func (t *Twin) WriteBits(modbus.Request, []bool) error { return modbus.IllegalFunction }

// admit lets a request through, after the delay a slow device takes, unless the twin's fault or
// the unit number stand against it.
func (t *Twin) admit(r modbus.Request) error {
	t.mu.Lock()
	fault, delay, done := t.fault, t.delay, t.done
	t.mu.Unlock()
	switch fault {
	case Silent:
		return modbus.ErrSilent
	case Exception:
		return modbus.ServerDeviceFailure
	case Slow:
		late := time.NewTimer(delay)
		defer late.Stop()
		select {
		case <-late.C:
		case <-done:
			return modbus.ErrSilent
		}
	}
	if r.Unit != t.device.traits().unit {
		return modbus.GatewayTargetSilent
	}
	return nil
}

// look is the device's registers now; the last ones while the twin is frozen.
func (t *Twin) look() *Image {
	now := t.world.Truth()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.fault == Frozen && t.image != nil {
		return t.image
	}
	image := NewImage()
	t.device.show(now, t.fault == Sentinel, image)
	t.image = image
	return image
}
