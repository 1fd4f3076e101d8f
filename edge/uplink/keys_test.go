package uplink_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"ohmstead/edge/outbox"
	"ohmstead/edge/uplink"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// office is a backend that knows one edge's keys. It stands in for the hub and what is behind it.
type office struct {
	t      *testing.T
	server *server.Server
	conn   *nats.Conn
	url    string
	at     wire.Address
	// patience is the KeyPatience of edges: one within which an edge that is let in is welcomed on a busy machine.
	patience time.Duration

	mu      sync.Mutex
	key     string // that the edge is enrolled with
	former  string // which holds until key was used
	used    string // the key that somebody connected with last
	changes int
	refuse  reason.Code // what changes are answered with
	deaf    bool        // changes are not answered
	lost    bool        // they are done, and their answer is lost
}

func openOffice(t *testing.T, key, former string) *office {
	t.Helper()
	f := &office{t: t, key: key, former: former, at: valid(t).Address, patience: 15 * time.Second}
	options := &server.Options{ServerName: "hub", DontListen: true, NoSigs: true, NoLog: true, CustomClientAuthentication: f, AlwaysEnableNonce: true}
	options.LeafNode.Host, options.LeafNode.Port = "127.0.0.1", -1
	s, err := server.NewServer(options)
	if err != nil {
		t.Fatal(err)
	}
	f.server = s
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(2 * time.Minute) {
		t.Fatal("the hub does not start")
	}
	varz, err := s.Varz(nil)
	if err != nil {
		t.Fatal(err)
	}
	f.url = fmt.Sprintf("nats-leaf://127.0.0.1:%d", varz.LeafNode.Port)
	if f.conn, err = nats.Connect("", nats.InProcessServer(s)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.conn.Close)
	f.hear(f.at.Hello(), f.greet)
	f.hear(f.at.Key(), f.change)
	return f
}

func (f *office) hear(subject string, take func([]byte)) {
	f.t.Helper()
	if _, err := f.conn.Subscribe(subject, func(m *nats.Msg) { take(m.Data) }); err != nil {
		f.t.Fatal(err)
	}
}

// Check implements server.Authentication.
func (f *office) Check(c server.ClientAuthentication) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	offered := c.GetOpts().Nkey
	switch {
	case c.Kind() == server.CLIENT:
	case offered == f.key:
		f.former, f.used = "", offered
	case offered != "" && offered == f.former:
		f.used = offered
	default:
		return false
	}
	c.RegisterUser(&server.User{Username: "somebody", Account: f.server.GlobalAccount()})
	return true
}

func (f *office) greet(data []byte) {
	hello, err := wire.DecodeHello(data)
	if err != nil {
		f.t.Error(err)
		return
	}
	f.say(f.at.Welcome(), wire.Welcome{WireVersion: wire.Version, Key: hello.Key, Progress: wire.Progress{Stream: "one"}})
}

func (f *office) change(data []byte) {
	change, err := wire.DecodeKeyChange(data)
	if err != nil {
		f.t.Error(err)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.changes++
	answer := wire.KeyAnswer{Version: wire.Version, New: change.New, Code: f.refuse}
	switch {
	case f.deaf:
		return
	case f.refuse != "":
	case change.Old == f.key:
		f.key, f.former = change.New, change.Old
	case change.New != f.key || change.Old != f.former:
		answer.Code, answer.Params = reason.NotFound, reason.Params{"what": "enrolled edge with this key"}
	}
	if !f.lost {
		f.say(f.at.KeyTaken(), answer)
	}
}

func (f *office) say(subject string, message any) {
	data, err := json.Marshal(message)
	if err == nil {
		err = f.conn.Publish(subject, data)
	}
	if err != nil {
		f.t.Error(err)
	}
}

// knows is the key that is enrolled and the one that was used last.
func (f *office) knows() (key, used string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.key, f.used
}

// heard is how often it was told of a change.
func (f *office) heard() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.changes
}

// process is an edge's uplink over its data directory until it ends.
type process struct {
	up   *uplink.Uplink
	box  *outbox.Outbox
	kill func()
}

// start begins a process on what lies in a directory, with what it keeps of messages beside it.
func start(t *testing.T, f *office, seed string) *process {
	t.Helper()
	config := uplink.Config{Address: f.at, URL: f.url, SeedFile: seed, KeyPatience: f.patience}
	remote, err := uplink.Remote(config)
	if err != nil {
		t.Fatal(err)
	}
	box, err := outbox.Open(t.Context(), outbox.Config{Dir: t.TempDir(), Edge: f.at.Edge, Remote: remote})
	if err != nil {
		t.Fatal(err)
	}
	if err := box.Begin(t.Context(), wire.Manifest{Site: wire.ManifestSite{Name: "Hof", TimeZone: "UTC"}}); err != nil {
		t.Fatal(err)
	}
	up, err := uplink.New(box, config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- up.Run(ctx) }()
	kill := sync.OnceFunc(func() {
		cancel()
		if err := errors.Join(<-done, box.Close()); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(kill)
	return &process{up: up, box: box, kill: kill}
}

// seeds are a directory's own seed and the next.
func seeds(t *testing.T) (file, own, next string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "seed.nk")
	var err error
	if own, err = uplink.EnsureSeed(file); err != nil {
		t.Fatal(err)
	}
	if next, err = uplink.EnsureSeed(uplink.NextSeed(file)); err != nil {
		t.Fatal(err)
	}
	return file, own, next
}

func keyIn(t *testing.T, file string) string {
	t.Helper()
	if _, err := os.Stat(file); err != nil {
		return ""
	}
	key, err := uplink.EnsureSeed(file)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func soon(t *testing.T, what string, met func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !met(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within two minutes: %s", what)
		}
	}
}

// Wherever a change of key was cut off, what is on disk lets the edge in, and the change is finished with the
// key that was made for it.
func TestAChangeOfKeyGoesOnFromWhereverItWasKilled(t *testing.T) {
	for name, tt := range map[string]struct{ known, former func(own, next string) string }{
		"the backend has not heard of it":        {func(own, _ string) string { return own }, func(string, string) string { return "" }},
		"the backend has it, the edge no answer": {func(_, next string) string { return next }, func(own, _ string) string { return own }},
		"the edge was let in with it":            {func(_, next string) string { return next }, func(string, string) string { return "" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, own, next := seeds(t)
			f := openOffice(t, tt.known(own, next), tt.former(own, next))
			p := start(t, f, file)
			if err := p.up.ChangeKey(t.Context(), next); err != nil {
				t.Fatal(err)
			}
			key, used := f.knows()
			if key != next || used != next || keyIn(t, file) != next || keyIn(t, uplink.NextSeed(file)) != "" {
				t.Errorf("enrolled with %s, in with %s; in place %s, beside it %s; want %s alone", key, used, keyIn(t, file), keyIn(t, uplink.NextSeed(file)), next)
			}
			// Once more it is done already.
			before := f.heard()
			if err := p.up.ChangeKey(t.Context(), next); err != nil || f.heard() != before {
				t.Errorf("a change that is made: %v, told %d times", err, f.heard()-before)
			}
			p.kill()
			start(t, f, file)
			soon(t, "a process after it is let in", func() bool { _, used := f.knows(); return used == next })
		})
	}
}

func TestAKeyIsMadeOnceAndTheOtherStaysUntilItIsUsed(t *testing.T) {
	t.Parallel() // it waits long for an answer that does not come
	file := filepath.Join(t.TempDir(), "seed.nk")
	own, err := uplink.EnsureSeed(file)
	if err != nil {
		t.Fatal(err)
	}
	f := openOffice(t, own, "")
	f.lost, f.patience = true, 10*time.Second // the backend takes it, and nobody hears so
	p := start(t, f, file)
	next, err := p.up.NextKey()
	if again, err2 := p.up.NextKey(); err != nil || err2 != nil || again != next || next == own || keyIn(t, file) != own {
		t.Fatalf("made %s and %s beside %s: %v, %v", next, again, own, err, err2)
	}
	if err := p.up.ChangeKey(t.Context(), next); err != nil || keyIn(t, file) != next {
		t.Errorf("an answer that is lost: %v, in place %s", err, keyIn(t, file))
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the new seed may be read by others: %v %v", info.Mode(), err)
	}
}

func TestAKeyThatTheBackendDoesNotTakeIsNotUsed(t *testing.T) {
	for name, tt := range map[string]struct {
		prepare func(*office)
		code    reason.Code
		stays   bool // the next key, for another try
	}{
		"it is another edge's":          {func(f *office) { f.refuse = reason.EnrolmentKeyTaken }, reason.EnrolmentKeyTaken, false},
		"there were too many":           {func(f *office) { f.refuse = reason.TooManyAttempts }, reason.TooManyAttempts, true},
		"a code that is not known yet":  {func(f *office) { f.refuse = "OF_TOMORROW" }, reason.EdgeKeyNotChanged, true},
		"a backend that does not do it": {func(f *office) { f.deaf, f.patience = true, 3*time.Second }, reason.EdgeKeyNotChanged, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, own, next := seeds(t)
			f := openOffice(t, own, "")
			tt.prepare(f)
			p := start(t, f, file)
			if err := p.up.ChangeKey(t.Context(), next); !errors.Is(err, reason.New(tt.code, nil)) {
				t.Errorf("got %v, want %s", err, tt.code)
			}
			if keyIn(t, file) != own || (keyIn(t, uplink.NextSeed(file)) == next) != tt.stays {
				t.Errorf("in place %s, beside it %q", keyIn(t, file), keyIn(t, uplink.NextSeed(file)))
			}
			soon(t, "it is in with its own key", func() bool { _, used := f.knows(); return used == own && p.box.Connected() })
		})
	}
}

func TestAKeyThatIsNotHereAnyMoreIsNotChangedTo(t *testing.T) {
	file, own, _ := seeds(t)
	if err := os.Remove(uplink.NextSeed(file)); err != nil {
		t.Fatal(err)
	}
	f := openOffice(t, own, "")
	p := start(t, f, file)
	if err := p.up.ChangeKey(t.Context(), "UANOTHER"); !errors.Is(err, reason.New(reason.EdgeKeyNotChanged, nil)) {
		t.Errorf("got %v", err)
	}
}
