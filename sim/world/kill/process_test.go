package kill_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"ohmstead/internal/fault"
)

// work is a directory for all tests of this process, made and removed by TestMain.
var work string

// build makes the product's binary once for all tests, and buildSettable the one whose clock can be
// set.
var (
	build         = sync.OnceValues(func() (string, error) { return buildAs("ohmstead") })
	buildSettable = sync.OnceValues(func() (string, error) {
		overlay, err := fault.Overlay(work)
		if err != nil {
			return "", err
		}
		return buildAs("settable", "-overlay", overlay)
	})
)

func buildAs(name string, flags ...string) (string, error) {
	binary := filepath.Join(work, name)
	args := slices.Concat([]string{"build", "-o", binary}, flags, []string{"ohmstead/cmd/ohmstead"})
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the product: %w: %s", err, out)
	}
	return binary, nil
}

// life is one run of a program, from start to end.
type life struct {
	cmd        *exec.Cmd
	began      time.Time
	ended      time.Time // set before done is closed
	done       chan struct{}
	deliberate bool // it was killed or stopped by the test
}

func (l *life) alive() bool {
	select {
	case <-l.done:
		return false
	default:
		return true
	}
}

// program is a process that is started again and again with the same arguments. It is used by the
// test's own goroutine alone.
type program struct {
	t     *testing.T
	name  string
	args  []string
	env   []string // beside this process's own
	log   string
	lives []*life
}

func (p *program) start() {
	p.t.Helper()
	log, err := os.OpenFile(p.log, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		p.t.Fatal(err)
	}
	defer log.Close()
	l := &life{cmd: exec.Command(p.args[0], p.args[1:]...), began: time.Now(), done: make(chan struct{})}
	l.cmd.Stdout, l.cmd.Stderr = log, log
	l.cmd.Env = append(os.Environ(), p.env...)
	l.cmd.Dir = filepath.Dir(p.log)
	l.cmd.WaitDelay = 5 * time.Second
	if err := l.cmd.Start(); err != nil {
		p.t.Fatalf("start the %s: %v", p.name, err)
	}
	go func() {
		_ = l.cmd.Wait() // what it said is in the log
		l.ended = time.Now()
		close(l.done)
	}()
	p.lives = append(p.lives, l)
}

func (p *program) current() *life {
	if len(p.lives) == 0 {
		return nil
	}
	return p.lives[len(p.lives)-1]
}

func (p *program) alive() bool { return p.current() != nil && p.current().alive() }

// kill ends the process with SIGKILL.
func (p *program) kill() { p.end(syscall.SIGKILL) }

// stop asks the process to end.
func (p *program) stop() { p.end(syscall.SIGTERM) }

func (p *program) end(signal syscall.Signal) {
	p.t.Helper()
	l := p.current()
	if l == nil || !l.alive() {
		return
	}
	l.deliberate = true
	if err := l.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Fatal(err)
	}
	select {
	case <-l.done:
	case <-time.After(*patience):
		p.t.Errorf("the %s does not end within %v of %v", p.name, *patience, signal)
		_ = l.cmd.Process.Kill()
		<-l.done
	}
}

// tend starts the process again when it has ended by itself, as a service manager would: a backend
// whose database is killed while it starts gives up.
func (p *program) tend() {
	p.t.Helper()
	if l := p.current(); l != nil && !l.alive() && !l.deliberate {
		words := strings.Split(p.tail(), "\n")
		p.t.Logf("the %s ended by itself after %v and is started again: %s", p.name, l.ended.Sub(l.began).Round(time.Millisecond), words[len(words)-1])
		p.start()
	}
}

// tail is the end of what the process has said.
func (p *program) tail() string {
	data, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	return strings.Join(lines[max(0, len(lines)-25):], "\n")
}

// stacks ends the process with SIGQUIT and answers what its goroutines were doing.
func (p *program) stacks() string {
	p.t.Helper()
	before, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	p.end(syscall.SIGQUIT)
	after, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(after[len(before):])
}

// freePorts are ports of loopback that nobody has now, below those that Linux gives to outgoing connections
// (ip_local_port_range): a port is free between two processes of a program, and any test beside this one
// connects somewhere.
func freePorts(t *testing.T, n int) []int {
	t.Helper()
	const first, tries = 20_000, 1_000
	var ports []int
	for range tries {
		port := first + rand.IntN(12_000)
		l, err := net.Listen("tcp", local(port))
		if err != nil {
			continue
		}
		defer l.Close()
		if ports = append(ports, port); len(ports) == n {
			return ports
		}
	}
	t.Fatalf("%d of %d ports are free", len(ports), n)
	return nil
}

func local(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// dataDir is a directory that the account of the database can reach.
func dataDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "ohmstead-kill-") //nolint:usetesting // t.TempDir is closed to other accounts
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}
