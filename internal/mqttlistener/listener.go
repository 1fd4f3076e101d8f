package mqttlistener

import (
	"log/slog"
	"net"
	"sync"

	"github.com/mochi-mqtt/server/v2/listeners"
)

var _ listeners.Listener = (*Listener)(nil)

// Listener lets connections in to an MQTT server. Make it with New.
type Listener struct {
	id      string
	listen  net.Listener
	clients *sync.WaitGroup
	log     *slog.Logger
	serving sync.WaitGroup

	mu   sync.Mutex
	open map[net.Conn]bool
}

// New is a listener with an id on l, which it closes at its end. It counts its connections among the
// clients that the server waits for. A server that has it is served before it is closed.
func New(id string, l net.Listener, clients *sync.WaitGroup) *Listener {
	return &Listener{id: id, listen: l, clients: clients, log: slog.New(slog.DiscardHandler), open: map[net.Conn]bool{}}
}

// Init implements listeners.Listener.
func (l *Listener) Init(log *slog.Logger) error {
	l.log = log
	l.clients.Add(1) // of Serve, which the server starts; so nobody who is let in is the first
	l.serving.Add(1)
	return nil
}

// Serve implements listeners.Listener: it lets in until the listener is closed.
func (l *Listener) Serve(establish listeners.EstablishFn) {
	defer l.clients.Done()
	defer l.serving.Done()
	for {
		conn, err := l.listen.Accept()
		if err != nil {
			return
		}
		l.keep(conn)
		l.clients.Go(func() {
			defer l.leave(conn)
			if err := establish(l.id, conn); err != nil {
				l.log.Warn("a client is gone", "err", err)
			}
		})
	}
}

// ID implements listeners.Listener.
func (l *Listener) ID() string { return l.id }

// Address is where it listens, as host:port.
func (l *Listener) Address() string { return l.listen.Addr().String() }

// Protocol implements listeners.Listener.
func (l *Listener) Protocol() string { return l.listen.Addr().Network() }

// Close implements listeners.Listener: nobody is let in any more, clients are told, and connections that
// are left, as those of who has not logged in, are closed.
func (l *Listener) Close(closeClients listeners.CloseFn) {
	_ = l.listen.Close() // it may be closed already, as when it failed
	l.serving.Wait()
	closeClients(l.id)
	l.mu.Lock()
	defer l.mu.Unlock()
	for conn := range l.open {
		_ = conn.Close() // the server may have closed it
	}
}

func (l *Listener) keep(conn net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[conn] = true
}

func (l *Listener) leave(conn net.Conn) {
	_ = conn.Close() // the server has closed it, but for one that it did not take
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, conn)
}
