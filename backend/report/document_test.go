package report_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/backend/report"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/unit"
)

// keptInJoules is a week of two sites as it was kept under schema 1.
func keptInJoules(t testing.TB) []byte {
	t.Helper()
	document, err := os.ReadFile("testdata/week.schema1.json")
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func TestDecode_ReadsWhatWasKeptInJoules(t *testing.T) {
	r, err := report.Decode(keptInJoules(t))
	if err != nil {
		t.Fatal(err)
	}
	of := func(joules ...unit.ShownEnergy) (all []*unit.ShownEnergy) {
		for i := range joules {
			all = append(all, &joules[i])
		}
		return all
	}
	for name, tt := range map[string]struct {
		figures report.Figures
		want    []*unit.ShownEnergy
	}{
		"the total":                       {r.Total, of(1604960480, 802480240, 2020202000, 118691868, 0, 2703990372)},
		"the day on which clocks go back": {r.Parts[6].Figures, of(232023200, 116011600, 292029200, 17161716, 0, 390879084)},
		"the site that measures all":      {r.Sites[0].Figures, of(0, 802480240, 2020202000, 118691868, 0, 1099029892)},
		"the site with a meter alone":     {r.Sites[1].Figures, append(of(1604960480, 0), nil, nil, nil, of(1604960480)[0])},
	} {
		f := tt.figures
		if got := []*unit.ShownEnergy{f.Import, f.Export, f.PV, f.Charged, f.Discharged, f.Load}; !cmp.Equal(got, tt.want) {
			t.Errorf("%s (-want +got):\n%s", name, cmp.Diff(tt.want, got))
		}
	}
	if r.Schema != 2 || len(r.Parts) != 7 || r.Total.Coverage != 9171 || r.Total.Peak.Watts != 2667 {
		t.Errorf("the rest of it is %+v", r)
	}
	text := r.Encode()
	if again, err := report.Decode(text); err != nil || !bytes.Equal(again.Encode(), text) || !bytes.Contains(text, []byte(`"total":{"import_wh":445822.36,"export_wh":222911.18,`)) || bytes.Contains(text, []byte(`_j":`)) {
		t.Errorf("written now it is %s, %v", text, err)
	}
}

func TestDecode_RefusesWhatItDoesNotKnow(t *testing.T) {
	for document, want := range map[string]string{
		`{"schema":3}`:                          "its schema is 3, those known are 1 and 2",
		`{}`:                                    "its schema is 0",
		`{"schema":1,"total":{"import_j":1.5}}`: "in J",
		`{"schema":2,"total":{"import_wh":0.001}}`: "at most two decimals",
		``: "unexpected end",
	} {
		if _, err := report.Decode([]byte(document)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", document, err, want)
		}
	}
}

// What is kept says the energies to 0.01 Wh, and is the same bytes whenever it is read and written again.
func TestDecode_ReadsWhatEncodeWrote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := day(t, time.June, 1)
		energies := rapid.SliceOfN(rapid.Int64Range(-5_000_000, 5_000_000), 3, 3).Draw(t, "energies")
		meter := channel("meter0.ActivePower", telemetry.AtGrid, quarters(d, func(i int) (int64, int64, bool) {
			e := energies[i%len(energies)]
			return max(e, 0), max(-e, 0), i != 7
		}))
		computed := report.Compute(report.Input{Frame: frame(report.Day, d), Sites: []report.Site{{Name: "House", Channels: []report.Channel{meter}}}})
		kept := computed.Encode()
		r, err := report.Decode(kept)
		if err != nil || !bytes.Equal(r.Encode(), kept) {
			t.Fatalf("%s is read as %s, %v", kept, r.Encode(), err)
		}
		if off := *r.Total.Import - *computed.Total.Import; off > 18 || off < -18 {
			t.Fatalf("%d J are kept as %d J", *computed.Total.Import, *r.Total.Import)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add(string(keptInJoules(f)))
	f.Add(`{"schema":2,"total":{"import_wh":4200.5},"parts":[{"import_wh":null}],"sites":null}`)
	f.Add(`{"schema":1,"parts":[{}],"Parts":[{},{}],"sites":[{"load_j":-1}]}`)
	f.Fuzz(func(t *testing.T, document string) {
		r, err := report.Decode([]byte(document))
		if err != nil {
			return
		}
		kept := r.Encode()
		again, err := report.Decode(kept)
		if err != nil || !bytes.Equal(again.Encode(), kept) {
			t.Fatalf("%q is read as %s and that as %s, %v", document, kept, again.Encode(), err)
		}
	})
}
