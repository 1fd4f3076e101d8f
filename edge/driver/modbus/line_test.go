package modbus_test

import (
	"strings"
	"sync"
	"testing"

	"ohmstead/edge/device"
	"ohmstead/edge/driver/modbus"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	bus "ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
)

// party is several twins on one line, by unit.
type party struct {
	mu     sync.Mutex
	twins  map[uint8]*twin.Twin
	silent map[uint8]bool
}

// newParty serves quick batteries as these units through a tunnel and returns its address.
func newParty(t *testing.T, lib *profile.Library, units ...uint8) (*party, string) {
	t.Helper()
	p := &party{twins: map[uint8]*twin.Twin{}, silent: map[uint8]bool{}}
	for _, u := range units {
		tw, err := twin.New(find(t, lib, "quick-battery"), regmap.Options{Targets: []regmap.Target{{Nature: point.ESS}}, Unit: &u}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := tw.Set(0, "ActivePower", float64(u)*100); err != nil {
			t.Fatal(err)
		}
		p.twins[u] = tw
	}
	s, err := bus.Listen(bus.ServerConfig{Framing: bus.RTU}, p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(start(t, s.Run))
	return p, s.Addr()
}

func (p *party) hush(unit uint8) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.silent[unit] = true
}

func (p *party) ReadRegisters(r bus.Request, dst []uint16) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.twins[r.Unit] == nil || p.silent[r.Unit] {
		return bus.ErrSilent
	}
	return p.twins[r.Unit].Read(r, dst)
}

func (p *party) WriteRegisters(r bus.Request, regs []uint16) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.twins[r.Unit] == nil || p.silent[r.Unit] {
		return bus.ErrSilent
	}
	_, err := p.twins[r.Unit].Write(r, regs)
	return err
}

func (p *party) ReadBits(bus.Request, []bool) error  { return bus.ErrSilent }
func (p *party) WriteBits(bus.Request, []bool) error { return bus.ErrSilent }

func TestDriver_ReadsAndWritesSeveralUnitsOnOneLineAndASilentOneStopsNobody(t *testing.T) {
	lib := library(t)
	line, address := newParty(t, lib, 7, 8)
	e := newEdge(t, lib, strings.ReplaceAll(`
devices:
  - {key: left, profile: quick-battery, address: "ADDRESS", transport: rtu_over_tcp, unit: 7, poll: 20ms, timeout: 100ms}
  - {key: right, profile: quick-battery, address: "ADDRESS", transport: rtu_over_tcp, unit: 8, poll: 20ms, timeout: 100ms}
assets:
  - {id: battery7, nature: ESS, device: left, max_apparent_power_va: 5000}
  - {id: battery8, nature: ESS, device: right, max_apparent_power_va: 5000}
`, "ADDRESS", address))
	eventually(t, "both are read", func() bool {
		return e.at("battery7", "ActivePower").Value == 700 && e.at("battery8", "ActivePower").Value == 800
	})
	if n := len(e.driver.Stats()); n != 1 {
		t.Errorf("%d connections to one line, want 1", n)
	}
	e.order("battery8", point.SetActivePower, -450, false)
	eventually(t, "the order is read back", func() bool { return e.at("battery8", point.SetActiveApplied).Value == -450 })
	line.hush(7)
	eventually(t, "the silent one is known", func() bool { return e.board.Of("left").Breaker == "open" })
	eventually(t, "the other is read on", func() bool { return e.at("battery8", "ActivePower").Quality == point.Good })
	e.order("battery8", point.SetActivePower, 300, false)
	eventually(t, "and written", func() bool { return e.at("battery8", point.SetActiveApplied).Value == 300 })
	eventually(t, "the other answers", func() bool { return e.board.Of("right").Status == device.Answering })
}

func TestCheck_TransportFitsTheProfileAndTheLine(t *testing.T) {
	lib := library(t)
	c, err := site.Parse("site.yaml", []byte(`site: {name: test}
devices:
  - {key: a, profile: quick-battery, address: /dev/ttyS1, transport: rtu}
  - {key: b, profile: eastron-sdm630, address: /dev/ttyS1, transport: rtu}
  - {key: c, profile: sunspec, address: /dev/ttyS2, transport: rtu}
  - {key: d, profile: eastron-sdm630, address: "127.0.0.1:1"}
assets: []
`))
	if err != nil {
		t.Fatal(err)
	}
	const want = "site.yaml:4: INVALID_VALUE: serial of b is 9600 baud, parity none, stop bits 1, want 19200 baud, parity even, stop bits 1, as a on the same line has\n" +
		"site.yaml:5: INVALID_VALUE: transport of c is rtu, want tcp, the only one profile sunspec has"
	if err := modbus.Check(c, lib); err == nil || err.Error() != want {
		t.Errorf("\n got %v\nwant %s", err, want)
	}
}
