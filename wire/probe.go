package wire

import "ohmstead/energy/reason"

// Probe is the payload of SCAN and TEST_WRITE: which device at the edge's own networks is asked what.
//
// A SCAN without a profile asks the units behind the address what they are; with one it reads everything
// that the profile knows of the device. A TEST_WRITE writes one set-point, holds it and undoes it.
type Probe struct {
	Address string  `json:"address"`           // host:port; with a profile the port may be left to it
	Units   []uint8 `json:"units,omitempty"`   // of a scan; none asks the usual ones
	Profile string  `json:"profile,omitempty"` // of a reading or a TEST_WRITE
	Unit    *uint8  `json:"unit,omitempty"`    // nil is the profile's
	Nature  string  `json:"nature,omitempty"`  // "" is all that the profile has
	// Channel, Value (in the channel's unit, our sign) and Seconds are of a TEST_WRITE.
	Channel string  `json:"channel,omitempty"`
	Value   float64 `json:"value,omitempty"`
	Seconds int     `json:"seconds,omitempty"`
}

// Check refuses a probe that is not whole for its kind: MISSING_FIELD, INVALID_VALUE. What lies within
// the edge's bounds is the edge's to say.
func (p Probe) Check(kind CommandKind) error {
	switch {
	case p.Address == "":
		return reason.New(reason.MissingField, reason.Params{"field": "address"})
	case kind == CommandTestWrite && p.Profile == "":
		return reason.New(reason.MissingField, reason.Params{"field": "profile"})
	case kind == CommandTestWrite && p.Channel == "":
		return reason.New(reason.MissingField, reason.Params{"field": "channel"})
	case kind == CommandScan && (p.Channel != "" || p.Value != 0 || p.Seconds != 0):
		return reason.Invalid("channel", p.Channel, "absent: a SCAN writes nothing")
	case p.Profile != "" && len(p.Units) > 0:
		return reason.Invalid("units", len(p.Units), "absent: with a profile one unit is asked")
	}
	return nil
}

// ProbeFound is a device that a SCAN met, with the profiles that recognise it, the most particular first.
type ProbeFound struct {
	Unit     uint8    `json:"unit"`
	Vendor   string   `json:"vendor"`
	Model    string   `json:"model"`
	Version  string   `json:"version"`
	Serial   string   `json:"serial"`
	Profiles []string `json:"profiles"`
}

// ProbeValue is a channel as a device gave it, in our unit and sign; Value is nil where it gave none.
type ProbeValue struct {
	Nature  string   `json:"nature"`
	Channel string   `json:"channel"`
	Unit    string   `json:"unit"`
	Quality string   `json:"quality"`
	Value   *float64 `json:"value"`
}

// ProbeResult is what came of a probe: Found of a scan, Read of a reading, Tried of a TEST_WRITE.
type ProbeResult struct {
	Found []ProbeFound `json:"found,omitempty"`
	Read  *ProbeRead   `json:"read,omitempty"`
	Tried *ProbeTried  `json:"tried,omitempty"`
}

// ProbeRead is what a device says of itself by a profile. Snippet is it as lines of a site file.
type ProbeRead struct {
	Vendor   string       `json:"vendor"`
	Model    string       `json:"model"`
	Version  string       `json:"version"`
	Serial   string       `json:"serial"`
	Variant  string       `json:"variant,omitempty"` // of the profile, where the device has told it
	Values   []ProbeValue `json:"values"`
	Writable []string     `json:"writable"` // set-point channels that can be tried
	Snippet  string       `json:"snippet"`
}

// ProbeTried is what a device reported before a set-point, while it stood, and after it was undone.
type ProbeTried struct {
	Before  ProbeValue `json:"before"`
	Applied ProbeValue `json:"applied"`
	After   ProbeValue `json:"after"`
}
