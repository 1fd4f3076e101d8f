package study_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/reason"
	"ohmstead/field/strict"
	"ohmstead/study"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const folder = "../testdata/scenarios"

// scenarios are the stories of the folder by file.
func scenarios(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"*.yaml", "*.json"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 12 {
		t.Fatalf("%d scenarios in %s", len(files), folder)
	}
	return files
}

func replay(t *testing.T, file string) []byte {
	t.Helper()
	var out, complaints bytes.Buffer
	if exit := study.ReplayFiles(&out, &complaints, []string{file}); exit != study.Met {
		t.Errorf("exit %d:\n%s", exit, complaints.String())
	}
	return out.Bytes()
}

func TestEveryScenarioIsMetAndGivesTheSameBytes(t *testing.T) {
	for _, file := range scenarios(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			got := replay(t, file)
			if !bytes.Equal(got, replay(t, file)) {
				t.Error("a second run gave other bytes")
			}
			golden := strings.TrimSuffix(file, filepath.Ext(file)) + ".jsonl"
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v; run make golden", err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
				t.Errorf("lines (-want +got); run make golden if that is meant:\n%s", diff)
			}
		})
	}
}

// explained is the part of a line that explains the set-points.
type explained struct {
	members   map[string][]string // of the scenario's clusters
	Setpoints map[string]float64
	Requests  []struct {
		Asset, By, Class string
		AtLeast          *float64    `json:"at_least_watts"`
		AtMost           *float64    `json:"at_most_watts"`
		Exactly          *float64    `json:"exactly_watts"`
		Target           *float64    `json:"target_watts"`
		Code             reason.Code `json:"reason_code"`
		Params           reason.Params
		// Of anything but active power.
		Channel string
		Least   *float64 `json:"at_least"`
		Most    *float64 `json:"at_most"`
		Wanted  *float64 `json:"target"`
	}
	Cut []struct {
		Asset, By string
		Asked     float64     `json:"asked_watts"`
		Given     float64     `json:"given_watts"`
		Code      reason.Code `json:"reason_code"`
		BoundBy   string      `json:"bound_by"`
		Params    reason.Params
		Why       string
		Channel   string
		Wanted    float64 `json:"asked"`
		Got       float64 `json:"given"`
	}
}

// The check forms its own opinion from the set-points and the requests: whatever a request did not
// get has to stand among the cuts, with who bound it, by which reason and with all its values.
func TestEveryLineExplainsItsCuts(t *testing.T) {
	for _, file := range scenarios(t) {
		members := clusters(t, file)
		for text := range bytes.Lines(replay(t, file)) {
			l := explained{members: members}
			if err := json.Unmarshal(text, &l); err != nil {
				t.Fatal(err)
			}
			if cut := missed(t, l); cut != len(l.Cut) {
				t.Errorf("%s: %d requests were not met, %d cuts are named in\n%s", file, cut, len(l.Cut), text)
			}
			checkCuts(t, l)
		}
	}
}

// given is what an asset was given on a channel, "" for its active power: a roof is told the
// magnitude up to which it may produce, and a cluster does what its members do.
func (l explained) given(asset, channel string) (float64, bool) {
	if channel != "" {
		v, ok := l.Setpoints[asset+"."+channel]
		return v, ok
	}
	if of, is := l.members[asset]; is {
		sum := 0.0
		for _, id := range of {
			p, ok := l.given(id, "")
			if !ok {
				return 0, false
			}
			sum += p
		}
		return sum, true
	}
	if id, phase, single := strings.Cut(asset, "."); single {
		p, ok := l.Setpoints[id+".SetActivePower_"+phase]
		return p, ok
	}
	if p, ok := l.Setpoints[asset+".SetActivePower"]; ok {
		return p, true
	}
	if p, ok := l.Setpoints[asset+".SetMaxActivePower"]; ok {
		return -p, true
	}
	return l.charger(asset)
}

// charger is the power a charger was given, which its current does not say to the watt: what its
// cuts say, and where nothing was cut what was wanted of it.
func (l explained) charger(asset string) (float64, bool) {
	for _, c := range l.Cut {
		if c.Asset == asset && c.Channel == "" {
			return c.Given, true
		}
	}
	for _, r := range l.Requests {
		if r.Asset == asset && r.Target != nil {
			return *r.Target, true
		}
	}
	for _, r := range l.Requests { // without a target it charges up to its bound
		if r.Asset == asset && r.AtMost != nil {
			return *r.AtMost, true
		}
	}
	return 0, false
}

// clusters are the members of a scenario's clusters.
func clusters(t *testing.T, file string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := strict.Parse(file, data)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, m := range doc.Root().Maps("clusters") {
		all[m.Text("id")] = m.Texts("members")
	}
	return all
}

// missed counts the requests that the set-points do not meet.
func missed(t *testing.T, l explained) int {
	t.Helper()
	n := 0
	for _, r := range l.Requests {
		given, ok := l.given(r.Asset, r.Channel)
		if !ok {
			t.Errorf("%s asks something of %s, which has no set-point", r.By, r.Asset)
		}
		unmet := r.AtLeast != nil && given < *r.AtLeast || r.AtMost != nil && given > *r.AtMost ||
			r.Exactly != nil && given != *r.Exactly || r.Target != nil && given != *r.Target ||
			r.Least != nil && given < *r.Least || r.Most != nil && given > *r.Most || r.Wanted != nil && given != *r.Wanted
		if unmet {
			n++
		}
		if r.Target == nil && r.Wanted == nil {
			checkReason(t, r.Code, r.Params)
		}
	}
	return n
}

func checkCuts(t *testing.T, l explained) {
	t.Helper()
	askers := map[string]bool{"asset": true, "edge": true, "operator": true}
	for _, r := range l.Requests {
		askers[r.By] = true
	}
	for _, c := range l.Cut {
		asked, got := c.Asked+c.Wanted, c.Given+c.Got // one of the two is there
		if given, _ := l.given(c.Asset, c.Channel); got != given || asked == got {
			t.Errorf("%s: asked %v, given %v, set %v", c.By, asked, got, given)
		}
		if !askers[c.BoundBy] || c.BoundBy == c.By {
			t.Errorf("%s was cut by %q, which asked nothing of %s", c.By, c.BoundBy, c.Asset)
		}
		checkReason(t, c.Code, c.Params)
		if c.Why == "" || strings.ContainsAny(c.Why, "{}") {
			t.Errorf("%s was cut, and why is %q", c.By, c.Why)
		}
	}
}

func checkReason(t *testing.T, code reason.Code, params reason.Params) {
	t.Helper()
	entry, ok := reason.Lookup(code)
	if !ok || entry.Class != reason.Cut {
		t.Errorf("%q is no reason for a cut", code)
	}
	for _, name := range entry.Params {
		if _, ok := params[name]; !ok {
			t.Errorf("%s lacks %s", code, name)
		}
	}
}
