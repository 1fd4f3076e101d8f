package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"ohmstead/edge/cycle"
)

// supervisor is the service manager that has started this process, if one has. Source: sd_notify(3).
type supervisor struct {
	socket string
	// within is how often it wants to hear of a cycle, 0 for never.
	within time.Duration
	log    *slog.Logger
}

// supervised reads who has started this process from its environment.
func supervised(log *slog.Logger) supervisor {
	s := supervisor{socket: os.Getenv("NOTIFY_SOCKET"), log: log}
	if usec, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64); err == nil && usec > 0 {
		s.within = time.Duration(usec) * time.Microsecond
	}
	return s
}

// follow is what the edge calls whenever a cycle has begun, and again with another configuration: the
// first begins the watch, which goes on with the newest.
func (s supervisor) follow(ctx context.Context) func(*cycle.Loop) {
	var newest atomic.Pointer[cycle.Loop]
	return func(l *cycle.Loop) {
		if newest.Swap(l) == nil {
			go s.watch(ctx, func() cycle.Status { return newest.Load().Status() })
		}
	}
}

// watch says that the edge is ready, and from then on, until ctx ends, that cycles go on: it is
// silent while none has run, so that an edge that does not control is started again.
func (s supervisor) watch(ctx context.Context, status func() cycle.Status) {
	if s.socket == "" {
		return
	}
	s.say(ctx, "READY=1")
	if s.within == 0 {
		return
	}
	ticker := time.NewTicker(s.within / 4)
	defer ticker.Stop()
	seen := time.Time{}
	for {
		select {
		case <-ctx.Done():
			s.say(context.WithoutCancel(ctx), "STOPPING=1")
			return
		case <-ticker.C:
			if now := status(); !now.At.Equal(seen) {
				seen = now.At
				s.say(ctx, "WATCHDOG=1\nSTATUS="+string(now.State)+", "+string(now.Mode))
			}
		}
	}
}

func (s supervisor) say(ctx context.Context, what string) {
	if err := s.send(ctx, what); err != nil {
		s.log.Warn("the service manager was not told", "reason", what, "err", err)
	}
}

func (s supervisor) send(ctx context.Context, what string) error {
	address := s.socket
	if name, abstract := strings.CutPrefix(address, "@"); abstract {
		address = "\x00" + name
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unixgram", address)
	if err != nil {
		return fmt.Errorf("tell the service manager: %w", err)
	}
	defer conn.Close() //nolint:errcheck // what was sent is sent
	if _, err := conn.Write([]byte(what)); err != nil {
		return fmt.Errorf("tell the service manager: %w", err)
	}
	return nil
}
