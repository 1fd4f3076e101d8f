package image_test

import (
	"math"
	"testing"
	"time"

	"ohmstead/edge/image"
	"ohmstead/energy/point"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func layout(t *testing.T) (*image.Layout, image.Handle) {
	t.Helper()
	l := image.NewLayout()
	power, _ := point.Lookup(point.GridMeter, point.ActivePower)
	h, err := l.Add(image.Channel{Asset: "meter0", Nature: point.GridMeter, Point: power, MaxAge: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return l, h
}

func TestControllersSeeWhatWasPutOnlyAfterTheFreeze(t *testing.T) {
	l, h := layout(t)
	inbox, im := image.NewInbox(l), image.New(l)
	inbox.Freeze(noon, im)
	if got := im.At(h); got.Quality != point.Missing {
		t.Errorf("before any read the channel is %v, want MISSING", got.Quality)
	}
	inbox.Put([]image.Update{{Handle: h, Reading: point.Of(3200, noon)}})
	if got := im.At(h); got.Quality != point.Missing {
		t.Errorf("the frozen image changed to %v without a freeze", got)
	}
	inbox.Freeze(noon, im)
	if got := im.At(h); got.Value != 3200 || got.Quality != point.Good {
		t.Errorf("after the freeze the channel is %v", got)
	}
}

func TestAReadingThatIsNotRenewedTurnsStaleAndKeepsItsValue(t *testing.T) {
	l, h := layout(t)
	inbox, im := image.NewInbox(l), image.New(l)
	inbox.Put([]image.Update{{Handle: h, Reading: point.Of(3200, noon)}})
	inbox.Put([]image.Update{{Handle: h, Reading: point.Reading{}}, {Handle: image.None, Reading: point.Of(1, noon)}})
	inbox.Freeze(noon.Add(5*time.Second), im)
	if got := im.At(h); got.Quality != point.Good {
		t.Errorf("at its maximum age the channel is %v, want GOOD", got.Quality)
	}
	inbox.Freeze(noon.Add(5*time.Second+1), im)
	if got := im.At(h); got.Quality != point.Stale || got.Value != 3200 || !got.At.Equal(noon) {
		t.Errorf("past its maximum age the channel is %+v, want the last value, STALE", got)
	}
	inbox.Put([]image.Update{{Handle: h, Reading: point.Of(10, noon.Add(6*time.Second))}})
	inbox.Freeze(noon.Add(6*time.Second), im)
	if got := im.At(h); got.Quality != point.Good {
		t.Errorf("a new reading leaves it %v, want GOOD", got.Quality)
	}
}

func TestALayoutRefusesTheSameChannelTwice(t *testing.T) {
	l, h := layout(t)
	if _, err := l.Add(l.Channels()[h]); err == nil {
		t.Error("the same channel got two places")
	}
	if l.Lookup("meter0", point.ActivePower) != h || l.Lookup("meter0", "Nonsense") != image.None {
		t.Error("lookup does not find the channel, or finds one that is not there")
	}
}

func TestFreezeAllocatesNothing(t *testing.T) {
	l, h := layout(t)
	inbox, im := image.NewInbox(l), image.New(l)
	update := []image.Update{{Handle: h, Reading: point.Of(1, noon)}}
	if n := testing.AllocsPerRun(100, func() { inbox.Put(update); inbox.Freeze(noon, im) }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func TestAnAbsurdValueIsBadAndKeepsTheLastOne(t *testing.T) {
	l, h := layout(t)
	inbox, im := image.NewInbox(l), image.New(l)
	inbox.Put([]image.Update{{Handle: h, Reading: point.Of(3200, noon)}})
	for _, absurd := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e16, -1e16} {
		inbox.Put([]image.Update{{Handle: h, Reading: point.Of(absurd, noon.Add(time.Second))}})
		inbox.Freeze(noon.Add(time.Second), im)
		if got := im.At(h); got.Quality != point.Bad || got.Value != 3200 {
			t.Errorf("%v became %+v, want 3200 W that are BAD", absurd, got)
		}
	}
}
