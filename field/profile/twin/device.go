package twin

import (
	"slices"
	"time"

	"ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/sunspec/der"
)

// Device is a twin in time: which of its set-points are in force, when its watchdog ends them, and how
// often it has stored something in memory that wears out. Every method takes the time of the call;
// times never go back. It is not safe for concurrent use.
type Device struct {
	*Twin
	selves  map[uint8]*der.Device     // what its SunSpec models do by themselves, by unit
	forced  map[int]float64           // by control
	written map[int]map[int]time.Time // by control and step: when it was last written
	fed     time.Time                 // when the watchdog was last fed; zero while it sleeps
	asked   time.Time                 // of the latest request
	count   uint64                    // of a watchdog that counts
	stored  int
}

// NewDevice is a twin whose time begins with its first request.
func NewDevice(t *Twin) *Device {
	d := &Device{Twin: t, selves: map[uint8]*der.Device{}, forced: map[int]float64{}, written: map[int]map[int]time.Time{}}
	for unit, im := range t.images {
		d.selves[unit] = der.New(im)
	}
	return d
}

// Fail makes what the device's SunSpec models do by themselves go wrong.
func (d *Device) Fail(f der.Faults) {
	for _, s := range d.selves {
		s.Fail(f)
	}
}

// ReadAt answers a read of registers.
func (d *Device) ReadAt(now time.Time, r modbus.Request, dst []uint16) error {
	d.pass(now)
	return d.Read(r, dst)
}

// ReadBitsAt answers a read of coils or discrete inputs.
func (d *Device) ReadBitsAt(now time.Time, r modbus.Request, dst []bool) error {
	d.pass(now)
	return d.ReadBits(r, dst)
}

// WriteAt takes a write of registers and returns the set-points that it brought into force.
func (d *Device) WriteAt(now time.Time, r modbus.Request, regs []uint16) ([]Setting, error) {
	d.pass(now)
	self := d.selves[r.Unit]
	if self != nil && !self.Takes(r.Address, len(regs)) {
		return nil, modbus.IllegalDataAddress
	}
	if _, err := d.Write(r, regs); err != nil {
		return nil, err
	}
	if self != nil {
		self.Wrote(now, r.Address, len(regs))
	}
	return d.took(now, r, len(regs)), nil
}

// WriteBitsAt takes a write of coils.
func (d *Device) WriteBitsAt(now time.Time, r modbus.Request, bits []bool) ([]Setting, error) {
	d.pass(now)
	if _, err := d.WriteBits(r, bits); err != nil {
		return nil, err
	}
	return d.took(now, r, len(bits)), nil
}

// InForce is the set-point that the device follows now; false where it follows none of ours.
func (d *Device) InForce(now time.Time, target int, channel string) (float64, bool) {
	d.expire(now)
	for i := range d.plan.Controls {
		if s := &d.plan.Controls[i]; s.Target == target && s.Channel.Name == channel {
			v, ok := d.forced[i]
			return v, ok
		}
	}
	return 0, false
}

// Stored is how many writes went into memory that wears out.
func (d *Device) Stored() int { return d.stored }

// Reboot is a power failure: what is not stored is gone.
func (d *Device) Reboot() {
	for i := range d.plan.Controls {
		s := &d.plan.Controls[i]
		if s.Flash {
			continue
		}
		delete(d.forced, i)
		for k := range s.Steps {
			if it := &s.Steps[k].Item; d.imaged(at(it, it.At)) == nil {
				d.put(it, make([]uint16, len(it.Places())))
			}
		}
		for _, f := range s.Releasing {
			d.put(&f.Item, f.Regs)
		}
	}
	for _, self := range d.selves {
		self.Reset()
	}
	clear(d.written)
	d.fed = time.Time{}
}

// Pass lets time pass up to now without a request.
func (d *Device) Pass(now time.Time) { d.expire(now) }

// pass lets time pass up to a request, which itself feeds a watchdog that wants any.
func (d *Device) pass(now time.Time) {
	d.expire(now)
	d.asked = now
	if d.plan.Watchdog.Kind == profile.AnyRequest {
		d.fed = now
	}
}

// expire drops what the watchdog ends, where the device does not hold it for ever.
func (d *Device) expire(now time.Time) {
	for _, self := range d.selves {
		self.Pass(now)
	}
	for i := range d.plan.Controls {
		if s := &d.plan.Controls[i]; s.Lease != regmap.None && !d.leased(s) {
			delete(d.forced, i)
		}
	}
	w := &d.plan.Watchdog
	patience := w.Timeout
	if w.Kind == profile.DeviceTimer || w.Kind == profile.Duration {
		patience = d.timer()
	}
	if w.Kind == profile.NoWatchdog || w.OnLoss.Holds() || patience == 0 || d.fed.IsZero() || now.Sub(d.fed) < patience {
		return
	}
	for i := range d.plan.Controls {
		if s := &d.plan.Controls[i]; !s.Flash && !s.Holds && s.Lease == regmap.None {
			delete(d.forced, i)
		}
	}
	d.fed = time.Time{}
}

// leased reports whether the device's own timer still runs for a set-point, which is in force.
func (d *Device) leased(s *regmap.Setter) bool {
	left := d.slot(s.Lease)
	return left.State == regmap.Good && left.Number > 0 && (s.Applied == regmap.None || d.slot(s.Applied).State == regmap.Good)
}

// timer is the time-out that stands in the device's own register; 0 switches it off.
func (d *Device) timer() time.Duration {
	if !d.plan.Watchdog.Has {
		return 0
	}
	v := d.decode(&d.plan.Watchdog.Item)
	if v.State != regmap.Good {
		return 0
	}
	return time.Duration(v.Number * float64(time.Second))
}

// took notes what a write of n cells means in time, and returns what it brought into force.
func (d *Device) took(now time.Time, r modbus.Request, n int) []Setting {
	var forced []Setting
	first := cell{r.Unit, regmap.TableOf(r.Function), r.Address}
	if r.Function == modbus.MaskWriteRegister || r.Function == modbus.ReadWriteRegisters {
		first.table = modbus.ReadHoldingRegisters
	}
	d.beat(now, first, n)
	for i := range d.plan.Controls {
		s := &d.plan.Controls[i]
		if !d.steps(s, first, n) {
			continue
		}
		if s.Flash {
			d.stored++
		}
		if d.complete(now, i, first, n) && d.force(now, i) {
			forced = append(forced, Setting{s.Target, s.Channel.Name, d.forced[i]})
		}
	}
	for i := range d.plan.Settings {
		s := &d.plan.Settings[i]
		if s.Storage.Flash && touched(&s.Item, first, n) {
			d.stored++
		}
	}
	return forced
}

// force takes a control's registers for its set-point; false where they mean none.
func (d *Device) force(now time.Time, control int) bool {
	s := &d.plan.Controls[control]
	v, ok := d.meaning(s)
	if !ok || s.Lease != regmap.None && !d.leased(s) {
		delete(d.forced, control)
		return false
	}
	d.forced[control] = v
	if k := d.plan.Watchdog.Kind; k == profile.Rewrite || k == profile.DeviceTimer || k == profile.Duration || k == profile.Counter && d.fed.IsZero() {
		d.fed = now
	}
	return true
}

// complete notes the steps that were written and reports whether the set-point counts: where the
// device wants all of them within a time, when it has them.
func (d *Device) complete(now time.Time, control int, first cell, n int) bool {
	s := &d.plan.Controls[control]
	times := d.written[control]
	if times == nil {
		times = map[int]time.Time{}
		d.written[control] = times
	}
	for i := range s.Steps {
		if touched(&s.Steps[i].Item, first, n) {
			times[i] = now
		}
	}
	if s.Within == 0 {
		return true
	}
	for i := range s.Steps {
		if at, ok := times[i]; !ok || now.Sub(at) > s.Within {
			return false
		}
	}
	return true
}

// beat feeds the watchdog by its own register.
func (d *Device) beat(now time.Time, first cell, n int) {
	w := &d.plan.Watchdog
	if !w.Has || !touched(&w.Item, first, n) {
		return
	}
	count := uint64(d.decode(&w.Item).Number)
	if w.Kind != profile.Counter || count != d.count {
		d.fed, d.count = now, count
	}
}

func touched(it *regmap.Item, first cell, n int) bool {
	return slices.ContainsFunc(it.Places(), func(address int) bool { return touches(at(it, address), first, n) })
}
