package bus

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// serverLog passes the server's warnings and errors on and keeps the first few, so that a hub
// that does not start is reported with its cause.
type serverLog struct {
	log   *slog.Logger
	mu    sync.Mutex
	first []string
	dead  bool
	said  map[string]time.Time // by format: when it was last passed on

	broken atomic.Bool // a stream could not be written
}

func (l *serverLog) keep(level slog.Level, format string, values []any) {
	text := strings.TrimSpace(fmt.Sprintf(format, values...))
	if l.news(format) {
		l.log.Log(context.Background(), level, "nats: "+text)
	}
	if strings.Contains(text, "critical write error") { // nats-server 2.15, stream.go
		l.broken.Store(true)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.first) < 4 {
		l.first = append(l.first, text)
	}
}

// news reports whether a line of this format was not passed on lately: a server that tries to connect
// again and again says the same thing again and again.
func (l *serverLog) news(format string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if last, ok := l.said[format]; ok && now.Sub(last) < sayAgain {
		return false
	}
	if l.said == nil || len(l.said) >= 256 {
		l.said = map[string]time.Time{}
	}
	l.said[format] = now
	return true
}

// complaints is what the server complained about, as the end of an error's sentence.
func (l *serverLog) complaints() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.first) == 0 {
		return ""
	}
	return ": " + strings.Join(l.first, "; ")
}

// Noticef implements server.Logger.
func (l *serverLog) Noticef(string, ...any) {}

// Debugf implements server.Logger.
func (l *serverLog) Debugf(string, ...any) {}

// Tracef implements server.Logger.
func (l *serverLog) Tracef(string, ...any) {}

// Warnf implements server.Logger.
func (l *serverLog) Warnf(format string, v ...any) { l.keep(slog.LevelWarn, format, v) }

// Errorf implements server.Logger.
func (l *serverLog) Errorf(format string, v ...any) { l.keep(slog.LevelError, format, v) }

// Fatalf implements server.Logger. The server calls it instead of leaving the process.
func (l *serverLog) Fatalf(format string, v ...any) {
	l.keep(slog.LevelError, format, v)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dead = true
}

// ready waits until the server is, and gives up when it has said that it will never be.
func (l *serverLog) ready(s *server.Server, limit time.Duration) bool {
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); {
		l.mu.Lock()
		dead := l.dead
		l.mu.Unlock()
		if dead {
			return false
		}
		if s.ReadyForConnections(readyStep) {
			return true
		}
	}
	return false
}
