package panel

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"ohmstead/wire"
)

// Reports says how the edge controls now.
type Reports interface {
	Report(ctx context.Context) (wire.ControlReport, error)
}

// Orders takes what is ordered at the site itself: the answer is REJECTED or EXPIRED with a code where
// the edge refuses it.
type Orders interface {
	Local(ctx context.Context, c wire.Command) (wire.Ack, error)
}

// Services is what the panel answers from.
type Services struct {
	Reports Reports
	Orders  Orders
	// Bench asks devices for who commissions them; nil offers no commissioning.
	Bench Bench
	// Raise tells the backend of logins, as events; nil tells nobody.
	Raise func(wire.Event)
}

// Config of a panel.
type Config struct {
	// Listen is host:port. Beyond this machine it is served over TLS, with a certificate of its own
	// unless there is one in Dir.
	Listen string
	// Dir keeps the login and the certificate.
	Dir string
	UI  fs.FS // the built pages
	Log *slog.Logger
	// Ready is called whenever the panel begins to listen; may be nil.
	Ready func(Ready)
	Now   func() time.Time // nil: time.Now
}

// Ready is where a panel is found and how to get in.
type Ready struct {
	URL         string
	Password    string
	First       bool   // the password was made by this start
	Fingerprint string // of the certificate, "" without one
}

// Server is the panel.
type Server struct {
	config   Config
	services Services
	host     string
	port     string
	login    Login
	made     bool // the login is new
	sessions *sessions
	tls      *tls.Config
	print    string // fingerprint of the certificate
	handler  http.Handler
}

// Check refuses an address that is none.
func Check(listen string) error {
	_, _, err := address(listen)
	return err
}

func address(listen string) (host, port string, err error) {
	host, port, err = net.SplitHostPort(listen)
	if err == nil {
		var n int
		if n, err = strconv.Atoi(port); err == nil && (n < 0 || n > 65535) {
			err = errors.New("no such port")
		}
	}
	if err != nil {
		return "", "", fmt.Errorf("the panel's address is %q, want host:port such as 127.0.0.1:8090", listen)
	}
	return host, port, nil
}

// New reads or makes the panel's login and certificate. It listens only in Run.
func New(c Config, s Services) (*Server, error) {
	host, port, err := address(c.Listen)
	if err != nil {
		return nil, err
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	out := &Server{config: c, services: s, host: host, port: port}
	if out.login, out.made, err = ensureLogin(c.Dir); err != nil {
		return nil, err
	}
	out.sessions = newSessions(out.login.Password)
	if !loopback(host) {
		own, err := certificate(c.Dir, host, c.Now())
		if err != nil {
			return nil, err
		}
		out.tls = &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
		out.print = fingerprint(own)
	}
	out.handler = out.routes()
	return out, nil
}

// Handler is the whole panel as a handler.
func (s *Server) Handler() http.Handler { return s.handler }

// relisten is the pause before the address is tried again.
const relisten = 5 * time.Second

// Run serves until ctx ends. An address that is taken is tried again: what hinders the panel hinders
// neither the cycle nor anything else of the edge.
func (s *Server) Run(ctx context.Context) error {
	told := ""
	for ctx.Err() == nil {
		listener, err := s.listen(ctx)
		if err == nil {
			told = ""
			err = s.serve(ctx, listener)
		}
		if err != nil && ctx.Err() == nil && err.Error() != told {
			told = err.Error()
			s.config.Log.Warn("the panel is not served; the edge goes on without it and tries again", "address", s.config.Listen, "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(relisten):
		}
	}
	return nil
}

func (s *Server) listen(ctx context.Context) (net.Listener, error) {
	var network net.ListenConfig
	listener, err := network.Listen(ctx, "tcp", s.config.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", s.config.Listen, err)
	}
	if err := s.ready(listener); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	if s.tls != nil {
		listener = tls.NewListener(listener, s.tls)
	}
	return listener, nil
}

// ready notes where the panel is found, in its login file too, and tells it.
func (s *Server) ready(listener net.Listener) error {
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return fmt.Errorf("read the panel's own address: %w", err)
	}
	s.port = port
	scheme, host := "http", s.host
	if s.tls != nil {
		scheme = "https"
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = outward()
	}
	url := scheme + "://" + net.JoinHostPort(host, port)
	if s.login.URL != url {
		s.login.URL = url
		if err := s.login.save(s.config.Dir); err != nil {
			return err
		}
	}
	s.config.Log.Info("the panel is served", "address", url)
	if s.config.Ready != nil {
		s.config.Ready(Ready{URL: url, Password: s.login.Password, First: s.made, Fingerprint: s.print})
	}
	s.made = false
	return nil
}

// outward is an address at which others reach this machine.
func outward() string {
	for _, ip := range addresses("") {
		if !ip.IsLoopback() && ip.To4() != nil {
			return ip.String()
		}
	}
	return "localhost"
}

// serve answers on a listener until ctx ends.
func (s *Server) serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler: s.handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(s.config.Log.Handler(), slog.LevelDebug),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve on %s: %w", s.config.Listen, err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	err := server.Shutdown(grace)
	if err != nil {
		err = server.Close()
	}
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return wrap("stop the panel", err)
}
