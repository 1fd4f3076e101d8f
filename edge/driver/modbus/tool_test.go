package modbus_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/driver/modbus"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/sunspec"
)

func access(t testing.TB, r *rig, p *profile.Profile, n point.Nature) modbus.Access {
	return modbus.Access{
		Address: r.address, Profile: p, Catalogue: catalogue(t),
		Targets: []regmap.Target{{Nature: n}}, Timeout: 10 * time.Second,
	}
}

func TestReadAll_ReadsEveryChannelOnce(t *testing.T) {
	lib, r := battery(t)
	_, values, err := modbus.ReadAll(context.Background(), access(t, r, find(t, lib, "quick-battery"), point.ESS))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, v := range values {
		got[v.Channel.Name] = v.Number
	}
	want := map[string]float64{"ActivePower": 1500, "SOC": 55, "Capacity": 10000, "SetActivePowerApplied": 0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReadAll_LeavesOutWhatTheDeviceLacks(t *testing.T) {
	lib := library(t)
	im, err := sunspec.NewImage(catalogue(t), 40000, []sunspec.Spec{{ID: 1}, {ID: 203}})
	if err != nil {
		t.Fatal(err)
	}
	if err := im.Block(203).SetAll(map[string]float64{"W_SF": 0, "W": 77, "TotWh_SF": 0, "TotWhImp": 5}); err != nil {
		t.Fatal(err)
	}
	p := find(t, lib, "sunspec")
	a := access(t, newRig(t, p, point.Meter, im), p, point.Meter)
	a.Targets = nil
	for _, n := range p.Natures {
		a.Targets = append(a.Targets, regmap.Target{Nature: n})
	}
	_, values, err := modbus.ReadAll(context.Background(), a)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, v := range values {
		seen[v.Channel.Name]++
		if v.Channel.Name == point.ActivePower && (v.Number != 77 || v.Nature != point.Meter) {
			t.Errorf("active power is %+v", v)
		}
	}
	if seen[point.ActivePower] != 1 || seen["EnergyConsumed"] != 1 || seen["DC_Power"] != 0 {
		t.Errorf("channels %v, want each once and none of an inverter", seen)
	}
}

func TestWriteOne_WritesAndReadsBack(t *testing.T) {
	lib, r := battery(t)
	a := access(t, r, find(t, lib, "quick-battery"), point.ESS)
	w, err := modbus.WriteOne(context.Background(), a, point.SetActivePower, -1200)
	if err != nil || w.Applied.Number != -1200 || w.Applied.Quality != point.Good {
		t.Errorf("got %+v, error %v", w, err)
	}
	if s := r.settings(); len(s) != 1 || s[0].Value != -1200 {
		t.Errorf("the device took %v", s)
	}
	_, err = modbus.WriteOne(context.Background(), a, "SetPhases", 1)
	if !errors.Is(err, reason.New(reason.UnknownChannel, nil)) {
		t.Errorf("got %v, want UNKNOWN_CHANNEL", err)
	}
}

func TestScan_RecognisesWhatItMeets(t *testing.T) {
	lib := library(t)
	im, err := sunspec.NewImage(catalogue(t), 40000, []sunspec.Spec{{ID: 1}, {ID: 802}})
	if err != nil {
		t.Fatal(err)
	}
	if err := im.Block(1).SetText("Mn", "KOSTAL"); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, find(t, lib, "kostal-plenticore"), point.ESS, im)
	a := modbus.Access{Address: r.address, Catalogue: catalogue(t), Timeout: 10 * time.Second}
	found, err := modbus.Scan(context.Background(), a, []uint8{1, 71}, lib)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 1 || found[0].Unit != 71 || found[0].Identity.Vendor != "KOSTAL" {
		t.Fatalf("found %+v", found)
	}
	if diff := cmp.Diff([]string{"kostal-plenticore", "sunspec"}, found[0].Profiles); diff != "" {
		t.Errorf("profiles (-want +got):\n%s", diff)
	}
	a.Address = "127.0.0.1:1"
	if _, err := modbus.Scan(context.Background(), a, []uint8{1, 71}, lib); err == nil || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("nobody listens: %v", err)
	}
}

func TestTest_TellsWhetherProfileAndDeviceFit(t *testing.T) {
	lib := library(t)
	p := find(t, lib, "eastron-sdm630")
	r := newRig(t, p, point.GridMeter, nil)
	for channel, v := range map[string]float64{"Voltage_L1": 231, "Frequency": 50, "ActivePower": -12} {
		r.show(channel, v)
	}
	rep, err := modbus.Test(context.Background(), access(t, r, p, point.GridMeter))
	if err != nil || !rep.Matches || rep.Channels < 30 || rep.Latency <= 0 {
		t.Errorf("got %+v, error %v", rep, err)
	}
	r.show("Frequency", 0)
	rep, err = modbus.Test(context.Background(), access(t, r, p, point.GridMeter))
	if err != nil || rep.Matches {
		t.Errorf("a device without frequency fits: %+v, error %v", rep, err)
	}
}
