package bus_test

import (
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"ohmstead/backend/bus"
	"ohmstead/backend/bus/bustest"
)

func TestAHubOfABusElsewhereLetsEdgesInByTheirEnrolment(t *testing.T) {
	theirs := &bustest.Elsewhere{Dir: t.TempDir(), Port: -1, LeafPort: -1}
	if err := theirs.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { theirs.Stop() }()
	store := bustest.NewStore()
	hub := openHub(t, bus.Config{URL: theirs.URL(), Elsewhere: theirs.LeafURL(), Edges: store, RecheckEvery: 20 * time.Millisecond})
	background(t, hub.Run)
	worker(t, hub, store)
	l, other := enrol(t, hub, store), enrol(t, hub, store)
	l.persist(manifestMsg(l))
	l.persist(frame(l, 2, 7))
	eventually(t, "the sample is stored", func() bool { return len(store.Samples()) == 1 })

	foreign := frame(l, 3, 8)
	if ack, err := other.conn.RequestMsg(foreign, 300*time.Millisecond); err == nil {
		t.Errorf("an edge spoke for another one and was told %s", ack.Data)
	}
	if answer, err := l.conn.Request("$JS.API.STREAM.LIST", nil, 300*time.Millisecond); err == nil {
		t.Errorf("an edge asked for the streams and was told %s", answer.Data)
	}

	theirs.Stop()
	if err := theirs.Start(); err != nil {
		t.Fatal(err)
	}
	l.persist(frame(l, 3, 9))
	eventually(t, "what follows a restart is stored", func() bool { return len(store.Samples()) == 2 })

	store.Revoke(l.record.Edge.ID)
	eventually(t, "the revoked edge is gone", func() bool { return !slices.Contains(hub.Connected(), l.record.Edge.ID) })
}

// persist sends a message until a stream has acknowledged it.
func (l *leaf) persist(m *nats.Msg) {
	l.t.Helper()
	eventually(l.t, m.Subject+" is acknowledged", func() bool {
		ack, err := l.conn.RequestMsg(m, time.Second)
		return err == nil && len(ack.Data) > 0
	})
}
