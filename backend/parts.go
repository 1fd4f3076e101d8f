package backend

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	_ "time/tzdata" // local days are counted in the zones of sites, whatever the machine has

	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/backend/bus"
	"ohmstead/backend/mqtt"
	"ohmstead/backend/notify"
	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/private"
	"ohmstead/internal/stage"
)

// encryption is the certificate of our own; nil without one.
func (c Config) encryption() (*tls.Config, error) {
	if c.TLS.CertificateFile == "" {
		return nil, nil
	}
	certificate, err := tls.LoadX509KeyPair(c.TLS.CertificateFile, c.TLS.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("read tls.certificate_file and tls.key_file: %w", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}, nil
}

// listen opens the address of API and pages.
func (c Config) listen(ctx context.Context, encryption *tls.Config) (net.Listener, error) {
	return listenOn(ctx, c.Listen, encryption, "h2", "http/1.1")
}

// listenOn opens an address, with TLS where there is a certificate.
func listenOn(ctx context.Context, address string, encryption *tls.Config, protocols ...string) (net.Listener, error) {
	var network net.ListenConfig
	listener, err := network.Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("listen on %s: another program listens there; stop it or choose another address", address)
	case err != nil:
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	case encryption == nil:
		return listener, nil
	}
	encryption = encryption.Clone()
	encryption.NextProtos = protocols
	return tls.NewListener(listener, encryption), nil
}

// mqttDoor is where readings come in over MQTT; nil where it is not configured or belongs to another
// part of the backend.
func (c Config) mqttDoor(ctx context.Context, s services, metrics *prometheus.Registry, log *slog.Logger) (*mqtt.Door, error) {
	if c.MQTT.Listen == "" || !c.is(Ingest) {
		return nil, nil
	}
	encryption, err := c.encryption()
	if err != nil {
		return nil, err
	}
	listener, err := listenOn(ctx, c.MQTT.Listen, encryption, "mqtt")
	if err != nil {
		return nil, err
	}
	counts := mqtt.NewMetrics()
	metrics.MustRegister(counts)
	return mqtt.New(mqtt.Config{Listener: listener, Desk: s.desk, Identity: s.who, Log: log, Metrics: counts})
}

// database is how to connect: by the URL, or to a private server, which is then a stage.
func (c Config) database(ctx context.Context, stages *stage.Stack, log *slog.Logger) (postgres.Config, error) {
	if c.Database.given() {
		url, err := secret("database.url_file", c.Database.URL, c.Database.URLFile)
		if err != nil {
			return postgres.Config{}, err
		}
		return postgres.FromURL(url)
	}
	server, err := private.Open(ctx, private.Config{Dir: filepath.Join(c.DataDir, "postgres")}, log)
	if err != nil {
		return postgres.Config{}, fmt.Errorf("start the private database: %w", err)
	}
	stages.Start("private database", server.Run)
	return postgres.Private(server.Cluster, private.Database), nil
}

// hub is the bus: the one at the URL, or one of our own.
func (c Config) hub(ctx context.Context, edges *postgres.DB, encryption *tls.Config, log *slog.Logger) (*bus.Hub, error) {
	config := bus.Config{Edges: edges, Settled: edges.SettleKey, Log: log}
	if c.Bus.elsewhere() {
		url, err := secret("bus.url_file", c.Bus.URL, c.Bus.URLFile)
		if err != nil {
			return nil, err
		}
		leaf, err := secret("bus.leaf_url_file", c.Bus.LeafURL, c.Bus.LeafURLFile)
		if err != nil {
			return nil, err
		}
		config.URL, config.Elsewhere = url, leaf
		if !c.Bus.joined() {
			return bus.Open(ctx, config)
		}
	}
	host, port, err := addressOf(c.Bus.Listen)
	if err != nil {
		return nil, err
	}
	if port == 0 {
		port = -1 // what the bus calls any free port
	}
	config.Dir, config.LeafHost, config.LeafPort, config.TLS = filepath.Join(c.DataDir, "bus"), host, port, encryption
	if loopback(host) {
		config.TLS = nil
	}
	return bus.Open(ctx, config)
}

// post hands notifications over: to the mail server of the configuration, and to webhooks.
func (c Config) post() (*notify.Post, error) {
	password := ""
	if c.Mail.PasswordFile != "" {
		var err error
		if password, err = secret("mail.password_file", "", c.Mail.PasswordFile); err != nil {
			return nil, err
		}
	}
	m := notify.MailServer{Address: c.Mail.Server, From: c.Mail.From, Username: c.Mail.Username, Password: password, Plain: c.Mail.Plain}
	return notify.NewPost(m, notify.NewHooks(c.PrivateHooks)), nil
}

// secret is what was given, or what a file holds, without the line break at its end.
func secret(field, given, file string) (string, error) {
	if file == "" {
		return given, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", field, err)
	}
	return strings.TrimSpace(string(data)), nil
}

// closer makes a plain function an io.Closer.
type closer func()

// Close calls the function.
func (c closer) Close() error {
	c()
	return nil
}

// closing is a stage of something that only has to be closed.
func closing(what interface{ Close() error }) func(context.Context) error {
	return func(ctx context.Context) error {
		<-ctx.Done()
		if err := what.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return fmt.Errorf("close: %w", err)
		}
		return nil
	}
}

// running is a stage that is closed after it has run.
func running(run func(context.Context) error, end func()) func(context.Context) error {
	return func(ctx context.Context) error {
		defer end()
		return run(ctx)
	}
}
