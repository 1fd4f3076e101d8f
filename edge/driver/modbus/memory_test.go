package modbus_test

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"ohmstead/edge/driver/drivertest"
	bus "ohmstead/field/modbus"
	"ohmstead/field/profile/twin"
)

// pipe is one direction of a connection in memory. It has room, as a network has, and waiting at it
// lets virtual time pass.
type pipe struct {
	mu     sync.Mutex
	cond   *sync.Cond
	bytes  []byte
	closed bool
}

func newPipe() *pipe {
	p := &pipe{}
	p.cond = sync.NewCond(&p.mu)
	return p
}

func (p *pipe) Read(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.bytes) == 0 && !p.closed {
		p.cond.Wait()
	}
	if len(p.bytes) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.bytes)
	p.bytes = p.bytes[n:]
	return n, nil
}

func (p *pipe) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return 0, io.ErrClosedPipe
	}
	p.bytes = append(p.bytes, b...)
	p.cond.Broadcast()
	return len(b), nil
}

func (p *pipe) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.cond.Broadcast()
}

// plug is one end of a connection in memory.
type plug struct{ in, out *pipe }

func (p plug) Read(b []byte) (int, error)  { return p.in.Read(b) }
func (p plug) Write(b []byte) (int, error) { return p.out.Write(b) }

func (p plug) Close() error {
	p.in.close()
	p.out.close()
	return nil
}

// thing is a device in memory: a twin that keeps time, behind our server.
type thing struct {
	t       *testing.T
	framing bus.Framing

	mu       sync.Mutex
	device   *twin.Device
	silent   bool
	lag      time.Duration
	settings []drivertest.Setting
	wrote    []bus.Request // writes of registers
	conns    []plug
	serving  sync.WaitGroup
}

// dial connects to the device, as the driver's Dial.
func (d *thing) dial(context.Context, string) (io.ReadWriteCloser, error) {
	a, b := newPipe(), newPipe()
	near, far := plug{a, b}, plug{b, a}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.conns = append(d.conns, near)
	d.serving.Go(func() {
		var err error
		if d.framing == bus.RTU {
			err = bus.ServeLine(context.Background(), far, bus.LineConfig{}, d)
		} else {
			err = bus.ServeConn(context.Background(), far, d)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			d.t.Errorf("the device's server: %v", err)
		}
	})
	return near, nil
}

// answer waits as long as the device takes, and says whether it answers at all.
func (d *thing) answer() error {
	d.mu.Lock()
	lag, silent := d.lag, d.silent
	d.mu.Unlock()
	if silent {
		return bus.ErrSilent
	}
	if lag > 0 {
		time.Sleep(lag)
	}
	return nil
}

func (d *thing) ReadRegisters(r bus.Request, dst []uint16) error {
	if err := d.answer(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.device.ReadAt(time.Now(), r, dst)
}

func (d *thing) ReadBits(r bus.Request, dst []bool) error {
	if err := d.answer(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.device.ReadBitsAt(time.Now(), r, dst)
}

func (d *thing) WriteRegisters(r bus.Request, regs []uint16) error {
	if err := d.answer(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wrote = append(d.wrote, r)
	settings, err := d.device.WriteAt(time.Now(), r, regs)
	d.note(settings)
	return err
}

func (d *thing) WriteBits(r bus.Request, bits []bool) error {
	if err := d.answer(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	settings, err := d.device.WriteBitsAt(time.Now(), r, bits)
	d.note(settings)
	return err
}

// note keeps what each write brought into force.
func (d *thing) note(settings []twin.Setting) {
	for _, s := range settings {
		d.settings = append(d.settings, drivertest.Setting{Channel: s.Channel, Value: s.Value})
	}
}

// Show implements drivertest.Twin.
func (d *thing) Show(channel string, v float64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.device.Set(0, channel, v)
}

// Value implements drivertest.Twin.
func (d *thing) Value(channel string) (float64, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.device.Value(0, channel)
}

// Blank implements drivertest.Twin.
func (d *thing) Blank(channel string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.device.Blank(0, channel)
}

// Settings implements drivertest.Twin.
func (d *thing) Settings() []drivertest.Setting {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]drivertest.Setting(nil), d.settings...)
}

// Mute implements drivertest.Twin.
func (d *thing) Mute(silent bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.silent = silent
}

// InForce implements drivertest.Durable.
func (d *thing) InForce(channel string) (float64, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.device.InForce(time.Now(), 0, channel)
}

// Stored implements drivertest.Durable.
func (d *thing) Stored() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.device.Stored()
}

// Lag implements drivertest.Durable.
func (d *thing) Lag(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lag = by
}

// Reboot implements drivertest.Durable.
func (d *thing) Reboot() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.device.Reboot()
	for _, c := range d.conns {
		_ = c.Close()
	}
	d.conns = nil
}
