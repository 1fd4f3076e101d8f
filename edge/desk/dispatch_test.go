package desk_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
	"ohmstead/wire"
)

const chargers = `
site: {name: depot}
cycle: 1s
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: EVCS, max_active_power_watts: 11000}
controllers:
  - {id: full, type: EVCS_FIXED, evcs: [ess0], current_a: 16}
  - {id: orders, type: EVCS_DISPATCH, evcs: [ess0]}
`

// last is the newest answer to a command.
func (r *rig) last(c wire.Command) wire.Ack {
	r.t.Helper()
	for _, a := range slices.Backward(r.answers) {
		if a.Command == c.ID {
			return a
		}
	}
	r.t.Fatal("no answer")
	return wire.Ack{}
}

func TestADispatchIsExecutedOnceItsAssetKeepsToIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigOf(t, chargers)
		first := r.order(1, wire.CommandDispatch, `{"active_power_watts":7000}`)
		r.take(wire.KindCommand, first)
		if got := r.last(first); got.State != wire.AckAccepted {
			t.Fatalf("before a cycle has run with it: %+v", got)
		}
		r.cycle(2)
		r.run(1500 * time.Millisecond)
		if got := r.last(first); got.State != wire.AckExecuted || got.AppliedWatts == nil || *got.AppliedWatts != 7000 || r.power() != 7000 {
			t.Fatalf("once the charger keeps to it: %+v, set-point %v", got, r.power())
		}
		for seq, watts := range map[uint64]int{3: 5000, 2: 9000} {
			r.take(wire.KindCommand, r.order(seq, wire.CommandDispatch, fmt.Sprintf(`{"active_power_watts":%d}`, watts)))
		}
		r.cycle(2)
		if r.power() != 5000 {
			t.Errorf("of several orders the newest is 5 kW, and the charger is given %v", r.power())
		}
		r.kill()
		r.start()
		if r.power() != 5000 {
			t.Errorf("after a restart it is given %v", r.power())
		}
	})
}

func TestADispatchThatNobodyFollowsIsNotExecuted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		c := r.order(1, wire.CommandDispatch, `{"active_power_watts":500}`)
		r.take(wire.KindCommand, c)
		r.cycle(3)
		r.run(1500 * time.Millisecond)
		if got := r.last(c); got.State != wire.AckAccepted {
			t.Errorf("the battery serves the load and not the order: %+v", got)
		}
		r.cycle(60)
		r.run(1500 * time.Millisecond)
		if got := r.last(c); got.State != wire.AckFailed || !slices.Equal(got.Codes, []reason.Code{reason.OrderNotFollowed}) {
			t.Errorf("once it has ended: %+v", got)
		}
	})
}

// A newer dispatch takes the place of one that nobody has kept to; a shorter one gives it back.
func TestADispatchIsReplacedOnlyByOneThatIsInForce(t *testing.T) {
	const quarter = 15 * time.Minute
	tests := map[string]struct {
		newer, looked time.Duration // how long the newer one lasts, and how long after it is looked first
		ended         bool          // the newer one is released before that
		then, last    wire.AckState // at the first look, and once the older one has ended
	}{
		"one that lasts longer":                   {newer: quarter, looked: 3 * time.Second, then: wire.AckExecuted, last: wire.AckExecuted},
		"one that lasts longer, and was released": {newer: quarter, looked: 3 * time.Second, ended: true, then: wire.AckAccepted, last: wire.AckFailed},
		"one of a minute, seen when it is over":   {newer: time.Minute, looked: 2 * time.Minute, then: wire.AckAccepted, last: wire.AckFailed},
		"one of a minute, seen at work":           {newer: time.Minute, looked: 3 * time.Second, then: wire.AckAccepted, last: wire.AckFailed},
		"one of a minute, seen at the end alone":  {newer: time.Minute, looked: quarter, then: wire.AckFailed, last: wire.AckFailed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t)
				older := r.order(1, wire.CommandDispatch, `{"active_power_watts":500}`)
				older.ExpiresAt = r.now.Add(quarter)
				r.take(wire.KindCommand, older)
				r.cycle(5)
				newer := r.order(2, wire.CommandDispatch, `{"active_power_watts":700}`)
				newer.ExpiresAt = r.now.Add(tt.newer)
				r.take(wire.KindCommand, newer)
				if tt.ended {
					r.take(wire.KindCommand, r.order(3, wire.CommandRelease, fmt.Sprintf(`{"command_id":%q}`, newer.ID)))
				}
				r.cycle(int(tt.looked / time.Second))
				r.run(1500 * time.Millisecond)
				if got := r.last(older); got.State != tt.then {
					t.Errorf("%v after the newer one: %+v", tt.looked, got)
				}
				r.cycle(int(quarter / time.Second))
				r.run(1500 * time.Millisecond)
				got := r.last(older)
				if failed := slices.Equal(got.Codes, []reason.Code{reason.OrderNotFollowed}); got.State != tt.last || failed != (tt.last == wire.AckFailed) {
					t.Errorf("once it has ended: %+v", got)
				}
			})
		})
	}
}

const scheduled = `
site: {name: house}
cycle: 1s
mode: SCHEDULE
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 5000}
controllers:
  - {id: plan, type: SCHEDULE_TRACKER, ess: ess0, on_stale: SAFE}
`

// An order with a ramp is executed once its asset has got there; where something binds it, once a ramp must be
// over.
func TestADispatchWithARampIsExecutedAtItsEnd(t *testing.T) {
	for name, tt := range map[string]struct {
		payload     string
		under, over int // cycles after which it is under way, and some more after which it is executed
		power       unit.Power
		applied     int64
	}{
		"it gets there":              {`{"active_power_watts":1000,"ramp_rate":100}`, 4, 10, 400, 1000},
		"the battery can do no more": {`{"active_power_watts":-9000,"ramp_rate":1000}`, 10, 6, -5000, -5000},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRigOf(t, scheduled)
				c := r.order(1, wire.CommandDispatch, tt.payload)
				r.take(wire.KindCommand, c)
				r.cycle(tt.under)
				r.run(1500 * time.Millisecond)
				if got := r.last(c); got.State != wire.AckAccepted || r.power() != tt.power {
					t.Errorf("on its ramp: %+v, set-point %v", got, r.power())
				}
				r.cycle(tt.over)
				r.run(1500 * time.Millisecond)
				if got := r.last(c); got.State != wire.AckExecuted || got.AppliedWatts == nil || *got.AppliedWatts != tt.applied {
					t.Errorf("at its end: %+v", got)
				}
			})
		})
	}
}

func TestARampThatLeadsNowhereIsRefused(t *testing.T) {
	r := newRigOf(t, scheduled)
	r.take(wire.KindCommand, r.order(1, wire.CommandDispatch, `{"active_power_watts":1000,"ramp_rate":0}`))
	r.answered(wire.AckRejected, reason.InvalidValue)
}

// A process that starts while an order is under way begins its ramp anew, at what the battery does by then.
func TestARampBeginsAnewAfterARestart(t *testing.T) {
	r := newRigOf(t, scheduled)
	r.take(wire.KindCommand, r.order(1, wire.CommandDispatch, `{"active_power_watts":1000,"ramp_rate":100}`))
	r.cycle(6)
	if r.power() != 600 {
		t.Errorf("after six seconds it is given %v", r.power())
	}
	r.kill()
	r.start() // and runs three cycles, the first of which begins at 0 W
	if r.power() != 200 {
		t.Errorf("after a restart it is given %v", r.power())
	}
}
