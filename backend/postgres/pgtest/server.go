package pgtest

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/private"
)

//go:embed watchdog.sh
var watchdog string

// server is this process's use of the shared server.
type server struct {
	cluster  *private.Cluster
	template string
	users    *os.File // holds a shared lock; the watchdog stops the server when nobody holds one
}

// acquire finds the shared server with the template for this schema, starting and making what is
// missing, and keeps it from being stopped until release.
func acquire(ctx context.Context, where medium) (*server, error) {
	dir, err := sharedDir(where)
	if err != nil {
		return nil, err
	}
	s := &server{}
	if s.users, err = locked(filepath.Join(dir, "users"), syscall.LOCK_SH); err != nil {
		return nil, err
	}
	starting, err := locked(filepath.Join(dir, "starting"), syscall.LOCK_EX)
	if err != nil {
		return nil, errors.Join(err, s.users.Close())
	}
	err = s.start(ctx, dir)
	if err == nil {
		err = s.makeTemplate(ctx)
	}
	if err = errors.Join(err, starting.Close()); err != nil {
		return nil, errors.Join(err, s.users.Close())
	}
	return s, nil
}

func (s *server) release() { _ = s.users.Close() } // closing lets go of the lock; nothing was written

// sharedDir is the folder on a medium that all test processes of this user with this TMPDIR share.
func sharedDir(where medium) (string, error) {
	dir := filepath.Join(where.folder(), "ohmstead-pgtest-"+strconv.Itoa(os.Getuid()))
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // the server's account must get through
		return "", fmt.Errorf("make the folder of the test server: %w", err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", fmt.Errorf("check the folder of the test server: %w", err)
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); !ok || int(stat.Uid) != os.Getuid() || !info.IsDir() {
		return "", fmt.Errorf("the folder %s belongs to somebody else: remove it or set TMPDIR", dir)
	}
	return dir, nil
}

// locked opens a file and waits for a lock on it, held until the file is closed or the process ends.
func locked(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644) //nolint:gosec // the watchdog opens it as another account
	if err != nil {
		return nil, fmt.Errorf("open the lock %s: %w", path, err)
	}
	if err := syscall.Flock(int(f.Fd()), how); err != nil { //nolint:gosec // a file descriptor is an int
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
	}
	return f, nil
}

// start finds the running server, or starts one that outlives this process.
func (s *server) start(ctx context.Context, dir string) error {
	home := filepath.Join(dir, "server")
	var err error
	if s.cluster, err = private.Prepare(ctx, private.Config{Dir: home, Scratch: true}); err != nil {
		return err
	}
	if s.exec(ctx, "SELECT") == nil {
		return nil
	}
	args := append([]string{"-c", watchdog, "watchdog", s.users.Name(), home}, s.cluster.ServerArgs()...)
	cmd := s.cluster.Command("/bin/sh", args...)
	cmd.SysProcAttr.Setpgid, cmd.SysProcAttr.Setsid = false, true
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the watchdog of the test server: %w", err)
	}
	go func() { _ = cmd.Wait() }() // it ends after this process, usually; if before, it leaves no zombie
	for {
		err := s.exec(ctx, "SELECT")
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(home, "server.log"))
			return fmt.Errorf("wait for the test server: %w; its log: %s", err, log)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// makeTemplate migrates a database once per schema. Its name appears when it is complete.
func (s *server) makeTemplate(ctx context.Context) error {
	hash, err := postgres.SchemaHash()
	if err != nil {
		return err
	}
	s.template = "template_" + hash
	conn, err := pgx.Connect(ctx, s.cluster.ConnString(private.RoleOwner, "postgres"))
	if err != nil {
		return fmt.Errorf("connect to the test server: %w", err)
	}
	defer conn.Close(ctx)
	var exists bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", s.template).Scan(&exists); err != nil || exists {
		return err
	}
	unfinished := "unfinished_" + hash
	for _, sql := range []string{"DROP DATABASE IF EXISTS " + unfinished, "CREATE DATABASE " + unfinished} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("make the template database: %w", err)
		}
	}
	if err := postgres.Migrate(ctx, postgres.Private(s.cluster, unfinished)); err != nil {
		return err
	}
	if err := s.execUnused(ctx, "ALTER DATABASE "+unfinished+" RENAME TO "+s.template); err != nil {
		return fmt.Errorf("name the template database: %w", err)
	}
	return nil
}

// execUnused runs a statement that needs a database for itself. Connections that are closed end a moment later, and
// PostgreSQL waits for them for five seconds alone: on a loaded machine it is asked again.
func (s *server) execUnused(ctx context.Context, sql string) error {
	for {
		err := s.exec(ctx, sql)
		if pg := new(pgconn.PgError); !errors.As(err, &pg) || pg.Code != objectInUse || ctx.Err() != nil {
			return err
		}
	}
}

// objectInUse is PostgreSQL's code for a database that somebody is connected to.
const objectInUse = "55006"

// exec runs one statement as the owner of the server.
func (s *server) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, s.cluster.ConnString(private.RoleOwner, "postgres"))
	if err != nil {
		return fmt.Errorf("connect to the test server: %w", err)
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}
