package ingest

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/goleak"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/internal/leaktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }

// opened is a door with one socket on it, whose sender is asked for again with each message.
func opened(t *testing.T, again Again) (*Door, *websocket.Conn) {
	t.Helper()
	door := NewDoor(nil, again, slog.New(slog.DiscardHandler))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leave, err := door.enter("key")
		if err != nil {
			t.Error(err)
			return
		}
		defer leave()
		_ = (&visit{door: door, site: registry.Site{Key: 4}}).serve(w, r)
	}))
	t.Cleanup(server.Close)
	conn, _, err := websocket.Dial(t.Context(), server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	return door, conn
}

func TestASocketEndsWithItsKey(t *testing.T) {
	elsewhere := operation.Caller{Principal: identity.Principal{Scope: identity.Scope{Sites: []int32{5}}}}
	tests := map[string]struct {
		caller operation.Caller
		err    error
		want   websocket.CloseError
	}{
		"that is revoked":            {err: reason.New(reason.Unauthenticated, nil), want: websocket.CloseError{Code: websocket.StatusPolicyViolation, Reason: "UNAUTHENTICATED"}},
		"that lost its site":         {caller: elsewhere, want: websocket.CloseError{Code: websocket.StatusPolicyViolation, Reason: "FORBIDDEN"}},
		"that cannot be asked about": {err: errors.New("no database"), want: websocket.CloseError{Code: websocket.StatusTryAgainLater, Reason: "UNAVAILABLE"}},
	}
	for name, tt := range tests {
		_, conn := opened(t, func(context.Context, operation.Caller) (operation.Caller, error) { return tt.caller, tt.err })
		if err := conn.Write(t.Context(), websocket.MessageText, []byte("{}")); err != nil {
			t.Fatal(err)
		}
		_, _, err := conn.Read(t.Context())
		var got websocket.CloseError
		if !errors.As(err, &got) || got != tt.want {
			t.Errorf("a key %s: %v, want %v", name, err, tt.want)
		}
	}
}

func TestSocketsEndWithTheServer(t *testing.T) {
	door, conn := opened(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- door.Run(ctx) }()
	cancel()
	if _, _, err := conn.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusGoingAway {
		t.Errorf("the client hears %v", err)
	}
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Error("the door does not close")
	}
	if _, err := door.enter("key"); !errors.Is(err, reason.New(reason.Unavailable, nil)) {
		t.Errorf("a socket after the end: %v", err)
	}
}
