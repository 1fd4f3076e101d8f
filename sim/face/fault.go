package face

import "slices"

// Fault is a way in which a device can fail.
type Fault string

// The faults a twin shows on request. None is a healthy device.
const (
	None Fault = ""
	// Offline stops listening and drops every connection.
	Offline Fault = "OFFLINE"
	// Frozen answers with the values of the instant it began; writes still work.
	Frozen Fault = "FROZEN"
	// Slow answers late, by the twin's delay.
	Slow Fault = "SLOW"
	// Silent keeps connections open and answers nothing.
	Silent Fault = "SILENT"
	// Exception answers every request with "server device failure".
	Exception Fault = "EXCEPTION"
	// Short answers every read with one register less than was asked for.
	Short Fault = "SHORT"
	// Garbage answers every request with seeded random bytes.
	Garbage Fault = "GARBAGE"
	// Sentinel answers "no value" in every measured register.
	Sentinel Fault = "SENTINEL"
)

// Faults lists every fault by name.
func Faults() []Fault {
	return []Fault{Offline, Frozen, Slow, Silent, Exception, Short, Garbage, Sentinel}
}

// ParseFault reads a fault's name; false if there is none of that name.
func ParseFault(name string) (Fault, bool) {
	f := Fault(name)
	return f, slices.Contains(Faults(), f)
}

// guise is who listens at the twin's address.
type guise int

const (
	speaking guise = iota // a Modbus server, perhaps with wrong values
	gone                  // nobody
	babbling              // something that is no proper Modbus server
)

func (f Fault) guise() guise {
	switch f {
	case Offline:
		return gone
	case Short, Garbage:
		return babbling
	default:
		return speaking
	}
}
