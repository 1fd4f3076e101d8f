package load

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// What a contact does while its channel is not known.
const (
	unknownOpen   = "OPEN"
	unknownClosed = "CLOSED"
	unknownKeep   = "KEEP"
)

// channelThreshold closes a contact while a channel is within a band.
type channelThreshold struct {
	output, input image.Handle
	low, high     float64 // in the channel's unit
	hyst          float64
	inverted      bool
	unknown       string
	pace          pace
	relay         relay
	within        bool // the channel was within the band
	weight        int
}

// watched are the fields of the channel that a contact follows.
func watched() []control.Field {
	return []control.Field{
		contact("output", "the contact"),
		{Name: "input", Kind: control.AssetField, Natures: point.Natures(), Required: true, Meaning: "the asset whose channel decides"},
		{Name: "channel", Kind: control.TextField, Required: true, Meaning: "the channel, such as Temperature or Voltage_L1; values are in its canonical unit and our sign"},
	}
}

// level is the field of a value in the channel's unit.
func level(name, meaning string) control.Field {
	return control.Field{Name: name, Kind: control.NumberField, Unit: "channel's", Min: -control.MostWatts, Max: control.MostWatts, Meaning: meaning}
}

func onUnknown() control.Field {
	return control.Field{Name: "on_unknown", Kind: control.ChoiceField, Standard: unknownOpen, Choices: []string{unknownOpen, unknownClosed, unknownKeep}, Meaning: "what the contact does while the channel is not known"}
}

// ChannelThreshold is the controller type CHANNEL_THRESHOLD.
func ChannelThreshold() control.Spec {
	low, high := level("low", "lower end of the band"), level("high", "upper end of the band; at least low")
	low.Required, high.Required = true, true
	hyst := level("hysteresis", "how far outside the band the contact opens again")
	hyst.Min = 0
	fields := append(watched(), low, high, hyst,
		control.Field{Name: "inverted", Kind: control.FlagField, Meaning: "whether it is open within the band and closed outside"}, onUnknown())
	return control.Spec{
		Type:     "CHANNEL_THRESHOLD",
		Level:    envelope.Optimization,
		Weight:   control.WeightStanding,
		Impact:   "switches whatever hangs on the contact: when it is wrong that runs or stands without reason",
		Fallback: "on_unknown says what the contact does while the channel is not known, as soon as least times allow",
		Summary:  "Closes a contact while a channel is within a band, with hysteresis and least times: thermostats, ventilation, warnings.",
		Formula:  "closed when low ≤ channel ≤ high; open when channel < low − hysteresis or channel > high + hysteresis; as before between",
		Source:   "two-point control; the purpose is that of OpenEMS's ChannelThreshold and IO.Heating.Room (reference commit 0e4ea888)",
		Fields:   append(fields, paceFields(0, 0, 0, 0)...),
		New: func(p control.Params) (control.Controller, error) {
			input, err := channelOf(p, "input", "channel")
			c := &channelThreshold{
				output: p.Member("output").Handle(point.SetClosed), input: input,
				low: p.Numbers["low"], high: p.Numbers["high"], hyst: p.Numbers["hysteresis"],
				inverted: p.Flags["inverted"], unknown: p.Texts["on_unknown"], pace: paceOf(p), weight: p.Weight,
			}
			if err == nil && c.low > c.high {
				err = reason.Invalid("low", c.low, "at most high")
			}
			return c, err
		},
	}
}

// Propose decides anew in every cycle and switches at its pace.
func (c *channelThreshold) Propose(in control.Input, out *control.Filing) {
	closed := c.relay.step(c.wanted(in), in.Since, c.pace)
	out.Set(c.output, truth(closed), c.weight, envelope.Cause{})
}

// Latches is whether the channel was within the band: within the hysteresis a restart must not
// forget it.
func (c *channelThreshold) Latches() uint64 {
	if c.within {
		return 1
	}
	return 0
}

// Relatch takes over what held before a restart.
func (c *channelThreshold) Relatch(set uint64) { c.within = set&1 != 0 }

func (c *channelThreshold) wanted(in control.Input) bool {
	v, ok := in.Value(c.input)
	if !ok {
		return unknown(c.unknown, c.relay.on)
	}
	slack := 0.0
	if c.within {
		slack = c.hyst
	}
	c.within = v >= c.low-slack && v <= c.high+slack
	return c.within != c.inverted
}

// unknown is whether a contact is to be closed while nobody knows.
func unknown(what string, before bool) bool {
	switch what {
	case unknownClosed:
		return true
	case unknownKeep:
		return before
	default:
		return false
	}
}

// mean is the average of a channel over a time, each value weighted by how long it held.
type mean struct {
	sum         float64
	known, span time.Duration
}

// add takes a value that held since the last cycle.
func (m *mean) add(v float64, ok bool, since time.Duration) {
	m.span += since
	if ok {
		m.sum += float64(v * since.Seconds())
		m.known += since
	}
}

// take is the average so far; false where less than half of the time is known. It begins anew.
func (m *mean) take() (float64, bool) {
	v, ok := m.sum/m.known.Seconds(), m.known > 0 && 2*m.known >= m.span
	*m = mean{}
	return v, ok
}
