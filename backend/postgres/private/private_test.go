package private_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"ohmstead/backend/postgres/private"
	"ohmstead/internal/leaktest"
)

// TestMain runs the tests or, started again by one of them as "hold DIR", a process that keeps a
// server open until it is killed.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Arg(0) == "hold" {
		if _, err := private.Open(context.Background(), private.Config{Dir: flag.Arg(1), Scratch: true}, quiet()); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("open")
		select {}
	}
	goleak.VerifyTestMain(leaktest.Settled{M: m})
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// dataDir is a folder whose parents the server's account may pass through.
func dataDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "pg")
}

func open(t *testing.T, dir string) *private.Server {
	t.Helper()
	return openWith(t, private.Config{Dir: dir, Scratch: true})
}

func openWith(t *testing.T, cfg private.Config) *private.Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	s, err := private.Open(ctx, cfg, quiet())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func ask(t *testing.T, s *private.Server, sql string) (answer string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.ConnString(private.RoleOwner))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if err := conn.QueryRow(ctx, sql).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return answer
}

func postmaster(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func TestServer(t *testing.T) {
	dir := dataDir(t)
	s := open(t, dir)
	if got := ask(t, s, "SELECT session_user || ' on ' || current_database()"); got != "ohm on ohm" {
		t.Errorf("logged in as %q", got)
	}
	if got := ask(t, s, "SELECT current_setting('listen_addresses')"); got != "" {
		t.Errorf("the server listens on %q, it must not listen on TCP", got)
	}

	_, err := private.Open(t.Context(), private.Config{Dir: dir}, quiet())
	if err == nil || !strings.Contains(err.Error(), "in use by process "+strconv.Itoa(os.Getpid())) {
		t.Errorf("a second start on the folder: got error %v, want that process %d uses it", err, os.Getpid())
	}

	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "data", "postmaster.pid")); !os.IsNotExist(err) {
		t.Errorf("after closing, the pid file is still there: %v", err)
	}
	again := open(t, dir)
	if got := ask(t, again, "SELECT current_database()"); got != "ohm" {
		t.Errorf("after a second start the database is %q", got)
	}
}

func TestStalePidFile(t *testing.T) {
	dir := dataDir(t)
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	// A process of the server's own account, whose pid PostgreSQL would believe.
	sleeper := exec.Command("sleep", "600")
	info, err := os.Stat(filepath.Join(dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	stat := info.Sys().(*syscall.Stat_t)
	if os.Geteuid() == 0 {
		sleeper.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: stat.Uid, Gid: stat.Gid}}
	}
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sleeper.Process.Kill(); _ = sleeper.Wait() }()

	for name, pid := range map[string]int{
		"a process of the server's account":    sleeper.Process.Pid,
		"this process":                         os.Getpid(),
		"a pid that does not exist (any more)": 1 << 22,
	} {
		t.Run(name, func(t *testing.T) {
			text := fmt.Sprintf("%d\n%s\n1700000000\n5432\n%s\n\n", pid, filepath.Join(dir, "data"), filepath.Join(dir, "s"))
			path := filepath.Join(dir, "data", "postmaster.pid")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Lchown(path, int(stat.Uid), int(stat.Gid)); err != nil {
				t.Fatal(err)
			}
			s := open(t, dir)
			ask(t, s, "SELECT 'up'")
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	if err := sleeper.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the foreign process of the pid file was ended: %v", err)
	}
}

func TestKilledPostmaster(t *testing.T) {
	dir := dataDir(t)
	s := openWith(t, private.Config{Dir: dir})
	ctx, cancel := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- s.Run(ctx) }()

	conn, err := pgx.Connect(ctx, s.ConnString(private.RoleOwner))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(ctx, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n"); err != nil {
		t.Fatal(err)
	}
	first := postmaster(t, dir)
	if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(2 * time.Minute)
	for time.Now().Before(deadline) {
		if c, err := pgx.Connect(ctx, s.ConnString(private.RoleOwner)); err == nil {
			_ = c.Close(ctx)
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if got := ask(t, s, "SELECT count(*)::text FROM kept"); got != "1000" {
		t.Errorf("after the crash %s committed rows are there, want 1000", got)
	}
	if postmaster(t, dir) == first {
		t.Error("the killed postmaster is still the server")
	}
	_ = conn.Close(ctx)
	cancel()
	if err := <-ran; err != nil {
		t.Errorf("stopping: %v", err)
	}
}

func TestKilledParentLeavesNoOrphan(t *testing.T) {
	dir := dataDir(t)
	parent := exec.Command(os.Args[0], "hold", dir)
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "open\n" {
		t.Fatalf("the holder said %q, %v", line, err)
	}
	pid := postmaster(t, dir)
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	// Starting at once meets the old server while it is still stopping.
	s := open(t, dir)
	ask(t, s, "SELECT 'up'")
	if postmaster(t, dir) == pid {
		t.Error("the server of the killed process is still there")
	}
}

func TestDirectoryOutOfReach(t *testing.T) {
	if os.Geteuid() != 0 {
		// Only root runs the server as somebody else; for everyone else nothing can be out of reach.
		return
	}
	closed := filepath.Join(filepath.Dir(dataDir(t)), "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := private.Open(t.Context(), private.Config{Dir: filepath.Join(closed, "pg")}, quiet())
	if err == nil || !strings.Contains(err.Error(), "may not enter "+closed) {
		t.Errorf("got error %v, want one that names %s", err, closed)
	}
}

func TestLongPathFallsBackToTemporarySocket(t *testing.T) {
	dir := filepath.Join(filepath.Dir(dataDir(t)), strings.Repeat("long", 24), "pg")
	s := open(t, dir)
	ask(t, s, "SELECT 'up'")
	config, err := pgx.ParseConfig(s.ConnString("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	if short, _ := filepath.Split(config.Host); filepath.Clean(short) != filepath.Clean(os.TempDir()) {
		t.Errorf("the socket lies in %s, want a folder in %s", config.Host, os.TempDir())
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := filepath.Glob(filepath.Join(config.Host, ".s.PGSQL.5432*")); len(left) > 0 {
		t.Errorf("sockets are left behind: %v", left)
	}
}
