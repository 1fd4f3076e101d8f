package device

import (
	"slices"
	"sync"
	"time"

	"ohmstead/energy/reason"
)

// Status is how a device is doing.
type Status string

// Statuses of a device.
const (
	Connecting Status = "CONNECTING"
	Answering  Status = "ANSWERING"
	Silent     Status = "SILENT"
)

// Health is what a driver knows of its device.
type Health struct {
	Device     string
	Status     Status
	LastAnswer time.Time     // zero before the first
	Failures   int           // consecutive failed requests
	Latency    time.Duration // of the last answered request
	Detail     string        // the last fault, one line; "" while it answers
	Breaker    string        // "closed", "half-open" or "open": whether requests are let through
	// Vendor and Model as the device itself says, "" where it says nothing.
	Vendor, Model string
	// Stored counts the writes into memory that wears out, since the edge began.
	Stored int
	// Conditions are what is watched about this device, whether it stands or not: each is an alarm while
	// it stands.
	Conditions []Condition
}

// Condition is something that may be wrong with a device while it answers.
type Condition struct {
	Code   reason.Code
	Stands bool
	Params reason.Params // beside the device's name; meant only while it stands
}

// Stands reports whether a condition of this code stands.
func (h Health) Stands(code reason.Code) bool {
	return slices.ContainsFunc(h.Conditions, func(c Condition) bool { return c.Code == code && c.Stands })
}

// Board holds the health of all devices. It is safe for concurrent use.
type Board struct {
	mu     sync.Mutex
	order  []string
	health map[string]Health
}

// NewBoard is a board on which these devices are connecting.
func NewBoard(devices []string) *Board {
	b := &Board{order: devices, health: make(map[string]Health, len(devices))}
	for _, d := range devices {
		b.health[d] = Health{Device: d, Status: Connecting}
	}
	return b
}

// Report replaces the health of h.Device.
func (b *Board) Report(h Health) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.health[h.Device] = h
}

// Of is the health of one device; the zero Health for an unknown one.
func (b *Board) Of(device string) Health {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.health[device]
}

// All lists the health of every device in configured order.
func (b *Board) All() []Health {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := make([]Health, 0, len(b.order))
	for _, d := range b.order {
		all = append(all, b.health[d])
	}
	return all
}
