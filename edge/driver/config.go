package driver

import (
	"log/slog"
	"time"

	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
)

// Config is what the drivers of a site work on. All fields but the times and Log are needed.
type Config struct {
	Site   *site.Site
	Inbox  *image.Inbox
	Orders *device.Orders
	Board  *device.Board
	Log    *slog.Logger // nil: slog.Default
	// LowEvery is how often values of poll class LOW are read. Default 5 s.
	LowEvery time.Duration
	// BackoffMin and BackoffMax bound the pause before a silent device is tried again; it grows
	// exponentially, with jitter. Defaults 500 ms and 5 s.
	BackoffMin, BackoffMax time.Duration
	// FarewellMax bounds the writing of safe states when Run ends. Default 3 s.
	FarewellMax time.Duration
}

// DefaultLowEvery is how often values of poll class LOW are read.
const DefaultLowEvery = 5 * time.Second

// WithDefaults is the configuration with a default in every field that was left out.
func (c Config) WithDefaults() Config {
	orDefault := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	orDefault(&c.LowEvery, DefaultLowEvery)
	orDefault(&c.BackoffMin, 500*time.Millisecond)
	orDefault(&c.BackoffMax, 5*time.Second)
	orDefault(&c.FarewellMax, 3*time.Second)
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return c
}

// Assets are the assets behind a device, in the order of the file.
func (c Config) Assets(deviceKey string) []site.Bound {
	var assets []site.Bound
	for _, a := range c.Site.Assets {
		if a.Device == deviceKey {
			assets = append(assets, a)
		}
	}
	return assets
}

// Due is the least time between two reads of something that is polled, a little less than asked so
// that a tick that comes early does not skip one.
func (c Config) Due(low bool, interval, poll time.Duration) time.Duration {
	if low {
		interval = max(interval, c.LowEvery)
	}
	return max(0, interval-poll/2)
}
