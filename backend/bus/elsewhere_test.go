package bus_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"ohmstead/backend/bus"
	"ohmstead/backend/bus/bustest"
)

// elsewhere is a NATS server that somebody else runs, with JetStream and a leaf node port.
func elsewhere(t *testing.T, dir string, port, leafPort int) *server.Server {
	t.Helper()
	options := &server.Options{
		ServerName: "theirs", Host: "127.0.0.1", Port: port, NoSigs: true, NoLog: true,
		JetStream: true, StoreDir: dir, Username: "ohmstead", Password: "secret",
	}
	options.LeafNode.Host, options.LeafNode.Port = "127.0.0.1", leafPort
	options.LeafNode.Username, options.LeafNode.Password = "ohmstead", "secret"
	s, err := server.NewServer(options)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server does not start")
	}
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	return s
}

// leafPortOf is the port that a server with a leaf node port of -1 has taken.
func leafPortOf(t *testing.T, s *server.Server) int {
	t.Helper()
	varz, err := s.Varz(nil)
	if err != nil {
		t.Fatal(err)
	}
	return varz.LeafNode.Port
}

func TestAHubOfABusElsewhereLetsEdgesInByTheirEnrolment(t *testing.T) {
	dir := t.TempDir()
	theirs := elsewhere(t, dir, -1, -1)
	client, err := url.Parse(theirs.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	var port int
	if _, err := fmt.Sscan(client.Port(), &port); err != nil {
		t.Fatal(err)
	}
	leafPort := leafPortOf(t, theirs)
	store := bustest.NewStore()
	hub := openHub(t, bus.Config{
		URL: fmt.Sprintf("nats://ohmstead:secret@127.0.0.1:%d", port), Elsewhere: fmt.Sprintf("nats-leaf://ohmstead:secret@127.0.0.1:%d", leafPort),
		Edges: store, RecheckEvery: 20 * time.Millisecond,
	})
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

	theirs.Shutdown()
	theirs.WaitForShutdown()
	elsewhere(t, dir, port, leafPort)
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
