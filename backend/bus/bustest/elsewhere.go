package bustest

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"ohmstead/wire"
)

// Elsewhere is a NATS server that somebody else runs: with JetStream, one account, one user, and leaf
// nodes allowed.
type Elsewhere struct {
	// Dir holds its streams.
	Dir string
	// Port and LeafPort are where it listens on loopback; Start puts the port it took in place of -1.
	Port, LeafPort int
	// Guests may connect as leaf nodes beside the one user, each with permissions of its own.
	Guests []Guest

	server *server.Server
}

// Guest is a user that its operator grants no more than this.
type Guest struct {
	User, Password string
	wire.Permissions
}

// Start starts the server.
func (e *Elsewhere) Start() error {
	const user, password = "ohmstead", "secret"
	options := &server.Options{
		ServerName: "theirs", Host: "127.0.0.1", Port: e.Port, NoSigs: true, NoLog: true,
		JetStream: true, StoreDir: e.Dir, Users: []*server.User{{Username: user, Password: password}},
	}
	for _, g := range e.Guests {
		options.Users = append(options.Users, &server.User{Username: g.User, Password: g.Password, Permissions: &server.Permissions{
			Publish: &server.SubjectPermission{Allow: g.Publish}, Subscribe: &server.SubjectPermission{Allow: g.Subscribe},
		}})
	}
	options.LeafNode.Host, options.LeafNode.Port = "127.0.0.1", e.LeafPort
	s, err := server.NewServer(options)
	if err != nil {
		return fmt.Errorf("set up a NATS server: %w", err)
	}
	s.Start()
	e.server = s
	if !s.ReadyForConnections(30 * time.Second) {
		e.Stop()
		return fmt.Errorf("start a NATS server on %d and %d: it is not ready", e.Port, e.LeafPort)
	}
	varz, err := s.Varz(nil)
	if err != nil {
		return fmt.Errorf("ask a NATS server for its ports: %w", err)
	}
	e.Port, e.LeafPort = varz.Port, varz.LeafNode.Port
	return nil
}

// Stop stops it; its directory can be started again.
func (e *Elsewhere) Stop() {
	e.server.Shutdown()
	e.server.WaitForShutdown()
}

// URL and LeafURL are how a backend joins it.
func (e *Elsewhere) URL() string { return at("nats", e.Port) }

// LeafURL is where the server accepts leaf nodes.
func (e *Elsewhere) LeafURL() string { return at("nats-leaf", e.LeafPort) }

func at(scheme string, port int) string {
	u := url.URL{Scheme: scheme, User: url.UserPassword("ohmstead", "secret"), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(port))}
	return u.String()
}
