package mqtt_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ohmstead/edge/driver"
	"ohmstead/edge/driver/drivertest"
	"ohmstead/edge/driver/mqtt"
	"ohmstead/energy/point"
	"ohmstead/field/document"
	"ohmstead/internal/leaktest"
	"ohmstead/sim/face"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }

// quick is a profile whose set-points may be sent at any time, whose watchdog is hungry soon and
// whose silence is noticed soon.
func quick(p *document.Profile) *document.Profile {
	q := *p
	q.Transport.SilentAfter = 400 * time.Millisecond
	if k := p.Transport.KeepAlive; k != nil {
		q.Transport.KeepAlive = &document.KeepAlive{Every: 100 * time.Millisecond, Send: k.Send}
	}
	q.Sources = slices.Clone(p.Sources)
	for i := range q.Sources {
		q.Sources[i].Every = 0
	}
	q.Controls = slices.Clone(p.Controls)
	for i := range q.Controls {
		q.Controls[i].MinInterval = 0
	}
	if q.Watchdog.Kind != document.NoWatchdog {
		q.Watchdog.Period = 60 * time.Millisecond
	}
	return &q
}

func params(p *document.Profile) map[string]string {
	out := map[string]string{}
	for _, q := range p.Params {
		if q.Required {
			out[q.Name] = "x1"
		}
	}
	return out
}

func given(p *document.Profile) string {
	var all []string
	for name, v := range params(p) {
		all = append(all, name+": "+v)
	}
	return ", params: {" + strings.Join(all, ", ") + "}"
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

// rig is a device of a test, with the library that knows it.
type rig struct {
	*face.Topics
	profile *document.Profile
	lib     *document.Library
	known   driver.Library
	stop    func()
}

func libraries(t testing.TB, p *document.Profile) (*document.Library, driver.Library) {
	t.Helper()
	lib, err := document.NewLibrary(p)
	if err != nil {
		t.Fatal(err)
	}
	known, err := driver.NewLibrary(driver.Documents(lib, document.MQTT))
	if err != nil {
		t.Fatal(err)
	}
	return lib, known
}

func newRig(t testing.TB, p *document.Profile, nature point.Nature, address string) *rig {
	t.Helper()
	r := &rig{profile: p}
	r.lib, r.known = libraries(t, p)
	twin, err := p.Twin(document.Options{Targets: []point.Nature{nature}, Params: params(p)})
	if err != nil {
		t.Fatal(err)
	}
	drivertest.Eventually(t, "the address is free", func() bool {
		r.Topics, err = face.NewTopics(face.Config{Key: "thing", Listen: address}, twin, 30*time.Millisecond, nil)
		return err == nil
	})
	r.stop = drivertest.Go(t, r.Run)
	t.Cleanup(func() { r.stop() })
	return r
}

// vanish stops broker and device.
func (r *rig) vanish() {
	r.stop()
	r.stop = func() {}
}

func (r *rig) build(cfg driver.Config) (drivertest.Runner, error) {
	return mqtt.New(mqtt.Config{Config: cfg, Library: r.lib})
}

func (r *rig) Mute(silent bool) {
	if silent {
		r.Fail(face.Silent)
		return
	}
	r.Fail(face.None)
}

func (r *rig) Settings() []drivertest.Setting {
	var out []drivertest.Setting
	for _, s := range r.Topics.Settings() {
		out = append(out, drivertest.Setting{Channel: s.Channel, Value: s.Value})
	}
	return out
}

func (r *rig) devices(more string) string {
	return fmt.Sprintf("  - {key: thing, profile: %s, address: \"mqtt://%s\", poll: 20ms, timeout: 500ms%s%s}\n", r.profile.ID, r.Address(), given(r.profile), more)
}

// Every profile of a device behind MQTT gets on with its twin.
func TestEveryProfileConforms(t *testing.T) {
	all, err := document.Load()
	if err != nil {
		t.Fatal(err)
	}
	orders := map[string][2]float64{"SetEnabled": {1, 0}, "SetActivePower": {1500, -900}}
	for _, id := range all.Where(document.Speaks(document.MQTT)) {
		p := load(t, id)
		for _, nature := range p.Natures {
			t.Run(id+" as "+string(nature), func(t *testing.T) {
				t.Parallel()
				r := newRig(t, p, nature, "127.0.0.1:0")
				c := drivertest.Case{
					Profile: id, Nature: nature, Library: r.known, Build: r.build, Devices: r.devices(""), Twin: r,
					Asset:  ", max_active_power_watts: 22000",
					Orders: map[string][2]float64{}, Renews: p.Watchdog.Kind != document.NoWatchdog,
				}
				for _, ct := range p.Controls {
					if slices.Contains(ct.Natures, nature) {
						c.Orders[ct.Channel] = orders[ct.Channel]
					}
				}
				drivertest.Conform(t, c)
			})
		}
	}
}
