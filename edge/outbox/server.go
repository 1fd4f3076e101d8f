package outbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"ohmstead/internal/natslog"
)

// boxAccount is the account of the store. The way to the hub is a server of its own (link): the hub cannot
// reach the store, and what is appended is not forwarded by mere interest.
const boxAccount = "OUTBOX"

const (
	startTimeout = 30 * time.Second
	pingInterval = 5 * time.Second
	maxPayload   = 1 << 20
)

// accounts decides the account of in-process connections by their user name; there is no port to
// come in by.
type accounts struct{ server *server.Server }

// Check implements server.Authentication.
func (a *accounts) Check(c server.ClientAuthentication) bool {
	name := c.GetOpts().Username
	if c.Kind() != server.CLIENT || name != boxAccount {
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
func startServer(c Config, log *natslog.Log) (*server.Server, error) {
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
		Accounts:                   []*server.Account{server.NewAccount(boxAccount)},
		CustomClientAuthentication: who,
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

func recoverStore(c Config, s *server.Server, log *natslog.Log) error {
	if !log.Ready(s, startTimeout) {
		return fmt.Errorf("start outbox in %s: not ready after %v%s", c.Dir, startTimeout, log.Complaints())
	}
	if !s.JetStreamEnabled() {
		return fmt.Errorf("start outbox in %s: the store does not open%s", c.Dir, log.Complaints())
	}
	account, err := s.LookupAccount(boxAccount)
	if err != nil {
		return fmt.Errorf("start outbox in %s: %w", c.Dir, err)
	}
	if err := discardUnborn(c); err != nil {
		return err
	}
	if err := account.EnableJetStream(nil, nil); err != nil {
		return fmt.Errorf("recover outbox in %s: %w%s", c.Dir, err, log.Complaints())
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

// dial opens an in-process connection to a server of the outbox.
func (o *Outbox) dial(to nats.InProcessConnProvider, name string, options ...nats.Option) (*nats.Conn, error) {
	options = append([]nats.Option{
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			o.config.Log.Warn("a connection to the outbox server reports a fault", "err", err)
		}),
		nats.InProcessServer(to),
		nats.UserInfo(name, ""),
		nats.Name(strings.ToLower(name)),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(50 * time.Millisecond),
	}, options...)
	conn, err := nats.Connect("", options...)
	if err != nil {
		return nil, fmt.Errorf("connect to the outbox server: %w", err)
	}
	return conn, nil
}
