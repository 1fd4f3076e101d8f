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
	tests := map[string]refusal{
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
		"flash without an interval":    {replace(", min_interval: 1m, writes_per_day: 24}", "}"), "addr: 510", "min_interval is missing"},
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
	refused(t, whole, tests)
}

// refusal is a text and the line that must be said about it: at the place where at stood.
type refusal struct{ text, at, want string }

func refused(t *testing.T, good string, tests map[string]refusal) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if tt.text == good {
				t.Fatal("nothing was changed")
			}
			line := "p.yaml:" + strconv.Itoa(strings.Count(good[:strings.Index(good, tt.at)], "\n")+1) + ": "
			_, err := profile.Parse("p.yaml", []byte(tt.text))
			if err == nil {
				t.Fatal("accepted")
			}
			found := false
			for l := range strings.SplitSeq(err.Error(), "\n") {
				found = found || strings.HasPrefix(l, line) && strings.Contains(l, tt.want)
			}
			if !found {
				t.Errorf("got\n%v\nwant a line %s… %s", err, line, tt.want)
			}
		})
	}
}

func TestParse_RefusesWhatCannotBePutTogether(t *testing.T) {
	good := read(t, "composed.yaml")
	if _, err := profile.Parse("p.yaml", []byte(good)); err != nil {
		t.Fatal(err)
	}
	replace := func(old, with string) string { return strings.Replace(good, old, with, 1) }
	refused(t, good, map[string]refusal{
		"a formula over a name nobody gave":     {replace("value: import - export", "value: import - out"), "value: import", "unknown name out"},
		"a formula that is none":                {replace("value: import - export", "value: import -"), "value: import", "want a formula over import, export"},
		"no formula":                            {replace("    value: import - export\n", ""), "  - channel: ActivePower", "points[0].value is missing"},
		"an input that a twin cannot show":      {replace(`, show: "max(v, 0)"`, ""), "import: {fc", "points[0].from.import.show is missing"},
		"a name in upper case":                  {replace("import: {fc", "Import: {fc"), "value: import", `"Import" is no name`},
		"a bit beyond the register":             {replace("9: fuse", "16: fuse"), "channel: Fault", "numbers of bits from 0"},
		"a word too few":                        {replace("words: [35, 31]", "words: [35]"), "channel: SOC", "2 addresses, as many as the type has registers"},
		"words and an address":                  {replace("words: [35, 31]", "words: [35, 31], addr: 3"), "channel: SOC", "words say where each register lies"},
		"split words that are written":          {replace("{as: low, fc: 16, addr: 82,", "{as: low, fc: 16, words: [82, 90],"), "{as: low", "a number is written to registers that adjoin"},
		"a text without meaning":                {replace(", texts: {A: 0, B: 1, C: 2}", ""), "channel: PlugState", "texts is missing"},
		"texts of a number":                     {replace(`type: "str:5"`, "type: u16"), "channel: PlugState", "only str:N has texts"},
		"a sequence without a meaning":          {replace("    means: \"low == high ? low : nil\"\n", ""), "channel: SetActivePower", "controls[0].means is missing"},
		"a meaning over a step nobody named":    {replace("low == high", "low == mid"), "means: \"low", "unknown name mid"},
		"two steps of one name":                 {replace("as: high", "as: low"), "{as: low", "as low stands twice"},
		"an atomic sequence by function 6":      {replace("{as: high, fc: 16, addr: 84, type: i32", "{as: high, fc: 6, addr: 84, type: i16"), "{as: high", "16 and no mask"},
		"an atomic sequence that is apart":      {replace("atomic: true", "atomic: true\n    apart: true"), "    read_back", "an atomic sequence is one request"},
		"a formula over another name":           {replace(`put: "max(v, 6)"`, `put: "max(x, 6)"`), "{as: limit", "unknown name x"},
		"flash without a budget":                {replace(", writes_per_day: 50", ""), "channel: SetPhases", "writes_per_day is missing"},
		"a budget of what does not wear out":    {replace("storage: FLASH, min_interval: 5m", "storage: VOLATILE, min_interval: 5m"), "channel: SetPhases", "only storage FLASH wears out"},
		"two settings of one name":              {replace("name: serial", "name: soc_min"), "name: serial", "setting soc_min stands twice"},
		"a speed no line has":                   {replace("baud: 19200", "baud: 300"), "transport", "from 1200 to 230400"},
		"a parity no line has":                  {replace("parity: even", "parity: mark"), "transport", "want one of none, even, odd"},
		"a value that stands for none of texts": {replace("none: 0", "none: zero"), "export: {fc", "want a number"},
	})
}
