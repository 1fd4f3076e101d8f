package private

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Server is a running private server.
type Server struct {
	*Cluster
	log  *slog.Logger
	lock *os.File

	mu      sync.Mutex // guards process and closed
	process *process
	closed  bool
}

// Open takes the folder, starts the server and returns when the database can be used. A second
// process on the same folder is refused. Recovery after a crash may take a while: ctx bounds it.
func Open(ctx context.Context, cfg Config, log *slog.Logger) (*Server, error) {
	if err := makeDir(cfg.Dir); err != nil {
		return nil, err
	}
	held, err := lock(cfg.Dir)
	if err != nil {
		return nil, err
	}
	cluster, err := Prepare(ctx, cfg)
	if err != nil {
		return nil, errors.Join(err, held.Close())
	}
	s := &Server{Cluster: cluster, log: log, lock: held}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// ConnString is how this process connects to the product's database as the role.
func (s *Server) ConnString(role string) string { return s.Cluster.ConnString(role, Database) }

// Bounds of restarting a server that dies: so often in a row, each time after a longer pause. A
// server that stayed up for calm is not in that row any more.
const (
	maxRestarts  = 10
	firstPause   = 100 * time.Millisecond
	longestPause = 10 * time.Second
	calm         = time.Minute
)

// Run starts the server again whenever it ends by itself, and stops it when ctx ends. It gives up
// after ten failures in a row.
func (s *Server) Run(ctx context.Context) error {
	pause, row, since := firstPause, 0, time.Now()
	for {
		select {
		case <-ctx.Done():
			return s.Close()
		case <-s.current().done:
		}
		if time.Since(since) > calm {
			pause, row = firstPause, 0
		}
		if row++; row > maxRestarts {
			return errors.Join(fmt.Errorf("PostgreSQL ended %d times in a row: %s", row, s.current().log.tail()), s.Close())
		}
		s.log.Warn("PostgreSQL ended by itself and is started again", "err", s.current().err)
		if !sleep(ctx, pause) {
			return s.Close()
		}
		pause, since = min(2*pause, longestPause), time.Now()
		if err := s.start(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("PostgreSQL does not start", "err", err)
		}
	}
}

// Close stops the server and lets go of the folder. Closing twice is harmless.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	var err error
	if s.process != nil {
		err = s.process.stop()
	}
	if filepath.Dir(s.socket) != s.dir {
		err = errors.Join(err, os.Remove(s.socket))
	}
	return errors.Join(err, s.lock.Close())
}

func (s *Server) current() *process {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.process
}

// start launches the postmaster and waits until it accepts connections.
func (s *Server) start(ctx context.Context) error {
	for {
		if err := s.clear(ctx); err != nil {
			return err
		}
		p, err := s.launch(s.log)
		if err != nil {
			return err
		}
		s.mu.Lock()
		s.process = p
		s.mu.Unlock()
		conn, err := s.await(ctx, p)
		switch {
		case err == nil:
			defer conn.Close(ctx)
			return makeDatabase(ctx, conn)
		case !memoryInUse(p) || !sleep(ctx, 200*time.Millisecond):
			return err
		}
	}
}

// memoryInUse reports that the children of a killed postmaster have not noticed its death yet;
// they do so within moments.
func memoryInUse(p *process) bool {
	return p.ended() && strings.Contains(p.log.tail(), "pre-existing shared memory block")
}

// sleep waits for d; false when ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// await connects as soon as the server lets it.
func (s *Server) await(ctx context.Context, p *process) (*pgx.Conn, error) {
	for {
		conn, err := pgx.Connect(ctx, s.Cluster.ConnString(RoleOwner, "postgres"))
		if err == nil {
			return conn, nil
		}
		if pg := new(pgconn.PgError); errors.As(err, &pg) && pg.Code != "57P03" { // cannot_connect_now: starting up
			return nil, fmt.Errorf("log in to the private PostgreSQL: %w", err)
		}
		select {
		case <-p.done:
			return nil, fmt.Errorf("PostgreSQL ended while starting (%w): %s", p.err, p.log.tail())
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for PostgreSQL to start: %w; last: %w", ctx.Err(), err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func makeDatabase(ctx context.Context, conn *pgx.Conn) error {
	var exists bool
	err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", Database).Scan(&exists)
	if err == nil && !exists {
		_, err = conn.Exec(ctx, "CREATE DATABASE "+Database)
	}
	if err != nil {
		return fmt.Errorf("make the database %s: %w", Database, err)
	}
	return nil
}
