package can_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ohmstead/edge/device"
	"ohmstead/edge/driver"
	candriver "ohmstead/edge/driver/can"
	"ohmstead/edge/driver/drivertest"
	"ohmstead/energy/point"
	"ohmstead/field/can"
	"ohmstead/field/document"
	"ohmstead/internal/leaktest"
	"ohmstead/sim/face"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }

// quick is a profile whose silence is noticed soon.
func quick(p *document.Profile) *document.Profile {
	q := *p
	q.Transport.SilentAfter = 300 * time.Millisecond
	if k := p.Transport.KeepAlive; k != nil {
		q.Transport.KeepAlive = &document.KeepAlive{Every: 100 * time.Millisecond, Send: k.Send}
	}
	q.Sources = slices.Clone(p.Sources)
	for i := range q.Sources {
		q.Sources[i].Every = 0
	}
	return &q
}

// rig is a device on a line in memory, with the library that knows it. The line can be pulled out.
type rig struct {
	*face.Bus
	profile *document.Profile
	lib     *document.Library
	known   driver.Library
	line    *can.Line

	mu   sync.Mutex
	out  bool
	taps []can.Bus
}

func newRig(t testing.TB, p *document.Profile, nature point.Nature) *rig {
	t.Helper()
	r := &rig{profile: p, line: can.NewLine()}
	var err error
	if r.lib, err = document.NewLibrary(p); err != nil {
		t.Fatal(err)
	}
	if r.known, err = driver.NewLibrary(driver.Documents(r.lib, document.CAN)); err != nil {
		t.Fatal(err)
	}
	twin, err := p.Twin(document.Options{Targets: []point.Nature{nature}})
	if err != nil {
		t.Fatal(err)
	}
	r.Bus = face.NewBus("thing", r.line.Tap(), twin, 20*time.Millisecond)
	t.Cleanup(drivertest.Go(t, r.Run))
	return r
}

func (r *rig) open(string, int) (can.Bus, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.out {
		return nil, errors.New("no such adapter")
	}
	tap := r.line.Tap()
	r.taps = append(r.taps, tap)
	return tap, nil
}

// pull takes the adapter out, or puts it in again.
func (r *rig) pull(out bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.out = out
	for _, tap := range r.taps {
		tap.Close()
	}
	r.taps = nil
}

func (r *rig) build(cfg driver.Config) (drivertest.Runner, error) {
	return candriver.New(candriver.Config{Config: cfg, Library: r.lib, Open: r.open})
}

func (r *rig) Mute(silent bool) {
	if silent {
		r.Fail(face.Silent)
		return
	}
	r.Fail(face.None)
}

func (r *rig) Settings() []drivertest.Setting { return nil }

func (r *rig) devices() string {
	return fmt.Sprintf("  - {key: thing, profile: %s, address: \"slcan:/dev/ttyACM0\", poll: 20ms, timeout: 300ms}\n", r.profile.ID)
}

func load(t testing.TB, id string) *document.Profile {
	t.Helper()
	all, err := document.Load()
	if err != nil {
		t.Fatal(err)
	}
	p, ok := all.Profile(id)
	if !ok {
		t.Fatalf("no profile %s", id)
	}
	return quick(p)
}

// Every profile of a device on a CAN bus gets on with its twin.
func TestEveryProfileConforms(t *testing.T) {
	all, err := document.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range all.Where(document.Speaks(document.CAN)) {
		p := load(t, id)
		for _, nature := range p.Natures {
			t.Run(id+" as "+string(nature), func(t *testing.T) {
				r := newRig(t, p, nature)
				drivertest.Conform(t, drivertest.Case{
					Profile: id, Nature: nature, Library: r.known, Build: r.build, Devices: r.devices(), Twin: r, Asset: ", max_apparent_power_va: 5000",
				})
			})
		}
	}
}

func battery(t *testing.T) (*rig, *drivertest.Stand) {
	t.Helper()
	r := newRig(t, load(t, "battery-can-35x"), point.ESS)
	s := drivertest.Start(t, r.known, "devices:\n"+r.devices()+"assets: [{id: a0, nature: ESS, device: thing, max_apparent_power_va: 5000}]\n", r.build)
	drivertest.Eventually(t, "it is read", func() bool { return s.At("a0", point.AllowedCharge).Value == 1300 })
	return r, s
}

func TestABatteryIsKeptAwakeAndSaysWhatItAllows(t *testing.T) {
	r, s := battery(t)
	drivertest.Eventually(t, "it is kept awake", func() bool { return !r.KeptAlive().IsZero() })
	for channel, want := range map[string]float64{"Voltage": 52, "Temperature": 20, point.AllowedDischarge: 2600} {
		drivertest.Eventually(t, fmt.Sprintf("%s is %v", channel, want), func() bool {
			got := s.At("a0", channel)
			return got.Value == want && got.Quality == point.Good
		})
	}
	before := r.KeptAlive()
	drivertest.Eventually(t, "it is kept awake on", func() bool { return r.KeptAlive().After(before.Add(150 * time.Millisecond)) })
	if len(r.Heard()) > 0 && r.Heard()[0].Frame.ID != 0x305 {
		t.Errorf("it was told %v", r.Heard()[0].Frame)
	}
}

func TestAMessageThatStopsAgesItsValuesAlone(t *testing.T) {
	r, s := battery(t)
	r.Mute(true)
	tap := r.line.Tap()
	defer tap.Close()
	limits := can.Frame{ID: 0x355, Length: 8, Data: [8]byte{64, 0, 98}}
	drivertest.Eventually(t, "the messages that stopped are stale, and neither is the one that goes on nor the device", func() bool {
		if err := tap.Send(context.Background(), limits); err != nil {
			t.Fatal(err)
		}
		soc := s.At("a0", point.SOC)
		return s.At("a0", point.AllowedCharge).Quality == point.Stale && s.At("a0", "Voltage").Quality == point.Stale &&
			soc.Quality == point.Good && soc.Value == 64 && s.Board.Of("thing").Status == device.Answering
	})
}

func TestFramesThatAreNotTheDevicesAreLeftAlone(t *testing.T) {
	r, s := battery(t)
	tap := r.line.Tap()
	defer tap.Close()
	for _, f := range []can.Frame{
		{ID: 0x355, Length: 2, Data: [8]byte{1}},                         // cut off
		{ID: 0x355, Length: 8, Remote: true},                             // a question
		{ID: 0x355, Extended: true, Length: 8, Data: [8]byte{1}},         // another identifier
		{ID: 0x123, Length: 8, Data: [8]byte{1, 2, 3, 4, 5, 6, 7, 8}},    // somebody else's
		{ID: 0x355, Length: 8, Data: [8]byte{0xFF, 0xFF, 0, 0, 0, 0, 0}}, // a state of charge of 65535 %
	} {
		if err := tap.Send(context.Background(), f); err != nil {
			t.Fatal(err)
		}
	}
	for end := time.Now().Add(100 * time.Millisecond); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if got := s.At("a0", point.SOC); got.Value == 1 || got.Value > 100 {
			t.Fatalf("it is read as %+v", got)
		}
	}
}

func TestAnAdapterThatIsPulledOutIsOpenedAgain(t *testing.T) {
	r, s := battery(t)
	r.pull(true)
	drivertest.Eventually(t, "it is said", func() bool {
		return strings.Contains(s.Board.Of("thing").Detail, "CAN bus slcan:/dev/ttyACM0: no such adapter")
	})
	drivertest.Eventually(t, "its values are stale", func() bool { return s.At("a0", "Voltage").Quality == point.Stale })
	r.pull(false)
	drivertest.Eventually(t, "it is back", func() bool { return s.At("a0", "Voltage").Quality == point.Good })
}

func TestABusThatCannotBeOpenedIsSaidInOneLine(t *testing.T) {
	p := load(t, "battery-can-35x")
	lib, err := document.NewLibrary(p)
	if err != nil {
		t.Fatal(err)
	}
	known, err := driver.NewLibrary(driver.Documents(lib, document.CAN))
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{
		"socketcan:nonesuch":     "CAN bus socketcan:nonesuch: find CAN interface nonesuch: ",
		"slcan:/dev/does/not/be": "CAN bus slcan:/dev/does/not/be: open SLCAN adapter /dev/does/not/be: ",
	} {
		s := drivertest.Start(t, known, fmt.Sprintf(`
devices: [{key: thing, profile: battery-can-35x, address: %q, poll: 20ms}]
assets: [{id: a0, nature: ESS, device: thing, max_apparent_power_va: 5000}]
`, address), func(cfg driver.Config) (drivertest.Runner, error) {
			return candriver.New(candriver.Config{Config: cfg, Library: lib})
		})
		drivertest.Eventually(t, "it is said", func() bool { return strings.Contains(s.Board.Of("thing").Detail, want) })
		if strings.Contains(s.Board.Of("thing").Detail, "\n") {
			t.Errorf("more than one line: %s", s.Board.Of("thing").Detail)
		}
		s.Stop()
	}
}
