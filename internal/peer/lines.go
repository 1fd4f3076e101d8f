package peer

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// patience bounds a peer's life. It is long because interpreters start slowly on a busy machine, and a
// test may have much to ask.
const patience = 10 * time.Minute

// Lines is a running peer.
type Lines struct {
	t      testing.TB
	name   string
	in     io.WriteCloser
	out    *bufio.Scanner
	errors bytes.Buffer // to be read when the program has ended
	end    func() error
}

// Client starts p as a client of our server at port on loopback; framing is nothing for Modbus TCP,
// or one of rtu (port is then the path of a serial line) and tunnel.
func (p Peer) Client(t testing.TB, port string, unit uint8, framing ...string) *Lines {
	t.Helper()
	return p.start(t, append([]string{"client", port, strconv.Itoa(int(unit))}, framing...)...)
}

// Start starts p as a program that answers line by line.
func (p Peer) Start(t testing.TB) *Lines {
	t.Helper()
	return p.start(t)
}

// Serve starts p as a server and returns its port on loopback; framing is nothing for Modbus TCP,
// "tunnel", or "rtu" and the path of a serial line, which it returns then.
func (p Peer) Serve(t testing.TB, framing ...string) (port string) {
	t.Helper()
	l := p.start(t, append([]string{"server"}, framing...)...)
	port, ok := strings.CutPrefix(l.read(), "listening ")
	if !ok {
		t.Fatalf("%s says %q: want listening and its port", p.Name, l.out.Text())
	}
	return port
}

// Listening starts p as a program that says its port on loopback and then answers line by line.
func (p Peer) Listening(t testing.TB) (port string, l *Lines) {
	t.Helper()
	l = p.start(t)
	port, ok := strings.CutPrefix(l.read(), "listening ")
	if !ok {
		t.Fatalf("%s says %q: want listening and its port", p.Name, l.out.Text())
	}
	return port, l
}

// Line is a serial line: two pseudo terminals that are joined until the test ends.
func Line(t testing.TB) (near, far string) {
	t.Helper()
	socat := Socat().Command(t)[0]
	folder := t.TempDir()
	near, far = filepath.Join(folder, "near"), filepath.Join(folder, "far")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	cmd := exec.CommandContext(ctx, socat, "pty,raw,echo=0,link="+near, "pty,raw,echo=0,link="+far)
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatalf("start socat: %v", err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // it was killed
	})
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if exists(near) && exists(far) {
			return near, far
		}
	}
	t.Fatal("socat made no line")
	return "", ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// start runs p until the test ends. Closing its standard input asks it to end.
func (p Peer) start(t testing.TB, args ...string) *Lines {
	t.Helper()
	line := append(p.Command(t), args...)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	cmd.WaitDelay = time.Minute // for its last words, once it has ended
	l := &Lines{t: t, name: p.Name}
	cmd.Stderr = &l.errors
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatalf("start %s: %v", p.Name, err)
	}
	l.in, l.out = in, bufio.NewScanner(out)
	ended := false
	l.end = func() error {
		if ended {
			return nil
		}
		ended = true
		defer cancel()
		_ = in.Close() // a program that is gone has closed it
		for l.out.Scan() {
			continue
		}
		return cmd.Wait()
	}
	t.Cleanup(func() {
		if err := l.end(); err != nil {
			t.Errorf("%s ended with %v\n%s", p.Name, err, l.errors.String())
		}
	})
	return l
}

// Ask sends one request line and returns the answer.
func (l *Lines) Ask(request string) string {
	l.t.Helper()
	if _, err := fmt.Fprintln(l.in, request); err != nil {
		l.t.Fatalf("%s does not listen to %q: %v, %v\n%s", l.name, request, err, l.end(), l.errors.String())
	}
	return l.read()
}

func (l *Lines) read() string {
	l.t.Helper()
	if !l.out.Scan() {
		l.t.Fatalf("%s fell silent: %v\n%s", l.name, l.end(), l.errors.String())
	}
	return l.out.Text()
}
