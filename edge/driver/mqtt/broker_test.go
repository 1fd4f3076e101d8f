package mqtt_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"ohmstead/edge/device"
	"ohmstead/edge/driver"
	"ohmstead/edge/driver/drivertest"
	"ohmstead/edge/driver/mqtt"
	"ohmstead/energy/point"
	"ohmstead/field/document"
	"ohmstead/sim/face"
)

const asset = "assets:\n  - {id: a0, nature: %s, device: thing, max_active_power_watts: 5000}\n"

func (r *rig) start(t *testing.T, nature point.Nature) *drivertest.Stand {
	t.Helper()
	return drivertest.Start(t, r.known, "devices:\n"+r.devices("")+fmt.Sprintf(asset, nature), r.build)
}

func detail(s *drivertest.Stand) string { return s.Board.Of("thing").Detail }

func said(t *testing.T, s *drivertest.Stand, want string) {
	t.Helper()
	drivertest.Eventually(t, "it is said: "+want, func() bool { return strings.Contains(detail(s), want) })
	if strings.Contains(detail(s), "\n") {
		t.Errorf("more than one line: %s", detail(s))
	}
}

func TestABrokerThatGoesMakesItsDevicesStaleAndComesBack(t *testing.T) {
	p := load(t, "victron-ess-mqtt")
	r := newRig(t, p, point.ESS, "127.0.0.1:0")
	if err := r.Show(point.ActivePower, 700); err != nil {
		t.Fatal(err)
	}
	s := r.start(t, point.ESS)
	drivertest.Eventually(t, "it is read", func() bool { return s.At("a0", point.ActivePower).Value == 700 })
	s.Order("a0", point.SetActivePower, 1200, time.Hour)
	drivertest.Eventually(t, "it is ordered", func() bool { return len(r.Settings()) > 0 })
	address := r.Address()
	r.vanish()
	drivertest.Eventually(t, "it is stale", func() bool { return s.At("a0", point.ActivePower).Quality == point.Stale })
	if got := s.At("a0", point.ActivePower); got.Value != 700 {
		t.Errorf("it became %+v", got)
	}
	said(t, s, "broker mqtt://"+address+": ")

	s.Order("a0", point.SetActivePower, -400, time.Hour) // while nobody can be told
	again := newRig(t, p, point.ESS, address)
	if err := again.Show(point.ActivePower, 800); err != nil {
		t.Fatal(err)
	}
	drivertest.Eventually(t, "it is back", func() bool {
		got := s.At("a0", point.ActivePower)
		return got.Quality == point.Good && got.Value == 800
	})
	drivertest.Eventually(t, "the order that holds now is sent", func() bool { return len(again.Settings()) > 0 })
	for _, o := range again.Settings() {
		if o.Value != -400 {
			t.Errorf("an order of before the loss was sent: %+v", o)
		}
	}
}

func TestALastWillMakesTheDeviceSilentAtOnce(t *testing.T) {
	p := load(t, "tasmota-mqtt")
	p.Transport.SilentAfter = time.Hour
	r := newRig(t, p, point.Load, "127.0.0.1:0")
	s := r.start(t, point.Load)
	drivertest.Eventually(t, "it answers", func() bool { return s.Board.Of("thing").Status == device.Answering })
	r.Mute(true)
	if err := r.Presence(false); err != nil {
		t.Fatal(err)
	}
	said(t, s, "says that it is not there, on topic tele/x1/LWT")
	if got := s.Board.Of("thing").Status; got != device.Silent {
		t.Errorf("its status is %s", got)
	}
	r.Mute(false)
	if err := r.Presence(true); err != nil {
		t.Fatal(err)
	}
	drivertest.Eventually(t, "it is back", func() bool { return s.Board.Of("thing").Status == device.Answering })
}

const plain = `
id: plain
natures: [LOAD]
transport: {protocol: mqtt, silent_after: 10s}
points:
  - {channel: ActivePower, topic: plain/power, payload: TEXT, unit: W}
  - {channel: EnergyConsumed, topic: plain/energy, payload: TEXT, retained: true, unit: Wh}
confidence: invented for tests
source: [none]
`

func plainRig(t *testing.T) *rig {
	t.Helper()
	p, err := document.ParseProfile("plain.yaml", []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, p, point.Load, "127.0.0.1:0")
	r.Mute(true) // it speaks only what the test says
	return r
}

func TestAMessageThatTheBrokerKeptIsNoNews(t *testing.T) {
	r := plainRig(t)
	for topic, payload := range map[string]string{"plain/power": "5000", "plain/energy": "12"} {
		if err := r.Say(topic, payload, true); err != nil {
			t.Fatal(err)
		}
	}
	s := r.start(t, point.Load)
	drivertest.Eventually(t, "what the device keeps true is read", func() bool { return s.At("a0", "EnergyConsumed").Value == 12 })
	time.Sleep(100 * time.Millisecond)
	if got := s.At("a0", point.ActivePower); got.Quality != point.Missing {
		t.Errorf("a power of unknown age is read as %+v", got)
	}
	if err := r.Say("plain/power", "7", false); err != nil {
		t.Fatal(err)
	}
	drivertest.Eventually(t, "a new one is read", func() bool { return s.At("a0", point.ActivePower).Value == 7 })
}

func TestWhatAMessageSaysWronglyIsSaidInOneLine(t *testing.T) {
	r := plainRig(t)
	s := r.start(t, point.Load)
	drivertest.Eventually(t, "it is read", func() bool {
		return r.Say("plain/power", "5", false) == nil && s.At("a0", point.ActivePower).Value == 5
	})
	for payload, want := range map[string]string{
		"many\nwords": "topic plain/power: ActivePower: query .: many is no number",
		"1e999":       "topic plain/power: ActivePower: query .: 1e999 is no number",
	} {
		if err := r.Say("plain/power", payload, false); err != nil {
			t.Fatal(err)
		}
		said(t, s, want)
		if got := s.At("a0", point.ActivePower); got.Quality != point.Bad || got.Value != 5 {
			t.Errorf("%q is read as %+v", payload, got)
		}
	}
}

func TestAValueToldOnChangeHoldsWhileTheHeartBeats(t *testing.T) {
	p := load(t, "victron-grid-mqtt")
	p.Transport.KeepAlive.Every = time.Hour // so that nothing else is asked for
	p.Transport.SilentAfter = 10 * time.Second
	r := newRig(t, p, point.GridMeter, "127.0.0.1:0")
	if err := r.Show(point.ActivePower, 350); err != nil {
		t.Fatal(err)
	}
	s := r.start(t, point.GridMeter)
	drivertest.Eventually(t, "it is read", func() bool { return s.At("a0", point.ActivePower).Value == 350 })
	// It would be stale after half a second; on a machine that stands still for so long it is until the next beat.
	since := s.At("a0", point.ActivePower).At
	drivertest.Eventually(t, "an unchanged value is good for longer than its age allows", func() bool {
		got := s.At("a0", point.ActivePower)
		return got.Quality == point.Good && got.Value == 350 && got.At.After(since.Add(1200*time.Millisecond))
	})
	if err := r.Say("N/x1/grid/x1/Ac/Power", "", false); err != nil {
		t.Fatal(err)
	}
	drivertest.Eventually(t, "a meter that went away is BAD", func() bool { return s.At("a0", point.ActivePower).Quality == point.Bad })
	time.Sleep(100 * time.Millisecond)
	if got := s.At("a0", point.ActivePower); got.Quality != point.Bad || got.Value != 350 {
		t.Errorf("the heartbeat brings a meter back that went away: %+v", got)
	}
	if err := r.Say("N/x1/grid/x1/Ac/Power", `{"value": 360}`, false); err != nil {
		t.Fatal(err)
	}
	drivertest.Eventually(t, "it is back", func() bool { return s.At("a0", point.ActivePower).Value == 360 })
	r.Mute(true)
	drivertest.Eventually(t, "without a heartbeat it is stale", func() bool { return s.At("a0", point.ActivePower).Quality == point.Stale })
}

func TestDevicesOfOneBrokerShareAConnection(t *testing.T) {
	r := plainRig(t)
	s := drivertest.Start(t, r.known, "devices:\n"+r.devices("")+strings.ReplaceAll(r.devices(""), "thing", "other")+
		"assets:\n  - {id: a0, nature: LOAD, device: thing}\n  - {id: a1, nature: LOAD, device: other}\n", r.build)
	drivertest.Eventually(t, "both are read", func() bool {
		return r.Say("plain/power", "9", false) == nil && s.At("a0", point.ActivePower).Value == 9 && s.At("a1", point.ActivePower).Value == 9
	})
	// A connection that was slow to come about may just have been given up for another.
	drivertest.Eventually(t, "there is one connection", func() bool { return r.Clients() == 1 })
	s.Stop()
	drivertest.Eventually(t, "the connection is closed", func() bool { return r.Clients() == 0 })
}

func TestABrokerThatKnowsUsers(t *testing.T) {
	p, err := document.ParseProfile("plain.yaml", []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	lib, known := libraries(t, p)
	twin, err := p.Twin(document.Options{Targets: []point.Nature{point.Load}})
	if err != nil {
		t.Fatal(err)
	}
	broker, err := face.NewTopics(face.Config{Key: "x", Listen: "127.0.0.1:0"}, twin, 30*time.Millisecond, &keyed{})
	if err != nil {
		t.Fatal(err)
	}
	defer drivertest.Go(t, broker.Run)()
	start := func(access string) *drivertest.Stand {
		return drivertest.Start(t, known, fmt.Sprintf("devices:\n  - {key: thing, profile: plain, address: \"mqtt://%s\", poll: 20ms%s}\n", broker.Address(), access)+
			fmt.Sprintf(asset, point.Load), func(cfg driver.Config) (drivertest.Runner, error) {
			return mqtt.New(mqtt.Config{Config: cfg, Library: lib})
		})
	}
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("sesame\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(fmt.Sprintf(", user: ohm, password_file: %q", file))
	drivertest.Eventually(t, "it is read", func() bool {
		return broker.Say("plain/power", "11", false) == nil && s.At("a0", point.ActivePower).Value == 11
	})
	s.Stop()
	said(t, start(""), "it does not know this user, or the password is wrong: give user and password_file")
}

// keyed lets in ohm with the password sesame.
type keyed struct{ mochi.HookBase }

func (keyed) ID() string { return "keyed" }

func (keyed) Provides(b byte) bool { return b == mochi.OnConnectAuthenticate || b == mochi.OnACLCheck }

func (keyed) OnConnectAuthenticate(_ *mochi.Client, p packets.Packet) bool {
	return string(p.Connect.Username) == "ohm" && string(p.Connect.Password) == "sesame"
}

func (keyed) OnACLCheck(*mochi.Client, string, bool) bool { return true }

func TestSaysWhoCannotBeReached(t *testing.T) {
	p, err := document.ParseProfile("plain.yaml", []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	lib, known := libraries(t, p)
	s := drivertest.Start(t, known, "devices:\n  - {key: thing, profile: plain, address: \"mqtt://127.0.0.1:1\", poll: 20ms}\n"+fmt.Sprintf(asset, point.Load),
		func(cfg driver.Config) (drivertest.Runner, error) {
			return mqtt.New(mqtt.Config{Config: cfg, Library: lib})
		})
	said(t, s, "broker mqtt://127.0.0.1:1: ")
	said(t, s, "connection refused")
}
