package profile_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"ohmstead/field/profile"
)

func read(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestParse_RefusesByFileLineAndField(t *testing.T) {
	whole := read(t, "whole.yaml")
	replace := func(old, with string) string {
		if !strings.Contains(whole, old) {
			t.Fatalf("the profile does not contain %q", old)
		}
		return strings.Replace(whole, old, with, 1)
	}
	line := func(old string) string {
		return "p.yaml:" + strconv.Itoa(strings.Count(whole[:strings.Index(whole, old)], "\n")+1) + ": "
	}
	tests := map[string]struct {
		text, at, want string
	}{
		"a key nobody knows":           {replace("vendor:", "vendr:"), "vendor", "UNKNOWN_FIELD: unknown field vendr"},
		"a speed that is none":         {replace("port: 1502", "baud: 96"), "transport", "transport.baud is \"96\", want a whole number from 1200 to 230400"},
		"another transport":            {replace("[modbus-tcp]", "[udp]"), "transport", "want a list of modbus-tcp and modbus-rtu"},
		"an unknown nature":            {replace("natures: [ESS, METER, EVCS, LOAD]", "natures: [BATTERY]"), "natures", "natures names BATTERY"},
		"a channel of another nature":  {replace("channel: Frequency", "channel: SOC"), "channel: Frequency", "there is no channel METER.SOC"},
		"a set-point that is read":     {replace("channel: Runtime", "channel: SetEnabled"), "channel: Runtime", "set-points belong to controls"},
		"a measurement that is set":    {replace("{channel: SetActivePower", "{channel: ActivePower"), "channel: SetActivePower", "a set-point channel"},
		"a wrong unit":                 {replace("unit: mHz", "unit: kWh"), "channel: Frequency", "unit kWh does not fit Frequency"},
		"no unit":                      {replace("unit: mHz, ", ""), "channel: Frequency", "unit is missing"},
		"a sign that is no sign":       {replace("sign: -1", "sign: 2"), "channel: SetActivePower", "want 1 or -1"},
		"a scale of zero":              {replace("scale: 0.1", "scale: 0"), "channel: ActivePower", "other than zero"},
		"an unknown type":              {replace("type: f64", "type: f16"), "type: f64", "want one of u16"},
		"a text where a number stands": {replace("type: f64", "type: str:4"), "type: f64", "want one of u16"},
		"a write function that reads":  {replace("fc: 6, addr: 510", "fc: 3, addr: 510"), "addr: 510", "want one of 5, 6, 15, 16"},
		"a read function that writes":  {replace("fc: 4, addr: 5", "fc: 16, addr: 5"), "addr: 5,", "want one of 1, 2, 3, 4"},
		"two registers by function 6":  {replace("fc: 6, addr: 510, type: u16", "fc: 6, addr: 510, type: u32"), "addr: 510", "function 6 writes one register"},
		"an address behind the end":    {replace("addr: 105, type: u32", "addr: 65535, type: u32"), "channel: Frequency", "ends at 65535"},
		"an address that is none":      {replace("addr: 202", "addr: 70000"), "channel: Runtime", "from 0 to 65535"},
		"a valid range upside down":    {replace("clamp: [-5000, 5000]", "clamp: [5000, -5000]"), "clamp", "a lower and an upper bound"},
		"an invalid value too wide":    {replace("0x7FFF", "0x1FFFF"), "invalid", "raw integers"},
		"a mask of a float":            {replace("type: bits16, unit: bool, mask", "type: f32, unit: bool, mask"), "mask: 0x0010", "bits of an integer"},
		"flash without an interval":    {replace(", min_interval: 1m}", "}"), "addr: 510", "min_interval is missing"},
		"a channel that stands twice":  {replace("channel: EnergyExport", "channel: EnergyImport"), "  - {channel: ActivePower, natures: [METER]", "METER.EnergyImport stands twice"},
		"a timer without a register":   {replace("  register: {fc: 6, addr: 700, type: u16, unit: s}\n", ""), "kind: DEVICE_TIMER", "watchdog.register is missing"},
		"a register nobody feeds":      {replace("kind: DEVICE_TIMER", "kind: REWRITE"), "register:", "only DEVICE_TIMER"},
		"a timeout within the period":  {replace("timeout: 30s", "timeout: 5s"), "timeout: 30s", "longer than period"},
		"an unknown watchdog":          {replace("kind: DEVICE_TIMER", "kind: DOG"), "kind: DEVICE_TIMER", "want one of REWRITE"},
		"no source":                    {replace("source: [none]\n", ""), "id:", "source is missing"},
		"a block that is too long":     {replace("count: 10", "count: 21"), "reads", "from 1 to 20"},
		"a probe without a question":   {replace("{fc: 3, addr: 50, type: u16, values: [1, 2], range: [0, 5]}", "{values: [1]}"), "addr: 50, type: u16, values", "identify[1].addr is missing"},
		"a code that is no number":     {replace("{0: 1, 0x10: 2}", "{off: 1}"), "enum: {0", "raw whole numbers"},
		"a point without an address":   {replace("fc: 3, addr: 202, ", "fc: 3, "), "channel: Runtime", "points[7].addr is missing"},
		"a point without a function":   {replace("fc: 3, addr: 202, ", "addr: 202, "), "channel: Runtime", "points[7].fc is missing"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := profile.Parse("p.yaml", []byte(tt.text))
			if err == nil {
				t.Fatal("accepted")
			}
			found := false
			for l := range strings.SplitSeq(err.Error(), "\n") {
				found = found || strings.HasPrefix(l, line(tt.at)) && strings.Contains(l, tt.want)
			}
			if !found {
				t.Errorf("got\n%v\nwant a line %s… %s", err, line(tt.at), tt.want)
			}
		})
	}
}
