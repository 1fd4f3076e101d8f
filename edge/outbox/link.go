package outbox

import (
	"errors"
	"fmt"
	"net"
	"sync"

	"github.com/nats-io/nats-server/v2/server"

	"ohmstead/internal/natslog"
)

// link leads to the hub: a server of its own without a port and without a store, whose only leaf node
// connection it is. The way to the hub can change, to one with another key, without the store hearing of it.
// It satisfies nats.InProcessConnProvider: who is connected when the way changes connects anew.
type link struct {
	config Config
	log    *natslog.Log

	mu     sync.Mutex
	server *server.Server // nil once it is closed
}

// openLink starts the server; without a remote it leads nowhere.
func openLink(c Config, log *natslog.Log) (*link, error) {
	l := &link{config: c, log: log}
	var err error
	l.server, err = l.start(c.Remote)
	return l, err
}

func (l *link) start(remote *server.RemoteLeafOpts) (*server.Server, error) {
	options := &server.Options{
		ServerName: l.config.Edge, DontListen: true, NoSigs: true,
		MaxPayload: maxPayload, PingInterval: pingInterval, MaxPingsOut: 2,
	}
	options.LeafNode.ReconnectInterval = l.config.ReconnectEvery
	if remote != nil {
		own := *remote
		options.LeafNode.Remotes = []*server.RemoteLeafOpts{&own}
	}
	s, err := server.NewServer(options)
	if err != nil {
		return nil, fmt.Errorf("set up the way to the hub: %w", err)
	}
	s.SetLoggerV2(l.log, false, false, false)
	s.Start()
	if !l.log.Ready(s, startTimeout) {
		end(s)
		return nil, fmt.Errorf("start the way to the hub: not ready after %v%s", startTimeout, l.log.Complaints())
	}
	return s, nil
}

func end(s *server.Server) {
	s.Shutdown()
	s.WaitForShutdown()
}

// change leads by another remote from now on. Where that does not start, the one before leads again.
func (l *link) change(remote *server.RemoteLeafOpts) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.server == nil {
		return errLinkClosed
	}
	end(l.server)
	next, err := l.start(remote)
	if err == nil {
		l.config.Remote = remote
	} else {
		var again error
		next, again = l.start(l.config.Remote)
		err = errors.Join(err, again)
	}
	l.server = next
	return err
}

var errLinkClosed = errors.New("the way to the hub is closed")

// InProcessConn implements nats.InProcessConnProvider.
func (l *link) InProcessConn() (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.server == nil {
		return nil, errLinkClosed
	}
	return l.server.InProcessConn()
}

func (l *link) connected() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.server != nil && l.server.NumLeafNodes() > 0
}

func (l *link) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.server != nil {
		end(l.server)
		l.server = nil
	}
}

// Relink leads to the hub by another connection from now on: the one there is ends, and one with another
// key, say, takes its place. The store goes on taking what is appended. Where the new one does not start,
// the one before leads again. It takes some 100 ms. Safe for concurrent use until Close.
func (o *Outbox) Relink(remote *server.RemoteLeafOpts) error {
	if remote == nil || o.config.Remote == nil {
		return errors.New("relink the outbox: it leads nowhere, or shall")
	}
	if err := o.link.change(remote); err != nil {
		return fmt.Errorf("relink the outbox: %w", err)
	}
	return nil
}
