package site

import (
	"net/url"
	"strconv"
	"strings"

	"ohmstead/energy/reason"
	"ohmstead/field/strict"
)

// Protocol is how a device is spoken to.
type Protocol string

// Protocols of devices.
const (
	Modbus Protocol = "modbus-tcp"
	HTTP   Protocol = "http"
	MQTT   Protocol = "mqtt"
	CAN    Protocol = "can"
)

// Form is what an address looks like for the protocol.
func (p Protocol) Form() string {
	switch p {
	case HTTP:
		return "http://host or https://host, with a port where it is not 80 or 443, such as http://192.168.1.30"
	case MQTT:
		return "mqtt://host:port or mqtts://host:port of the broker, such as mqtt://192.168.1.40:1883"
	case CAN:
		return "socketcan:INTERFACE such as socketcan:can0, or slcan:SERIAL-PORT such as slcan:/dev/ttyACM0"
	default:
		return "host:port such as 192.168.1.20:502 for Modbus, or what begins with http://, mqtt://, socketcan: or slcan:"
	}
}

// Protocol is the protocol that the device's address says.
func (d Device) Protocol() Protocol {
	scheme, _, _ := strings.Cut(d.Address, ":")
	switch scheme {
	case "http", "https":
		return HTTP
	case "mqtt", "mqtts":
		return MQTT
	case "socketcan", "slcan":
		return CAN
	}
	return Modbus
}

// Access is how a device is convinced and trusted. Secrets are files, so that they stand in no
// configuration.
type Access struct {
	User         string
	PasswordFile string
	TokenFile    string
	// CAFile holds the certificates that the device's own must be signed by; the system's where "".
	CAFile string
	// ServerName is what the device's certificate calls it; the address's host where "".
	ServerName string
	// BitRate is that of a CAN bus behind a serial adapter, in bit/s.
	BitRate int
}

// DefaultBitRate is that of batteries of the 0x351 layout.
const DefaultBitRate = 500_000

// reachable reports whether an address has the protocol's form.
func reachable(p Protocol, address string) bool {
	switch p {
	case HTTP:
		u, err := url.Parse(address)
		return err == nil && bare(u) && u.Path == ""
	case MQTT:
		u, err := url.Parse(address)
		return err == nil && bare(u) && u.Port() != "" && u.Path == ""
	case CAN:
		_, name, _ := strings.Cut(address, ":")
		return name != ""
	default:
		return false // not in this form
	}
}

// checkURL complains about an address without its protocol's form. A password in it is not repeated.
func checkURL(m *strict.Map, d Device) {
	p := d.Protocol()
	if reachable(p, d.Address) {
		return
	}
	if u, err := url.Parse(d.Address); err == nil && u.User != nil {
		m.Complain("address", reason.InvalidValue, reason.Params{
			"field": m.Path() + ".address", "value": strconv.Quote(u.Redacted()),
			"want": p.Form() + "; who asks stands in user and password_file",
		})
		return
	}
	m.Invalid("address", p.Form())
}

// bare reports whether an address is a host with or without a port and nothing else: a user or a
// password in it would be a secret in the configuration.
func bare(u *url.URL) bool {
	return u.Hostname() != "" && u.User == nil && u.RawQuery == "" && u.Fragment == ""
}

// readAccess reads what only some protocols have and complains about it with the others.
func readAccess(m *strict.Map, p Protocol) Access {
	a := Access{BitRate: DefaultBitRate}
	texts := map[string]*string{
		"user": &a.User, "password_file": &a.PasswordFile, "token_file": &a.TokenFile, "ca_file": &a.CAFile, "server_name": &a.ServerName,
	}
	for _, field := range []string{"user", "password_file", "token_file", "ca_file", "server_name"} {
		*texts[field] = m.Text(field)
		if m.Has(field) && p != HTTP && p != MQTT {
			m.Invalid(field, "absent: only devices behind http and mqtt have it")
		}
	}
	switch {
	case m.Has("token_file") && p == MQTT:
		m.Invalid("token_file", "absent: only devices behind http have it")
	case m.Has("token_file") && m.Has("password_file"):
		m.Invalid("token_file", "absent where there is a password_file")
	case m.Has("password_file") && p == MQTT:
		m.Require("user")
	}
	if m.Has("bit_rate") {
		a.BitRate = int(m.Whole("bit_rate", DefaultBitRate))
		if p != CAN {
			m.Invalid("bit_rate", "absent: only devices behind slcan have it")
		} else if a.BitRate <= 0 {
			m.Invalid("bit_rate", "the bus's bit/s, such as 500000")
		}
	}
	m.Known("bit_rate")
	return a
}

// readParams reads what fills in the profile. Which there are, the profile says.
func readParams(m *strict.Map, p Protocol) map[string]string {
	if !m.Has("params") {
		m.Known("params")
		return nil
	}
	if p == Modbus {
		m.Invalid("params", "absent: profiles of Modbus devices have none")
	}
	b := m.Map("params")
	params := map[string]string{}
	for _, name := range b.Keys() {
		if texts := b.Scalars(name); len(texts) == 1 {
			params[name] = texts[0]
		} else {
			b.Invalid(name, "a single text or number")
		}
	}
	b.Done()
	return params
}
