package private

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// process is a running postmaster.
type process struct {
	cmd  *exec.Cmd
	log  *serverLog
	done chan struct{} // closed when it has ended; err is set before
	err  error
}

// launch starts the postmaster as a child that the kernel tells to stop when this process dies.
func (c *Cluster) launch(log *slog.Logger) (*process, error) {
	args := c.ServerArgs()
	p := &process{cmd: c.Command(args[0], args[1:]...), log: &serverLog{to: log}, done: make(chan struct{})}
	p.cmd.Stderr = p.log
	p.cmd.SysProcAttr.Pdeathsig = syscall.SIGINT // PostgreSQL's fast shutdown
	p.cmd.WaitDelay = 10 * time.Second           // for the children of a killed postmaster to let go of its memory
	started := make(chan error, 1)
	go func() {
		defer close(p.done)
		// The signal above is sent when the *thread* that started the child ends: this one stays
		// until the child has ended.
		runtime.LockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			err = p.cmd.Wait()
		}
		p.err = err
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	return p, nil
}

// stop asks for a fast shutdown, and insists step by step when it does not happen.
func (p *process) stop() error {
	steps := []struct {
		signal syscall.Signal
		within time.Duration
	}{{syscall.SIGINT, time.Minute}, {syscall.SIGQUIT, 10 * time.Second}, {syscall.SIGKILL, 10 * time.Second}}
	for i, s := range steps {
		if err := p.cmd.Process.Signal(s.signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("stop PostgreSQL: %w", err)
		}
		select {
		case <-p.done:
			if i > 0 {
				return fmt.Errorf("PostgreSQL did not stop in time and was ended with %s", s.signal)
			}
			return nil
		case <-time.After(s.within):
		}
	}
	return fmt.Errorf("PostgreSQL process %d does not end", p.cmd.Process.Pid)
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// orphan is the pid of a live postmaster that runs on our data directory, 0 if there is none. A
// pid file proves nothing, pids are reused; the working directory of a postmaster is its data.
func (c *Cluster) orphan() int {
	text, err := os.ReadFile(filepath.Join(c.data(), "postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil || pid <= 1 {
		return 0
	}
	if cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid)); err != nil || cwd != c.data() {
		return 0
	}
	return pid
}

// clear stops a postmaster that a killed process left behind, and removes a pid file that names
// nobody of ours: PostgreSQL would refuse to start if that pid now belongs to another process.
func (c *Cluster) clear(ctx context.Context) error {
	for tries := 0; ; tries++ {
		pid := c.orphan()
		if pid == 0 {
			break
		}
		if tries%100 == 0 {
			if err := syscall.Kill(pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
				return fmt.Errorf("stop the PostgreSQL process %d of an earlier run: %w", pid, err)
			}
		}
		if !sleep(ctx, 20*time.Millisecond) {
			return fmt.Errorf("wait for the PostgreSQL process %d of an earlier run to stop: %w", pid, ctx.Err())
		}
	}
	if err := os.Remove(filepath.Join(c.data(), "postmaster.pid")); err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("remove a stale pid file: %w", err)
	}
	return nil
}

// serverLog hands the server's lines to the logger and keeps the last ones for an error message.
type serverLog struct {
	to   *slog.Logger
	mu   sync.Mutex
	rest string
	last []string
}

// lastLines is how many lines of the server's log an error message shows at most.
const lastLines = 6

// Write never fails: the server must not block on its log.
func (l *serverLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	lines := strings.Split(l.rest+string(b), "\n")
	l.rest = lines[len(lines)-1]
	if len(l.rest) > 4096 {
		l.rest = ""
	}
	for _, line := range lines[:len(lines)-1] {
		l.last = append(l.last, line)
		if len(l.last) > lastLines {
			l.last = l.last[1:]
		}
		level := slog.LevelDebug
		if (strings.HasPrefix(line, "FATAL") || strings.HasPrefix(line, "PANIC")) && !ordinary(line) {
			level = slog.LevelWarn
		}
		l.to.Log(context.Background(), level, "PostgreSQL says", "reason", line)
	}
	return len(b), nil
}

// ordinary reports whether a line called FATAL is what every start and stop brings along.
func ordinary(line string) bool {
	return strings.Contains(line, "the database system is starting up") ||
		strings.Contains(line, "terminating connection due to administrator command")
}

func (l *serverLog) tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.last, "; ")
}
