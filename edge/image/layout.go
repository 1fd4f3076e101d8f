package image

import (
	"fmt"
	"time"

	"ohmstead/energy/point"
)

// Handle is a channel's place in the image, resolved once at configuration.
type Handle int32

// None is the handle of a channel that does not exist; its reading is always Missing.
const None Handle = -1

// Channel is one place of the image.
type Channel struct {
	Asset  string
	Nature point.Nature
	Point  point.Channel
	// MaxAge is how old a reading may grow before the frozen image shows it STALE.
	MaxAge time.Duration
	// Deadband is the change, in the channel's unit, below which a new value is not worth sending.
	Deadband float64
}

// Name is the channel's full name, as in "battery0.SOC".
func (c Channel) Name() string { return c.Asset + "." + c.Point.Name }

// Layout says which channel lives at which handle, in the order they were added. It is built at
// configuration and never changes afterwards.
type Layout struct {
	channels []Channel
	handles  map[string]Handle
	derived  []derived
}

// NewLayout is an empty layout.
func NewLayout() *Layout { return &Layout{handles: map[string]Handle{}} }

// Add gives a measured channel its handle. Adding the same name twice is a configuration error, and
// so is adding one behind derived channels.
func (l *Layout) Add(c Channel) (Handle, error) {
	if len(l.derived) > 0 {
		return None, fmt.Errorf("channel %s is laid out behind channels that are made of others", c.Name())
	}
	return l.place(c)
}

func (l *Layout) place(c Channel) (Handle, error) {
	if _, ok := l.handles[c.Name()]; ok {
		return None, fmt.Errorf("channel %s is laid out twice", c.Name())
	}
	h := Handle(len(l.channels))
	l.channels = append(l.channels, c)
	l.handles[c.Name()] = h
	return h, nil
}

// Lookup is the handle of an asset's channel, None where there is none.
func (l *Layout) Lookup(asset, channel string) Handle {
	if h, ok := l.handles[asset+"."+channel]; ok {
		return h
	}
	return None
}

// Channels lists all channels in handle order. The caller must not change it.
func (l *Layout) Channels() []Channel { return l.channels }

// Len is the number of channels.
func (l *Layout) Len() int { return len(l.channels) }
