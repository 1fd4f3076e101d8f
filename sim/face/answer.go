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
	return t.look(r, dst)
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
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.device.take(t.live, r, regs)
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
	default: // the others are shown elsewhere: in who listens, or in the registers
	}
	if r.Unit != t.device.traits().unit {
		return modbus.GatewayTargetSilent
	}
	return nil
}

// look reads the device's registers of now; those of the last look while the twin is frozen.
func (t *Twin) look(r modbus.Request, dst []uint16) error {
	now := t.live.Truth()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.fault != Frozen || !t.shown {
		if err := t.device.show(now, t.fault == Sentinel); err != nil {
			return err
		}
		t.shown = true
	}
	return t.device.read(r, dst)
}
