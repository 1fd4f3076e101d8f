package drivertest

import (
	"testing"
	"time"

	"ohmstead/energy/point"
)

// Durable is a twin that keeps time: its watchdog, what it stores, and what it forgets.
type Durable interface {
	Twin
	// InForce is the set-point that the device follows now, in canonical unit and sign; false where it
	// follows none of ours.
	InForce(channel string) (float64, bool)
	// Stored is how many writes went into memory that wears out.
	Stored() int
	// Lag lets the device answer this much later than it could.
	Lag(by time.Duration)
	// Reboot is a power failure: connections break, what is not stored is gone.
	Reboot()
}

// Watch is what a device does when nobody controls it any more.
type Watch struct {
	Timeout time.Duration // 0: nobody knows
	// Holds are set-points that the device keeps for ever: the edge undoes them.
	Holds map[string]bool
	// PerDay bounds the writes of set-points that the device stores.
	PerDay map[string]int
}

// Endure holds a driver to what it promises in time, with a device that keeps it: an order stays in
// force for as long as it holds and no longer, a device that is cut off makes itself safe, a late answer
// is never taken for another, a reboot is mended, and what wears out is spared. It takes minutes to a
// day of the test's time: run it in virtual time (testing/synctest).
func Endure(t *testing.T, c Case, twin Durable, w Watch) {
	t.Helper()
	channels := measured(c)
	for i, ch := range channels {
		if err := twin.Show(ch.Name, plausible(c.Nature, ch, i)); err != nil {
			t.Fatalf("the twin cannot show %s: %v", ch.Name, err)
		}
	}
	s := Start(t, c.Library, "devices:\n"+c.Devices+"assets:\n  - {id: a0, nature: "+string(c.Nature)+", device: thing"+c.Asset+"}\n", c.Build)
	c.holds(t, "the device is read", func() (bool, any) {
		r := s.At(asset, channels[0].Name)
		return r.Quality == point.Good, s.Board.Of("thing").Detail
	})
	lag(t, c, twin, s, channels)
	for channel, values := range c.Orders {
		if n, wears := w.PerDay[channel]; wears {
			spare(t, c, twin, s, wearing{channel, n})
			continue
		}
		feed(t, c, twin, s, fed{channel, values, w})
	}
	s.Stop()
}

// fed is a set-point under a watchdog.
type fed struct {
	channel string
	values  [2]float64
	watch   Watch
}

// feed keeps an order alive over several time-outs, cuts the device off, reboots it, and lets the order
// expire.
func feed(t *testing.T, c Case, twin Durable, s *Stand, f fed) {
	t.Helper()
	in := func(v float64) func() (bool, any) {
		return func() (bool, any) {
			got, ok := twin.InForce(f.channel)
			return ok && near(got, v), []any{got, ok, s.Board.Of("thing").Detail}
		}
	}
	s.Order(asset, f.channel, f.values[0], 24*time.Hour)
	c.holds(t, f.channel+" is in force", in(f.values[0]))
	span := max(f.watch.Timeout, time.Minute)
	for range 50 {
		time.Sleep(span / 10)
		if ok, what := in(f.values[0])(); !ok {
			t.Fatalf("%s is not in force although its order lives: %v", f.channel, what)
		}
	}
	if f.watch.Timeout > 0 && !f.watch.Holds[f.channel] {
		twin.Mute(true)
		time.Sleep(f.watch.Timeout + time.Second)
		if v, ok := twin.InForce(f.channel); ok {
			t.Errorf("%s is %v although the device was cut off for its whole time-out", f.channel, v)
		}
		twin.Mute(false)
		c.holds(t, f.channel+" is in force again", in(f.values[0]))
	}
	twin.Reboot()
	c.holds(t, f.channel+" is in force after a reboot", in(f.values[0]))
	s.Order(asset, f.channel, f.values[1], 24*time.Hour)
	c.holds(t, f.channel+" is changed", in(f.values[1]))
	s.Order(asset, f.channel, f.values[1], time.Second)
	time.Sleep(2*time.Second + f.watch.Timeout)
	c.holds(t, f.channel+" is dropped, or safe, when its order has expired", func() (bool, any) {
		v, ok := twin.InForce(f.channel)
		safe, known := safest(s, f.channel)
		return !ok || known && near(v, safe), []any{v, ok, safe, known}
	})
}

// safest is the safe value of a set-point of the asset.
func safest(s *Stand, channel string) (float64, bool) {
	for _, o := range s.Site.Assets[0].Outlets {
		if o.Channel == channel {
			return s.Site.Assets[0].Safe(o)
		}
	}
	return 0, false
}

// lag lets the device answer just after its time, with other values, and checks that no channel ever
// shows what was meant for another.
func lag(t *testing.T, c Case, twin Durable, s *Stand, channels []point.Channel) {
	t.Helper()
	want := map[string]float64{}
	for _, ch := range channels {
		want[ch.Name], _ = twin.Value(ch.Name)
	}
	timeout := s.Site.Config.Devices[0].Timeout
	twin.Lag(timeout + timeout/5)
	for range 200 {
		time.Sleep(timeout / 20)
		for _, ch := range channels {
			if r := s.At(asset, ch.Name); r.Quality != point.Missing && !near(r.Value, want[ch.Name]) {
				t.Fatalf("%s shows %+v while answers are late, the device says %v", ch.Name, r, want[ch.Name])
			}
		}
	}
	twin.Lag(0)
	for _, ch := range channels {
		c.holds(t, ch.Name+" is read after the late answers", func() (bool, any) {
			r := s.At(asset, ch.Name)
			return r.Quality == point.Good && near(r.Value, want[ch.Name]), []any{r, want[ch.Name], s.Board.Of("thing").Detail}
		})
	}
}

// wearing is a set-point that the device stores, and how often a day.
type wearing struct {
	channel string
	perDay  int
}

// spare changes an order every minute for a day.
func spare(t *testing.T, c Case, twin Durable, s *Stand, w wearing) {
	t.Helper()
	before := twin.Stored()
	values := c.Orders[w.channel]
	for i := range 24 * 60 {
		s.Order(asset, w.channel, values[i%2], time.Hour)
		time.Sleep(time.Minute)
	}
	if n := twin.Stored() - before; n == 0 || n > w.perDay {
		t.Errorf("%s was stored %d times in a day, want 1 to %d", w.channel, n, w.perDay)
	}
}
