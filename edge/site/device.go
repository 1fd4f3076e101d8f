package site

import (
	"fmt"
	"net"
	"time"

	"ohmstead/field/strict"
)

// Device is one communication endpoint.
type Device struct {
	Key     string
	Profile string
	Address string // host:port
	Unit    *uint8 // the profile's own where nil
	Poll    time.Duration
	Timeout time.Duration
	// Required devices must have answered once, or timed out, before control starts.
	Required bool
	Place    strict.Place
}

func readDevice(m *strict.Map) Device {
	m.Require("key")
	m.Require("profile")
	m.Require("address")
	d := Device{
		Key:      m.Text("key"),
		Profile:  m.Text("profile"),
		Address:  m.Text("address"),
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
		id := uint8(number & 0xff)
		d.Unit = &id
	}
	if _, port, err := net.SplitHostPort(d.Address); d.Address != "" && (err != nil || port == "") {
		m.Invalid("address", "host:port such as 192.168.1.20:502")
	}
	if d.Poll < MinCycle {
		m.Invalid("poll", fmt.Sprintf("at least %v", MinCycle))
	}
	if d.Timeout <= 0 {
		m.Invalid("timeout", "more than 0")
	}
	m.Done()
	return d
}
