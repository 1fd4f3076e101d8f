package modbus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Handler answers requests. A method returns nil, an Exception to be sent as it is, ErrSilent to
// send nothing, or any other error, which goes out as ServerDeviceFailure. Spans are checked
// before: they have 1 to the allowed count of items and end inside the address space. Methods are
// called from one goroutine per connection, so they need their own locking. Slices are only valid
// during the call.
//
// MaskWriteRegister arrives as ReadRegisters and WriteRegisters with one register,
// ReadWriteRegisters as WriteRegisters and ReadRegisters; r.Function tells.
type Handler interface {
	ReadBits(r Request, dst []bool) error
	ReadRegisters(r Request, dst []uint16) error
	WriteBits(r Request, bits []bool) error
	WriteRegisters(r Request, regs []uint16) error
}

// ServerConfig says where a server listens and what it allows. The zero value of every field
// means the default named beside it.
type ServerConfig struct {
	// Address is host:port. An empty host means 127.0.0.1: other machines are let in only by
	// naming an interface. Default 127.0.0.1 with a free port.
	Address string
	// ConnectionsMax bounds the open connections; one more is closed at once. Default 64.
	ConnectionsMax int
	// Framing is TCP, or RTU for a server that stands in for a gateway to a serial line.
	Framing Framing
	// IdleTimeout closes a connection that sends no whole request for this long. Default 2 min.
	IdleTimeout time.Duration
}

// ServerStats counts what happened since Listen.
type ServerStats struct {
	Open     int64  // connections now
	Refused  uint64 // connections beyond ConnectionsMax
	Requests uint64 // well-formed frames taken in
}

// Server answers Modbus TCP connections, each on its own goroutine, requests of one connection in
// order.
type Server struct {
	cfg      ServerConfig
	handler  Handler
	listener net.Listener
	open     atomic.Int64
	refused  atomic.Uint64
	requests atomic.Uint64

	mu    sync.Mutex
	conns map[net.Conn]struct{}
	group sync.WaitGroup
}

// Listen binds cfg.Address. The server answers nothing until Run; one that is never run must be
// closed.
func Listen(cfg ServerConfig, h Handler) (*Server, error) {
	if cfg.Address == "" {
		cfg.Address = "127.0.0.1:0"
	}
	if strings.HasPrefix(cfg.Address, ":") {
		cfg.Address = "127.0.0.1" + cfg.Address
	}
	if cfg.ConnectionsMax <= 0 {
		cfg.ConnectionsMax = 64
	}
	if cfg.IdleTimeout <= 0 {
		cfg.IdleTimeout = 2 * time.Minute
	}
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "tcp", cfg.Address)
	if err != nil {
		return nil, fmt.Errorf("listen for modbus at %s: %w", cfg.Address, err)
	}
	return &Server{cfg: cfg, handler: h, listener: l, conns: map[net.Conn]struct{}{}}, nil
}

// Addr is the address the server is bound to.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Stats is a snapshot of the server's counters.
func (s *Server) Stats() ServerStats {
	return ServerStats{Open: s.open.Load(), Refused: s.refused.Load(), Requests: s.requests.Load()}
}

// Close gives up the address of a server that was never run.
func (s *Server) Close() error { return s.listener.Close() }

// Run answers until ctx ends; then it closes the listener and every connection, and returns nil
// once all their goroutines have ended.
func (s *Server) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, s.hangUp)
	defer s.group.Wait()
	defer s.hangUp()
	defer stop()
	for {
		conn, err := s.listener.Accept()
		if ctx.Err() != nil {
			if conn != nil {
				return closeQuietly(conn)
			}
			return nil
		}
		if err != nil {
			var passing net.Error
			if errors.As(err, &passing) && passing.Timeout() {
				continue
			}
			return fmt.Errorf("accept modbus connection at %s: %w", s.Addr(), err)
		}
		s.admit(conn)
	}
}

// admit starts a connection's goroutine, or closes it when there are too many.
func (s *Server) admit(conn net.Conn) {
	s.mu.Lock()
	full := len(s.conns) >= s.cfg.ConnectionsMax
	if !full {
		s.conns[conn] = struct{}{}
	}
	s.mu.Unlock()
	if full {
		s.refused.Add(1)
		_ = conn.Close() // the peer is told by the close itself
		return
	}
	s.open.Add(1)
	s.group.Go(func() {
		defer s.dismiss(conn)
		if s.cfg.Framing == RTU {
			answerLine(s, conn)
			return
		}
		answer(s, conn)
	})
}

func (s *Server) dismiss(conn net.Conn) {
	_ = conn.Close() // nothing is left to be said to this peer
	s.open.Add(-1)
	s.mu.Lock()
	delete(s.conns, conn)
	s.mu.Unlock()
}

// hangUp closes listener and connections; their goroutines end by the error they read.
func (s *Server) hangUp() {
	_ = s.listener.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.conns {
		_ = conn.Close()
	}
}

// answerLine serves one connection that carries RTU frames, until the peer goes or idles.
func answerLine(s *Server, conn net.Conn) {
	l := newLineServer(conn, LineConfig{}, s.handler)
	l.served = func() {
		s.requests.Add(1)
		_ = conn.SetDeadline(time.Now().Add(s.cfg.IdleTimeout)) // a connection that is gone says so when it is read
	}
	_ = conn.SetDeadline(time.Now().Add(s.cfg.IdleTimeout))
	_ = l.run() // the connection's end is all there is to know
}

// ServeConn answers Modbus TCP on a connection that was made already, until it ends or ctx does; then
// it closes the connection and returns nil.
func ServeConn(ctx context.Context, conn io.ReadWriteCloser, h Handler) error {
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() }) // wakes the reader
	defer stop()
	frames(conn, newWorker(h), func(int) error { return nil })
	return closeQuietly(conn)
}

// answer serves one connection until the peer goes, idles, or sends what is no Modbus.
func answer(s *Server, conn net.Conn) {
	slack := s.cfg.IdleTimeout / 16 // saves most requests the call, and closes later by no more
	var renewed time.Time
	frames(conn, newWorker(s.handler), func(taken int) error {
		if taken == 0 && !renewed.IsZero() {
			return nil
		}
		s.requests.Add(uint64(taken)) //nolint:gosec // a count
		now := time.Now()
		if now.Sub(renewed) < slack {
			return nil
		}
		renewed = now
		return conn.SetDeadline(now.Add(s.cfg.IdleTimeout + slack))
	})
}

// frames takes in what came, answers every whole frame in order, and sends the answers together.
// It tells next how many frames it took, before it answers them, and asks it before each read.
func frames(conn io.ReadWriter, w *worker, next func(taken int) error) {
	const most = 16
	in := make([]byte, most*maxFrame)
	out := make([]byte, 0, (most+1)*maxFrame)
	have := 0
	for {
		if next(0) != nil {
			return
		}
		n, err := conn.Read(in[have:])
		have += n
		used, taken := 0, 0
		for {
			h, ok, bad := parseHeader(in[used:have])
			if bad != nil {
				return
			}
			if !ok || have-used < headerBytes+h.pdu {
				break
			}
			out = w.answer(out, h, in[used+headerBytes:used+headerBytes+h.pdu])
			used += headerBytes + h.pdu
			taken++
			if len(out) > (most-1)*maxFrame {
				if out = send(conn, out); out == nil {
					return
				}
			}
		}
		if next(taken) != nil {
			return
		}
		if len(out) > 0 {
			if out = send(conn, out); out == nil {
				return
			}
		}
		if err != nil {
			return
		}
		have = copy(in, in[used:have])
	}
}

// send writes b and returns it emptied, or nil when the peer is gone.
func send(conn io.Writer, b []byte) []byte {
	if _, err := conn.Write(b); err != nil {
		return nil
	}
	return b[:0]
}
