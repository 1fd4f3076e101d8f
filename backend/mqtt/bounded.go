package mqtt

import (
	"net"
	"sync"
	"time"
)

// connectWithin is how long a connection may take to log in.
const connectWithin = 15 * time.Second

// bounded is a listener that closes at once what is too many: of all, or from one address.
type bounded struct {
	net.Listener
	mu    sync.Mutex
	open  map[*counted]bool
	hosts map[string]int
}

func newBounded(l net.Listener) *bounded {
	return &bounded{Listener: l, open: map[*counted]bool{}, hosts: map[string]int{}}
}

// Accept waits for a connection there is room for.
func (b *bounded) Accept() (net.Conn, error) {
	for {
		conn, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		c := &counted{Conn: conn, host: hostOf(conn.RemoteAddr().String()), of: b}
		if b.enter(c) && conn.SetDeadline(time.Now().Add(connectWithin)) == nil {
			return c, nil
		}
		_ = c.Close() // there is nobody to tell
	}
}

func (b *bounded) enter(c *counted) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.open) >= maxConnections || b.hosts[c.host] >= maxConnectionsPerHost {
		return false
	}
	b.open[c] = true
	b.hosts[c.host]++
	return true
}

func (b *bounded) leave(c *counted) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.open[c] {
		return
	}
	delete(b.open, c)
	if b.hosts[c.host]--; b.hosts[c.host] == 0 {
		delete(b.hosts, c.host)
	}
}

// counted is a connection that gives its place back when it is closed.
type counted struct {
	net.Conn
	host string
	of   *bounded
}

// Close closes the connection and gives its place back, once.
func (c *counted) Close() error {
	c.of.leave(c)
	return c.Conn.Close()
}

func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return address
}
