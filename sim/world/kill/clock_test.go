package kill_test

import (
	"testing"
	"time"
)

// Where an edge's clock is set to. The first three are times the backend stores, the others are not.
const (
	slightly = 10 * time.Second
	anHour   = time.Hour
	tooFar   = 40 * 24 * time.Hour // further than samples may be old
)

// setFor is how long a clock stays set; all of them together outlast the battery's patience for a new
// set-point by far.
const setFor = 5 * time.Second

// The edge is the product as people run it, but for time.Now, to which the test adds what it likes
// while the edge runs.
func TestAClockThatIsSetStopsNeitherControlNorLosesARow(t *testing.T) {
	w := newWorld(t, setup{seed: 1, inside: true, settable: true})
	w.until("the battery is under control", func() bool { return w.devices.Truth().Battery.External })
	w.until("it works", func() bool { return w.record()[0].accepted > 10 })
	for _, offset := range []time.Duration{slightly, 0, -anHour, 2 * anHour, -tooFar, tooFar, -slightly, 0} {
		w.clock.Set(offset)
		w.watch(offset)
	}
	if !w.edge.lives[0].alive() || len(w.edge.lives) != 1 {
		t.Errorf("the edge has lived %d times", len(w.edge.lives))
	}
	w.startFarAhead()
	w.endInPeace()
	w.compare()
	for _, code := range []string{"FUTURE_TIMESTAMP", "TOO_OLD"} {
		if said, err := w.psql("SELECT count(*) FROM events WHERE code = '" + code + "'"); err != nil || said[0][0] == "0" {
			t.Errorf("%s was not said: %v, %v", code, said, err)
		}
	}
	if dropped, err := w.psql("SELECT count(*) FROM events WHERE code = 'SAMPLES_DROPPED'"); err != nil || dropped[0][0] != "0" {
		t.Errorf("samples were dropped: %v, %v", dropped, err)
	}
}

// watch looks on while the clock is set: control goes on and the outbox takes a message every second,
// give or take.
func (w *world) watch(offset time.Duration) {
	w.Helper()
	accepted, grown := w.record()[0].accepted, time.Now()
	for began := time.Now(); time.Since(began) < setFor; time.Sleep(50 * time.Millisecond) {
		if !w.devices.Truth().Battery.External {
			w.Fatalf("%v after the clock was set off by %v the battery has lost its set-point", time.Since(began), offset)
		}
		if !w.edge.alive() {
			w.Fatalf("the edge has died of a clock set off by %v:\n%s", offset, w.edge.tail())
		}
		if now := w.record()[0].accepted; now > accepted {
			accepted, grown = now, time.Now()
		}
		if silent, limit := time.Since(grown), frameGap+2*time.Duration(w.late.Load()); silent > limit {
			w.Fatalf("with the clock set off by %v nothing was accepted for %v", offset, silent)
		}
	}
}

// startFarAhead starts the edge offline with a clock that is far ahead, and then with the right one,
// and kills it: what it had kept from before is not old by that.
func (w *world) startFarAhead() {
	w.Helper()
	w.link.sever()
	w.drain()
	first := w.record()[0]
	w.until("something waits for the link", func() bool { return w.record()[0].accepted > first.accepted+5 })
	w.edge.kill()
	for n, offset := range []time.Duration{tooFar, 0} {
		w.clock.Set(offset)
		w.edge.start()
		w.until("it works", func() bool { boots := w.record(); return len(boots) == n+2 && len(boots[n+1].frames) > 3 })
		w.edge.kill()
	}
	if stored := w.cursors()[first.id]; stored > first.accepted+1 { // one may have been under way
		w.Errorf("%d is stored of a boot that had come to %d when the link was cut", stored, first.accepted)
	}
	w.link.mend()
}
