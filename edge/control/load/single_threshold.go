package load

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
)

// singleThreshold closes a contact by the average of a channel, and takes into account what closing
// it changes.
type singleThreshold struct {
	output, input image.Handle
	threshold     float64 // in the channel's unit
	below         bool
	moves         float64
	over          time.Duration
	unknown       string
	weight        int

	closed bool
	mean   mean
}

// SingleThreshold is the controller type SINGLE_THRESHOLD.
func SingleThreshold() control.Spec {
	threshold := level("threshold", "the value that decides")
	threshold.Required = true
	fields := append(watched(), threshold,
		control.Field{Name: "closed_below", Kind: control.FlagField, Meaning: "whether it is closed below the threshold and not above"},
		level("switched", "by how much the channel grows because the contact is closed, such as the power of the load on it where the channel is the grid meter's; it is taken off"),
		control.Field{Name: "average", Kind: control.DurationField, Lasting: time.Minute, Meaning: "time over which the channel is averaged; the contact changes at its end only"},
		onUnknown())
	return control.Spec{
		Type:     "SINGLE_THRESHOLD",
		Level:    envelope.Optimization,
		Weight:   control.WeightStanding,
		Impact:   "switches whatever hangs on the contact: when it is wrong that runs or stands without reason",
		Fallback: "on_unknown says what the contact does after an average of which less than half is known",
		Summary:  "Closes a contact while the average of a channel is above a threshold, or below it, without being fooled by the load that it switches itself.",
		Formula:  "v = mean of (channel − switched while closed) over average; closed when v > threshold (closed_below: v < threshold)",
		Source:   "the purpose is that of OpenEMS's IO.ChannelSingleThreshold (reference commit 0e4ea888)",
		Fields:   fields,
		New: func(p control.Params) (control.Controller, error) {
			input, err := channelOf(p, "input", "channel")
			return &singleThreshold{
				output: p.Member("output").Handle(point.SetClosed), input: input,
				threshold: p.Numbers["threshold"], below: p.Flags["closed_below"], moves: p.Numbers["switched"],
				over: p.Durations["average"], unknown: p.Texts["on_unknown"], weight: p.Weight,
			}, err
		},
	}
}

// Propose decides when an average is complete.
func (c *singleThreshold) Propose(in control.Input, out *control.Filing) {
	v, ok := in.Value(c.input)
	if c.closed {
		v -= c.moves
	}
	if c.mean.add(v, ok, in.Since); c.mean.span >= c.over {
		c.decide()
	}
	out.Set(c.output, truth(c.closed), c.weight, envelope.Cause{})
}

func (c *singleThreshold) decide() {
	v, ok := c.mean.take()
	switch {
	case !ok:
		c.closed = unknown(c.unknown, c.closed)
	case c.below:
		c.closed = v < c.threshold
	default:
		c.closed = v > c.threshold
	}
}
