package drivertest

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"ohmstead/edge/device"
	"ohmstead/edge/driver"
	"ohmstead/energy/point"
)

// Setting is a set-point that a device was ordered, in canonical unit and sign.
type Setting struct {
	Channel string
	Value   float64
}

// Twin is a device opposite the driver, with one asset.
type Twin interface {
	// Show lets the device measure v on a channel, in canonical unit and sign.
	Show(channel string, v float64) error
	// Value is what the device now says of a channel; false where it says nothing.
	Value(channel string) (float64, bool)
	// Blank lets the device have no value for the channel; an error where it cannot say so.
	Blank(channel string) error
	// Settings are the set-points that were ordered so far.
	Settings() []Setting
	// Mute lets the device fall silent, or speak again.
	Mute(silent bool)
}

// Case is one profile with one nature.
type Case struct {
	Profile string
	Nature  point.Nature
	Library driver.Library
	Build   Build
	// Devices is the entry under "devices:" of the site file, whose key is "thing"; Asset is what else
	// stands at its asset, which is "a0".
	Devices, Asset string
	Twin           Twin
	// Orders are values that the device can be ordered, by set-point channel; two each.
	Orders map[string][2]float64
	// Renews says that the device's watchdog wants its set-points again and again.
	Renews bool
	// Patience is how long something may take; 0 means two minutes.
	Patience time.Duration
}

const asset = "a0"

// Conform holds a driver to what every driver promises: values in our units and signs, BAD where the
// device has none, STALE and never zero when it is gone, orders carried out, read back, renewed while
// they hold and not a moment longer, and a safe state at the end. The profile's watchdog should have
// been given a short period.
func Conform(t *testing.T, c Case) {
	t.Helper()
	channels := measured(c)
	want := map[string]float64{}
	for i, ch := range channels {
		v := plausible(c.Nature, ch, i)
		if err := c.Twin.Show(ch.Name, v); err != nil {
			t.Fatalf("the twin cannot show %s: %v", ch.Name, err)
		}
		if got, ok := c.Twin.Value(ch.Name); !ok || !near(got, v) {
			t.Errorf("the twin shows %v, %v as %s instead of %v", got, ok, ch.Name, v)
		}
	}
	for _, ch := range channels { // showing one may have moved another that is computed from it
		want[ch.Name], _ = c.Twin.Value(ch.Name)
	}
	s := Start(t, c.Library, "devices:\n"+c.Devices+"assets:\n  - {id: a0, nature: "+string(c.Nature)+", device: thing"+c.Asset+"}\n", c.Build)
	for _, ch := range channels {
		c.holds(t, ch.Name+" is read", func() (bool, any) {
			r := s.At(asset, ch.Name)
			return r.Quality == point.Good && near(r.Value, want[ch.Name]), []any{r, want[ch.Name], s.Board.Of("thing").Detail}
		})
	}
	c.eventually(t, "the device is in good health", func() bool {
		h := s.Board.Of("thing")
		return h.Status == device.Answering && h.Breaker == "closed" && !h.LastAnswer.IsZero() && h.Failures == 0
	})
	if n := len(c.Twin.Settings()); n > 0 {
		t.Errorf("%d set-points were written without an order", n)
	}
	blanks(t, c, s, want)
	orders(t, c, s)
	silence(t, c, s, channels[0].Name)
	farewell(t, c, s)
}

// measured are the channels that the twin can be given values of.
func measured(c Case) []point.Channel {
	var out []point.Channel
	for _, ch := range c.Library[c.Profile].Channels(c.Nature) {
		if ch.Kind != point.Setpoint && !strings.HasSuffix(ch.Name, point.AppliedSuffix) {
			out = append(out, ch)
		}
	}
	return out
}

// plausible is a value that such a channel may have, another for each of a device's channels, and so
// large that a coarse register still tells them apart. What produces flows towards the grid.
func plausible(n point.Nature, ch point.Channel, i int) float64 {
	producer := n == point.PV || n == point.Inverter || n == point.Generator
	switch {
	case strings.HasPrefix(ch.Name, point.ActivePower) && producer:
		return -3000 - 20*float64(i)
	case ch.Unit == point.Watt, ch.Unit == point.Var, ch.Unit == point.VoltAmpere:
		return 3000 + 20*float64(i)
	case ch.Unit == point.WattHour:
		return 200_000 + 1000*float64(i)
	case strings.HasPrefix(string(ch.Unit), "enum:"), ch.Unit == point.Bool, ch.Unit == point.One:
		return 1
	case ch.Unit == point.Percent:
		return float64(50 + i)
	case ch.Unit == point.Volt:
		return float64(230 + i)
	case ch.Unit == point.Hertz:
		return 50
	case ch.Unit == point.Celsius:
		return float64(20 + i)
	default:
		return float64(20 + i)
	}
}

func (c Case) patience() time.Duration { return cmp.Or(c.Patience, usual) }

func (c Case) holds(t testing.TB, what string, ok func() (bool, any)) {
	t.Helper()
	holds(t, c.patience(), what, ok)
}

func (c Case) eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	c.holds(t, what, func() (bool, any) { return ok(), nil })
}

// near allows for what a device's resolution and a computed value may lose.
func near(got, want float64) bool { return math.Abs(got-want) <= 0.02*math.Abs(want)+1e-9 }

// blanks lets the device lose one value.
func blanks(t *testing.T, c Case, s *Stand, want map[string]float64) {
	t.Helper()
	for _, channel := range slices.Sorted(maps.Keys(want)) {
		if c.Twin.Blank(channel) != nil {
			continue
		}
		c.holds(t, channel+" is BAD with its last value", func() (bool, any) {
			r := s.At(asset, channel)
			return r.Quality == point.Bad && near(r.Value, want[channel]), r
		})
		if err := c.Twin.Show(channel, want[channel]); err != nil {
			t.Fatal(err)
		}
		c.holds(t, channel+" is back", func() (bool, any) { r := s.At(asset, channel); return r.Quality == point.Good, r })
		return
	}
}

// set counts how often a channel was set to a value: what undoes an order is another value, and other
// channels may have orders that are renewed meanwhile.
func (c Case) set(what Setting) int {
	n := 0
	for _, one := range c.Twin.Settings() {
		if one.Channel == what.Channel && near(one.Value, what.Value) {
			n++
		}
	}
	return n
}

// orders has every set-point carried out twice, read back, renewed, and dropped when it expires.
func orders(t *testing.T, c Case, s *Stand) {
	t.Helper()
	for channel, values := range c.Orders {
		for _, v := range values {
			s.Order(asset, channel, v, time.Hour)
			c.holds(t, channel+" is ordered", func() (bool, any) {
				all := c.Twin.Settings()
				return len(all) > 0 && all[len(all)-1].Channel == channel && near(all[len(all)-1].Value, v), []any{all, s.Board.Of("thing").Detail}
			})
			if _, has := point.Lookup(c.Nature, channel+point.AppliedSuffix); has && offered(c, channel+point.AppliedSuffix) {
				c.holds(t, channel+" is read back", func() (bool, any) {
					r := s.At(asset, channel+point.AppliedSuffix)
					return r.Quality == point.Good && near(r.Value, v), r
				})
			}
		}
		if c.Renews {
			set := func() int { return c.set(Setting{channel, values[1]}) }
			n := set()
			c.eventually(t, channel+" is renewed", func() bool { return set() >= n+2 })
			s.Order(asset, channel, values[1], time.Millisecond)
			time.Sleep(250 * time.Millisecond) // what was under way comes to its end
			n = set()
			time.Sleep(300 * time.Millisecond)
			if more := set() - n; more > 1 {
				t.Errorf("%s was renewed %d times after its order had expired", channel, more)
			}
		}
	}
}

func offered(c Case, channel string) bool {
	return slices.ContainsFunc(c.Library[c.Profile].Channels(c.Nature), func(ch point.Channel) bool { return ch.Name == channel })
}

// silence lets the device go and come back.
func silence(t *testing.T, c Case, s *Stand, channel string) {
	t.Helper()
	before := s.At(asset, channel).Value
	c.Twin.Mute(true)
	c.eventually(t, "the breaker opens", func() bool { return s.Board.Of("thing").Breaker == "open" })
	c.holds(t, channel+" is STALE and keeps its value", func() (bool, any) {
		r := s.At(asset, channel)
		if r.Value != before {
			t.Fatalf("%s became %+v while the device was silent", channel, r)
		}
		return r.Quality == point.Stale, r
	})
	h := s.Board.Of("thing")
	if h.Status != device.Silent || h.Failures == 0 || h.Detail == "" || strings.Contains(h.Detail, "\n") {
		t.Errorf("health %+v, want SILENT with one line of detail", h)
	}
	c.Twin.Mute(false)
	c.holds(t, channel+" is back", func() (bool, any) {
		r := s.At(asset, channel)
		return r.Quality == point.Good, []any{r, s.Board.Of("thing")}
	})
}

// farewell stops the driver while orders hold.
func farewell(t *testing.T, c Case, s *Stand) {
	t.Helper()
	safe := map[string]float64{}
	for _, o := range s.Site.Assets[0].Outlets {
		if v, ok := s.Site.Assets[0].Safe(o); ok && c.Orders[o.Channel] != [2]float64{} {
			safe[o.Channel] = v
		}
	}
	for channel := range safe {
		s.Order(asset, channel, c.Orders[channel][0], time.Hour)
		c.holds(t, channel+" is ordered before the end", func() (bool, any) {
			v, ok := last(c, channel)
			return ok && near(v, c.Orders[channel][0]), c.Twin.Settings()
		})
	}
	s.Stop()
	for channel, want := range safe { // a broker may still be on its way to the device
		c.holds(t, fmt.Sprintf("the last order on %s is the safe state %v", channel, want), func() (bool, any) {
			v, ok := last(c, channel)
			return ok && near(v, want), c.Twin.Settings()
		})
	}
}

// last is the value that a channel was ordered last.
func last(c Case, channel string) (float64, bool) {
	for _, s := range slices.Backward(c.Twin.Settings()) {
		if s.Channel == channel {
			return s.Value, true
		}
	}
	return 0, false
}
