package modbus_test

import (
	"strings"
	"testing"
	"time"

	"ohmstead/edge/device"
	"ohmstead/energy/point"
	bus "ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/sunspec"
)

func battery(t testing.TB) (*profile.Library, *rig) {
	t.Helper()
	lib := library(t)
	r := newRig(t, find(t, lib, "quick-battery"), point.ESS, nil)
	r.show("ActivePower", 1500)
	r.show("SOC", 55)
	r.show("Capacity", 10000)
	return lib, r
}

func TestDriver_PutsReadingsIntoTheImageInOurSignAndUnit(t *testing.T) {
	lib, r := battery(t)
	e := newEdge(t, lib, batterySite(r.address))
	for channel, want := range map[string]float64{"ActivePower": 1500, "SOC": 55, "Capacity": 10000} {
		eventually(t, channel+" is read", func() bool {
			got := e.at("battery0", channel)
			return got.Value == want && got.Quality == point.Good && time.Since(got.At) < 10*time.Second
		})
	}
	h := e.board.Of("inverter")
	if h.Status != device.Answering || h.LastAnswer.IsZero() || h.Latency <= 0 || h.Breaker != "closed" || h.Detail != "" {
		t.Errorf("health %+v", h)
	}
}

func TestDriver_ReadsSunSpecDevicesByDiscovery(t *testing.T) {
	lib := library(t)
	im, err := sunspec.NewImage(catalogue(t), 40000, []sunspec.Spec{{ID: 1}, {ID: 103}, {ID: 121}, {ID: 123}})
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(im.Block(1).SetText("Mn", "Acme"))
	must(im.Block(1).SetText("Md", "Sun 8000"))
	must(im.Block(103).SetAll(map[string]float64{"W_SF": 0, "W": 4000, "V_SF": -1, "PhVphA": 230.1, "Hz_SF": -2, "Hz": 50.01}))
	must(im.Block(121).SetAll(map[string]float64{"WMax_SF": 0, "WMax": 8000}))
	must(im.Block(123).SetAll(map[string]float64{
		"WMaxLimPct_SF": -2, "WMaxLimPct": 100, "WMaxLim_Ena": 0,
		"WMaxLimPct_WinTms": 0, "WMaxLimPct_RvrtTms": 0, "WMaxLimPct_RmpTms": 0,
	}))
	r := newRig(t, find(t, lib, "sunspec"), point.PV, im)
	e := newEdge(t, lib, strings.ReplaceAll(`
devices:
  - {key: roof, profile: sunspec, address: "ADDRESS", poll: 20ms}
assets:
  - {id: pv0, nature: PV, device: roof, max_active_power_watts: 8000}
`, "ADDRESS", r.address))
	eventually(t, "the inverter is read", func() bool { return e.at("pv0", point.SetMaxActiveApplied).Quality == point.Good })
	eventually(t, "production is read as -4000 W", func() bool { return e.at("pv0", point.ActivePower).Value == -4000 })
	eventually(t, "the voltage is read", func() bool { return e.at("pv0", "Voltage_L1").Value == 230.1 })
	if h := e.board.Of("roof"); h.Vendor != "Acme" || h.Model != "Sun 8000" {
		t.Errorf("the device calls itself %s %s", h.Vendor, h.Model)
	}
	e.order("pv0", point.SetMaxActivePower, 3000, false)
	eventually(t, "the limit is in force", func() bool { return e.at("pv0", point.SetMaxActiveApplied).Value == 3000 })
	e.stop()
	r.mu.Lock()
	defer r.mu.Unlock()
	if on, _ := im.Block(123).Value("WMaxLim_Ena"); on != 0 {
		t.Error("the limit is still enabled after the driver stopped")
	}
}

func TestDriver_WritesOrdersReadsThemBackAndFeedsTheWatchdog(t *testing.T) {
	lib, r := battery(t)
	e := newEdge(t, lib, batterySite(r.address))
	eventually(t, "the battery answers", func() bool { return e.board.Of("inverter").Status == device.Answering })
	if len(r.settings()) > 0 {
		t.Errorf("written without an order: %v", r.settings())
	}
	e.order("battery0", point.SetActivePower, 2000, false)
	eventually(t, "the order is read back", func() bool { return e.at("battery0", point.SetActiveApplied).Value == 2000 })
	eventually(t, "the watchdog is fed", func() bool { return len(r.settings()) >= 4 })
	for _, s := range r.settings() {
		if s.Value != 2000 || s.Channel != point.SetActivePower {
			t.Errorf("written %+v, want 2000 W", s)
		}
	}
	e.order("battery0", point.SetActivePower, -1000, false)
	eventually(t, "the new order is written", func() bool { return e.at("battery0", point.SetActiveApplied).Value == -1000 })
}

func TestDriver_AnExpiredOrderIsNotRenewed(t *testing.T) {
	lib, r := battery(t)
	e := newEdge(t, lib, batterySite(r.address))
	eventually(t, "the battery answers", func() bool { return e.board.Of("inverter").Status == device.Answering })
	e.order("battery0", point.SetActivePower, 500, false)
	eventually(t, "the order is written and renewed", func() bool { return len(r.settings()) > 2 })
	now := time.Now()
	e.orders.Put(e.site.Layout.Lookup("battery0", point.SetActivePower), device.Order{Value: 500, Issued: now, Expires: now.Add(150 * time.Millisecond)})
	time.Sleep(150 * time.Millisecond)
	polls := func(what string, n int) {
		reads := r.readCount()
		eventually(t, what, func() bool { return r.readCount() > reads+n })
	}
	polls("what was begun before is over", 2)
	n := len(r.settings())
	polls("some more polls", 10)
	if got := len(r.settings()); got != n {
		t.Errorf("%d writes after the order expired", got-n)
	}
}

func TestDriver_ADeviceThatGoesTurnsStaleAndNeverZeroAndComesBack(t *testing.T) {
	lib, r := battery(t)
	meter := newRig(t, find(t, lib, "eastron-sdm630"), point.GridMeter, nil)
	meter.show("ActivePower", 3000)
	e := newEdge(t, lib, batterySite(r.address)[:strings.Index(batterySite(r.address), "assets:")]+strings.ReplaceAll(`
  - {key: meter, profile: eastron-sdm630, address: "ADDRESS", poll: 20ms}
assets:
  - {id: battery0, nature: ESS, device: inverter, max_apparent_power_va: 5000}
  - {id: grid0, nature: GRID_METER, device: meter}
`, "ADDRESS", meter.address))
	e.order("battery0", point.SetActivePower, 700, false)
	eventually(t, "both are read", func() bool {
		return e.at("battery0", "ActivePower").Quality == point.Good && e.at("grid0", "ActivePower").Quality == point.Good &&
			e.at("battery0", point.SetActiveApplied).Value == 700
	})
	r.vanish()
	reads := meter.readCount()
	eventually(t, "the breaker opens", func() bool { return e.board.Of("inverter").Breaker == "open" })
	eventually(t, "the battery turns stale", func() bool {
		got := e.at("battery0", "ActivePower")
		if got.Value != 1500 {
			t.Fatalf("the last value became %+v", got)
		}
		return got.Quality == point.Stale
	})
	h := e.board.Of("inverter")
	if h.Status != device.Silent || h.Failures < 3 || !strings.Contains(h.Detail, r.address) || strings.Contains(h.Detail, "\n") {
		t.Errorf("health %+v, want one line that names the address", h)
	}
	eventually(t, "the meter is read on", func() bool { return meter.readCount() > reads+10 })
	eventually(t, "its value is good while the battery is gone", func() bool {
		got := e.at("grid0", "ActivePower")
		return got.Quality == point.Good && got.Value == 3000
	})
	written := len(r.settings())
	r.appear()
	eventually(t, "the battery is back", func() bool { return e.at("battery0", "ActivePower").Quality == point.Good })
	eventually(t, "its order is written again", func() bool { return len(r.settings()) > written })
	eventually(t, "its health is good", func() bool {
		h := e.board.Of("inverter")
		return h.Status == device.Answering && h.Failures == 0 && h.Breaker == "closed"
	})
}

func TestDriver_NoValueIsBadWithTheLastKnownNumber(t *testing.T) {
	lib, r := battery(t)
	e := newEdge(t, lib, batterySite(r.address))
	eventually(t, "the battery is read", func() bool { return e.at("battery0", "ActivePower").Quality == point.Good })
	r.blank("ActivePower")
	eventually(t, "the power is BAD", func() bool { return e.at("battery0", "ActivePower").Quality == point.Bad })
	if got := e.at("battery0", "ActivePower"); got.Value != 1500 {
		t.Errorf("the value became %+v", got)
	}
	eventually(t, "the SOC is good", func() bool { return e.at("battery0", "SOC").Quality == point.Good })
}

func TestDriver_ABlockTheDeviceRefusesDoesNotStopTheOthers(t *testing.T) {
	lib, r := battery(t)
	r.failing(func(req bus.Request) error {
		if req.Address == 40 {
			return bus.IllegalDataAddress
		}
		return nil
	})
	e := newEdge(t, lib, batterySite(r.address))
	eventually(t, "the battery is read", func() bool { return e.at("battery0", "SOC").Quality == point.Good })
	if got := e.at("battery0", "Capacity"); got.Quality != point.Missing {
		t.Errorf("what was refused became %+v, want MISSING", got)
	}
	eventually(t, "the refusal is told", func() bool { return strings.Contains(e.board.Of("inverter").Detail, "illegal data address") })
	if h := e.board.Of("inverter"); h.Status != device.Answering {
		t.Errorf("health %+v, want ANSWERING", h)
	}
}

func TestDriver_ASafeOrderPassesAnOpenBreaker(t *testing.T) {
	lib, r := battery(t)
	e := newEdge(t, lib, strings.Replace(batterySite(r.address), "timeout: 30s", "timeout: 150ms", 1))
	e.order("battery0", point.SetActivePower, 2000, false)
	eventually(t, "the order is written", func() bool { return len(r.settings()) > 0 })
	r.failing(func(bus.Request) error { return bus.ErrSilent })
	eventually(t, "the breaker opens", func() bool { return e.board.Of("inverter").Breaker == "open" })
	r.failing(func(req bus.Request) error {
		if !req.Function.Writes() {
			return bus.ErrSilent // still deaf to reads, but takes writes
		}
		return nil
	})
	e.order("battery0", point.SetActivePower, 0, true)
	eventually(t, "the safe state is written", func() bool {
		s := r.settings()
		return s[len(s)-1].Value == 0
	})
}

func TestDriver_StoppingWritesTheSafeStateAndReleases(t *testing.T) {
	lib, r := battery(t)
	e := newEdge(t, lib, batterySite(r.address))
	e.order("battery0", point.SetActivePower, 2000, false)
	eventually(t, "the order is written", func() bool { return len(r.settings()) > 0 })
	e.stop()
	s := r.settings()
	if last := s[len(s)-1]; last.Value != 0 {
		t.Errorf("the last set-point is %+v, want the safe state 0 W", last)
	}
	q := r.requests()
	if last := q[len(q)-1]; last.Address != 21 {
		t.Errorf("the last write is %+v, want the release at 21", last)
	}
}

func TestDriver_SaysInOneLineWhatIsWrong(t *testing.T) {
	lib, r := battery(t)
	short := func(bus.Request) error { return bus.IllegalDataAddress }
	tests := map[string]struct {
		profile, asset string
		fail           func(bus.Request) error
		address        string
		want           string
	}{
		"nobody listens":       {"quick-battery", "nature: ESS, max_apparent_power_va: 5000", nil, "127.0.0.1:1", "connection refused"},
		"no SunSpec":           {"sunspec", "nature: GRID_METER", short, r.address, "no SunSpec identifier found"},
		"it does not answer":   {"quick-battery", "nature: ESS, max_apparent_power_va: 5000", func(bus.Request) error { return bus.ErrSilent }, r.address, "no reply in time"},
		"it answers the wrong": {"quick-battery", "nature: ESS, max_apparent_power_va: 5000", short, r.address, "illegal data address"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r.failing(tt.fail)
			defer r.failing(nil)
			e := newEdge(t, lib, `
devices:
  - {key: thing, profile: `+tt.profile+`, address: "`+tt.address+`", poll: 20ms, timeout: 50ms}
assets:
  - {id: a0, device: thing, `+tt.asset+`}
`)
			eventually(t, "the fault is told", func() bool { return strings.Contains(e.board.Of("thing").Detail, tt.want) })
			if d := e.board.Of("thing").Detail; strings.Contains(d, "\n") {
				t.Errorf("more than one line: %s", d)
			}
			e.stop()
		})
	}
}
