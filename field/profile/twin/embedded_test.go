package twin_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
	"ohmstead/field/sunspec"
)

func catalogue(t testing.TB) *sunspec.Catalogue {
	t.Helper()
	c, err := sunspec.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestProfiles_AreCompleteAndNamed(t *testing.T) {
	l := library(t)
	want := []string{
		"abb-b23", "abb-terra-ac", "alfen-eve", "alpha-ess-smile", "byd-battery-box-c130", "carlo-gavazzi-em24",
		"carlo-gavazzi-em24-e1", "chint-dtsu666", "deye-hybrid-3p", "e3dc-s10", "eastron-sdm630", "foxess-h3",
		"fronius-gen24", "goodwe-et", "growatt-sph", "growatt-tlxh", "huawei-sun2000", "janitza-b23",
		"janitza-umg96rme", "keba-p30-p40", "kostal-plenticore", "phoenix-charx", "phoenix-em-cp-pp-eth",
		"schneider-iem3000", "siemens-pac2200", "sigenergy", "sma-hybrid", "sofarsolar-g3", "solaredge-hybrid",
		"solax-g3", "sungrow-sh", "sunspec", "sunspec-der", "victron-evcs", "victron-venus",
	}
	if diff := cmp.Diff(want, l.IDs()); diff != "" {
		t.Errorf("profiles (-want +got):\n%s", diff)
	}
	for _, id := range l.IDs() {
		p, _ := l.Profile(id)
		if len(p.Sources) == 0 || p.Confidence == "" || p.Vendor == "" || len(p.Models) == 0 || len(p.Identify) == 0 {
			t.Errorf("%s lacks provenance, vendor, models or a way to identify it", id)
		}
		if !p.Transport.TCP && !p.Transport.RTU {
			t.Errorf("%s says no transport", id)
		}
		for _, n := range p.Natures {
			if len(p.Channels(n)) == 0 {
				t.Errorf("%s has no channels for %s", id, n)
			}
		}
		if len(p.Controls) > 0 && p.Watchdog.Kind == profile.NoWatchdog && !p.Watchdog.OnLoss.Holds() {
			t.Errorf("%s has set-points, no watchdog, and nobody undoes them", id)
		}
	}
	if err := l.Add(find(t, "sunspec")); err == nil {
		t.Error("the same id was added twice")
	}
}

// What public sources contest must be said in the profile.
func TestProfiles_SayWhatIsContested(t *testing.T) {
	for id, what := range map[string]string{
		"sma-hybrid": "40801", "siemens-pac2200": "Frequency", "carlo-gavazzi-em24": "EnergyExport",
		"carlo-gavazzi-em24-e1": "EnergyExport", "e3dc-s10": "40073", "deye-hybrid-3p": "1098",
	} {
		if p := find(t, id); !slices.ContainsFunc(p.Contested, func(c string) bool { return strings.Contains(c, what) }) {
			t.Errorf("%s does not say that %s is contested", id, what)
		}
	}
}

// embedded is the twin of one nature of an embedded profile.
func embedded(t testing.TB, c *sunspec.Catalogue, p *profile.Profile, o regmap.Options) *twin.Twin {
	t.Helper()
	images, err := twin.Images(c, p)
	if err != nil {
		t.Fatal(err)
	}
	tw, err := twin.NewMany(p, o, images)
	if err != nil {
		t.Fatal(err)
	}
	return tw
}

// The table is what an installer checks a sign with: how 2,000 W in our sign stand in the device's
// registers. Power is positive here when it flows away from the grid; a PV plant's is negative.
func TestProfiles_SignTable(t *testing.T) {
	c, l := catalogue(t), library(t)
	var out strings.Builder
	for _, id := range l.IDs() {
		p, _ := l.Profile(id)
		for _, n := range p.Natures {
			for _, channel := range []string{point.ActivePower, "Current", point.SetActivePower} {
				for _, v := range []float64{2000, -2000} {
					signs(t, &out, embedded(t, c, p, one(n)), row{id + " " + string(n) + " " + channel, channel, v})
				}
			}
		}
	}
	golden(t, "signs.txt", out.String())
}

// row is one value of the table.
type row struct {
	name, channel string
	v             float64
}

// signs prints which registers say the row's value.
func signs(t *testing.T, out *strings.Builder, tw *twin.Twin, r row) {
	t.Helper()
	name, channel, v := r.name, r.channel, r.v
	if strings.HasPrefix(channel, "Set") {
		for i, g := range tw.Plan().Groups {
			if tw.Plan().Controls[g.Controls[0]].Channel.Name == channel {
				fmt.Fprintf(out, "%s %+.0f:%s\n", name, v, written(t, tw.Plan(), i, v))
			}
		}
		return
	}
	if _, ok := tw.Value(0, channel); !ok && tw.Plan().Slot(0, channel) < 0 {
		return
	}
	if channel == "Current" {
		v /= 100
	}
	before := registers(tw)
	if err := tw.Set(0, channel, v); err != nil {
		fmt.Fprintf(out, "%s %+.0f: cannot be\n", name, v)
		return
	}
	got, ok := tw.Value(0, channel)
	if !ok || got < v-5 || got > v+5 {
		if ok && got == 0 {
			fmt.Fprintf(out, "%s %+.0f: cannot be\n", name, v)
			return
		}
		t.Errorf("%s %v reads as %v, %v", name, v, got, ok)
	}
	fmt.Fprintf(out, "%s %+.0f:", name, v)
	after := registers(tw)
	for _, at := range slices.Sorted(func(yield func(string) bool) {
		for k := range after {
			if !yield(k) {
				return
			}
		}
	}) {
		if after[at] != before[at] {
			fmt.Fprintf(out, " %s=%d", at, int16(after[at]))
		}
	}
	fmt.Fprintln(out)
}

// registers is everything a driver reads, by unit, function and address.
func registers(tw *twin.Twin) map[string]uint16 {
	all := map[string]uint16{}
	for _, b := range tw.Plan().Blocks {
		if b.Function.ReadsBits() {
			continue
		}
		regs := make([]uint16, b.Count)
		if tw.Read(modbus.Request{Target: b.Target(), Count: b.Count}, regs) != nil {
			continue
		}
		for i, reg := range regs {
			all[fmt.Sprintf("%d/%d/%05d", b.Unit, b.Function, int(b.Address)+i)] = reg
		}
	}
	return all
}

// written is what a set-point writes.
func written(t *testing.T, plan *regmap.Plan, group int, v float64) string {
	t.Helper()
	values := make([]regmap.Value, len(plan.Slots))
	for i := range values { // every rating 10 kW, every scale factor 0
		values[i] = regmap.Value{State: regmap.Good}
		if ref := plan.Controls[plan.Groups[group].Controls[0]].Ref(); ref == i {
			values[i].Number = twin.Rating
		}
	}
	writes, err := plan.Encode(group, []float64{v}, values)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, w := range writes {
		fmt.Fprintf(&out, " %d/%d/%05d", w.Target.Unit, w.Target.Function, w.Target.Address)
		for _, reg := range w.Registers {
			fmt.Fprintf(&out, ",%d", int16(reg))
		}
	}
	return out.String()
}
