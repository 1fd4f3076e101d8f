package httpapi

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/go-chi/chi/v5/middleware"

	"ohmstead/energy/reason"
)

// exchange is what is known of one request while it is answered. One goroutine owns it.
type exchange struct {
	id        string
	method    string
	path      string
	remote    string
	agent     string
	secure    bool
	content   string      // content type of the body
	operation string      // id of the operation, or what else answers
	code      reason.Code // why it was refused, "" if it was not
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) *exchange {
	if x, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return x
	}
	return &exchange{}
}

// name says what answers a request, for metrics and the access log.
func name(operation string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		exchangeOf(r.Context()).operation = operation
		next.ServeHTTP(w, r)
	})
}

// observe opens the exchange, and when it is over counts and logs it. A panic becomes
// INTERNAL_FAULT.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := s.options.Now()
		x := &exchange{
			id: newRequestID(), method: r.Method, path: r.URL.Path, remote: host(r.RemoteAddr), agent: r.UserAgent(), content: r.Header.Get("Content-Type"),
			secure: r.TLS != nil || s.options.SecureCookies, operation: "other",
		}
		ctx := context.WithValue(r.Context(), exchangeKey{}, x)
		r = r.WithContext(ctx)
		w.Header().Set("X-Request-Id", x.id)
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			if fault := recover(); fault != nil {
				s.crashed(ww, r, fault)
			}
			s.concluded(ctx, x, ww, start)
		}()
		next.ServeHTTP(ww, r)
	})
}

// crashed answers a request whose handler panicked, if nothing was sent yet.
func (s *Server) crashed(w middleware.WrapResponseWriter, r *http.Request, fault any) {
	if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		return
	}
	s.options.Log.ErrorContext(r.Context(), "request handler panicked",
		"request", exchangeOf(r.Context()).id, "err", fault, "stack", string(debug.Stack()))
	if w.Status() == 0 {
		s.refuse(w, r, reason.New(reason.InternalFault, reason.Params{"request_id": exchangeOf(r.Context()).id}))
	}
}

func (s *Server) concluded(ctx context.Context, x *exchange, w middleware.WrapResponseWriter, start time.Time) {
	took := s.options.Now().Sub(start)
	status := w.Status()
	if status == 0 {
		status = http.StatusOK
	}
	s.metrics.concluded(x, status, took)
	level := slog.LevelInfo
	if x.operation == "probe" || x.operation == "ui" {
		level = slog.LevelDebug
	}
	s.options.Log.LogAttrs(ctx, level, "request",
		slog.String("request", x.id), slog.String("method", x.method), slog.String("address", x.path),
		slog.String("operation", x.operation), slog.Int("status", status),
		slog.Duration("took", took), slog.String("remote", x.remote), slog.String("reason", string(x.code)))
}

func newRequestID() string {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand never fails on a supported system
	}
	return hex.EncodeToString(b[:])
}

// host is the address without its port.
func host(remote string) string {
	if h, _, err := net.SplitHostPort(remote); err == nil {
		return h
	}
	return remote
}
