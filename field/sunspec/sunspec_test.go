package sunspec_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/field/sunspec"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func load(t testing.TB) *sunspec.Catalogue {
	t.Helper()
	c, err := sunspec.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func image(t testing.TB, base uint16, specs ...sunspec.Spec) *sunspec.Image {
	t.Helper()
	im, err := sunspec.NewImage(load(t), base, specs)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

func block(t testing.TB, im *sunspec.Image, id uint16) (*sunspec.Block, []uint16) {
	t.Helper()
	b := im.Block(id)
	if b == nil {
		t.Fatalf("the image has no model %d", id)
	}
	regs := make([]uint16, b.Entry.Registers())
	if !im.Read(b.Entry.Address, regs) {
		t.Fatal("the block leaves its image")
	}
	return b, regs
}

func TestEveryModelIsLaidOutAndBeginsNotImplemented(t *testing.T) {
	c := load(t)
	if n := len(c.IDs()); n != 44 {
		t.Errorf("%d models embedded, want 44", n)
	}
	for _, id := range c.IDs() {
		im := image(t, 0, sunspec.Spec{ID: id})
		b, regs := block(t, im, id)
		if len(b.Layout.Fields) == 0 || b.Layout.Model.ID != id {
			t.Errorf("model %d has no layout", id)
		}
		last := b.Layout.Fields[len(b.Layout.Fields)-1]
		if end := last.Offset + last.Point.Size; end != len(regs) {
			t.Errorf("model %d: the layout ends at %d of %d registers", id, end, len(regs))
		}
		for _, f := range b.Layout.Fields {
			if f.Point.Scale.Name != "" && f.ScaleAt < 0 {
				t.Errorf("model %d: scale factor %s of %s is nowhere", id, f.Point.Scale.Name, f.Path)
			}
			v, ok := f.Value(regs)
			counted := f.Point.Type == "count" || strings.HasPrefix(f.Path, "N") && ok
			if ok && f.Path != "ID" && f.Path != "L" && !counted {
				t.Errorf("model %d: %s of a new image is %v, want no value", id, f.Path, v)
			}
		}
	}
}

func TestLayout_Golden(t *testing.T) {
	im := image(t, 40000, sunspec.Spec{ID: 1}, sunspec.Spec{ID: 103}, sunspec.Spec{ID: 203}, sunspec.Spec{ID: 123},
		sunspec.Spec{ID: 802}, sunspec.Spec{ID: 160, Repeat: map[string]int{"module": 2}},
		sunspec.Spec{ID: 704}, sunspec.Spec{ID: 705, Repeat: map[string]int{"Crv": 2, "Pt": 2}})
	for _, b := range im.Blocks() {
		var out strings.Builder
		fmt.Fprintf(&out, "model %d, %d registers\n", b.Entry.ID, b.Entry.Registers())
		for _, f := range b.Layout.Fields {
			fmt.Fprintf(&out, "%3d %-10s %s", f.Offset, f.Point.Type, f.Path)
			if f.ScaleAt >= 0 {
				fmt.Fprintf(&out, " ×10^[%d]", f.ScaleAt)
			}
			if f.Sync > 0 {
				fmt.Fprintf(&out, " sync %d", f.Sync)
			}
			if f.Point.Writable() {
				out.WriteString(" RW")
			}
			out.WriteString("\n")
		}
		golden(t, fmt.Sprintf("layout_%d.txt", b.Entry.ID), out.String())
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got), rewrite with -update:\n%s", path, diff)
	}
}

// The offsets are counted by hand from the published model 103: ID 0, L 1, A 2, … W 14, W_SF 15.
func TestDecode_HandComputedRegistersOfModel103(t *testing.T) {
	m, _ := load(t).Model(103)
	regs := make([]uint16, 52)
	for i := range regs {
		regs[i] = 0xFFFF
	}
	regs[0], regs[1] = 103, 50
	regs[10], regs[13] = 2304, 0xFFFF                // PhVphA 230.4 V, V_SF -1
	regs[14], regs[15] = 0xEC78, 0                   // W -5000
	regs[16], regs[17] = 4998, 0xFFFE                // Hz 49.98
	regs[24], regs[25], regs[26] = 0x0001, 0xE240, 1 // WH 123456 ×10
	regs[33], regs[37] = 0x8000, 0                   // TmpCab has no value
	regs[20], regs[21] = 100, 0x8000                 // VAr with an unusable scale factor
	l := m.Layout(regs)
	for path, want := range map[string]float64{"PhVphA": 230.4, "W": -5000, "Hz": 49.98, "WH": 1234560} {
		if got, ok := l.Value(regs, path); !ok || got != want {
			t.Errorf("%s is %v, %v; want exactly %v", path, got, ok, want)
		}
	}
	for _, path := range []string{"TmpCab", "VAr", "A", "PPVphAB", "Nonsense"} {
		if got, ok := l.Value(regs, path); ok {
			t.Errorf("%s is %v, want no value", path, got)
		}
	}
}

func TestLayout_RepeatsToTheEndAndByCount(t *testing.T) {
	im := image(t, 0, sunspec.Spec{ID: 160, Repeat: map[string]int{"module": 3}},
		sunspec.Spec{ID: 705, Repeat: map[string]int{"Crv": 2, "Pt": 4}})
	mppt, _ := block(t, im, 160)
	if err := mppt.SetAll(map[string]float64{"DCW_SF": 1, "module[3].DCW": 4200}); err != nil {
		t.Fatal(err)
	}
	if v, ok := mppt.Value("module[3].DCW"); !ok || v != 4200 {
		t.Errorf("module[3].DCW is %v, %v", v, ok)
	}
	if _, ok := mppt.Layout.Field("module[4].DCW"); ok {
		t.Error("a fourth module appeared")
	}
	curve, regs := block(t, im, 705)
	if _, ok := curve.Layout.Field("Crv[2].Pt[4].V"); !ok {
		t.Error("Crv[2].Pt[4].V is missing")
	}
	m := curve.Layout.Model
	f, _ := curve.Layout.Field("NPt")
	regs[f.Offset] = 2
	if _, ok := m.Layout(regs).Field("Crv[1].Pt[3].V"); ok {
		t.Error("the layout ignores the count the device sent")
	}
	regs[f.Offset] = 0xFFFF
	if _, ok := m.Layout(regs).Field("Crv[1].Pt[1].V"); ok {
		t.Error("a count without a value counts")
	}
}

func TestLayout_AcceptsAnOlderShorterBlock(t *testing.T) {
	m, _ := load(t).Model(1)
	regs := make([]uint16, 67) // L 65: without the pad
	regs[0], regs[1] = 1, 65
	regs[2], regs[3] = 'S'<<8|'M', 'A'<<8
	l := m.Layout(regs)
	if got := l.Text(regs, "Mn"); got != "SMA" {
		t.Errorf("manufacturer %q", got)
	}
	if _, ok := l.Field("Pad"); ok {
		t.Error("a point beyond the block was laid out")
	}
}

func TestBlock_SetAndValueAgree(t *testing.T) {
	im := image(t, 40000, sunspec.Spec{ID: 1}, sunspec.Spec{ID: 203})
	meter, _ := block(t, im, 203)
	want := map[string]float64{"W_SF": 1, "W": -2340, "V_SF": -2, "PhVphA": 231.07, "TotWh_SF": 0, "TotWhImp": 4_000_000_000}
	if err := meter.SetAll(want); err != nil {
		t.Fatal(err)
	}
	for path, v := range want {
		if got, ok := meter.Value(path); !ok || got != v {
			t.Errorf("%s is %v, %v; want %v", path, got, ok, v)
		}
	}
	if err := meter.Clear("W"); err != nil {
		t.Fatal(err)
	}
	if _, ok := meter.Value("W"); ok {
		t.Error("W is there after Clear")
	}
	for path, v := range map[string]float64{
		"W": 1e9, "PhVphA": -327.68, "Hz": 50, "Nonsense": 1, "TotWhImp": -1, "WphA": math.NaN(),
	} {
		if err := meter.Set(path, v); err == nil {
			t.Errorf("%s accepted %v", path, v)
		}
	}
}

func TestImage_TakesWritesOnlyToWritablePoints(t *testing.T) {
	im := image(t, 40000, sunspec.Spec{ID: 1}, sunspec.Spec{ID: 123})
	b, _ := block(t, im, 123)
	limit, _ := b.Layout.Field("WMaxLimPct")
	at := b.Entry.Address + uint16(limit.Offset)
	if !im.Write(at, []uint16{5000, 0, 60, 0, 1}) {
		t.Error("the limit, its times and its enable were refused")
	}
	for name, address := range map[string]uint16{"id": b.Entry.Address, "scale factor": at + 20, "before the image": 39999} {
		if im.Write(address, []uint16{1}) {
			t.Errorf("a write to %s was accepted", name)
		}
	}
	if im.Read(39999, make([]uint16, 2)) || im.Read(40000, make([]uint16, im.Len()+1)) {
		t.Error("a read outside the image was answered")
	}
}

func TestDecodeAllocatesNothing(t *testing.T) {
	im := image(t, 0, sunspec.Spec{ID: 103})
	b, regs := block(t, im, 103)
	if n := testing.AllocsPerRun(100, func() {
		for i := range b.Layout.Fields {
			b.Layout.Fields[i].Value(regs)
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func TestParse_RefusesWhatNoLayoutCanUse(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON":             `{`,
		"no points":           `{"id":7,"group":{}}`,
		"a size that is zero": `{"id":7,"group":{"points":[{"name":"ID","type":"uint16","size":1},{"name":"L","type":"uint16","size":0}]}}`,
		"a size that lies":    `{"id":7,"group":{"points":[{"name":"ID","type":"uint16","size":1},{"name":"L","type":"uint16","size":1}],"groups":[{"name":"g","points":[{"name":"x","type":"int32","size":1}]}]}}`,
		"a scale of no kind":  `{"id":7,"group":{"points":[{"name":"ID","type":"uint16","size":1,"sf":[]}]}}`,
	} {
		if _, err := sunspec.Parse([]byte(text)); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
