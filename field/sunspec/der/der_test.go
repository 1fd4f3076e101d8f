package der_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ohmstead/field/sunspec"
	"ohmstead/field/sunspec/der"
)

// rig is a device with controls, one model of curves and heartbeats, and a client.
type rig struct {
	t      rapid.TB
	image  *sunspec.Image
	device *der.Device
	now    time.Time
}

func newRig(t rapid.TB) *rig {
	t.Helper()
	c, err := sunspec.Load()
	if err != nil {
		t.Fatal(err)
	}
	im, err := sunspec.NewImage(c, 40000, []sunspec.Spec{
		{ID: 1}, {ID: 704}, {ID: 705, Repeat: map[string]int{"Crv": 3, "Pt": 4}}, {ID: 711, Repeat: map[string]int{"Ctl": 2}}, {ID: 715},
	})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, image: im, now: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)}
	r.put(704, map[string]float64{
		"WSet_SF": 0, "WSet": 0, "WSetRvrt": 0, "WSetEna": 0, "WSetEnaRvrt": 0, "WSetRvrtTms": 0, "WSetRvrtRem": 0,
		"PF_SF": -2, "PFWInj.PF": 1, "PFWInj.Ext": 0, "PFWInjRvrt.PF": 0.95, "PFWInjRvrt.Ext": 1,
		"PFWInjEna": 0, "PFWInjEnaRvrt": 1, "PFWInjRvrtTms": 0, "PFWInjRvrtRem": 0,
	})
	r.put(705, map[string]float64{
		"V_SF": -1, "DeptRef_SF": -1, "Ena": 0, "AdptCrvReq": 0, "AdptCrvRslt": 1, "RvrtTms": 0, "RvrtRem": 0, "RvrtCrv": 0,
		"Crv[1].ReadOnly": 1, "Crv[2].ReadOnly": 0, "Crv[3].ReadOnly": 0, "Crv[1].ActPt": 2,
		"Crv[1].Pt[1].V": 92, "Crv[1].Pt[1].Var": 30, "Crv[1].Pt[2].V": 108, "Crv[1].Pt[2].Var": -30,
	})
	r.put(715, map[string]float64{"DERHb": 0, "ControllerHb": 0})
	r.device = der.New(im)
	r.device.Pass(r.now)
	return r
}

func (r *rig) put(model uint16, v map[string]float64) {
	r.t.Helper()
	if err := r.image.Block(model).SetAll(v); err != nil {
		r.t.Fatal(err)
	}
}

// write is a client's write of one point; false where the device refuses it.
func (r *rig) write(model uint16, path string, v float64) bool {
	r.t.Helper()
	b := r.image.Block(model)
	f, ok := b.Layout.Field(path)
	if !ok {
		r.t.Fatalf("model %d has no %s", model, path)
	}
	address := b.Entry.Address + uint16(f.Offset)
	if !r.device.Takes(address, f.Point.Size) {
		return false
	}
	if err := b.Set(path, v); err != nil {
		r.t.Fatal(err)
	}
	r.device.Wrote(r.now, address, f.Point.Size)
	return true
}

func (r *rig) after(d time.Duration) {
	r.now = r.now.Add(d)
	r.device.Pass(r.now)
}

func (r *rig) want(model uint16, path string, want float64) {
	r.t.Helper()
	if got, ok := r.image.Block(model).Value(path); !ok || got != want {
		r.t.Errorf("model %d shows %s as %v, %v; want %v", model, path, got, ok, want)
	}
}

// set orders a power for 60 s with what it becomes afterwards.
func (r *rig) set(watts, reversion, enabled float64) {
	r.t.Helper()
	for _, p := range []struct {
		path string
		v    float64
	}{{"WSet", watts}, {"WSetRvrt", reversion}, {"WSetEnaRvrt", enabled}, {"WSetRvrtTms", 60}, {"WSetEna", 1}} {
		if !r.write(704, p.path, p.v) {
			r.t.Fatalf("%s was refused", p.path)
		}
	}
}

func TestASetpointRevertsWhenItsTimeIsUp(t *testing.T) {
	for name, tt := range map[string]struct{ reversion, enabled float64 }{
		"to its reversion value":                   {-500, 1},
		"and is off where nothing else was wanted": {0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.set(3000, tt.reversion, tt.enabled)
			r.want(704, "WSetRvrtRem", 60)
			r.after(59 * time.Second)
			r.want(704, "WSet", 3000)
			r.want(704, "WSetEna", 1)
			r.want(704, "WSetRvrtRem", 1)
			r.after(time.Second)
			r.want(704, "WSet", tt.reversion)
			r.want(704, "WSetEna", tt.enabled)
			r.want(704, "WSetRvrtRem", 0)
			r.after(time.Hour)
			r.want(704, "WSet", tt.reversion)
		})
	}
}

func TestASetpointThatIsWrittenAgainInTimeStays(t *testing.T) {
	r := newRig(t)
	r.set(3000, 0, 0)
	for range 20 {
		r.after(50 * time.Second)
		r.set(3000, 0, 0)
	}
	r.want(704, "WSet", 3000)
	r.want(704, "WSetEna", 1)
}

func TestAControlWithoutATimeStays(t *testing.T) {
	r := newRig(t)
	r.write(704, "WSet", 3000)
	r.write(704, "WSetEna", 1)
	r.after(1000 * time.Hour)
	r.want(704, "WSetEna", 1)
	r.want(704, "WSetRvrtRem", 0)
}

func TestAPowerFactorRevertsWithItsExcitation(t *testing.T) {
	r := newRig(t)
	for _, x := range []struct {
		path string
		v    float64
	}{{"PFWInj.PF", 0.9}, {"PFWInj.Ext", 0}, {"PFWInjRvrtTms", 30}, {"PFWInjEna", 1}} {
		r.write(704, x.path, x.v)
	}
	r.after(30 * time.Second)
	r.want(704, "PFWInj.PF", 0.95)
	r.want(704, "PFWInj.Ext", 1)
	r.want(704, "PFWInjEna", 1)
}

func TestFaultsOfTimers(t *testing.T) {
	r := newRig(t)
	r.device.Fail(der.Faults{Timeless: true})
	r.set(3000, 0, 0)
	r.after(time.Hour)
	r.want(704, "WSet", 3000)
	r.want(704, "WSetRvrtRem", 0)

	r = newRig(t)
	r.device.Fail(der.Faults{Hasty: 3})
	r.set(3000, 0, 0)
	r.after(10 * time.Second)
	r.want(704, "WSetRvrtRem", 30)
	r.after(10 * time.Second)
	r.want(704, "WSetEna", 0)
}

// curve writes a volt-var curve of two points into a spare place.
func (r *rig) curve(i int, volts, vars [2]float64) {
	r.t.Helper()
	at := fmt.Sprintf("Crv[%d].", i)
	r.write(705, at+"ActPt", 2)
	for k := range volts {
		r.write(705, fmt.Sprintf("%sPt[%d].V", at, k+1), volts[k])
		r.write(705, fmt.Sprintf("%sPt[%d].Var", at, k+1), vars[k])
	}
}

func TestACurveIsAdoptedAfterAWhile(t *testing.T) {
	r := newRig(t)
	r.curve(3, [2]float64{95, 105}, [2]float64{44, -44})
	r.want(705, "Crv[1].Pt[1].V", 92)
	r.write(705, "AdptCrvReq", 3)
	r.want(705, "AdptCrvRslt", 0)
	r.after(time.Second)
	r.want(705, "AdptCrvRslt", 1)
	r.want(705, "Crv[1].Pt[1].V", 95)
	r.want(705, "Crv[1].Pt[2].Var", -44)
	r.want(705, "Crv[1].ReadOnly", 1)
}

func TestACurveThatCannotBeIsNotAdopted(t *testing.T) {
	for name, request := range map[string]func(r *rig) float64{
		"that does not exist": func(*rig) float64 { return 4 },
		"that is in force":    func(*rig) float64 { return 1 },
		"that goes back":      func(r *rig) float64 { r.curve(2, [2]float64{105, 95}, [2]float64{44, -44}); return 2 },
		"with points missing": func(r *rig) float64 { r.write(705, "Crv[2].ActPt", 4); return 2 },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.write(705, "AdptCrvReq", request(r))
			r.after(time.Second)
			r.want(705, "AdptCrvRslt", 2)
			r.want(705, "Crv[1].Pt[1].V", 92)
		})
	}
}

func TestTheCurveInForceIsReadOnly(t *testing.T) {
	r := newRig(t)
	if r.write(705, "Crv[1].Pt[1].V", 90) {
		t.Error("a point of the first curve was written")
	}
	r.want(705, "Crv[1].Pt[1].V", 92)
}

func TestACurveRevertsToAnother(t *testing.T) {
	r := newRig(t)
	r.curve(2, [2]float64{95, 105}, [2]float64{44, -44})
	r.curve(3, [2]float64{90, 110}, [2]float64{10, -10})
	r.write(705, "AdptCrvReq", 2)
	r.after(time.Second)
	r.write(705, "RvrtCrv", 3)
	r.write(705, "RvrtTms", 30)
	r.write(705, "Ena", 1)
	r.after(29 * time.Second)
	r.want(705, "Crv[1].Pt[1].V", 95)
	r.after(time.Second)
	r.want(705, "Crv[1].Pt[1].V", 90)
	r.want(705, "Ena", 1)
}

func TestTheHeartbeatCountsSeconds(t *testing.T) {
	r := newRig(t)
	r.after(7 * time.Second)
	r.want(715, "DERHb", 7)
	r.device.Fail(der.Faults{Frozen: true})
	r.after(time.Minute)
	r.want(715, "DERHb", 7)
}

func TestWithoutItsControllerTheDeviceRevertsAtOnce(t *testing.T) {
	r := newRig(t)
	r.set(3000, -500, 1)
	for i := range 20 {
		r.write(715, "ControllerHb", float64(i))
		r.after(time.Second)
		r.want(704, "WSet", 3000)
	}
	r.after(8 * time.Second)
	r.want(704, "WSet", 3000)
	for range 2 {
		r.write(715, "ControllerHb", 19) // the same count is no beat
		r.after(2 * time.Second)
	}
	r.want(704, "WSet", -500)
	r.set(2000, 0, 0)
	r.after(30 * time.Second) // nobody counts: only the set-point's own time does
	r.want(704, "WSet", 2000)
}

// Whatever is written when, a control that reverts is never in force for longer than its time after the
// last write to it.
func TestNoSetpointOutlivesItsTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRig(t)
		var wrote time.Time
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "write") {
				r.set(float64(rapid.IntRange(1, 5000).Draw(t, "watts")), 0, 0)
				wrote = r.now
			}
			r.after(time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds")) * time.Second)
			on, _ := r.image.Block(704).Value("WSetEna")
			if want := !wrote.IsZero() && r.now.Sub(wrote) < time.Minute; (on == 1) != want {
				t.Fatalf("%v after the last write the control is %v", r.now.Sub(wrote), on)
			}
		}
	})
}
