package twin_test

import (
	"errors"
	"testing"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
)

const head = `id: x
natures: [ESS]
transport: {kinds: [modbus-tcp]}
confidence: invented
source: [none]
points: [{channel: SOC, fc: 3, addr: 1, type: u16, unit: "%"}]
`

// story is a device and a clock of its own.
type story struct {
	t   *testing.T
	dev *twin.Device
	now time.Time
}

func newStory(t *testing.T, profile string) *story {
	t.Helper()
	tw, err := twin.New(parse(t, head+profile), one(point.ESS), nil)
	if err != nil {
		t.Fatal(err)
	}
	return &story{t, twin.NewDevice(tw), time.Unix(1000, 0)}
}

// order writes what the plan says for a set-point.
func (s *story) order(v float64) {
	s.t.Helper()
	writes, err := s.dev.Plan().Encode(0, []float64{v}, make([]regmap.Value, len(s.dev.Plan().Slots)))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, w := range writes {
		if _, err := s.dev.WriteAt(s.now, modbus.Request{Target: w.Target, Count: uint16(len(w.Registers))}, w.Registers); err != nil {
			s.t.Fatalf("write %v: %v", w.Target, err)
		}
	}
}

func (s *story) beat(n uint16) {
	s.t.Helper()
	writes, err := s.dev.Plan().Beat(n)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, w := range writes {
		if _, err := s.dev.WriteAt(s.now, modbus.Request{Target: w.Target, Count: 1}, w.Registers); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *story) wait(d time.Duration) { s.now = s.now.Add(d) }

func (s *story) want(what string, v float64, ok bool) {
	s.t.Helper()
	if got, in := s.dev.InForce(s.now, 0, point.SetActivePower); in != ok || ok && got != v {
		s.t.Errorf("%s: in force is %v, %v; want %v, %v", what, got, in, v, ok)
	}
}

const plain = `controls: [{channel: SetActivePower, fc: 16, addr: 100, type: i32, unit: W, sign: -1}]
`

func TestDevice_AWatchdogThatWantsTheSetPointAgain(t *testing.T) {
	s := newStory(t, plain+"watchdog: {kind: REWRITE, period: 4s, timeout: 10s, on_loss: ZERO}\n")
	s.want("before anything", 0, false)
	s.order(2500)
	s.wait(9 * time.Second)
	s.want("in time", 2500, true)
	s.order(2500)
	s.wait(9 * time.Second)
	s.want("fed", 2500, true)
	s.wait(time.Second)
	s.want("starved", 0, false)
	s.order(-700)
	s.want("a new order", -700, true)
}

func TestDevice_AWatchdogThatNeverEnds(t *testing.T) {
	s := newStory(t, plain+"watchdog: {kind: REWRITE, period: 4s, timeout: 10s, on_loss: HOLD}\n")
	s.order(2500)
	s.wait(time.Hour)
	s.want("an hour later", 2500, true)
}

func TestDevice_AWatchdogWithATimerOfItsOwn(t *testing.T) {
	s := newStory(t, plain+"watchdog: {kind: DEVICE_TIMER, period: 4s, timeout: 10s, on_loss: DEFAULT_MODE, register: {fc: 6, addr: 90, type: u16, unit: s}}\n")
	s.order(1000)
	s.wait(time.Hour)
	s.want("the timer was never set", 1000, true)
	s.beat(0)
	s.wait(9 * time.Second)
	s.want("in time", 1000, true)
	s.wait(time.Second)
	s.want("starved", 0, false)
}

func TestDevice_AWatchdogThatCounts(t *testing.T) {
	s := newStory(t, plain+"watchdog: {kind: COUNTER, period: 1s, timeout: 3s, on_loss: ZERO, register: {fc: 6, addr: 90, type: u16, unit: \"1\"}}\n")
	s.order(1000)
	for n := uint16(1); n < 5; n++ {
		s.wait(2 * time.Second)
		s.beat(n)
	}
	s.want("it counts", 1000, true)
	s.wait(2 * time.Second)
	s.beat(4) // the same again
	s.wait(time.Second)
	s.want("it stands still", 0, false)
}

func TestDevice_AWatchdogThatWantsAnyRequest(t *testing.T) {
	s := newStory(t, plain+"watchdog: {kind: ANY_REQUEST, period: 1s, timeout: 3s, on_loss: ZERO}\n")
	s.order(1000)
	read := modbus.Request{Target: modbus.Target{Unit: 1, Function: modbus.ReadHoldingRegisters, Address: 1}, Count: 1}
	for range 5 {
		s.wait(2 * time.Second)
		if err := s.dev.ReadAt(s.now, read, make([]uint16, 1)); err != nil {
			t.Fatal(err)
		}
	}
	s.want("it is asked", 1000, true)
	s.wait(3 * time.Second)
	s.want("nobody asks", 0, false)
}

func TestDevice_ASetPointThatSaysForHowLong(t *testing.T) {
	s := newStory(t, plain+"watchdog: {kind: DURATION, period: 30s, timeout: 2m, on_loss: ZERO, register: {fc: 6, addr: 90, type: u16, unit: min}}\n")
	s.order(1000)
	s.wait(119 * time.Second)
	s.want("within two minutes", 1000, true)
	s.wait(time.Second)
	s.want("after them", 0, false)
}

// parts is a set-point in three registers that count only together, within ten seconds.
const parts = `controls:
  - channel: SetActivePower
    unit: W
    sequence:
      - {as: mode, fc: 6, addr: 50, type: u16, put: "v > 0 ? 1 : v < 0 ? 2 : 0"}
      - {as: charge, fc: 6, addr: 60, type: u16, put: "max(v, 0)"}
      - {as: discharge, fc: 6, addr: 70, type: u16, put: "max(-v, 0)"}
    means: "mode == 1 ? charge : mode == 2 ? -discharge : nil"
    within: 10s
    read_back: {fc: 3}
`

func TestDevice_PartsThatCountOnlyTogether(t *testing.T) {
	s := newStory(t, parts)
	write := func(at, reg uint16) {
		t.Helper()
		r := modbus.Request{Target: modbus.Target{Unit: 1, Function: modbus.WriteRegister, Address: at}, Count: 1}
		if _, err := s.dev.WriteAt(s.now, r, []uint16{reg}); err != nil {
			t.Fatal(err)
		}
	}
	write(50, 1)
	write(60, 400)
	s.want("two of three", 0, false)
	s.wait(11 * time.Second)
	write(70, 0)
	s.want("the third too late", 0, false)
	write(50, 1)
	write(60, 400)
	s.want("all within the time", 400, true)
	s.order(-900)
	s.want("the other way", -900, true)
	if v, ok := s.dev.Value(0, point.SetActiveApplied); !ok || v != -900 {
		t.Errorf("read back as %v, %v", v, ok)
	}
	s.order(0)
	s.want("no mode", 0, false)
}

const atomic = `controls:
  - channel: SetActivePower
    unit: W
    sign: -1
    sequence:
      - {as: grid, fc: 16, addr: 80, type: i32, put: 0}
      - {as: low, fc: 16, addr: 82, type: i32}
      - {as: high, fc: 16, addr: 84, type: i32}
    means: "low == high ? low : nil"
    atomic: true
`

func TestDevice_HalfAGroupIsRefusedAndChangesNothing(t *testing.T) {
	s := newStory(t, atomic)
	s.order(1234)
	s.want("as one", 1234, true)
	half := modbus.Request{Target: modbus.Target{Unit: 1, Function: modbus.WriteRegisters, Address: 82}, Count: 2}
	if _, err := s.dev.WriteAt(s.now, half, []uint16{0, 7}); !errors.Is(err, modbus.IllegalDataValue) {
		t.Errorf("half of it: got %v, want %v", err, modbus.IllegalDataValue)
	}
	s.want("after the refusal", 1234, true)
	one := modbus.Request{Target: modbus.Target{Unit: 1, Function: modbus.WriteRegister, Address: 83}, Count: 1}
	if _, err := s.dev.WriteAt(s.now, one, []uint16{7}); !errors.Is(err, modbus.IllegalDataAddress) {
		t.Errorf("by a function it does not take: got %v, want %v", err, modbus.IllegalDataAddress)
	}
}

func TestDevice_CountsWhatItStoresAndForgetsTheRest(t *testing.T) {
	s := newStory(t, `controls:
  - {channel: SetActivePower, fc: 16, addr: 100, type: i32, unit: W}
  - {channel: SetReactivePower, fc: 16, addr: 102, type: i32, unit: var, storage: FLASH, min_interval: 1m, writes_per_day: 5}
settings:
  - {name: soc_min, fc: 6, addr: 30, type: u16, unit: "%", storage: FLASH}
  - {name: mode, fc: 6, addr: 31, type: u16}
`)
	s.order(500)
	if n := s.dev.Stored(); n != 0 {
		t.Errorf("%d stored for a volatile set-point", n)
	}
	stored := modbus.Request{Target: modbus.Target{Unit: 1, Function: modbus.WriteRegisters, Address: 102}, Count: 2}
	setting := modbus.Request{Target: modbus.Target{Unit: 1, Function: modbus.WriteRegister, Address: 30}, Count: 1}
	for r, regs := range map[modbus.Request][]uint16{stored: {0, 9}, setting: {20}} {
		if _, err := s.dev.WriteAt(s.now, r, regs); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.dev.Stored(); n != 2 {
		t.Errorf("%d stored, want 2", n)
	}
	s.dev.Reboot()
	s.want("after a power failure", 0, false)
	if v, ok := s.dev.InForce(s.now, 0, "SetReactivePower"); !ok || v != 9 {
		t.Errorf("what was stored is %v, %v", v, ok)
	}
}

func TestTwin_ComputedValuesAreShownAndReadBack(t *testing.T) {
	tw, err := twin.New(parse(t, `id: x
natures: [GRID_METER, ESS, PV]
transport: {kinds: [modbus-tcp]}
confidence: invented
source: [none]
reads: {max_gap: 0}
points:
  - channel: ActivePower
    natures: [GRID_METER]
    unit: W
    from:
      import: {fc: 4, addr: 10, type: u32, scale: 0.1, show: "max(v, 0)"}
      export: {fc: 4, addr: 40, type: u32, scale: 0.1, show: "max(-v, 0)"}
    value: import - export
  - channel: ActivePower
    natures: [PV]
    unit: kW
    sign: -1
    from:
      s1: {fc: 4, addr: 20, type: u16, invalid: 0xFFFF, none: 0, show: v}
      s2: {fc: 4, addr: 21, type: u16, invalid: 0xFFFF, none: 0, show: "0"}
    value: s1 + s2
  - {channel: Fault, natures: [ESS], fc: 3, addr: 30, type: bits16, unit: bool, bits: {1: insulation, 9: fuse}}
  - {channel: Temperature, natures: [ESS], fc: 3, words: [35, 31], type: i32, unit: "°C"}
`), regmap.Options{Targets: []regmap.Target{{Nature: point.GridMeter}, {Nature: point.PV}, {Nature: point.ESS}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []float64{4200, -4200, 0} {
		if err := tw.Set(0, point.ActivePower, v); err != nil {
			t.Fatal(err)
		}
		if got, ok := tw.Value(0, point.ActivePower); !ok || got != v {
			t.Errorf("grid power %v came back as %v, %v", v, got, ok)
		}
	}
	if err := tw.Set(1, point.ActivePower, -3000); err != nil {
		t.Fatal(err)
	}
	input := func(at uint16) modbus.Target {
		return modbus.Target{Unit: 1, Function: modbus.ReadInputRegisters, Address: at}
	}
	for _, tt := range []struct {
		name string
		s1   uint16
		s2   uint16
		want float64
		ok   bool
	}{
		{"both strings", 3, 2, -5000, true},
		{"one string is not fitted", 3, 0xFFFF, -3000, true},
		{"neither has a value", 0xFFFF, 0xFFFF, 0, false},
	} {
		if err := tw.Poke(input(20), []uint16{tt.s1, tt.s2}); err != nil {
			t.Fatal(err)
		}
		if got, ok := tw.Value(1, point.ActivePower); ok != tt.ok || ok && got != tt.want {
			t.Errorf("%s: %v, %v; want %v, %v", tt.name, got, ok, tt.want, tt.ok)
		}
	}
	holding := func(at uint16) modbus.Target {
		return modbus.Target{Unit: 1, Function: modbus.ReadHoldingRegisters, Address: at}
	}
	if err := tw.Poke(holding(30), []uint16{0x0200}); err != nil {
		t.Fatal(err)
	}
	plan := tw.Plan()
	values := read(t, tw, plan)
	fault := plan.Slot(2, "Fault")
	if v := values[fault]; v.Number != 1 || len(plan.Names(fault, v)) != 1 || plan.Names(fault, v)[0] != "fuse" {
		t.Errorf("the fault is %+v, %v", v, plan.Names(fault, v))
	}
	if err := tw.Set(2, "Temperature", -2); err != nil {
		t.Fatal(err)
	}
	var high, low [1]uint16
	err = errors.Join(tw.Read(modbus.Request{Target: holding(35)}, high[:]), tw.Read(modbus.Request{Target: holding(31)}, low[:]))
	if err != nil || high[0] != 0xFFFF || low[0] != 0xFFFE {
		t.Errorf("split words are %#x and %#x, %v", high[0], low[0], err)
	}
	if v, ok := tw.Value(2, "Temperature"); !ok || v != -2 {
		t.Errorf("split words came back as %v, %v", v, ok)
	}
}
