package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ohmstead/sim"
	"ohmstead/sim/face"
)

var update = flag.Bool("update", false, "rewrite docs/bad-inputs.md")

// badInput is one thing a person gets wrong: files by name, and a command line. Lines is how many
// faults it has; each has exactly one line.
type badInput struct {
	what  string
	files map[string]string
	args  string
	lines int
	exit  int
}

func badInputs() []badInput {
	site := func(rest string) map[string]string {
		return map[string]string{"site.yaml": "site: {name: house}\n" + rest}
	}
	plug := func(fields string) string {
		return "devices:\n  - {key: m, profile: shelly-gen2-switch, " + fields + "}\nassets:\n  - {id: a, nature: LOAD, device: m}\n"
	}
	topic := func(fields string) string {
		return strings.Replace(plug(fields), "shelly-gen2-switch", "tasmota-mqtt", 1)
	}
	bms := func(fields string) string {
		return "devices:\n  - {key: m, profile: battery-can-35x, " + fields + "}\nassets:\n  - {id: a, nature: ESS, device: m, max_apparent_power_va: 5000}\n"
	}
	const meter = "assets:\n  - {id: grid0, nature: GRID_METER}\n  - {id: ess0, nature: ESS, max_apparent_power_va: 5000}\n"
	return append(wrongCalls(), []badInput{
		{"a database URL that is none", nil, "serve --database-url mysql://host/db --data .", 1, 1},
		{"a database that does not answer", nil, "serve --database-url postgres://ohm@127.0.0.1:1/ohm --data . --http 127.0.0.1:0 --hub 127.0.0.1:0", 1, 1},
		{"a database URL and a file with another", map[string]string{"database.url": "postgres://a/b\n"}, "serve --database-url postgres://c/d --database-url-file database.url --data .", 1, 2},
		{"a file with a URL that is not there", nil, "serve --database-url-file nowhere.url --data . --http 127.0.0.1:0", 1, 1},
		{"an import of a file that is not there", nil, "import nowhere.csv", 1, 2},
		{"an import by somebody unknown", map[string]string{"sites.csv": "key\n"}, "import sites.csv --login nowhere.json", 1, 2},
		{"an import with a login that is none", map[string]string{"sites.csv": "key\n", "login.json": "{}"}, "import sites.csv --login login.json", 1, 2},
		{"an import without a file", nil, "import", 1, 2},
		{"a demo whose edge has nowhere to go", nil, "up --nats-url nats://127.0.0.1:4222 --data .", 1, 2},
		{"a backend file with an unknown field", map[string]string{"backend.yaml": "listen: 127.0.0.1:8080\nlisten_on: x\n"}, "serve -c backend.yaml", 1, 2},
		{"an audit log where there is no database", nil, "audit verify --data .", 1, 1},
		{"a tenant whose id is none", nil, "audit verify --data . --tenant acme", 1, 2},
		{"a head of no tenant", nil, "audit verify --data . --head 3:00", 1, 2},
		{"a head that is cut short", nil, "audit verify --data . --tenant 018f3b1e-0000-7000-8000-000000000001 --head 3:9f86", 1, 2},
		{"an edge without a site file", nil, "edge", 1, 2},
		{"an enrolment without a code", nil, "edge enrol --backend https://energy.example.org", 1, 2},
		{"an enrolment that could be read on its way", nil, "edge enrol --backend http://energy.example.org --code 7K3M-9QXT-20VW --data kept", 1, 2},
		{"a new key for an edge that is not enrolled", nil, "edge rotate-key --data kept", 1, 2},
		{"a site file that is not there", nil, "edge -c nowhere.yaml", 1, 2},
		{"a site file that is no YAML", map[string]string{"site.yaml": "site: {name: house\nassets: [\n"}, "edge -c site.yaml", 1, 2},
		{"an unknown key", site("asets: []\n"), "edge -c site.yaml", 1, 2},
		{"a cycle that is too short", site("cycle: 1ms\n"), "edge -c site.yaml", 1, 2},
		{"a time zone that does not exist", map[string]string{"site.yaml": "site: {name: house, time_zone: Mars/Olympus}\n"}, "edge -c site.yaml", 1, 2},
		{"a nature that does not exist", site("assets:\n  - {id: a, nature: TOASTER}\n"), "edge -c site.yaml", 1, 2},
		{"a name that stands twice", site("assets:\n  - {id: a, nature: LOAD}\n  - {id: a, nature: LOAD}\n"), "edge -c site.yaml", 1, 2},
		{"a profile that does not exist", site("devices:\n  - {key: m, profile: nosuch, address: \"127.0.0.1:502\"}\nassets:\n  - {id: a, nature: GRID_METER, device: m}\n"), "edge -c site.yaml", 1, 2},
		{"a device whose address does not fit its profile", site(plug("address: \"192.168.1.30:80\"")), "edge -c site.yaml", 1, 2},
		{"a password in an address", site(plug("address: \"http://admin:secret@192.168.1.30\"")), "edge -c site.yaml", 1, 2},
		{"a password that is not in a file", site(plug("address: \"http://192.168.1.30\", password: secret")), "edge -c site.yaml", 1, 2},
		{"a password file that is not there", site(plug("address: \"http://192.168.1.30\", password_file: nowhere")), "edge -c site.yaml", 1, 1},
		{"a parameter the profile does not have", site(plug("address: \"http://192.168.1.30\", params: {channel: \"1\"}")), "edge -c site.yaml", 1, 2},
		{"a parameter that would change the request", site(plug("address: \"http://192.168.1.30\", params: {index: \"0&on=true\"}")), "edge -c site.yaml", 1, 2},
		{"a register's unit for a device without registers", site(plug("address: \"http://192.168.1.30\", unit: 3")), "edge -c site.yaml", 1, 2},
		{"two loads behind one socket", site(plug("address: \"http://192.168.1.30\"") + "  - {id: b, nature: LOAD, device: m}\n"), "edge -c site.yaml", 1, 2},
		{"a topic for a broker", site(topic("address: \"mqtt://192.168.1.40:1883/plug1\"")), "edge -c site.yaml", 1, 2},
		{"a broker without the device's topic", site(topic("address: \"mqtt://192.168.1.40:1883\"")), "edge -c site.yaml", 1, 2},
		{"every topic at once", site(topic("address: \"mqtt://192.168.1.40:1883\", params: {topic: \"#\"}")), "edge -c site.yaml", 1, 2},
		{"a password for a broker that lacks its user", site(topic("address: \"mqtt://192.168.1.40:1883\", params: {topic: plug1}, password_file: x")), "edge -c site.yaml", 1, 2},
		{"a CAN bus by its name alone", site(bms("address: can0")), "edge -c site.yaml", 1, 2},
		{"a bit rate in words", site(bms("address: \"slcan:/dev/ttyACM0\", bit_rate: 500k")), "edge -c site.yaml", 1, 2},
		{"a battery on CAN that is to be a load", site(strings.Replace(bms("address: \"socketcan:can0\""), "ESS", "LOAD", 1)), "edge -c site.yaml", 1, 2},
		{"a controller type that does not exist", site(meter + "controllers:\n  - {id: c, type: SELF_CONSUMTION}\n"), "edge -c site.yaml", 1, 2},
		{"a controller's number in words", site(meter + "controllers:\n  - {id: c, type: PEAK_SHAVING, ess: ess0, meter: grid0, peak_watts: much}\n"), "edge -c site.yaml", 1, 2},
		{"limits that contradict each other", site(meter + "controllers:\n  - {id: c, type: PEAK_SHAVING, ess: ess0, meter: grid0, peak_watts: 100, recharge_watts: 200}\n"), "edge -c site.yaml", 1, 2},
		{"two faults in one file", site("cycle: soon\nmax_age: never\n"), "edge -c site.yaml", 2, 2},
		{"a credential that is cut off", map[string]string{"site.yaml": "site: {name: house}\n", "edge.json": `{"tenant": "x"`}, "edge -c site.yaml --credential edge.json", 1, 2},
		{"a simulated site with an unknown field", map[string]string{"sim.yaml": "seed: 1\nspeeed: 3\n"}, "sim -c sim.yaml", 1, 2},
		{"a simulated battery of negative size", map[string]string{"sim.yaml": "battery: {capacity_wh: -5}\n"}, "sim -c sim.yaml", 1, 2},
		{"a scenario that is not there", nil, "replay nowhere.yaml", 1, 2},
		{"a file that is no record", map[string]string{"x.ohmrec": "hello\n"}, "replay x.ohmrec", 1, 2},
		{"a record from an instant that is none", map[string]string{"x.ohmrec": "hello\n"}, "replay x.ohmrec --from noon", 1, 2},
		{"a scenario shown like a record", map[string]string{"s.yaml": "name: x\n"}, "replay s.yaml --changes", 1, 2},
		{"too little room for a record", site(meter), "edge -c site.yaml --record-megabytes 1", 1, 2},
		{"a scenario with an unknown channel", map[string]string{"s.yaml": "name: x\nassets:\n  - {id: grid0, nature: GRID_METER}\nsteps:\n  - {at: 0s, set: {grid0.Power: 3}}\n"}, "replay s.yaml", 1, 2},
		{"an estimate without a cell", nil, "soc --log l.csv", 1, 2},
		{"a cell that does not exist", nil, "soc --cell nosuch --log l.csv", 1, 2},
		{"a cell file with two faults", map[string]string{"c.yaml": "name: x\ncapacity_ah: -2\nocv:\n  - {temperature_c: 25, soc_percent: [0, 100], volts: [4, 3]}\ncircuit:\n  - {temperature_c: 25, soc_percent: [50], r0_ohm: [0.001]}\n"}, "soc --cell c.yaml --log l.csv", 2, 2},
		{"a battery log that is not there", nil, "soc --cell sony-us26650 --log nowhere.csv", 1, 2},
		{"a battery log without a voltage", map[string]string{"l.csv": "t_s,current_a\n0,1\n"}, "soc --cell sony-us26650 --log l.csv", 1, 2},
		{"a battery log with a word where a number belongs", map[string]string{"l.csv": "t_s,current_a,voltage_v\n0,1,3.3\n1,much,3.3\n"}, "soc --cell sony-us26650 --log l.csv", 1, 2},
		{"a battery log whose time goes back", map[string]string{"l.csv": "t_s,current_a,voltage_v\n1,1,3.3\n0,1,3.3\n"}, "soc --cell sony-us26650 --log l.csv", 1, 2},
		{"a form of a log with an unknown field", map[string]string{"l.csv": "t_s,current_a,voltage_v\n0,1,3.3\n", "f.yaml": "sign: -1\n"}, "soc --cell sony-us26650 --log l.csv --form f.yaml", 1, 2},
		{"a start beyond full", nil, "soc --cell sony-us26650 --log l.csv --start-percent 130", 1, 2},
		{"a recipe that names no tests", map[string]string{"r.yaml": "name: x\ncapacity_ah: 2\nidentify: {ocv_percent: [0, 100], circuit_percent: [50]}\n"}, "soc fit r.yaml", 1, 2},
		{"a device that does not answer", nil, "device read 127.0.0.1:1 --profile eastron-sdm630", 1, 1},
		{"a device whose answers are too short", nil, "device read SHORT --profile eastron-sdm630", 1, 1},
		{"a profile for a device that does not exist", nil, "device read 127.0.0.1:1 --profile nosuch", 1, 2},
		{"a set-point that is no number", nil, "device write 127.0.0.1:1 SetActivePower much --profile kostal-plenticore", 1, 2},
		{"a set-point the device does not have", nil, "device write METER SetActivePower 5 --profile eastron-sdm630", 1, 2},
		{"a setting of a device that does not exist", nil, "device set METER reset 1 --profile eastron-sdm630", 1, 1},
		{"a setting's value that is no number", nil, "device set 127.0.0.1:1 max_charge_power much --profile sunspec-der", 1, 2},
		{"a curve of a code that has none", nil, "device curves adopt 127.0.0.1:1 VOLT_WATT VDE_AR_N_4105", 1, 2},
		{"a curve of a function that does not exist", nil, "device curves adopt 127.0.0.1:1 VOLTS VDE_AR_N_4105", 1, 2},
		{"a print form that does not exist", nil, "device read METER --profile eastron-sdm630 --output xml", 1, 2},
	}...)
}

// wrongCalls are commands, flags and addresses that cannot be used.
func wrongCalls() []badInput {
	return []badInput{
		{"a command that does not exist", nil, "upp", 1, 2},
		{"a flag that does not exist", nil, "up --sped 60", 1, 2},
		{"a flag with a word where a number belongs", nil, "up --speed fast", 1, 2},
		{"a number out of range", nil, "up --speed -3", 1, 2},
		{"an address that is none", nil, "up --http nonsense --data kept", 1, 2},
		{"an address beyond this machine without encryption", nil, "up --http 0.0.0.0:8080 --data kept", 1, 2},
		{"a log level that does not exist", nil, "up --log loud", 1, 2},
		{"a directory that cannot be made", nil, "up --data /proc/ohmstead", 1, 2},
		{"a part of the backend that does not exist", nil, "serve --target cloud --data kept", 3, 2},
	}
}

// meters are two simulated load meters: a healthy one and one whose answers are a register short.
func meters(t *testing.T) (healthy, short string) {
	t.Helper()
	c := sim.Default()
	c.Devices = []sim.Device{{Key: "healthy", Role: sim.LoadMeter, Listen: "127.0.0.1:0"}, {Key: "short", Role: sim.LoadMeter, Listen: "127.0.0.1:0"}}
	site, err := sim.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- site.Run(t.Context()) }()
	t.Cleanup(func() {
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	if err := site.Fail("short", face.Short, 0); err != nil {
		t.Fatal(err)
	}
	return site.Addresses()[0].Address, site.Addresses()[1].Address
}

func TestEveryBadInputGetsOneClearLineAndLeavesNothing(t *testing.T) {
	healthy, short := meters(t)
	var page bytes.Buffer
	page.WriteString("# Bad inputs\n\nWhat people get wrong, and the line they get. Each fault has exactly one line, nothing is half-done,\nand the exit code is 2 where the input must change, 1 where the world did not play along. This page\nis written by the test that tries them all (`make golden`).\n\n")
	for _, b := range slices.Concat(badInputs(), badSnapshots(), badEnvelopes()) {
		t.Run(b.what, func(t *testing.T) {
			t.Chdir(t.TempDir())
			for name, text := range b.files {
				write(t, name, []byte(text))
			}
			line := strings.NewReplacer("METER", healthy, "SHORT", short).Replace(b.args)
			var out, errs bytes.Buffer
			exit := run(strings.Fields(line), &out, &errs)
			said := strings.TrimSpace(strings.NewReplacer(healthy, "METER", short, "METER").Replace(errs.String()))
			if exit != b.exit || out.Len() > 0 {
				t.Errorf("exit code %d, want %d; printed %q", exit, b.exit, out.String())
			}
			if got := len(strings.Split(said, "\n")); said == "" || got != b.lines {
				t.Errorf("%d lines, want %d:\n%s", got, b.lines, said)
			}
			left, err := os.ReadDir(".")
			if err != nil || len(left) != len(b.files) {
				t.Errorf("left behind: %v %v", left, err)
			}
			fmt.Fprintf(&page, "## %s\n\n```\n$ ohmstead %s\n%s\n```\n\n", upper(b.what), b.args, said)
		})
	}
	if t.Failed() {
		return
	}
	comparePage(t, page.Bytes())
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func comparePage(t *testing.T, page []byte) {
	t.Helper()
	file := filepath.Join("..", "..", "docs", "bad-inputs.md")
	page = append(bytes.TrimRight(page, "\n"), '\n')
	if *update {
		write(t, file, page)
	}
	kept, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(kept, page) {
		t.Errorf("docs/bad-inputs.md is not what the commands say now; run make golden and read the diff (%v)", err)
	}
}

func TestBadReadingsAreRefusedOneByOneAndNothingOfThemIsStored(t *testing.T) {
	s := begin(t, demoSite, "speed: 1\n")
	s.until("the edge's channels are known", func() bool {
		var channels struct{ Items []any }
		s.call(http.MethodGet, "/api/sites/"+s.site+"/channels", "", &channels)
		return len(channels.Items) > 0
	})
	now := time.Now().Unix()
	reading := func(device, channel, value, unit string, at int64) string {
		return fmt.Sprintf(`{"deviceId":%q,"channel":%q,"value":%s,"unit":%q,"timestamp":%d}`, device, channel, value, unit, at)
	}
	readings := []string{
		reading("grid0", "EnergyImport", "1200", "Wh", now-7),
		reading("grid0", "EnergyImport", "3", "furlong", now-6),
		reading("grid9", "ActivePower", "3", "W", now-5),
		reading("grid0", "Altitude", "3", "m", now-4),
		reading("grid0", "ActivePower", "3", "W", now+3600),
		reading("grid0", "ActivePower", "3", "W", now-40*24*3600),
	}
	var answer struct {
		Accepted int
		Rejected []struct {
			Index      int
			ReasonCode string `json:"reason_code"`
		}
	}
	person := s.token
	defer func() { s.token = person }()
	s.token = s.adapterKey()
	s.call(http.MethodPost, "/api/ingest", `{"schema":1,"readings":[`+strings.Join(readings, ",")+`]}`, &answer)
	var got []string
	for _, r := range answer.Rejected {
		got = append(got, fmt.Sprintf("%d %s", r.Index, r.ReasonCode))
	}
	want := "1 UNKNOWN_UNIT, 2 UNKNOWN_DEVICE, 3 UNKNOWN_CHANNEL, 4 FUTURE_TIMESTAMP, 5 TOO_OLD"
	if strings.Join(got, ", ") != want || answer.Accepted != 1 {
		t.Errorf("accepted %d, rejected %s; want 1 and %s", answer.Accepted, strings.Join(got, ", "), want)
	}
	before := s.sql("SELECT count(*) FROM samples WHERE source = 2")
	for body, code := range map[string]string{`{"schema":1,"readings":[{"deviceId":`: "SYNTAX_ERROR", `{"schema":9,"readings":[]}`: "INVALID_VALUE"} {
		if status, problem := s.refused("/api/ingest", body); status/100 != 4 || !strings.Contains(problem, code) {
			t.Errorf("%s is answered %d %s, want %s", body, status, problem, code)
		}
	}
	if after := s.sql("SELECT count(*) FROM samples WHERE source = 2"); after[0] != before[0] {
		t.Errorf("%s rows before the malformed bodies, %s after", before, after)
	}
}

// adapterKey makes an API key that may send readings.
func (s *story) adapterKey() string {
	s.Helper()
	var made struct{ Text string }
	s.call(http.MethodPost, "/api/keys", fmt.Sprintf(`{"name":"the test","scopes":["INGEST"],"expires_at":%q}`, time.Now().Add(time.Hour).UTC().Format(time.RFC3339)), &made)
	return made.Text
}

// refused posts a body that cannot be taken and returns the answer.
func (s *story) refused(path, body string) (int, string) {
	s.Helper()
	request, err := http.NewRequestWithContext(s.Context(), http.MethodPost, s.url+path, strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+s.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		s.Fatal(err)
	}
	return response.StatusCode, string(data)
}
