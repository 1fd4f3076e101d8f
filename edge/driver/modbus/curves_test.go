package modbus_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"ohmstead/edge/driver/modbus"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	bus "ohmstead/field/modbus"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
	"ohmstead/field/sunspec"
	"ohmstead/field/sunspec/function"
)

// withFunctions runs a test on a device with a volt-var function of three curves and a droop without a
// spare set, in virtual time.
func withFunctions(t *testing.T, do func(*testing.T, modbus.Access, *thing)) {
	t.Helper()
	s := newSuite(t)
	p, _ := s.library.Profile("sunspec-der")
	synctest.Test(t, func(t *testing.T) {
		im, err := sunspec.NewImage(s.catalogue, 40000, []sunspec.Spec{
			{ID: 1},
			{ID: 701},
			{ID: 702},
			{ID: 703},
			{ID: 704},
			{ID: 705, Repeat: map[string]int{"Crv": 3, "Pt": 4}},
			{ID: 711, Repeat: map[string]int{"Ctl": 1}},
		})
		if err != nil {
			t.Fatal(err)
		}
		for model, values := range map[uint16]map[string]float64{
			702: {"W_SF": 1, "WMax": 10000, "WChaRteMax": 5000},
			703: {"V_SF": -1, "Hz_SF": -2, "ES": 1, "ESVHi": 105},
			704: {"PF_SF": -2, "PFWInj.PF": 1, "PFWInj.Ext": 1, "PFWInjEna": 0},
			705: {
				"V_SF": -1, "DeptRef_SF": -1, "RspTms_SF": -1, "Ena": 0, "AdptCrvReq": 0, "AdptCrvRslt": 1,
				"Crv[1].ReadOnly": 1, "Crv[2].ReadOnly": 0, "Crv[3].ReadOnly": 0,
				"Crv[1].ActPt": 2, "Crv[1].DeptRef": 3, "Crv[1].RspTms": 10,
				"Crv[1].Pt[1].V": 95, "Crv[1].Pt[1].Var": 10, "Crv[1].Pt[2].V": 105, "Crv[1].Pt[2].Var": -10,
			},
			711: {"Db_SF": -3, "K_SF": -3, "RspTms_SF": 0, "Ena": 1, "AdptCtlReq": 0, "AdptCtlRslt": 1, "Ctl[1].ReadOnly": 1, "Ctl[1].DbOf": 0.5, "Ctl[1].DbUf": 0.5},
		} {
			if err := im.Block(model).SetAll(values); err != nil {
				t.Fatal(err)
			}
		}
		tw, err := twin.New(p, regmap.Options{Targets: []regmap.Target{{Nature: point.ESS}}}, im)
		if err != nil {
			t.Fatal(err)
		}
		d := &thing{t: t, device: twin.NewDevice(tw), framing: bus.TCP}
		do(t, modbus.Access{
			Address: "192.0.2.7:502", Profile: p, Catalogue: s.catalogue, Targets: []regmap.Target{{Nature: point.ESS}},
			Timeout: time.Second, Dial: d.dial,
		}, d)
		d.serving.Wait()
	})
}

func curveOf(t *testing.T, n function.Name, code string) function.Curve {
	t.Helper()
	f, _ := function.Lookup(n)
	c, _ := gridcode.Lookup(code)
	curve, ok := f.Of(c)
	if !ok {
		t.Fatalf("%s says nothing of %s", code, n)
	}
	return curve
}

func TestCurves_AreRead(t *testing.T) {
	withFunctions(t, func(t *testing.T, a modbus.Access, _ *thing) {
		all, err := modbus.ReadCurves(context.Background(), a)
		if err != nil || len(all) != 2 {
			t.Fatalf("read %v, error %v; want two functions", all, err)
		}
		v, d := all[0], all[1]
		if v.Function.Name != function.VoltVar || v.Enabled || v.Stored != 3 || v.InForce["Pt[2].Var"] != -10 {
			t.Errorf("volt-var is %+v", v)
		}
		if d.Function.Name != function.Droop || !d.Enabled || d.InForce["DbOf"] != 0.5 {
			t.Errorf("droop is %+v", d)
		}
	})
}

func TestCurves_AreAdoptedAndReadBack(t *testing.T) {
	withFunctions(t, func(t *testing.T, a modbus.Access, _ *thing) {
		want := modbus.Adoption{Function: function.VoltVar, Curve: curveOf(t, function.VoltVar, "VDE_AR_N_4105"), Enable: true}
		if err := modbus.Adopt(context.Background(), a, want); err != nil {
			t.Fatal(err)
		}
		all, err := modbus.ReadCurves(context.Background(), a)
		if err != nil {
			t.Fatal(err)
		}
		v := all[0]
		if !v.Enabled || v.InForce["ActPt"] != 4 || v.InForce["Pt[1].Var"] != 30 || v.InForce["Pt[4].Var"] != -30 || v.InForce["RspTms"] != 7.7 {
			t.Errorf("in force is %+v", v)
		}
	})
}

func TestCurves_WhatCannotBeAdoptedIsRefused(t *testing.T) {
	backwards := curveOf(t, function.VoltVar, "VDE_AR_N_4105")
	backwards["Pt[4].V"] = 50
	for name, tt := range map[string]struct {
		want modbus.Adoption
		code reason.Code
	}{
		"a function that the device lacks": {modbus.Adoption{Function: function.VoltWatt}, reason.FunctionMissing},
		"a device without a spare set":     {modbus.Adoption{Function: function.Droop, Curve: curveOf(t, function.Droop, "VDE_AR_N_4105")}, reason.NoSpareCurve},
		"a curve that the device refuses":  {modbus.Adoption{Function: function.VoltVar, Curve: backwards}, reason.CurveRefused},
		"a function that does not exist":   {modbus.Adoption{Function: "VOLT"}, reason.UnknownName},
	} {
		t.Run(name, func(t *testing.T) {
			withFunctions(t, func(t *testing.T, a modbus.Access, _ *thing) {
				err := modbus.Adopt(context.Background(), a, tt.want)
				var refusal *reason.Error
				if !errors.As(err, &refusal) || refusal.Code != tt.code {
					t.Errorf("got %v, want %s", err, tt.code)
				}
				all, err := modbus.ReadCurves(context.Background(), a)
				if err != nil || all[0].Enabled || all[0].InForce["Pt[1].V"] != 95 {
					t.Errorf("afterwards the device has %+v, error %v", all, err)
				}
			})
		})
	}
}

func TestSettings_AreReadInTheirUnits(t *testing.T) {
	withFunctions(t, func(t *testing.T, a modbus.Access, _ *thing) {
		all, err := modbus.ReadSettings(context.Background(), a)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]float64{}
		for _, s := range all {
			got[s.Name] = s.Value.Number
		}
		for name, want := range map[string]float64{"max_active_power": 10000, "max_charge_power": 5000, "enter_service": 1, "enter_service_volt_high": 105} {
			if v, ok := got[name]; !ok || v != want {
				t.Errorf("%s is %v, %v; want %v", name, v, ok, want)
			}
		}
		if _, ok := got["nominal_voltage"]; ok {
			t.Error("a setting that the device does not implement is shown")
		}
	})
}

func TestSettings_AreWrittenOnceAndReadBack(t *testing.T) {
	withFunctions(t, func(t *testing.T, a modbus.Access, d *thing) {
		for range 2 {
			s, err := modbus.WriteSetting(context.Background(), a, "max_charge_power", 3000)
			if err != nil || s.Value.Number != 3000 {
				t.Fatalf("it is %+v, error %v", s.Value, err)
			}
		}
		if n := d.Stored(); n != 1 {
			t.Errorf("the device stored it %d times, want once", n)
		}
	})
}

// A power factor and its excitation are one sync group of model 704: one request writes both.
func TestSettings_ASyncGroupIsWrittenWhole(t *testing.T) {
	withFunctions(t, func(t *testing.T, a modbus.Access, d *thing) {
		s, err := modbus.WriteSetting(context.Background(), a, "power_factor_injecting", 0.95)
		if err != nil || s.Value.Number != 0.95 {
			t.Fatalf("it is %+v, error %v", s.Value, err)
		}
		f, _ := d.device.Image(1).Block(704).Layout.Field("PFWInj.PF")
		at := d.device.Image(1).Block(704).Entry.Address + uint16(f.Offset)
		if last := d.wrote[len(d.wrote)-1]; last.Address != at || last.Count != 2 {
			t.Errorf("the last write is %+v, want two registers at %d", last, at)
		}
		if v, _ := d.device.Image(1).Block(704).Value("PFWInj.Ext"); v != 1 {
			t.Errorf("the excitation became %v", v)
		}
	})
}

func TestSettings_WhatCannotBeWrittenIsRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		setting string
		value   float64
		code    reason.Code
	}{
		"a setting that does not exist":         {"max_power", 1, reason.UnknownName},
		"one that the device lacks":             {"nominal_voltage", 230, reason.UnknownName},
		"a value that the register cannot hold": {"max_charge_power", 1e9, reason.InvalidValue},
	} {
		t.Run(name, func(t *testing.T) {
			withFunctions(t, func(t *testing.T, a modbus.Access, d *thing) {
				_, err := modbus.WriteSetting(context.Background(), a, tt.setting, tt.value)
				var refusal *reason.Error
				if !errors.As(err, &refusal) || refusal.Code != tt.code || d.Stored() != 0 {
					t.Errorf("got %v after %d stored writes, want %s", err, d.Stored(), tt.code)
				}
			})
		})
	}
}
