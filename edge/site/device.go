package site

import (
	"fmt"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/field/strict"
)

// Device is one communication endpoint.
type Device struct {
	Key     string
	Profile string
	// Address is host:port for Modbus, or with transport rtu the path of a serial port; the other
	// protocols' begin with their name, see Protocol.
	Address   string
	Transport Transport
	Serial    Serial
	Unit      *uint8 // the profile's own where nil
	// Variant names a variant of the profile, for a device that does not tell which it is.
	Variant string
	Poll    time.Duration
	Timeout time.Duration
	// Required devices must have answered once, or timed out, before control starts.
	Required bool
	Access   Access
	// Params fill in what the profile leaves open, such as a topic.
	Params map[string]string
	Place  strict.Place
}

// Transport is how Modbus frames travel.
type Transport string

// Transports. A file that names none means TCP.
const (
	TCP        Transport = "tcp"
	RTU        Transport = "rtu"          // a serial line
	RTUOverTCP Transport = "rtu_over_tcp" // a gateway that passes a serial line's bytes on as they are
)

// Serial is how a serial line is set; zero values are the profile's.
type Serial struct {
	Baud     int
	Parity   string // none, even or odd
	StopBits int
	// UnitGap is the least pause before another unit on the line is asked.
	UnitGap time.Duration
}

func readDevice(m *strict.Map) Device {
	m.Require("key")
	m.Require("profile")
	m.Require("address")
	d := Device{
		Key:      m.Text("key"),
		Profile:  m.Text("profile"),
		Address:  m.Text("address"),
		Variant:  m.Text("variant"),
		Poll:     m.Duration("poll", DefaultPoll),
		Timeout:  m.Duration("timeout", time.Second),
		Required: m.Flag("required", true),
		Place:    m.Place(),
	}
	if m.Has("unit") {
		number := m.Whole("unit", 1)
		if number < 0 || number > 255 {
			m.Invalid("unit", "a Modbus unit id from 0 to 255")
		}
		if d.Protocol() != Modbus {
			m.Invalid("unit", "absent: only devices behind Modbus have it")
		}
		id := uint8(number & 0xff)
		d.Unit = &id
	}
	d.Transport = Transport(m.OneOf("transport", string(TCP), string(RTU), string(RTUOverTCP)))
	if d.Transport == "" {
		d.Transport = TCP
	}
	if d.Protocol() != Modbus && m.Has("transport") {
		m.Invalid("transport", "absent: only devices behind Modbus have it")
	}
	checkAddress(m, d)
	d.Serial = readSerial(m, d.Transport)
	d.Access, d.Params = readAccess(m, d.Protocol()), readParams(m, d.Protocol())
	if d.Poll < MinCycle {
		m.Invalid("poll", fmt.Sprintf("at least %v", MinCycle))
	}
	if d.Timeout <= 0 {
		m.Invalid("timeout", "more than 0")
	}
	m.Done()
	return d
}

// serialPort is what the path of a serial port looks like.
var serialPort = regexp.MustCompile(`^(/.+|COM[0-9]+)$`)

func checkAddress(m *strict.Map, d Device) {
	switch _, port, err := net.SplitHostPort(d.Address); {
	case d.Address == "":
	case d.Protocol() != Modbus:
		checkURL(m, d)
	case d.Transport == RTU:
		if !serialPort.MatchString(d.Address) {
			m.Invalid("address", "a serial port such as /dev/ttyUSB0, for transport rtu")
		}
	case err != nil || port == "":
		m.Invalid("address", Modbus.Form())
	}
}

func readSerial(m *strict.Map, t Transport) Serial {
	if t != RTU {
		if m.Has("serial") {
			m.Invalid("serial", "absent: only transport rtu has a serial line of its own")
		}
		m.Known("serial")
		return Serial{}
	}
	b := m.Map("serial")
	s := Serial{
		Baud:     int(choice(b, "baud", 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400)),
		Parity:   b.OneOf("parity", "none", "even", "odd"),
		StopBits: int(choice(b, "stop_bits", 1, 2)),
		UnitGap:  b.Duration("unit_gap", 0),
	}
	b.Done()
	return s
}

// choice is a field's whole number, which must be one of the list; 0 where absent.
func choice(m *strict.Map, name string, list ...int64) int64 {
	v := m.Whole(name, 0)
	if m.Has(name) && !slices.Contains(list, v) {
		m.Invalid(name, "one of "+strings.Trim(strings.ReplaceAll(fmt.Sprint(list), " ", ", "), "[]"))
		return 0
	}
	return v
}

// checkLines complains about devices at one address that want it opened in two ways.
func (c *Config) checkLines(doc *strict.Document) {
	first := map[string]Device{}
	for _, d := range c.Devices {
		before, shared := first[d.Address]
		switch {
		case d.Address == "":
		case !shared:
			first[d.Address] = d
		case before.Transport != d.Transport:
			doc.Complain(d.Place, reason.New(reason.InvalidValue, reason.Params{
				"field": "transport of " + d.Key, "value": string(d.Transport),
				"want": string(before.Transport) + ", as " + before.Key + " at the same address has",
			}))
		case before.Serial != d.Serial:
			doc.Complain(d.Place, reason.New(reason.InvalidValue, reason.Params{
				"field": "serial of " + d.Key, "value": d.Serial.String(),
				"want": before.Serial.String() + ", as " + before.Key + " on the same line has",
			}))
		}
	}
}

// String shows what the file gives of the settings, "9600 even 1"; the profile's where it gives none.
func (s Serial) String() string {
	parts := []string{}
	if s.Baud != 0 {
		parts = append(parts, strconv.Itoa(s.Baud))
	}
	if s.Parity != "" {
		parts = append(parts, s.Parity)
	}
	if s.StopBits != 0 {
		parts = append(parts, strconv.Itoa(s.StopBits))
	}
	if s.UnitGap != 0 {
		parts = append(parts, s.UnitGap.String())
	}
	if len(parts) == 0 {
		return "the profile's"
	}
	return strings.Join(parts, " ")
}
