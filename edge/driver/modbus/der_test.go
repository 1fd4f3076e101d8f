package modbus_test

import (
	"testing"
	"testing/synctest"
	"time"

	"ohmstead/edge/driver/drivertest"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	bus "ohmstead/field/modbus"
	"ohmstead/field/sunspec"
	"ohmstead/field/sunspec/der"
)

// derRig is a battery with the models of IEEE 1547-2018 in virtual time, and the driver on it.
type derRig struct {
	*thing
	*drivertest.Stand
	c drivertest.Case
}

// withDER runs a test on a battery that behaves as its models say, but for the faults.
func withDER(t *testing.T, do func(*testing.T, *derRig)) {
	t.Helper()
	s := newSuite(t)
	p, ok := s.library.Profile("sunspec-der")
	if !ok {
		t.Fatal("there is no profile sunspec-der")
	}
	synctest.Test(t, func(t *testing.T) {
		c, d, _ := s.stand(t, subject{p, point.ESS, ""}, bus.TCP)
		stand := drivertest.Start(t, c.Library, "devices:\n"+c.Devices+"assets:\n  - {id: a0, nature: ESS, device: thing"+c.Asset+"}\n", c.Build)
		do(t, &derRig{d, stand, c})
		stand.Stop()
		d.serving.Wait()
	})
}

// show is what the twin's registers now say at a point.
func (r *derRig) show(model uint16, path string) float64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, _ := r.block(model).Value(path)
	return v
}

func (r *derRig) block(model uint16) *sunspec.Block { return r.device.Image(1).Block(model) }

// put lets the device itself change a point.
func (r *derRig) put(t *testing.T, model uint16, path string, v float64) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.block(model).Set(path, v); err != nil {
		t.Fatal(err)
	}
}

func (r *derRig) fail(f der.Faults) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.device.Fail(f)
}

func (r *derRig) order(watts float64) { r.Order("a0", point.SetActivePower, watts, 24*time.Hour) }

func (r *derRig) stands(code reason.Code) bool { return r.Board.Of("thing").Stands(code) }

func TestDER_AnOrderIsWrittenWithWhatItBecomesAndForHowLong(t *testing.T) {
	withDER(t, func(t *testing.T, r *derRig) {
		r.order(1500)
		time.Sleep(5 * time.Second)
		for path, want := range map[string]float64{
			"WSet": -1500, "WSetMod": 1, "WSetRvrt": 0, "WSetEnaRvrt": 1, "WSetRvrtTms": 60, "WSetEna": 1,
		} {
			if got := r.show(704, path); got != want {
				t.Errorf("%s is %v, want %v", path, got, want)
			}
		}
		if left := r.show(704, "WSetRvrtRem"); left < 40 || left > 60 {
			t.Errorf("%v s remain, want 40 to 60", left)
		}
		if r.stands(reason.LeaseNotHeld) || r.stands(reason.HeartbeatStill) || r.stands(reason.LocalControl) {
			t.Errorf("alarms of a device that does all right: %+v", r.Board.Of("thing").Conditions)
		}
	})
}

// The edge is cut off: the device is at the asset's safe state when its time is up.
func TestDER_CutOffTheDeviceTakesTheSafeState(t *testing.T) {
	withDER(t, func(t *testing.T, r *derRig) {
		r.order(-2000)
		time.Sleep(10 * time.Minute)
		if v, ok := r.InForce(point.SetActivePower); !ok || v != -2000 {
			t.Fatalf("in force after ten minutes is %v, %v", v, ok)
		}
		r.Mute(true)
		time.Sleep(61 * time.Second)
		if v, ok := r.InForce(point.SetActivePower); ok {
			t.Errorf("%v is still in force", v)
		}
		if got := r.show(704, "WSet"); got != 0 {
			t.Errorf("the device follows %v W, want the safe state 0", got)
		}
		r.Mute(false)
	})
}

func TestDER_ADeviceThatDoesNotKeepTimeRaisesAnAlarm(t *testing.T) {
	for name, f := range map[string]der.Faults{
		"it counts nothing down":               {Timeless: true},
		"it counts down several times as fast": {Hasty: 3},
	} {
		t.Run(name, func(t *testing.T) {
			withDER(t, func(t *testing.T, r *derRig) {
				r.fail(f)
				r.order(1500)
				time.Sleep(30 * time.Second)
				if !r.stands(reason.LeaseNotHeld) {
					t.Errorf("no alarm: %+v", r.Board.Of("thing").Conditions)
				}
				r.fail(der.Faults{})
				time.Sleep(time.Minute)
				if r.stands(reason.LeaseNotHeld) {
					t.Errorf("the alarm stays: %+v", r.Board.Of("thing").Conditions)
				}
			})
		})
	}
}

// A device whose timer was seen not to run is not left to it: the edge undoes what it ordered.
func TestDER_ADeviceThatDoesNotKeepTimeIsReleased(t *testing.T) {
	withDER(t, func(t *testing.T, r *derRig) {
		r.put(t, 715, "ControllerHb", 0)
		r.fail(der.Faults{Timeless: true})
		r.Order("a0", point.SetActivePower, 1500, 30*time.Second)
		time.Sleep(25 * time.Second)
		if watts, on := r.show(704, "WSet"), r.show(704, "WSetEna"); watts != -1500 || on != 1 {
			t.Fatalf("while the order lives the device follows %v W, enabled %v", watts, on)
		}
		time.Sleep(6 * time.Second)
		if watts, on := r.show(704, "WSet"), r.show(704, "WSetEna"); watts != 0 || on != 0 {
			t.Errorf("after the order the device follows %v W, enabled %v", watts, on)
		}
	})
}

// An order that has expired, and with it the device's time, is no fault of the device.
func TestDER_AnExpiredOrderIsNoAlarm(t *testing.T) {
	withDER(t, func(t *testing.T, r *derRig) {
		r.Order("a0", point.SetActivePower, 1500, 10*time.Second)
		for range 30 {
			time.Sleep(10 * time.Second)
			if r.stands(reason.LeaseNotHeld) {
				t.Fatalf("an alarm: %+v", r.Board.Of("thing").Conditions)
			}
		}
		if v, ok := r.InForce(point.SetActivePower); ok {
			t.Errorf("%v is still in force", v)
		}
	})
}

func TestDER_AHeartbeatThatStandsStillMakesItsValuesStale(t *testing.T) {
	withDER(t, func(t *testing.T, r *derRig) {
		if err := r.Show(point.SOC, 55); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		if q := r.At("a0", point.SOC).Quality; q != point.Good {
			t.Fatalf("the state of charge is %v", q)
		}
		r.fail(der.Faults{Frozen: true})
		time.Sleep(20 * time.Second)
		if q := r.At("a0", point.SOC).Quality; q != point.Stale || !r.stands(reason.HeartbeatStill) {
			t.Errorf("the state of charge is %v, alarms %+v; want STALE and an alarm", q, r.Board.Of("thing").Conditions)
		}
		r.fail(der.Faults{})
		time.Sleep(10 * time.Second)
		if q := r.At("a0", point.SOC).Quality; q != point.Good || r.stands(reason.HeartbeatStill) {
			t.Errorf("the state of charge is %v, alarms %+v; want GOOD and none", q, r.Board.Of("thing").Conditions)
		}
	})
}

// The edge's own heartbeat counts while orders live, and only then: so the device notices also when the
// cycle has died and the driver has not.
func TestDER_TheEdgeCountsWhileOrdersLive(t *testing.T) {
	withDER(t, func(t *testing.T, r *derRig) {
		counts := func(model uint16, path string) float64 {
			before := r.show(model, path)
			time.Sleep(10 * time.Second)
			return r.show(model, path) - before
		}
		time.Sleep(5 * time.Second)
		if n := counts(715, "ControllerHb"); n != 0 {
			t.Errorf("without an order it counted %v", n)
		}
		r.order(1500)
		time.Sleep(3 * time.Second)
		for path, model := range map[string]uint16{"ControllerHb": 715, "CtrlHb": 802} {
			if n := counts(model, path); n < 9 || n > 11 {
				t.Errorf("%s moved by %v in ten seconds", path, n)
			}
		}
	})
}

func TestDER_LocalControlIsTold(t *testing.T) {
	withDER(t, func(t *testing.T, r *derRig) {
		for local, v := range map[bool]float64{true: 1, false: 0} {
			r.put(t, 715, "LocRemCtl", v)
			time.Sleep(20 * time.Second)
			if r.stands(reason.LocalControl) != local {
				t.Errorf("with LocRemCtl %v the alarm is %v", v, !local)
			}
		}
	})
}

// A device may change its scale factors while it runs: what is read follows at once, and what was ordered
// is written anew.
func TestDER_ScaleFactorsMayChange(t *testing.T) {
	withDER(t, func(t *testing.T, r *derRig) {
		r.order(1500)
		if err := r.Show(point.ActivePower, 1500); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		r.put(t, 701, "W_SF", 1)
		r.put(t, 704, "WSet_SF", 1)
		if err := r.Show(point.ActivePower, 1500); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if v := r.At("a0", point.ActivePower); v.Value != 1500 || v.Quality != point.Good {
			t.Errorf("the power is read as %+v", v)
		}
		if got := r.show(704, "WSet"); got != -1500 {
			t.Errorf("the device was told %v W", got)
		}
		r.order(2500)
		time.Sleep(5 * time.Second)
		if got := r.show(704, "WSet"); got != -2500 {
			t.Errorf("the device was told %v W", got)
		}
	})
}

// Without a reversion time the device would hold an order for ever: the edge undoes it.
func TestDER_WithoutAReversionTimeTheEdgeUndoes(t *testing.T) {
	s := newSuite(t)
	p, _ := s.library.Profile("sunspec-der")
	synctest.Test(t, func(t *testing.T) {
		c, d, _ := s.stand(t, subject{p, point.ESS, ""}, bus.TCP)
		for _, path := range []string{"WSetRvrtTms", "WSetRvrtRem", "WSetRvrt", "WSetEnaRvrt", "WSetPct", "WSetPctRvrt"} {
			if err := d.device.Image(1).Block(704).Clear(path); err != nil {
				t.Fatal(err)
			}
		}
		stand := drivertest.Start(t, c.Library, "devices:\n"+c.Devices+"assets:\n  - {id: a0, nature: ESS, device: thing"+c.Asset+"}\n", c.Build)
		r := &derRig{d, stand, c}
		r.Order("a0", point.SetActivePower, 1500, 10*time.Second)
		time.Sleep(5 * time.Second)
		if watts, on := r.show(704, "WSet"), r.show(704, "WSetEna"); watts != -1500 || on != 1 {
			t.Errorf("the device was told %v W, enabled %v", watts, on)
		}
		time.Sleep(10 * time.Second)
		if watts, on := r.show(704, "WSet"), r.show(704, "WSetEna"); watts != 0 || on != 0 {
			t.Errorf("after the order the device follows %v W, enabled %v", watts, on)
		}
		stand.Stop()
		d.serving.Wait()
	})
}
