package natslog

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Bounds of what is said and kept.
const (
	sayAgain  = time.Minute // a line of one format is passed on at most this often
	readyStep = 100 * time.Millisecond
	keepFirst = 4
	maxSaid   = 256
)

// Log passes a server's warnings and errors on and keeps the first few. It is a server.Logger, safe
// for concurrent use.
type Log struct {
	log   *slog.Logger
	mu    sync.Mutex
	first []string
	dead  bool
	said  map[string]time.Time // by format: when it was last passed on

	// Broken is set when a stream could not be written; whoever mends it takes it back.
	Broken atomic.Bool
}

// New is a log that passes on to log.
func New(log *slog.Logger) *Log { return &Log{log: log} }

func (l *Log) keep(level slog.Level, format string, values []any) {
	text := strings.TrimSpace(fmt.Sprintf(format, values...))
	if l.news(format) {
		l.log.Log(context.Background(), level, "nats: "+text)
	}
	if strings.Contains(text, "critical write error") { // nats-server 2.15, stream.go
		l.Broken.Store(true)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.first) < keepFirst {
		l.first = append(l.first, text)
	}
}

// news reports whether a line of this format was not passed on lately: a server that tries to connect
// again and again says the same thing again and again.
func (l *Log) news(format string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if last, ok := l.said[format]; ok && now.Sub(last) < sayAgain {
		return false
	}
	if l.said == nil || len(l.said) >= maxSaid {
		l.said = map[string]time.Time{}
	}
	l.said[format] = now
	return true
}

// Complaints is what the server complained about, as the end of an error's sentence.
func (l *Log) Complaints() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.first) == 0 {
		return ""
	}
	return ": " + strings.Join(l.first, "; ")
}

// Noticef implements server.Logger.
func (l *Log) Noticef(string, ...any) {}

// Debugf implements server.Logger.
func (l *Log) Debugf(string, ...any) {}

// Tracef implements server.Logger.
func (l *Log) Tracef(string, ...any) {}

// Warnf implements server.Logger.
func (l *Log) Warnf(format string, v ...any) { l.keep(slog.LevelWarn, format, v) }

// Errorf implements server.Logger.
func (l *Log) Errorf(format string, v ...any) { l.keep(slog.LevelError, format, v) }

// Fatalf implements server.Logger. The server calls it instead of leaving the process.
func (l *Log) Fatalf(format string, v ...any) {
	l.keep(slog.LevelError, format, v)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dead = true
}

// Server is what Ready waits for.
type Server interface {
	ReadyForConnections(limit time.Duration) bool
}

// Ready waits until the server is, and gives up when it has said that it will never be.
func (l *Log) Ready(s Server, limit time.Duration) bool {
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
