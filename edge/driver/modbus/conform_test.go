package modbus_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"ohmstead/edge/driver"
	"ohmstead/edge/driver/drivertest"
	"ohmstead/edge/driver/modbus"
	"ohmstead/energy/point"
	bus "ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
	"ohmstead/field/sunspec"
)

// suite is what the cases share; it is built once, outside of virtual time.
type suite struct {
	library   *profile.Library
	known     driver.Library
	catalogue *sunspec.Catalogue
}

func newSuite(t *testing.T) suite {
	t.Helper()
	lib, err := profile.Load()
	if err != nil {
		t.Fatal(err)
	}
	known, err := driver.NewLibrary(modbus.Profiles(lib))
	if err != nil {
		t.Fatal(err)
	}
	return suite{lib, known, catalogue(t)}
}

// orders are set-points that any device should be able to carry out.
func orders(p *profile.Profile, n point.Nature) map[string][2]float64 {
	all := map[string][2]float64{
		point.SetActivePower: {1500, -1200}, point.SetMaxActivePower: {3000, 2000}, point.SetReactivePower: {500, -300},
		point.SetMaxCurrent: {16, 10}, point.SetPhases: {1, 3}, point.SetEnabled: {1, 0},
	}
	out := map[string][2]float64{}
	for channel, values := range all {
		if _, ok := p.Control(n, channel); ok {
			out[channel] = values
		}
	}
	return out
}

// subject is one nature of a profile, and the variant of it that the device is.
type subject struct {
	profile *profile.Profile
	nature  point.Nature
	variant string
}

// stand is a subject opposite a device in memory.
func (s suite) stand(t *testing.T, x subject, framing bus.Framing) (drivertest.Case, *thing, drivertest.Watch) {
	t.Helper()
	p, n := x.profile, x.nature
	images, err := twin.Images(s.catalogue, p)
	if err != nil {
		t.Fatal(err)
	}
	tw, err := twin.NewMany(p, regmap.Options{Targets: []regmap.Target{{Nature: n}}, Variant: x.variant}, images)
	if err != nil {
		t.Fatal(err)
	}
	d := &thing{t: t, device: twin.NewDevice(tw), framing: framing}
	transport := map[bus.Framing]string{bus.TCP: "tcp", bus.RTU: "rtu_over_tcp"}[framing]
	c := drivertest.Case{
		Profile: p.ID, Nature: n, Library: s.known, Twin: d, Orders: orders(p, n), Patience: 20 * time.Minute,
		Devices: fmt.Sprintf("  - {key: thing, profile: %s, address: \"192.0.2.7:502\", transport: %s%s, poll: 100ms, timeout: 1s}\n", p.ID, transport, variantKey(x.variant)),
		Build: func(cfg driver.Config) (drivertest.Runner, error) {
			return modbus.New(modbus.Config{Config: cfg, Library: s.library, Catalogue: s.catalogue, Dial: d.dial}), nil
		},
		Asset: map[point.Nature]string{
			point.ESS: ", max_apparent_power_va: 10000", point.PV: ", max_active_power_watts: 10000",
			point.EVCS: ", max_active_power_watts: 22000",
		}[n],
	}
	w := drivertest.Watch{Timeout: p.Watchdog.Timeout, Holds: map[string]bool{}, PerDay: map[string]int{}}
	for _, ct := range p.Controls {
		w.Holds[ct.Channel] = ct.Holds || p.Watchdog.OnLoss.Holds()
		if ct.Storage.Flash {
			w.PerDay[ct.Channel] = ct.Storage.PerDay
		}
	}
	k := p.Watchdog.Kind
	c.Renews = len(c.Orders) > 0 && (k == profile.Rewrite || k == profile.Duration || k == profile.DeviceTimer)
	return c, d, w
}

// Every profile is read and written as any device is, against the twin that the same file gives.
func TestConform_EveryProfile(t *testing.T) {
	each(t, func(t *testing.T, s suite, x subject) {
		c, d, _ := s.stand(t, x, framingOf(x.profile))
		drivertest.Conform(t, c)
		d.serving.Wait()
	})
}

// And endures what happens in time: watchdogs, late answers, reboots, wear.
func TestEndure_EveryProfile(t *testing.T) {
	each(t, func(t *testing.T, s suite, x subject) {
		c, d, w := s.stand(t, x, framingOf(x.profile))
		drivertest.Endure(t, c, d, w)
		d.serving.Wait()
	})
}

// framingOf speaks RTU with devices that speak nothing else.
func framingOf(p *profile.Profile) bus.Framing {
	if !p.Transport.TCP {
		return bus.RTU
	}
	return bus.TCP
}

func variantKey(variant string) string {
	if variant == "" {
		return ""
	}
	return ", variant: " + variant
}

func each(t *testing.T, do func(*testing.T, suite, subject)) {
	t.Helper()
	s := newSuite(t)
	for _, id := range s.library.IDs() {
		p, _ := s.library.Profile(id)
		for _, variant := range append([]string{""}, p.VariantNames()...) {
			for _, n := range p.Natures {
				t.Run(id+variant+"/"+string(n), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { do(t, s, subject{p, n, variant}) })
				})
			}
		}
	}
}

// A device that takes a sequence only as a whole refuses half of it and stays as it was.
func TestTwins_RefuseHalfOfWhatIsAtomic(t *testing.T) {
	s := newSuite(t)
	found := 0
	for _, id := range s.library.IDs() {
		p, _ := s.library.Profile(id)
		for _, n := range p.Natures {
			tw, err := twin.New(p, regmap.Options{Targets: []regmap.Target{{Nature: n}}}, nil)
			if err != nil {
				continue // SunSpec alone
			}
			for _, c := range tw.Plan().Controls {
				if !c.Atomic {
					continue
				}
				found++
				last := c.Steps[c.Own-1].Item
				r := bus.Request{Target: bus.Target{Unit: last.Unit, Function: bus.WriteRegisters, Address: uint16(last.At)}, Count: 2}
				if _, err := tw.Write(r, []uint16{1, 1}); !errors.Is(err, bus.IllegalDataValue) {
					t.Errorf("%s takes half of %s: %v", id, c.Channel.Name, err)
				}
			}
		}
	}
	if found == 0 {
		t.Error("no profile has an atomic sequence")
	}
}
