package function_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/energy/gridcode"
	"ohmstead/field/sunspec"
	"ohmstead/field/sunspec/function"
)

// device is a device with three volt-var curves, of which the first two are read-only, and one droop.
func device(t rapid.TB) *sunspec.Survey {
	t.Helper()
	c, err := sunspec.Load()
	if err != nil {
		t.Fatal(err)
	}
	im, err := sunspec.NewImage(c, 40000, []sunspec.Spec{
		{ID: 1}, {ID: 705, Repeat: map[string]int{"Crv": 3, "Pt": 4}}, {ID: 711, Repeat: map[string]int{"Ctl": 1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := im.Block(705).SetAll(map[string]float64{
		"V_SF": -1, "DeptRef_SF": -1, "RspTms_SF": -1, "Ena": 1,
		"Crv[1].ReadOnly": 1, "Crv[2].ReadOnly": 1, "Crv[3].ReadOnly": 0,
		"Crv[1].ActPt": 1, "Crv[1].DeptRef": 1, "Crv[1].Pri": 2, "Crv[1].RspTms": 5, "Crv[1].Pt[1].V": 100, "Crv[1].Pt[1].Var": 0,
	}); err != nil {
		t.Fatal(err)
	}
	if err := im.Block(711).SetAll(map[string]float64{"Ctl[1].ReadOnly": 1}); err != nil {
		t.Fatal(err)
	}
	return im.Survey()
}

func lookup(t rapid.TB, n function.Name) function.Function {
	t.Helper()
	f, ok := function.Lookup(n)
	if !ok {
		t.Fatalf("there is no %s", n)
	}
	return f
}

func code(t rapid.TB, name string) gridcode.Code {
	t.Helper()
	c, ok := gridcode.Lookup(name)
	if !ok {
		t.Fatalf("there is no %s", name)
	}
	return c
}

// The numbers are those of the rules, worked out by hand: what is absorbed by our sign is negative here.
func TestWhatAGridCodeAsks(t *testing.T) {
	for _, tt := range []struct {
		function function.Name
		code     string
		want     string
	}{
		{
			function.VoltVar, "IEEE_1547_III",
			"ActPt=4 DeptRef=3 Pt[1].V=92 Pt[1].Var=44 Pt[2].V=98 Pt[2].Var=0 Pt[3].V=102 Pt[3].Var=0 Pt[4].V=108 Pt[4].Var=-44 RspTms=5",
		},
		{
			function.VoltVar, "VDE_AR_N_4105", // 10 s for 95 % are 7.686 s for 90 %
			"ActPt=4 DeptRef=3 Pt[1].V=93 Pt[1].Var=30 Pt[2].V=97 Pt[2].Var=0 Pt[3].V=103 Pt[3].Var=0 Pt[4].V=107 Pt[4].Var=-30 RspTms=7.686",
		},
		{function.VoltWatt, "AT_TOR", "ActPt=2 DeptRef=0 Pt[1].V=110 Pt[1].W=100 Pt[2].V=112 Pt[2].W=0 RspTms=7.686"},
		{function.Droop, "VDE_AR_N_4105", "DbOf=0.2 DbUf=0.2 KOf=0.05 KUf=0.05"},
		{function.Droop, "IEEE_1547_III", "DbOf=0.036 DbUf=0.036 KOf=0.05 KUf=0.05"},
	} {
		c, ok := lookup(t, tt.function).Of(code(t, tt.code))
		if got := text(c); !ok || got != tt.want {
			t.Errorf("%s of %s is\n%s, want\n%s", tt.function, tt.code, got, tt.want)
		}
	}
}

func text(c function.Curve) string {
	var out []string
	for _, path := range c.Paths() {
		out = append(out, fmt.Sprintf("%s=%g", path, math.Round(c[path]*1000)/1000+0))
	}
	return strings.Join(out, " ")
}

func TestWhatAGridCodeDoesNotAsk(t *testing.T) {
	for n, name := range map[function.Name]string{
		function.VoltVar: "VDE_AR_N_4110", function.VoltWatt: "VDE_AR_N_4105", function.LowVoltTrip: "VDE_AR_N_4105", function.WattVar: "IEEE_1547_III",
	} {
		if c, ok := lookup(t, n).Of(code(t, name)); ok {
			t.Errorf("%s of %s is %v", n, name, c)
		}
	}
}

func TestWhereACurveIsStored(t *testing.T) {
	s := device(t)
	volt := lookup(t, function.VoltVar)
	p := s.Find(0, 705)
	if i, ok := volt.Spare(p); !ok || i != 3 {
		t.Errorf("the spare curve is %d, %v; want 3", i, ok)
	}
	if !volt.Enabled(p) || volt.Stored(p) != 3 {
		t.Errorf("enabled %v, %d curves", volt.Enabled(p), volt.Stored(p))
	}
	if i, ok := lookup(t, function.Droop).Spare(s.Find(0, 711)); ok {
		t.Errorf("a device with one set of parameters has the spare one %d", i)
	}
}

// store does to the registers what a driver would, into the third curve.
func store(t rapid.TB, f function.Function, p *sunspec.Part, wanted function.Curve) {
	t.Helper()
	runs, err := f.Store(p, 3, wanted)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range runs {
		copy(p.Regs[r.Offset:], r.Regs)
		for i := range p.Layout.Fields {
			x := &p.Layout.Fields[i]
			if x.Offset >= r.Offset && x.Offset < r.Offset+len(r.Regs) && !x.Point.Writable() {
				t.Errorf("%s would be written", x.Path)
			}
		}
	}
}

// What the code does not name stays as it is in force: here the priority.
func TestAStoredCurveKeepsWhatIsNotNamed(t *testing.T) {
	s := device(t)
	f, p := lookup(t, function.VoltVar), s.Find(0, 705)
	wanted, _ := f.Of(code(t, "IEEE_1547_III"))
	store(t, f, p, wanted)
	got := f.Curve(p, 3)
	if got["Pri"] != 2 || got["Pt[4].Var"] != -44 || got["ActPt"] != 4 || got["DeptRef"] != 3 {
		t.Errorf("the stored curve is %v", got)
	}
	if f.InForce(p, wanted) {
		t.Error("a stored curve is taken for the one in force")
	}
}

func TestACurveThatDoesNotFitIsRefused(t *testing.T) {
	s := device(t)
	f, p := lookup(t, function.VoltVar), s.Find(0, 705)
	for name, c := range map[string]function.Curve{
		"more points than there are":       {"ActPt": 5, "Pt[5].V": 110},
		"a value the register cannot hold": {"Pt[1].V": 7000},
	} {
		if _, err := f.Store(p, 3, c); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// Whatever fits is read back as it was stored, and nothing else in the block is touched.
func TestStoreAndCurveAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := device(t)
		f, p := lookup(t, function.VoltVar), s.Find(0, 705)
		n := rapid.IntRange(1, 4).Draw(t, "points")
		wanted := function.Curve{"ActPt": float64(n)}
		for i := range n {
			wanted[fmt.Sprintf("Pt[%d].V", i+1)] = float64(rapid.IntRange(500, 1300).Draw(t, "V")) / 10
			wanted[fmt.Sprintf("Pt[%d].Var", i+1)] = float64(rapid.IntRange(-1000, 1000).Draw(t, "Var")) / 10
		}
		store(t, f, p, wanted)
		got := f.Curve(p, 3)
		for path, v := range wanted {
			if math.Abs(got[path]-v) > 1e-9 {
				t.Fatalf("%s came back as %v, want %v", path, got[path], v)
			}
		}
		if first := f.Curve(p, 1); first["Pt[1].V"] != 100 || first["ActPt"] != 1 {
			t.Fatalf("the curve in force became %v", first)
		}
	})
}
