package sim_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/sim"
	"ohmstead/sim/face"
)

func TestDefaultIsValid(t *testing.T) {
	if err := sim.Default().Validate(); err != nil {
		t.Error(err)
	}
}

func TestLoadKeepsTheDefaultWhereTheFileIsSilent(t *testing.T) {
	got, err := sim.Load("site.yaml", []byte(`
speed: 60
start: "07:30"
load: {series: office-load, day: 2017-06-14}
battery: {watchdog: 5s, on_loss: INTERNAL}
faults:
  - {at: 20s, device: battery, kind: OFFLINE, for: 30s}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := sim.Default()
	want.Speed, want.Start = 60, "07:30"
	want.Load.Series, want.Load.Day = "office-load", "2017-06-14"
	want.Battery.Watchdog, want.Battery.OnLoss = 5*time.Second, "INTERNAL"
	want.Faults = []sim.Fault{{At: 20 * time.Second, For: 30 * time.Second, Device: "battery", Kind: face.Offline}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLoadNamesEveryFault(t *testing.T) {
	tests := map[string]struct{ file, want string }{
		"unknown fields are named with the known ones": {
			"sped: 2\nbattery: {capacity: 5}\n",
			`site.yaml:1: UNKNOWN_FIELD: unknown field sped; known are battery, connection, devices, faults, load, pv, seed, speed, start, time_zone
site.yaml:2: UNKNOWN_FIELD: unknown field battery.capacity; known are capacity_wh, charge_efficiency, discharge_efficiency, max_charge_watts, max_discharge_watts, on_loss, soc_percent, time_constant, watchdog`,
		},
		"values out of range are named with their line": {
			"time_zone: Mars/Base\nspeed: 9999\nstart: noon\nbattery:\n  soc_percent: 130\n  watchdog: 500ms\npv:\n  rating_watts: -5\n",
			`site.yaml:1: INVALID_VALUE: time_zone is "Mars/Base", want an IANA time zone such as Europe/Berlin
site.yaml:2: INVALID_VALUE: speed is 9999, want 0.01 to 3600
site.yaml:3: INVALID_VALUE: start is "noon", want a time of day such as 07:30
site.yaml:5: INVALID_VALUE: battery.soc_percent is 130, want 0 to 100
site.yaml:6: INVALID_VALUE: battery.watchdog is 0.5, want 1 to 86400
site.yaml:8: INVALID_VALUE: pv.rating_watts is -5, want 1 to 1e+09`,
		},
		"series and days that do not exist are refused": {
			"load:\n  series: castle-load\npv:\n  day: 2024-02-30\n",
			`site.yaml:2: UNKNOWN_NAME: load.series names "castle-load", which does not exist; known are house-load, house-pv, office-load, rooftop-pv
site.yaml:4: INVALID_VALUE: pv.day is "2024-02-30", want a day of the series, 2024-02-29 to 2024-11-30`,
		},
		"devices need a key, a role and an address of their own": {
			"devices:\n  - {key: a, role: GRID_METER, listen: 127.0.0.1:15020}\n  - {key: a, role: TOASTER, listen: here}\n  - {role: LOAD_METER, listen: 127.0.0.1:15020}\n",
			`site.yaml:3: DUPLICATE_NAME: devices[1].key a stands twice
site.yaml:3: INVALID_VALUE: devices[1].role is "TOASTER", want one of GRID_METER, PV_INVERTER, BATTERY_INVERTER, LOAD_METER, CHARGER, BATTERY_DER
site.yaml:3: INVALID_VALUE: devices[1].listen is "here", want host:port such as 127.0.0.1:15020, port 0 for a free one
site.yaml:4: MISSING_FIELD: devices[2].key is missing
site.yaml:4: DUPLICATE_NAME: devices[2].listen 127.0.0.1:15020 stands twice`,
		},
		"faults name a device and a kind": {
			"faults:\n  - {at: 1s, device: toaster, kind: BROKEN}\n",
			`site.yaml:2: UNKNOWN_NAME: faults[0].device names "toaster", which does not exist; known are grid-meter, pv-inverter, battery, load-meter, wallbox-left, wallbox-right
site.yaml:2: INVALID_VALUE: faults[0].kind is "BROKEN", want one of OFFLINE, FROZEN, SLOW, SILENT, EXCEPTION, SHORT, GARBAGE, SENTINEL`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := sim.Load("site.yaml", []byte(tt.file))
			if err == nil {
				t.Fatal("accepted")
			}
			if diff := cmp.Diff(strings.TrimSpace(tt.want), err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The file that the documentation prints is the default.
func TestDocumentedFileIsTheDefault(t *testing.T) {
	page, err := os.ReadFile("../docs/simulator.md")
	if err != nil {
		t.Fatal(err)
	}
	_, file, _ := strings.Cut(string(page), "```yaml\nseed:")
	file, _, found := strings.Cut(file, "```")
	if !found {
		t.Fatal("docs/simulator.md shows no site file")
	}
	got, err := sim.Load("docs/simulator.md", []byte("seed:"+file))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sim.Default(), got); diff != "" {
		t.Errorf("(-default +documented):\n%s", diff)
	}
}
