package bus

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
)

// serverLog passes the server's warnings and errors on and keeps the first few, so that a hub
// that does not start is reported with its cause.
type serverLog struct {
	log   *slog.Logger
	mu    sync.Mutex
	first []string
}

func (l *serverLog) keep(level slog.Level, format string, values []any) {
	text := strings.TrimSpace(fmt.Sprintf(format, values...))
	l.log.Log(context.Background(), level, "nats: "+text)
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.first) < 4 {
		l.first = append(l.first, text)
	}
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
func (l *serverLog) Fatalf(format string, v ...any) { l.keep(slog.LevelError, format, v) }
