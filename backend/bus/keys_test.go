package bus_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"ohmstead/backend/bus"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// registrar is asked to change keys.
type registrar struct {
	mu    sync.Mutex
	asked []wire.KeyChange
	by    []string
	with  error
}

func (r *registrar) ChangeKey(_ context.Context, k wire.KeyChange, remote string, _ time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked, r.by = append(r.asked, k), append(r.by, remote)
	return r.with
}

func (r *registrar) answers(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.with = err
}

func (r *registrar) times() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.asked)
}

func TestAnEdgeChangesItsOwnKeyAloneAndIsAnswered(t *testing.T) {
	hub, store, l := setup(t)
	keys := &registrar{with: errors.New("the database is away")}
	with := services(store)
	with.Keys = keys
	background(t, bus.NewWorker(hub, with, nil).Run)
	taken, err := l.conn.SubscribeSync(l.address().KeyTaken())
	if err != nil {
		t.Fatal(err)
	}
	ask := func(subject, edge, next string) {
		data, err := wire.Encode(wire.KeyChange{Edge: edge, Old: "UOLD", New: next, ByOld: "a", ByNew: "b"})
		if err == nil {
			err = l.conn.Publish(subject, data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	// answer is that about a key. What was asked before may be answered late.
	answer := func(next string) wire.KeyAnswer {
		t.Helper()
		for {
			m, err := taken.NextMsg(time.Minute)
			if err != nil {
				t.Fatalf("%s: %v", next, err)
			}
			a, err := wire.DecodeKeyAnswer(m.Data)
			if err != nil {
				t.Fatalf("answered %s, %v", m.Data, err)
			}
			if a.New == next {
				return a
			}
		}
	}
	own := l.address().Edge
	eventually(t, "a fault is met", func() bool { ask(l.address().Key(), own, "UFIRST"); return keys.times() > 0 })
	if m, err := taken.NextMsg(200 * time.Millisecond); err == nil {
		t.Errorf("a fault is answered: %s", m.Data)
	}

	for code, answered := range map[reason.Code]error{"": nil, reason.EnrolmentKeyTaken: reason.New(reason.EnrolmentKeyTaken, nil)} {
		keys.answers(answered)
		next := "UNEW" + string(code)
		ask(l.address().Key(), own, next)
		if a := answer(next); a.Code != code {
			t.Errorf("answered %+v; want %q", a, code)
		}
	}

	stranger := l.address()
	stranger.Edge = stranger.Tenant
	ask(l.address().Key(), stranger.Edge, "ULAST") // in its own name, the key of another
	ask(stranger.Key(), stranger.Edge, "ULAST")    // in the name of another, which the hub does not let through
	ask(l.address().Key(), own, "ULAST")
	answer("ULAST")
	keys.mu.Lock()
	defer keys.mu.Unlock()
	last := 0
	for i, k := range keys.asked {
		if k.New == "ULAST" {
			last++
		}
		if k.Edge != own || keys.by[i] != "edge "+own {
			t.Errorf("asked to change the key of %s, by %q", k.Edge, keys.by[i])
		}
	}
	if last != 1 {
		t.Errorf("%d changes were asked for, want the edge's own alone", last)
	}
}
