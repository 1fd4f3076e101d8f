package outbox_test

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"

	"ohmstead/edge/outbox"
	"ohmstead/energy/point"
	"ohmstead/wire"
)

// door is a hub that lets certain keys in and notes who came.
type door struct {
	server *server.Server
	mu     sync.Mutex
	open   map[string]bool
	came   []string
}

func (d *door) Check(c server.ClientAuthentication) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c.Kind() != server.LEAF || !d.open[c.GetOpts().Nkey] {
		return false
	}
	d.came = append(d.came, c.GetOpts().Nkey)
	c.RegisterUser(&server.User{Username: "edge", Account: d.server.GlobalAccount()})
	return true
}

func (d *door) last() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.came) == 0 {
		return ""
	}
	return d.came[len(d.came)-1]
}

func (d *door) saw(key string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Contains(d.came, key)
}

// openDoor is a hub with where it listens.
func openDoor(t *testing.T, keys ...string) (*door, *url.URL) {
	t.Helper()
	d := &door{open: map[string]bool{}}
	for _, k := range keys {
		d.open[k] = true
	}
	options := &server.Options{ServerName: "hub", DontListen: true, NoSigs: true, NoLog: true, CustomClientAuthentication: d, AlwaysEnableNonce: true}
	options.LeafNode.Host, options.LeafNode.Port = "127.0.0.1", -1
	s, err := server.NewServer(options)
	if err != nil {
		t.Fatal(err)
	}
	d.server = s
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(2 * time.Minute) {
		t.Fatal("the hub does not start")
	}
	varz, err := s.Varz(nil)
	if err != nil {
		t.Fatal(err)
	}
	return d, &url.URL{Scheme: "nats-leaf", Host: fmt.Sprintf("127.0.0.1:%d", varz.LeafNode.Port)}
}

func newSeed(t *testing.T) (key, seed string) {
	t.Helper()
	pair, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	key, err = pair.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := pair.Seed()
	if err != nil {
		t.Fatal(err)
	}
	return key, string(raw)
}

func soon(t *testing.T, what string, met func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !met(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within two minutes: %s", what)
		}
	}
}

func TestAnotherKeyLeadsToTheHubAndTheStoreGoesOn(t *testing.T) {
	first, firstSeed := newSeed(t)
	second, secondSeed := newSeed(t)
	stranger, strangerSeed := newSeed(t)
	hub, at := openDoor(t, first, second)
	by := func(seed string) *server.RemoteLeafOpts {
		return &server.RemoteLeafOpts{URLs: []*url.URL{at}, Nkey: seed}
	}
	box := begin(t, outbox.Config{Dir: t.TempDir(), Remote: by(firstSeed)})
	soon(t, "the first key is let in", func() bool { return box.Connected() && hub.last() == first })
	appendFrames(t, box, 3)
	for _, to := range []struct{ key, seed string }{{second, secondSeed}, {first, firstSeed}} {
		soon(t, "the way changes, there and back", func() bool { return box.Relink(by(to.seed)) == nil })
		appendFrames(t, box, 3)
		soon(t, "the other key is let in", func() bool { return box.Connected() && hub.last() == to.key })
	}
	if err := box.Relink(by(strangerSeed)); err != nil {
		t.Fatal(err)
	}
	appendFrames(t, box, 3)
	time.Sleep(300 * time.Millisecond)
	if hub.saw(stranger) {
		t.Error("a key that nobody knows is let in")
	}
	soon(t, "the way back", func() bool { return box.Relink(by(secondSeed)) == nil })
	soon(t, "the second key is let in again", func() bool { return box.Connected() && hub.last() == second })
	if got := box.Stats().Messages; got != 1+3+6+3 {
		t.Errorf("the store has %d messages, want 13", got)
	}
}

// What is appended while the way changes is on disk when its append returns, as ever.
func TestNothingAppendedIsLostWhileTheWayChanges(t *testing.T) {
	first, firstSeed := newSeed(t)
	second, secondSeed := newSeed(t)
	_, at := openDoor(t, first, second)
	dir := t.TempDir()
	box := begin(t, outbox.Config{Dir: dir, Remote: &server.RemoteLeafOpts{URLs: []*url.URL{at}, Nkey: firstSeed}})
	done, appended, slowest := make(chan struct{}), 1, time.Duration(0)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go func() {
		defer close(done)
		for ; ctx.Err() == nil; appended++ {
			from := time.Now()
			if _, err := box.AppendFrame(t.Context(), from, []wire.Row{{Quality: point.Good, Value: float64(appended)}}); err != nil {
				t.Error(err)
				return
			}
			slowest = max(slowest, time.Since(from))
			time.Sleep(2 * time.Millisecond)
		}
	}()
	const relinks = 4
	for n := range relinks {
		seed := []string{secondSeed, firstSeed}[n%2]
		soon(t, "the way changes", func() bool { return box.Relink(&server.RemoteLeafOpts{URLs: []*url.URL{at}, Nkey: seed}) == nil })
		time.Sleep(300 * time.Millisecond) // meanwhile more is appended
	}
	stop()
	<-done
	t.Logf("%d messages over %d changes of the way; the slowest append took %v", appended, relinks, slowest)
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	if got := int(open(t, outbox.Config{Dir: dir}).Stats().Messages); got != appended {
		t.Errorf("%d messages are on disk of %d, over %d changes of the way", got, appended, relinks)
	}
}

func TestAnOutboxThatLeadsNowhereIsNotRelinked(t *testing.T) {
	box := begin(t, outbox.Config{Dir: t.TempDir()})
	if err := box.Relink(&server.RemoteLeafOpts{}); err == nil {
		t.Error("it leads somewhere now")
	}
}
