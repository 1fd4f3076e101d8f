//go:build !linux

package can

import (
	"fmt"
	"runtime"
)

// OpenSocketCAN joins the bus of a network interface. Only Linux has such interfaces.
func OpenSocketCAN(name string) (Bus, error) {
	return nil, fmt.Errorf("open CAN interface %s: %s has no SocketCAN", name, runtime.GOOS)
}
