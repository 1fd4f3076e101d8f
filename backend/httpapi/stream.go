package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// Pace of a stream.
const (
	heartbeat    = 15 * time.Second
	checkedBeats = 4 // every so many beats the session is looked up; logging out here ends its streams at once
	writeWithin  = 10 * time.Second
	retryAfterMS = 2000
)

// stream joins the site's feed and answers with its events until the client leaves, does not keep
// up, or its session ends. Source: HTML Living Standard, section 9.2 (server-sent events).
func (s *Server) stream(ctx context.Context, v operation.Visit, in *streamInput) (*huma.StreamResponse, error) {
	if s.metrics.opened() > s.options.MaxStreams {
		s.metrics.closed()
		return nil, reason.New(reason.Unavailable, reason.Params{"what": "another live stream"})
	}
	seen, _ := strconv.ParseUint(in.LastEventID, 10, 64) // an id that is none of ours means a snapshot
	feed, watcher, joined, err := s.feeds.watch(place{v.Tenant.ID, v.Site.ID, string(v.Session)}, seen)
	if err != nil {
		s.metrics.closed()
		return nil, reason.Wrap(err, reason.Unavailable, reason.Params{"what": "the live stream"})
	}
	leave := func() {
		feed.leave(watcher, s.options.Now())
		s.metrics.closed()
	}
	first := joined.missed
	if !joined.resumed {
		snapshot, err := s.snapshot(ctx, v)
		if err != nil {
			leave()
			return nil, err
		}
		data, err := json.Marshal(snapshot)
		if err != nil {
			leave()
			return nil, fmt.Errorf("encode snapshot of site %s: %w", v.Site.ID, err)
		}
		first = []message{newMessage(joined.last, "readings", data)}
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		defer leave()
		r, w := humachi.Unwrap(ctx)
		out := &eventWriter{w: w, control: http.NewResponseController(w)}
		if err := s.pump(r.Context(), out, v, first, watcher.queue); err != nil {
			s.options.Log.DebugContext(r.Context(), "live stream ended", "site", v.Site.ID, "err", err)
		}
	}}, nil
}

// pump writes events until one of them cannot be written or the stream is over.
func (s *Server) pump(ctx context.Context, out *eventWriter, v operation.Visit, first []message, queue <-chan message) error {
	if err := out.open(); err != nil {
		return err
	}
	for _, m := range first {
		if err := out.send(m); err != nil {
			return err
		}
	}
	tick := time.NewTicker(s.beat)
	defer tick.Stop()
	beats := 0
	for {
		select {
		case m, ok := <-queue:
			if !ok {
				return nil
			}
			if err := out.send(m); err != nil {
				return err
			}
		case <-tick.C:
			if beats++; beats%checkedBeats == 0 {
				if err := s.stillSees(ctx, v); err != nil {
					return fmt.Errorf("check the session: %w", err)
				}
			}
			if err := out.beat(); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// stillSees asks again whether the visitor may read the site: sessions end, and roles are taken.
func (s *Server) stillSees(ctx context.Context, v operation.Visit) error {
	p, err := s.services.Identity.Authenticate(ctx, identity.Credential{Token: v.Token, RemoteAddr: exchangeOf(ctx).remote}, s.options.Now())
	if err != nil {
		return err
	}
	if !p.For(identity.Read).Covers(false, []int32{v.Site.Key}) {
		return reason.New(reason.Forbidden, reason.Params{"permission": string(identity.Read)})
	}
	return nil
}

// eventWriter writes server-sent events, each within a bounded time.
type eventWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (e *eventWriter) open() error {
	h := e.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	// The server's read time-out is for requests; here it would end the stream.
	if err := e.control.SetReadDeadline(time.Time{}); err != nil {
		return fmt.Errorf("lift the deadline of a live stream: %w", err)
	}
	e.w.WriteHeader(http.StatusOK)
	return e.write(fmt.Appendf(nil, "retry: %d\n\n", retryAfterMS))
}

func (e *eventWriter) send(m message) error { return e.write(m.frame) }

func (e *eventWriter) beat() error { return e.write([]byte(": still here\n\n")) }

func (e *eventWriter) write(data []byte) error {
	if err := e.control.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return fmt.Errorf("set the deadline of a live stream: %w", err)
	}
	if _, err := e.w.Write(data); err != nil {
		return fmt.Errorf("write to a live stream: %w", err)
	}
	if err := e.control.Flush(); err != nil {
		return fmt.Errorf("flush a live stream: %w", err)
	}
	return nil
}
