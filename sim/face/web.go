package face

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"ohmstead/field/document"
)

// Web is a device behind HTTP, made from the profile that its driver reads. Make it with NewWeb,
// then Run it.
type Web struct {
	*told
	key      string
	listener net.Listener
	delay    time.Duration
	handler  http.Handler
}

// NewWeb binds the address of a device. Guard, where it is not nil, stands before it, as one that
// asks for a password does.
func NewWeb(c Config, twin *document.Twin, guard func(http.Handler) http.Handler) (*Web, error) {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", c.Key, err)
	}
	w := &Web{told: newTold(twin, time.Now), key: c.Key, listener: l, delay: 2 * time.Second}
	w.handler = http.HandlerFunc(w.serve)
	if guard != nil {
		w.handler = guard(w.handler)
	}
	return w, nil
}

// Address is where the device listens, as host:port.
func (w *Web) Address() string { return w.listener.Addr().String() }

// Handler answers as the device does, for a server of the caller's own.
func (w *Web) Handler() http.Handler { return w.handler }

// Close gives up the address of a device that was never run.
func (w *Web) Close() error { return w.listener.Close() }

// Run answers until ctx ends.
func (w *Web) Run(ctx context.Context) error {
	server := &http.Server{Handler: w.handler, ReadHeaderTimeout: 5 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(w.listener) }()
	<-ctx.Done()
	err := errors.Join(server.Close(), <-ended)
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("run %s: %w", w.key, err)
}

func (w *Web) serve(rw http.ResponseWriter, r *http.Request) {
	if w.upset(rw, r) {
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	if err != nil {
		http.Error(rw, "unreadable", http.StatusBadRequest)
		return
	}
	h := w.hear(document.Message{Method: r.Method, Path: r.URL.RequestURI(), Body: string(body)})
	switch {
	case h.Source >= 0:
		w.document(rw, h.Source)
	case h.Identity:
		w.say(rw, w.twin.Plan().Identify.Sample)
	case h.Reply != nil:
		w.say(rw, h.Reply)
	case h.Known:
		w.say(rw, map[string]any{"ok": true})
	default:
		http.NotFound(rw, r)
	}
}

// upset shows the fault that the device has; false where it has none that stands before an answer.
func (w *Web) upset(rw http.ResponseWriter, r *http.Request) bool {
	switch w.failing() {
	case Offline, Silent:
		if w.failing() == Silent {
			<-r.Context().Done()
		}
		panic(http.ErrAbortHandler) // the connection is dropped without an answer
	case Slow:
		select {
		case <-time.After(w.delay):
		case <-r.Context().Done():
		}
	case Exception:
		http.Error(rw, "internal error", http.StatusInternalServerError)
		return true
	case Garbage:
		_, _ = io.WriteString(rw, "<html>\x00\xff{]")
		return true
	case Short:
		_, _ = io.WriteString(rw, `{"switch:0":{"apower":`)
		return true
	default:
	}
	return false
}

func (w *Web) document(rw http.ResponseWriter, source int) {
	payload, err := w.payload(source)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "application/json")
	_, _ = rw.Write(payload)
}

func (w *Web) say(rw http.ResponseWriter, doc any) {
	rw.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(rw).Encode(doc); err != nil {
		panic(http.ErrAbortHandler)
	}
}
