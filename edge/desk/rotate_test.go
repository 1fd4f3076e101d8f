package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// ring is an edge's keys on disk, which outlives its process. It stands in for the uplink.
type ring struct {
	made    int
	next    string
	inPlace string
	changes []string
	die     string // where the process ends: "made" or "changed"
	refuse  error
}

var errKilled = errors.New("the process was killed")

func (k *ring) NextKey() (string, error) {
	if k.next == "" {
		k.made++
		k.next = fmt.Sprintf("UKEY%d", k.made)
	}
	if k.die == "made" {
		return "", errKilled
	}
	return k.next, nil
}

func (k *ring) ChangeKey(ctx context.Context, nkey string) error {
	k.changes = append(k.changes, nkey)
	switch {
	case k.refuse != nil:
		return k.refuse
	case k.die == "told": // the backend heard of it, and the process ended
		<-ctx.Done()
		return ctx.Err()
	case k.inPlace == nkey:
		return nil
	case k.next != nkey:
		return fmt.Errorf("asked to change to %s, and %s was made", nkey, k.next)
	}
	k.inPlace, k.next = nkey, ""
	if k.die == "changed" {
		<-ctx.Done()
		return ctx.Err()
	}
	return nil
}

func withRing(t *testing.T, k *ring) *rig {
	t.Helper()
	r := newRig(t)
	r.keys = k
	r.kill()
	r.start()
	return r
}

// rotating is a rig that was ordered to change its key and has accepted.
func rotating(t *testing.T, k *ring) (*rig, wire.Command) {
	t.Helper()
	r := withRing(t, k)
	command := r.order(1, wire.CommandRotateKey, "")
	r.take(wire.KindCommand, command)
	r.answered(wire.AckAccepted, "")
	return r, command
}

func TestAChangeOfKeyIsAnsweredWithTheNewOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &ring{}
		r, command := rotating(t, k)
		r.run(100 * time.Millisecond)
		a := r.answered(wire.AckExecuted, "")
		var got wire.KeyRotated
		if err := json.Unmarshal(a.Result, &got); err != nil || got.NKey != "UKEY1" || k.inPlace != "UKEY1" {
			t.Errorf("answered %s, %v with %s in place", a.Result, err, k.inPlace)
		}
		// It comes again: the answer is the same, and no key is made.
		r.take(wire.KindCommand, command)
		r.answered(wire.AckExecuted, "")
		r.run(50 * time.Millisecond)
		if k.made != 1 || len(k.changes) != 1 {
			t.Errorf("%d keys were made, changed to %v", k.made, k.changes)
		}
	})
}

func TestAChangeOfKeyThatWasKilledIsFinishedWithTheSameKey(t *testing.T) {
	for _, at := range []string{"told", "changed"} {
		for _, late := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, expired meanwhile: %v", at, late), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					k := &ring{die: at}
					r := withRing(t, k)
					r.take(wire.KindCommand, r.order(1, wire.CommandRotateKey, ""))
					r.run(100 * time.Millisecond)
					r.answered(wire.AckAccepted, "")
					r.kill()
					if late {
						r.now = r.now.Add(time.Hour)
					}
					k.die = ""
					r.start()
					r.run(100 * time.Millisecond)
					r.answered(wire.AckExecuted, "")
					if k.made != 1 || k.inPlace != "UKEY1" {
						t.Errorf("%d keys were made, %s is in place", k.made, k.inPlace)
					}
				})
			})
		}
	}
}

func TestAChangeOfKeyThatWasNotBegunExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &ring{}
		r := withRing(t, k)
		command := r.order(1, wire.CommandRotateKey, "")
		r.take(wire.KindCommand, command)
		r.cycle(90)
		r.run(50 * time.Millisecond)
		r.answered(wire.AckExpired, reason.CommandExpired)
		if k.made != 0 {
			t.Error("a key was made")
		}
		late := r.order(2, wire.CommandRotateKey, "")
		late.ExpiresAt = r.now.Add(-time.Second)
		late.IssuedAt = r.now.Add(-time.Minute)
		r.take(wire.KindCommand, late)
		r.answered(wire.AckExpired, reason.CommandExpired)
	})
}

func TestAKeyThatIsNotChangedSaysWhy(t *testing.T) {
	for name, tt := range map[string]struct {
		keys *ring
		code reason.Code
		text string
	}{
		"the backend refuses it":    {&ring{refuse: reason.New(reason.EnrolmentKeyTaken, nil)}, reason.EnrolmentKeyTaken, ""},
		"the disk does not take it": {&ring{die: "made"}, reason.EdgeKeyNotChanged, errKilled.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := withRing(t, tt.keys)
				r.take(wire.KindCommand, r.order(1, wire.CommandRotateKey, ""))
				r.run(100 * time.Millisecond)
				a := r.answered(wire.AckFailed, tt.code)
				if detail, _ := a.Params["detail"].(string); !strings.Contains(detail, tt.text) {
					t.Errorf("it says %q, want %q", detail, tt.text)
				}
			})
		})
	}
}

func TestAnEdgeWithoutABackendHasNoKeyToChange(t *testing.T) {
	r := newRig(t)
	r.take(wire.KindCommand, r.order(1, wire.CommandRotateKey, ""))
	r.answered(wire.AckRejected, reason.InvalidValue)
}

// What came of an order is told also where the process ended between noting and telling it.
func TestAnAnswerThatWasNotGivenIsOwed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &ring{}
		r, _ := rotating(t, k)
		r.unanswered = errors.New("the disk is full")
		r.run(100 * time.Millisecond)
		if k.inPlace != "UKEY1" || len(r.answers) != 1 {
			t.Fatalf("%s is in place, %d answers", k.inPlace, len(r.answers))
		}
		r.kill()
		r.unanswered = nil
		for range 2 { // once, however often it begins anew
			r.start()
			r.run(50 * time.Millisecond)
			r.answered(wire.AckExecuted, "")
			r.kill()
		}
		if len(r.answers) != 2 || len(k.changes) != 1 {
			t.Errorf("answered %d times, changed to %v", len(r.answers), k.changes)
		}
	})
}
