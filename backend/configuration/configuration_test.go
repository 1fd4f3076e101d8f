package configuration

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/energy/reason"
)

func inverter() Addition {
	unit := int64(1)
	return Addition{
		Device: Device{Key: "pv", Profile: "sunspec", Address: "192.168.1.30:502", Unit: &unit},
		Assets: []Asset{{ID: "pv0", Name: `Roof "south"`, Nature: "PV", MaxActivePowerWatts: 8000}},
	}
}

const (
	deviceLine = `- {key: "pv", profile: "sunspec", address: "192.168.1.30:502", unit: 1}`
	assetLine  = `- {id: "pv0", name: "Roof \"south\"", nature: "PV", device: "pv", max_active_power_watts: 8000}`
)

func TestADeviceIsAddedAndEverythingElseStays(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"to a file that says whose site it is": {
			"site: {name: barn}\n",
			"site: {name: barn}\ndevices:\n  " + deviceLine + "\nassets:\n  " + assetLine + "\n",
		},
		"behind what is there, comments and all": {
			"# by hand\nsite: {name: barn}\ndevices:\n- {key: m, profile: x, address: \"a:1\"} # the meter\n\n# what stands here\nassets:\n- {id: grid0, nature: GRID_METER, device: m}\n\ncontrollers: []\n",
			"# by hand\nsite: {name: barn}\ndevices:\n- {key: m, profile: x, address: \"a:1\"} # the meter\n" + deviceLine + "\n\n# what stands here\nassets:\n- {id: grid0, nature: GRID_METER, device: m}\n" + assetLine + "\n\ncontrollers: []\n",
		},
		"behind an entry of several lines, at the end": {
			"assets: \n    - id: grid0\n      nature: GRID_METER\nsite: {name: barn}\ndevices:\n    - key: m\n      profile: x\n",
			"assets: \n    - id: grid0\n      nature: GRID_METER\n    " + assetLine + "\nsite: {name: barn}\ndevices:\n    - key: m\n      profile: x\n    " + deviceLine + "\n",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := inverter().to(tt.text)
			if err != nil || got != tt.want {
				t.Errorf("%v\ngot\n%s\nwant\n%s", err, got, tt.want)
			}
		})
	}
}

func TestAListInOneLineIsNotAddedTo(t *testing.T) {
	for name, text := range map[string]string{
		"entries in brackets": "site: {name: barn}\ndevices: [{key: m}]\n",
		"nothing in brackets": "site: {name: barn}\ndevices: []\n",
		"nothing at all":      "site: {name: barn}\ndevices:\nassets:\n  - {id: a}\n",
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := inverter().to(text); !errors.Is(err, reason.New(reason.ConfigurationNotExtended, nil)) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	if _, err := inverter().to("site: {name\n"); !errors.Is(err, reason.New(reason.SyntaxError, nil)) {
		t.Errorf("broken syntax: %v", err)
	}
}

// A difference tells both texts, and keeps what it can.
func TestADifferenceTellsBothTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", ""}), 0, 12)
		a, b := lines.Draw(t, "a"), lines.Draw(t, "b")
		join := func(l []string) string {
			if len(l) == 0 {
				return ""
			}
			return strings.Join(l, "\n") + "\n"
		}
		var from, to []string
		same := 0
		for _, l := range Diff(join(a), join(b)) {
			if l.Op != Added {
				from = append(from, l.Text)
				if l.Old != len(from) {
					t.Fatalf("line %d of the first is numbered %d", len(from), l.Old)
				}
			}
			if l.Op != Removed {
				to = append(to, l.Text)
				if l.New != len(to) {
					t.Fatalf("line %d of the second is numbered %d", len(to), l.New)
				}
			}
			if l.Op == Same {
				same++
			}
		}
		if join(from) != join(a) || join(to) != join(b) {
			t.Fatalf("told %q and %q of %q and %q", from, to, a, b)
		}
		if want := longest(a, b); same != want {
			t.Fatalf("%d lines are kept, %d could be", same, want)
		}
	})
}

// longest is the length of the longest common subsequence, by trying everything.
func longest(a, b []string) int {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	if a[0] == b[0] {
		return 1 + longest(a[1:], b[1:])
	}
	return max(longest(a[1:], b), longest(a, b[1:]))
}
