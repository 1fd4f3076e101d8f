package http_test

import (
	"fmt"
	nethttp "net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ohmstead/edge/device"
	"ohmstead/edge/driver"
	"ohmstead/edge/driver/drivertest"
	"ohmstead/edge/driver/http"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/field/document"
	"ohmstead/internal/leaktest"
	"ohmstead/sim/face"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }

// quick is a profile whose documents may be asked for and whose set-points sent at any time, and whose
// watchdog is hungry soon.
func quick(p *document.Profile) *document.Profile {
	q := *p
	q.Sources = slices.Clone(p.Sources)
	for i := range q.Sources {
		q.Sources[i].Every = 0
	}
	q.Transport.Timeout = 0
	q.Controls = slices.Clone(p.Controls)
	for i := range q.Controls {
		q.Controls[i].MinInterval = 0
	}
	if q.Watchdog.Kind != document.NoWatchdog {
		q.Watchdog.Period = 60 * time.Millisecond
	}
	return &q
}

// rig is a device of a test with the library that knows it.
type rig struct {
	*face.Web
	lib   *document.Library
	known driver.Library
}

func newRig(t testing.TB, id string, nature point.Nature, guard func(nethttp.Handler) nethttp.Handler) rig {
	t.Helper()
	all, err := document.Load()
	if err != nil {
		t.Fatal(err)
	}
	p, ok := all.Profile(id)
	if !ok {
		t.Fatalf("no profile %s", id)
	}
	return newRigOf(t, quick(p), nature, guard)
}

func newRigOf(t testing.TB, p *document.Profile, nature point.Nature, guard func(nethttp.Handler) nethttp.Handler) rig {
	t.Helper()
	r := rig{}
	r.lib, r.known = libraries(t, p)
	twin, err := p.Twin(document.Options{Targets: []point.Nature{nature}, Params: params(p)})
	if err != nil {
		t.Fatal(err)
	}
	if r.Web, err = face.NewWeb(face.Config{Key: "thing", Listen: "127.0.0.1:0"}, twin, guard); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(drivertest.Go(t, r.Run))
	return r
}

// params fills in what a profile requires.
func params(p *document.Profile) map[string]string {
	out := map[string]string{}
	for _, q := range p.Params {
		if q.Required {
			out[q.Name] = "x1"
		}
	}
	return out
}

func (r rig) build(cfg driver.Config) (drivertest.Runner, error) {
	return http.New(http.Config{Config: cfg, Library: r.lib})
}

func (r rig) Mute(silent bool) {
	if silent {
		r.Fail(face.Silent)
		return
	}
	r.Fail(face.None)
}

func (r rig) Settings() []drivertest.Setting {
	var out []drivertest.Setting
	for _, s := range r.Web.Settings() {
		out = append(out, drivertest.Setting{Channel: s.Channel, Value: s.Value})
	}
	return out
}

func (r rig) devices(id string, more string) string {
	return fmt.Sprintf("  - {key: thing, profile: %s, address: \"http://%s\", poll: 20ms, timeout: 300ms%s}\n", id, r.Address(), more)
}

// rated is what a site file says of an asset that is controlled.
func rated(n point.Nature) string {
	if n == point.EVCS || n == point.Load {
		return ", max_active_power_watts: 22000, safe_state: 0"
	}
	return ""
}

func given(p *document.Profile) string {
	var all []string
	for name, v := range params(p) {
		all = append(all, name+": "+v)
	}
	if len(all) == 0 {
		return ""
	}
	return ", params: {" + strings.Join(all, ", ") + "}"
}

// Every profile of a device behind HTTP gets on with its twin.
func TestEveryProfileConforms(t *testing.T) {
	all, err := document.Load()
	if err != nil {
		t.Fatal(err)
	}
	orders := map[string][2]float64{"SetEnabled": {1, 0}, "SetMaxCurrent": {10, 16}, "SetPhases": {1, 3}}
	for _, id := range all.Where(document.Speaks(document.HTTP)) {
		p, _ := all.Profile(id)
		for _, nature := range p.Natures {
			t.Run(id+" as "+string(nature), func(t *testing.T) {
				t.Parallel()
				r := newRig(t, id, nature, nil)
				c := drivertest.Case{
					Profile: id, Nature: nature, Library: r.known, Build: r.build, Devices: r.devices(id, given(p)), Twin: r,
					Asset:  rated(nature),
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

const plain = `
id: plain
natures: [LOAD]
transport: {protocol: http}
documents:
  - {name: status, get: /status, sample: '{"w": 5, "on": true}'}
points:
  - {channel: ActivePower, from: status, value: .w, unit: W}
controls:
  - {channel: SetEnabled, send: [{post: /set, body: '{"on": {value}}'}], read_back: {from: status, value: .on}}
watchdog: {on_loss: HOLD}
confidence: invented for tests
source: [none]
`

// startPlain runs a driver on a device of the plainest profile.
func startPlain(t *testing.T, url string, timeout time.Duration) *drivertest.Stand {
	t.Helper()
	p, err := document.ParseProfile("plain.yaml", []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	lib, known := libraries(t, p)
	return drivertest.Start(t, known, fmt.Sprintf(`
devices:
  - {key: thing, profile: plain, address: %q, poll: 20ms, timeout: %s}
assets: [{id: a0, nature: LOAD, device: thing}]
`, url, timeout), func(cfg driver.Config) (drivertest.Runner, error) {
		return http.New(http.Config{Config: cfg, Library: lib})
	})
}

func libraries(t testing.TB, p *document.Profile) (*document.Library, driver.Library) {
	t.Helper()
	lib, err := document.NewLibrary(p)
	if err != nil {
		t.Fatal(err)
	}
	known, err := driver.NewLibrary(driver.Documents(lib, document.HTTP))
	if err != nil {
		t.Fatal(err)
	}
	return lib, known
}

// broken is what New says of a device whose entry has this in addition.
func broken(t *testing.T, p *document.Profile, more string) error {
	t.Helper()
	lib, known := libraries(t, p)
	c, err := site.Parse("site.yaml", []byte(fmt.Sprintf(`site: {name: test}
assets:
  - {id: a0, nature: %s, device: thing}
devices:
  - {key: thing, profile: %s, address: "http://127.0.0.1:1"%s}
`, p.Natures[0], p.ID, more)))
	if err != nil {
		t.Fatal(err)
	}
	built, err := site.Build(c, known.Offers(c))
	if err != nil {
		t.Fatal(err)
	}
	_, err = http.New(http.Config{
		Config:  driver.Config{Site: built, Inbox: image.NewInbox(built.Layout), Orders: device.NewOrders(built.Layout), Board: device.NewBoard(c.DeviceKeys())},
		Library: lib,
	})
	return err
}
