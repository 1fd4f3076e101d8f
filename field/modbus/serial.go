package modbus

import (
	"context"
	"fmt"
	"io"

	"go.bug.st/serial"
)

// SerialConfig is how a serial port is set. Zero values mean 9600 baud, no parity, one stop bit, as
// most devices are delivered. RTU always has 8 data bits.
type SerialConfig struct {
	Baud     int
	Parity   Parity
	StopBits int // 1 or 2
}

// Parity of a serial line.
type Parity string

// Parities.
const (
	NoParity   Parity = "none"
	EvenParity Parity = "even"
	OddParity  Parity = "odd"
)

// WithDefaults is the configuration with a default in every field that was left out.
func (c SerialConfig) WithDefaults() SerialConfig {
	orDefault := func(n *int, v int) {
		if *n == 0 {
			*n = v
		}
	}
	orDefault(&c.Baud, 9600)
	orDefault(&c.StopBits, 1)
	if c.Parity == "" {
		c.Parity = NoParity
	}
	return c
}

// String is how the port is set, "9600 baud, parity none, stop bits 1".
func (c SerialConfig) String() string {
	c = c.WithDefaults()
	return fmt.Sprintf("%d baud, parity %s, stop bits %d", c.Baud, c.Parity, c.StopBits)
}

// OpenSerial opens a serial port by its path, such as /dev/ttyUSB0 or COM3.
func OpenSerial(path string, c SerialConfig) (io.ReadWriteCloser, error) {
	c = c.WithDefaults()
	mode := &serial.Mode{BaudRate: c.Baud, DataBits: 8}
	mode.Parity = map[Parity]serial.Parity{EvenParity: serial.EvenParity, OddParity: serial.OddParity}[c.Parity]
	if c.StopBits == 2 {
		mode.StopBits = serial.TwoStopBits
	}
	port, err := serial.Open(path, mode)
	if err != nil {
		return nil, fmt.Errorf("open serial port %s at %d baud: %w", path, c.Baud, err)
	}
	return port, nil
}

// DialSerial is a Dial for ClientConfig that opens a serial port.
func DialSerial(c SerialConfig) func(context.Context, string) (io.ReadWriteCloser, error) {
	return func(_ context.Context, path string) (io.ReadWriteCloser, error) { return OpenSerial(path, c) }
}
