package main

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/edge/cycle/state"
)

// manager listens as a service manager does.
func manager(t *testing.T) (path string, heard func(within time.Duration) string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return path, func(within time.Duration) string {
		if err := conn.SetReadDeadline(time.Now().Add(within)); err != nil {
			t.Fatal(err)
		}
		buffer := make([]byte, 4096)
		n, err := conn.Read(buffer)
		if err != nil {
			return ""
		}
		return string(buffer[:n])
	}
}

func TestTheServiceManagerHearsOfCyclesAndOfNothingWhenNoneRuns(t *testing.T) {
	path, heard := manager(t)
	t.Setenv("NOTIFY_SOCKET", path)
	t.Setenv("WATCHDOG_USEC", "100000")
	var cycles atomic.Int64
	status := func() cycle.Status {
		return cycle.Status{At: time.Unix(cycles.Load(), 0), State: state.Run, Mode: "SELF_CONSUMPTION"}
	}
	cycles.Store(1)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		supervised(slog.New(slog.DiscardHandler)).watch(ctx, status)
		close(done)
	}()
	if got := heard(2 * time.Minute); got != "READY=1" {
		t.Errorf("first it hears %q", got)
	}
	if got := heard(2 * time.Minute); got != "WATCHDOG=1\nSTATUS=RUN, SELF_CONSUMPTION" {
		t.Errorf("while cycles run it hears %q", got)
	}
	if got := heard(500 * time.Millisecond); got != "" {
		t.Errorf("while no cycle runs it hears %q", got)
	}
	cycles.Store(2)
	if got := heard(2 * time.Minute); !strings.HasPrefix(got, "WATCHDOG=1") {
		t.Errorf("when cycles go on it hears %q", got)
	}
	cancel()
	if got := heard(2 * time.Minute); got != "STOPPING=1" {
		t.Errorf("at the end it hears %q", got)
	}
	<-done
}

func TestWithoutAServiceManagerNobodyIsTold(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	supervised(slog.New(slog.DiscardHandler)).watch(t.Context(), nil)
}

// The unit is what systemd itself takes without a complaint; only the place of the binary is
// another here.
func TestTheUnitFileIsVerifiedBySystemd(t *testing.T) {
	unit, err := os.ReadFile("../../dist/systemd/ohmstead-edge.service")
	if err != nil {
		t.Fatal(err)
	}
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ohmstead-edge.service")
	write(t, file, bytes.ReplaceAll(unit, []byte("/usr/local/bin/ohmstead"), []byte(binary)))
	out, err := exec.CommandContext(t.Context(), "systemd-analyze", "verify", "--man=no", file).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}
