package site_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/site"
)

func TestDevices_TheFormOfAnAddressSaysTheProtocol(t *testing.T) {
	c, err := parseDevices(`
  - {key: a, profile: p, address: "192.0.2.7:502"}
  - {key: b, profile: p, address: "http://192.0.2.8", user: me, password_file: /run/secret, params: {index: 2, topic: a/b}}
  - {key: c, profile: p, address: "https://gateway:8443", token_file: /run/token, ca_file: /run/ca.pem, server_name: envoy}
  - {key: d, profile: p, address: "mqtt://broker:1883"}
  - {key: e, profile: p, address: "mqtts://[::1]:8883", user: me, password_file: /run/secret}
  - {key: f, profile: p, address: "socketcan:can0"}
  - {key: g, profile: p, address: "slcan:/dev/ttyACM0", bit_rate: 250000}
  - {key: h, profile: p, address: COM3, transport: rtu}
`)
	if err != nil {
		t.Fatal(err)
	}
	var got []site.Protocol
	for _, d := range c.Devices {
		got = append(got, d.Protocol())
	}
	want := []site.Protocol{site.Modbus, site.HTTP, site.HTTP, site.MQTT, site.MQTT, site.CAN, site.CAN, site.Modbus}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"index": "2", "topic": "a/b"}, c.Devices[1].Params); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want2 := site.Access{TokenFile: "/run/token", CAFile: "/run/ca.pem", ServerName: "envoy", BitRate: site.DefaultBitRate}
	if diff := cmp.Diff(want2, c.Devices[2].Access); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if c.Devices[6].Access.BitRate != 250_000 {
		t.Errorf("the bit rate is %d", c.Devices[6].Access.BitRate)
	}
}

func TestDevices_WhatAProtocolDoesNotHaveIsRefusedInOneLine(t *testing.T) {
	const line = "house.yaml:3: INVALID_VALUE: devices[0]."
	tests := map[string]struct{ fields, want string }{
		"a path in an address":          {`address: "http://h/status"`, line + `address is "http://h/status", want http://host or https://host, with a port where it is not 80 or 443, such as http://192.168.1.30`},
		"no host":                       {`address: "http://"`, line + `address is "http://", want http://host or https://host, with a port where it is not 80 or 443, such as http://192.168.1.30`},
		"a broker without a port":       {`address: "mqtt://h"`, line + `address is "mqtt://h", want mqtt://host:port or mqtts://host:port of the broker, such as mqtt://192.168.1.40:1883`},
		"a bus without a name":          {`address: "slcan:"`, line + `address is "slcan:", want socketcan:INTERFACE such as socketcan:can0, or slcan:SERIAL-PORT such as slcan:/dev/ttyACM0`},
		"a password for Modbus":         {`address: "h:502", password_file: x`, line + `password_file is "x", want absent: only devices behind http and mqtt have it`},
		"parameters for Modbus":         {`address: "h:502", params: {a: b}`, line + `params is "{a: b}", want absent: profiles of Modbus devices have none`},
		"a bit rate for HTTP":           {`address: "http://h", bit_rate: 500000`, line + `bit_rate is "500000", want absent: only devices behind slcan have it`},
		"a bit rate of nothing":         {`address: "slcan:/dev/x", bit_rate: 0`, line + `bit_rate is "0", want the bus's bit/s, such as 500000`},
		"a token for a broker":          {`address: "mqtt://h:1883", token_file: x`, line + `token_file is "x", want absent: only devices behind http have it`},
		"a token beside a password":     {`address: "http://h", token_file: x, password_file: y`, line + `token_file is "x", want absent where there is a password_file`},
		"a password without a user":     {`address: "mqtt://h:1883", password_file: y`, "house.yaml:3: MISSING_FIELD: devices[0].user is missing"},
		"a Modbus unit for HTTP":        {`address: "http://h", unit: 1`, line + `unit is "1", want absent: only devices behind Modbus have it`},
		"a transport of Modbus for CAN": {`address: "socketcan:can0", transport: tcp`, line + `transport is "tcp", want absent: only devices behind Modbus have it`},
		"a list as a parameter":         {`address: "http://h", params: {a: [1, 2]}`, line + `params.a is "[1, 2]", want a single text or number`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := parseDevices("  - {key: a, profile: p, " + tt.fields + "}\n"); err == nil || err.Error() != tt.want {
				t.Errorf("\n got %v\nwant %s", err, tt.want)
			}
		})
	}
}
