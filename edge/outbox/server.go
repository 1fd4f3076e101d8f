package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// Accounts of the embedded server. Nothing of the box's account crosses the leaf node: the hub
// cannot reach the store, and what is appended is not forwarded by mere interest.
const (
	boxAccount  = "OUTBOX"
	linkAccount = "UPLINK"
)

const (
	startTimeout = 30 * time.Second
	readyStep    = 100 * time.Millisecond
	sayAgain     = time.Minute
	pingInterval = 5 * time.Second
	maxPayload   = 1 << 20
)

// accounts decides the account of in-process connections by their user name; there is no port to
// come in by.
type accounts struct{ server *server.Server }

// Check implements server.Authentication.
func (a *accounts) Check(c server.ClientAuthentication) bool {
	name := c.GetOpts().Username
	if c.Kind() != server.CLIENT || (name != boxAccount && name != linkAccount) {
		return false
	}
	account, err := a.server.LookupAccount(name)
	if err != nil {
		return false
	}
	c.RegisterUser(&server.User{Username: name, Account: account})
	return true
}

// startServer starts the embedded server and recovers the store. On an error nothing is left
// running.
func startServer(c Config, log *serverLog) (*server.Server, error) {
	who := &accounts{}
	store := storeConfig(c)
	options := &server.Options{
		ServerName:                 c.Edge,
		DontListen:                 true,
		NoSigs:                     true,
		JetStream:                  true,
		JetStreamDomain:            c.Edge,
		JetStreamMaxMemory:         store.MaxMemory,
		JetStreamMaxStore:          store.MaxStore,
		StoreDir:                   c.Dir,
		SyncAlways:                 store.SyncAlways,
		MaxPayload:                 maxPayload,
		PingInterval:               pingInterval,
		MaxPingsOut:                2,
		Accounts:                   []*server.Account{server.NewAccount(boxAccount), server.NewAccount(linkAccount)},
		CustomClientAuthentication: who,
	}
	options.LeafNode.ReconnectInterval = c.ReconnectEvery
	if c.Remote != nil {
		remote := *c.Remote
		remote.LocalAccount = linkAccount
		options.LeafNode.Remotes = []*server.RemoteLeafOpts{&remote}
	}
	s, err := server.NewServer(options)
	if err != nil {
		return nil, fmt.Errorf("set up outbox server: %w", err)
	}
	who.server = s
	s.SetLoggerV2(log, false, false, false)
	s.Start()
	if err := recoverStore(c, s, log); err != nil {
		s.Shutdown()
		s.WaitForShutdown()
		return nil, err
	}
	return s, nil
}

func recoverStore(c Config, s *server.Server, log *serverLog) error {
	if !log.ready(s, startTimeout) {
		return fmt.Errorf("start outbox in %s: not ready after %v%s", c.Dir, startTimeout, log.complaints())
	}
	if !s.JetStreamEnabled() {
		return fmt.Errorf("start outbox in %s: the store does not open%s", c.Dir, log.complaints())
	}
	account, err := s.LookupAccount(boxAccount)
	if err != nil {
		return fmt.Errorf("start outbox in %s: %w", c.Dir, err)
	}
	if err := discardUnborn(c); err != nil {
		return err
	}
	if err := account.EnableJetStream(nil, nil); err != nil {
		return fmt.Errorf("recover outbox in %s: %w%s", c.Dir, err, log.complaints())
	}
	return nil
}

func storeConfig(c Config) *server.JetStreamConfig {
	return &server.JetStreamConfig{
		MaxMemory:  16 << 20,
		MaxStore:   2 * c.hardBytes(),
		StoreDir:   c.Dir,
		Domain:     c.Edge,
		SyncAlways: true,
	}
}

func storeDir(c Config) string {
	return filepath.Join(c.Dir, server.JetStreamStoreDir, boxAccount, "streams", streamName)
}

// discardUnborn removes a stream directory that was being made when the power went: it has no
// checksum of its description yet and no message.
func discardUnborn(c Config) error {
	dir := storeDir(c)
	if _, err := os.Stat(filepath.Join(dir, server.JetStreamMetaFileSum)); err == nil || !os.IsNotExist(err) {
		return nil
	}
	blocks, _ := filepath.Glob(filepath.Join(dir, "msgs", "*.blk"))
	for _, path := range blocks {
		if info, err := os.Stat(path); err != nil || info.Size() > 0 {
			return nil
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("remove the unfinished store %s: %w", dir, err)
	}
	return nil
}

// dial opens an in-process connection to an account of the embedded server.
func (o *Outbox) dial(account string, options ...nats.Option) (*nats.Conn, error) {
	options = append([]nats.Option{
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			o.config.Log.Warn("a connection to the outbox server reports a fault", "err", err)
		}),
		nats.InProcessServer(o.server),
		nats.UserInfo(account, ""),
		nats.Name(strings.ToLower(account)),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(50 * time.Millisecond),
	}, options...)
	conn, err := nats.Connect("", options...)
	if err != nil {
		return nil, fmt.Errorf("connect to the outbox server: %w", err)
	}
	return conn, nil
}

// serverLog passes the server's warnings and errors on and keeps the first few, so that a store
// that does not open is reported with its cause.
type serverLog struct {
	log   *slog.Logger
	mu    sync.Mutex
	first []string
	dead  bool
	said  map[string]time.Time // by format: when it was last passed on
}

func (l *serverLog) keep(level slog.Level, format string, values []any) {
	text := strings.TrimSpace(fmt.Sprintf(format, values...))
	if l.news(format) {
		l.log.Log(context.Background(), level, "nats: "+text)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.first) < 4 {
		l.first = append(l.first, text)
	}
}

// news reports whether a line of this format was not passed on lately: a server that tries to connect
// again and again says the same thing again and again.
func (l *serverLog) news(format string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if last, ok := l.said[format]; ok && now.Sub(last) < sayAgain {
		return false
	}
	if l.said == nil || len(l.said) >= 256 {
		l.said = map[string]time.Time{}
	}
	l.said[format] = now
	return true
}

// complaints is what the server complained about, as the end of an error's sentence.
func (l *serverLog) complaints() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.first) == 0 {
		return ""
	}
	return ": " + strings.Join(l.first, "; ")
}

// Noticef implements server.Logger.
func (l *serverLog) Noticef(string, ...any) {}

// Debugf implements server.Logger.
func (l *serverLog) Debugf(string, ...any) {}

// Tracef implements server.Logger.
func (l *serverLog) Tracef(string, ...any) {}

// Warnf implements server.Logger.
func (l *serverLog) Warnf(format string, v ...any) { l.keep(slog.LevelWarn, format, v) }

// Errorf implements server.Logger.
func (l *serverLog) Errorf(format string, v ...any) { l.keep(slog.LevelError, format, v) }

// Fatalf implements server.Logger. The server calls it instead of leaving the process.
func (l *serverLog) Fatalf(format string, v ...any) {
	l.keep(slog.LevelError, format, v)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dead = true
}

// ready waits until the server is, and gives up when it has said that it will never be.
func (l *serverLog) ready(s *server.Server, limit time.Duration) bool {
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); {
		l.mu.Lock()
		dead := l.dead
		l.mu.Unlock()
		if dead {
			return false
		}
		if s.ReadyForConnections(readyStep) {
			return true
		}
	}
	return false
}
