package can

import (
	"errors"
	"fmt"
	"strings"

	"go.bug.st/serial"
)

// Address is where a bus is found: socketcan:can0 or slcan:/dev/ttyACM0.
type Address struct{ Kind, Name string }

// Kinds of address.
const (
	SocketCAN = "socketcan"
	SLCAN     = "slcan"
)

// ParseAddress reads an address.
func ParseAddress(text string) (Address, error) {
	kind, name, _ := strings.Cut(text, ":")
	if name == "" || kind != SocketCAN && kind != SLCAN {
		return Address{}, errors.New("socketcan:INTERFACE such as socketcan:can0, or slcan:SERIAL-PORT such as slcan:/dev/ttyACM0")
	}
	return Address{kind, name}, nil
}

// serialBaud is the speed of the line to an SLCAN adapter. Adapters on USB ignore it.
const serialBaud = 115200

// Open joins the bus at an address. The bit rate is set where the adapter lets itself be told;
// a SocketCAN interface has its own.
func Open(address string, bitRate int) (Bus, error) {
	a, err := ParseAddress(address)
	if err != nil {
		return nil, fmt.Errorf("address %s is not %w", address, err)
	}
	if a.Kind == SocketCAN {
		return OpenSocketCAN(a.Name)
	}
	port, err := serial.Open(a.Name, &serial.Mode{BaudRate: serialBaud})
	if err != nil {
		return nil, fmt.Errorf("open SLCAN adapter %s: %w", a.Name, err)
	}
	return NewSLCAN(port, bitRate)
}
