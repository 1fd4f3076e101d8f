package cycle_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/cycle"
	"ohmstead/edge/cycle/state"
	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/energy/point"
)

// clocked is a bench whose wall clock can be set; the times it shows have no monotonic part.
type clocked struct {
	*bench
	emitter *cycle.Emitter
	meter   uint32
}

// sent puts a value, runs a cycle and tells when the rows of the meter were measured.
func (c *clocked) sent(at time.Duration, watts float64) (offsets []time.Duration) {
	c.put(noon.Add(at), map[string]float64{"meter0.ActivePower": watts})
	c.core.Step(noon.Add(at))
	for _, r := range c.emitter.Collect(c.core.Image(), noon.Add(at), noon, nil) {
		if r.Index == c.meter {
			offsets = append(offsets, r.Offset)
		}
	}
	return offsets
}

func TestAClockThatIsSetInterruptsNoData(t *testing.T) {
	for name, step := range map[string]time.Duration{
		"an hour back": -time.Hour, "ten seconds back": -10 * time.Second, "an hour forth": time.Hour, "a year back": -365 * 24 * time.Hour,
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			c := &clocked{b, cycle.NewEmitter(b.site.Layout), uint32(b.site.Layout.Lookup("meter0", point.ActivePower))}
			var got, want []time.Duration
			for second := range 40 {
				at := time.Duration(second)*time.Second + time.Duration(second)*time.Millisecond
				if second >= 20 {
					at += step
				}
				got = append(got, c.sent(at, float64(1000*second))...)
				if second != 20 || step > 0 { // how long ago the last row was, nobody knows: a second is waited
					want = append(want, at)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("rows are not those of every second, with the time the clock shows (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAReadingFromBeforeTheClockWasSetBackIsNotSentAfterIt(t *testing.T) {
	b := newBench(t)
	c := &clocked{b, cycle.NewEmitter(b.site.Layout), uint32(b.site.Layout.Lookup("meter0", point.ActivePower))}
	c.sent(0, 1000)
	c.put(noon.Add(2*time.Second), map[string]float64{"meter0.ActivePower": 5000})
	now := noon.Add(-time.Hour + 2*time.Second)
	c.core.Step(now)
	if rows := c.emitter.Collect(c.core.Image(), now, now, nil); len(rows) > 0 {
		t.Errorf("an hour in the future: %v", rows)
	}
}

// What the edge compares keeps the monotonic part of its times, so that setting the clock moves
// neither a deadline nor the lease of an order. What is frozen has lost it, and its age is kept instead.
func TestDeadlinesAndLeasesAreMonotonic(t *testing.T) {
	s := build(t, house)
	inbox, orders := image.NewInbox(s.Layout), device.NewOrders(s.Layout)
	health := device.NewBoard([]string{"meter"})
	health.Report(device.Health{Device: "meter", LastAnswer: time.Now()})
	meter := s.Layout.Lookup("meter0", point.ActivePower)
	inbox.Put([]image.Update{{Handle: meter, Reading: point.Of(100, time.Now())}})
	core := cycle.New(s, inbox)
	loop := cycle.NewLoop(core, orders, health, &log{})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- loop.Run(ctx) }()
	for began := time.Now(); loop.Status().State != state.Run && time.Since(began) < 2*time.Minute; {
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	order, _ := orders.At(s.Layout.Lookup("ess0", point.SetActivePower), time.Now())
	for what, at := range map[string]time.Time{
		"the cycle":             loop.Status().At,
		"the issue of an order": order.Issued, "its end": order.Expires,
	} {
		if !strings.Contains(at.String(), " m=") {
			t.Errorf("%s is %v, without a monotonic part", what, at)
		}
	}
}

// A reading grows old by the clock that nobody sets, to the nanosecond, though the image shows it
// without that clock.
func TestTheAgeOfAReadingIsMonotonic(t *testing.T) {
	read := time.Now()
	b := newBench(t)
	meter := b.site.Layout.Lookup("meter0", point.ActivePower)
	b.inbox.Put([]image.Update{{Handle: meter, Reading: point.Of(100, read)}})
	now := time.Now()
	b.core.Step(now)
	im := b.core.Image()
	if age := im.Age(meter); age != now.Sub(read) || strings.Contains(im.At(meter).At.String(), " m=") {
		t.Errorf("the reading is %v old and of %v, want %v and a time without a monotonic part", age, im.At(meter).At, now.Sub(read))
	}
	if _, fresh := im.Fresh(meter, now.Sub(read)-1); fresh {
		t.Error("it is fresh beyond its age")
	}
	if _, fresh := im.Fresh(meter, now.Sub(read)); !fresh {
		t.Error("it is not fresh within its age")
	}
}
