package charging

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ohmstead/energy/topology"
	"ohmstead/field/modbus"
	"ohmstead/internal/leaktest"
	"ohmstead/sim/depot"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }

const faulty = `
start: 2026-06-01T06:00:00Z
length: 1h
nodes:
  - {node_id: gc, node_type: GRID_CONNECTION}
  - {node_id: hall, parent_node_id: gc, node_type: CIRCUIT}
  - {node_id: office, parent_node_id: gc, node_type: CIRCUIT}
  - {node_id: plug, parent_node_id: hall, node_type: CONNECTOR, phases: L1}
node_limits:
  - {node_limit_id: fuse, node_id: gc, constraint_type: CONSUMPTION_CAP, limit_watts: 10000}
meters:
  - {node_id: hall, absent: true}
chargers:
  - {node_id: plug, max_watts: 7360, min_watts: 1380, watchdog: 30s, on_loss_watts: 0, faults: [{kind: REFUSES, from: 20s, to: 30s}, {kind: DISCONNECTED, from: 40s, to: 50s}]}
vehicles:
  - {vehicle_id: car, node_id: plug, arrives: 0s, departs: 1h, capacity_wh: 40000, soc_percent: 20}
loads:
  - {node_id: office, watts: 500}
degradations:
  - {node_id: gc, kind: STALE, from: 10s, to: 20s}
`

func open(t *testing.T) *Site {
	t.Helper()
	config, err := depot.Parse("d.yaml", []byte(faulty), os.ReadFile)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(Config{Depot: config})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func (s *Site) at(node topology.ID) *device {
	for _, d := range s.devices {
		if d.node == node {
			return d
		}
	}
	return nil
}

// pass computes so many steps.
func (s *Site) pass(steps int) {
	for range steps {
		s.step()
	}
}

// watts is what a charger says of its power.
func (d *device) watts(t *testing.T) (uint32, error) {
	t.Helper()
	var regs [2]uint16
	err := d.ReadRegisters(modbus.Request{Target: modbus.Target{Unit: d.unit, Function: modbus.ReadHoldingRegisters, Address: 16412}, Count: 2}, regs[:])
	return uint32(regs[0])<<16 | uint32(regs[1]), err
}

// limit orders a current in mA.
func (d *device) limit(mA uint16) error {
	return d.WriteRegisters(modbus.Request{Target: modbus.Target{Unit: d.unit, Function: modbus.WriteRegisters, Address: 16640}, Count: 2}, []uint16{0, mA})
}

func TestAChargerObeysWhatIsWrittenAndMisbehavesWhenItsFileSaysSo(t *testing.T) {
	s := open(t)
	plug, meter := s.at("plug"), s.at("gc")
	s.pass(3)
	if got, err := plug.watts(t); err != nil || got != 7360 {
		t.Fatalf("without an order it gives %d W, %v; want all of it", got, err)
	}
	if err := plug.limit(10_000); err != nil {
		t.Fatal(err)
	}
	s.pass(2)
	if got, err := plug.watts(t); err != nil || got != 2300 {
		t.Errorf("at 10 A on one phase it gives %d W, %v", got, err)
	}
	read := func() error {
		var regs [2]uint16
		return meter.ReadRegisters(modbus.Request{Target: modbus.Target{Unit: 1, Function: modbus.ReadInputRegisters, Address: 52}, Count: 2}, regs[:])
	}
	if err := read(); err != nil {
		t.Errorf("the meter: %v", err)
	}
	s.pass(10)
	if err := read(); !errors.Is(err, modbus.GatewayTargetSilent) {
		t.Errorf("a meter from which nothing comes answers %v", err)
	}
	s.pass(10)
	if err := plug.limit(16_000); !errors.Is(err, modbus.ServerDeviceBusy) {
		t.Errorf("a charger that refuses answers %v", err)
	}
	s.pass(20)
	if _, err := plug.watts(t); !errors.Is(err, modbus.GatewayTargetSilent) {
		t.Errorf("a charger that is cut off answers %v", err)
	}
	s.pass(15)
	if c, ok := s.Charger("plug"); !ok || c.DrawWatts != 0 || !c.Plugged {
		t.Errorf("after its watchdog it is %+v", c)
	}
}

func TestADepotStandsStillAndAnswersUntilItBegins(t *testing.T) {
	config, err := depot.Parse("d.yaml", []byte(faulty), os.ReadFile)
	if err != nil {
		t.Fatal(err)
	}
	config.Step = Step
	config.Stop(2 * time.Second)
	ticks, done := make(chan time.Time), make(chan error, 1)
	s, err := Open(Config{Depot: config, Ticks: ticks})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_, err := s.Run(t.Context(), func(depot.Line) error { return nil })
		done <- err
	}()
	plug := s.at("plug")
	for end := time.Now().Add(2 * time.Minute); ; time.Sleep(time.Millisecond) {
		if _, err := plug.watts(t); err == nil {
			break
		} else if time.Now().After(end) {
			t.Fatal(err)
		}
	}
	if err := plug.limit(10_000); err != nil {
		t.Error(err)
	}
	select {
	case <-done:
		t.Fatal("it has ended before it began")
	case <-time.After(2500 * time.Millisecond):
	}
	if c, _ := s.Charger("plug"); c.Order == nil || c.Order.Watts != 2300 || c.DrawWatts != 7360 {
		t.Errorf("before it began it is %+v, want an order of 2300 W and nothing done", c)
	}
	for ended := false; !ended; {
		select {
		case ticks <- time.Time{}:
		case err := <-done:
			if ended = true; err != nil {
				t.Error(err)
			}
		}
	}
	if c, _ := s.Charger("plug"); c.DrawWatts != 2300 {
		t.Errorf("at its end it is %+v, want the order obeyed", c)
	}
}

func TestOnlyWhatHasAMeterAnswers(t *testing.T) {
	s := open(t)
	var out strings.Builder
	if err := s.Describe(&out); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); strings.Count(got, "\n") != 3 || strings.Contains(got, "hall") || !strings.Contains(got, "plug    EVCS") {
		t.Errorf("devices are\n%s", got)
	}
	if file := s.SiteFile(); !strings.Contains(file, "phases: 1, max_active_power_watts: 7360") || !strings.Contains(file, "budget_watts: 10000") {
		t.Errorf("site file is\n%s", file)
	}
	plug := s.at("plug")
	if err := plug.ReadBits(modbus.Request{}, nil); !errors.Is(err, modbus.IllegalFunction) {
		t.Errorf("bits: %v", err)
	}
	if err := plug.WriteBits(modbus.Request{}, nil); !errors.Is(err, modbus.IllegalFunction) {
		t.Errorf("bits: %v", err)
	}
}
