package site_test

import (
	"strings"
	"testing"
	"time"

	"ohmstead/edge/site"
)

func parseDevices(devices string) (site.Config, error) {
	return site.Parse("house.yaml", []byte("site: {name: house}\ndevices:\n"+devices+"assets: []\ncontrollers: []\n"))
}

func TestDevices_SayHowTheyAreReached(t *testing.T) {
	c, err := parseDevices(`
  - {key: a, profile: p, address: "192.0.2.7:502"}
  - {key: b, profile: p, address: "192.0.2.8:4001", transport: rtu_over_tcp, unit: 2}
  - {key: c, profile: p, address: /dev/ttyUSB0, transport: rtu, unit: 1, serial: {baud: 19200, parity: even, stop_bits: 1, unit_gap: 20ms}}
  - {key: d, profile: p, address: COM3, transport: rtu}
`)
	if err != nil {
		t.Fatal(err)
	}
	line := site.Serial{Baud: 19200, Parity: "even", StopBits: 1, UnitGap: 20 * time.Millisecond}
	for i, want := range []site.Device{
		{Transport: site.TCP}, {Transport: site.RTUOverTCP}, {Transport: site.RTU, Serial: line}, {Transport: site.RTU},
	} {
		if d := c.Devices[i]; d.Transport != want.Transport || d.Serial != want.Serial {
			t.Errorf("%s is reached by %s, %+v", d.Key, d.Transport, d.Serial)
		}
	}
}

func TestDevices_BadTransportIsRefusedInOneLine(t *testing.T) {
	rtu := `  - {key: a, profile: p, address: /dev/ttyS1, transport: rtu, serial: {baud: 9600}}` + "\n"
	tests := map[string]struct{ devices, want string }{
		"an unknown transport":      {`  - {key: a, profile: p, address: "h:1", transport: udp}` + "\n", `house.yaml:3: INVALID_VALUE: devices[0].transport is "udp", want one of tcp, rtu, rtu_over_tcp`},
		"a host for a serial line":  {`  - {key: a, profile: p, address: "h:1", transport: rtu}` + "\n", `house.yaml:3: INVALID_VALUE: devices[0].address is "h:1", want a serial port such as /dev/ttyUSB0, for transport rtu`},
		"a serial port for TCP":     {`  - {key: a, profile: p, address: /dev/ttyS1}` + "\n", `house.yaml:3: INVALID_VALUE: devices[0].address is "/dev/ttyS1", want host:port such as 192.168.1.20:502 for Modbus, or what begins with http://, mqtt://, socketcan: or slcan:`},
		"a serial line through TCP": {`  - {key: a, profile: p, address: "h:1", transport: rtu_over_tcp, serial: {baud: 9600}}` + "\n", `house.yaml:3: INVALID_VALUE: devices[0].serial is "{baud: 9600}", want absent: only transport rtu has a serial line of its own`},
		"an odd speed":              {strings.Replace(rtu, "9600", "9601", 1), `house.yaml:3: INVALID_VALUE: devices[0].serial.baud is "9601", want one of 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400`},
		"seven data bits":           {strings.Replace(rtu, "baud: 9600", "data_bits: 7", 1), "house.yaml:3: UNKNOWN_FIELD: unknown field devices[0].serial.data_bits; known are baud, parity, stop_bits, unit_gap"},
		"two speeds on one line":    {rtu + strings.NewReplacer("key: a", "key: b", "9600", "19200").Replace(rtu), "house.yaml:4: INVALID_VALUE: serial of b is 19200, want 9600, as a on the same line has"},
		"two transports of one address": {
			`  - {key: a, profile: p, address: "h:1"}` + "\n" + `  - {key: b, profile: p, address: "h:1", transport: rtu_over_tcp}` + "\n",
			"house.yaml:4: INVALID_VALUE: transport of b is rtu_over_tcp, want tcp, as a at the same address has",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := parseDevices(tt.devices); err == nil || err.Error() != tt.want {
				t.Errorf("\n got %v\nwant %s", err, tt.want)
			}
		})
	}
}
