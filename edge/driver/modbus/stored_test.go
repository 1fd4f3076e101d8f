package modbus_test

import (
	"strings"
	"testing"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
)

// wearing is a battery that stores its set-point in memory that wears out, and shares a register of
// flags with others.
const wearing = `
id: wearing
natures: [ESS]
transport: {kinds: [modbus-tcp], unit: 7}
points:
  - {channel: SOC, fc: 3, addr: 11, type: u16, unit: "%"}
controls:
  - channel: SetActivePower
    unit: W
    sequence:
      - {as: watts, fc: 6, addr: 20, type: i16, scale: 100}
      - {as: on, fc: 6, addr: 21, type: u16, mask: 0x0004, put: "1"}
    means: "on == 1 ? watts : nil"
    storage: FLASH
    min_interval: 1ms
    writes_per_day: 3
    read_back: {fc: 3}
watchdog: {kind: REWRITE, period: 60ms, timeout: 200ms, on_loss: HOLD}
confidence: invented for tests
source: [none]
`

func wearingEdge(t *testing.T) (*edge, *rig) {
	t.Helper()
	lib := library(t)
	p, err := profile.Parse("wearing.yaml", []byte(wearing))
	if err != nil {
		t.Fatal(err)
	}
	if err := lib.Add(p); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, p, point.ESS, nil)
	if err := r.twin.Poke(modbus.Target{Unit: 7, Function: modbus.ReadHoldingRegisters, Address: 21}, []uint16{0x8001}); err != nil {
		t.Fatal(err)
	}
	return newEdge(t, lib, strings.ReplaceAll(batterySite(r.address), "quick-battery", "wearing")), r
}

func TestDriver_WritesWhatWearsOutOnlyWhenItChangesAndSoOftenADay(t *testing.T) {
	e, r := wearingEdge(t)
	applied := func(v float64) func() bool {
		return func() bool { return e.at("battery0", point.SetActiveApplied).Value == v }
	}
	e.order("battery0", point.SetActivePower, 1000, false)
	eventually(t, "the first order is stored", applied(1000))
	e.order("battery0", point.SetActivePower, 1020, false) // the same hundreds of watts
	e.order("battery0", point.SetActivePower, 1500, false)
	eventually(t, "the second is stored", applied(1500))
	e.order("battery0", point.SetActivePower, 1700, false)
	eventually(t, "the third is stored", applied(1700))
	n := len(r.requests())
	if n != 6 {
		t.Errorf("%d writes for three orders of two registers, want 6", n)
	}
	e.order("battery0", point.SetActivePower, 2000, false)
	eventually(t, "the fourth waits and that is told", func() bool { return e.board.Of("inverter").Stands(reason.WriteBudgetSpent) })
	if got := len(r.requests()); got != n {
		t.Errorf("%d writes more than the day allows", got-n)
	}
	if h := e.board.Of("inverter"); h.Stored != 3 {
		t.Errorf("%d stored, want 3", h.Stored)
	}
	e.order("battery0", point.SetActivePower, 0, true)
	eventually(t, "a way to the safe state does not wait", applied(0))
	if h := e.board.Of("inverter"); h.Stored != 4 {
		t.Errorf("%d stored, want 4", h.Stored)
	}
}

func TestDriver_LeavesForeignBitsOfARegisterAlone(t *testing.T) {
	e, r := wearingEdge(t)
	e.order("battery0", point.SetActivePower, 500, false)
	eventually(t, "the order is in force", func() bool { return e.at("battery0", point.SetActiveApplied).Value == 500 })
	var reg [1]uint16
	r.mu.Lock()
	defer r.mu.Unlock()
	err := r.twin.Read(modbus.Request{Target: modbus.Target{Unit: 7, Function: modbus.ReadHoldingRegisters, Address: 21}}, reg[:])
	if err != nil || reg[0] != 0x8005 {
		t.Errorf("the flags are %#x, %v; want 0x8005", reg[0], err)
	}
}
