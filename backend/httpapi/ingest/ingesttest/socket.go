// Package ingesttest brings readings over a WebSocket, for tests of every door.
//
//	answer := ingesttest.Deliver(t, "http://127.0.0.1:8080", key, body)
package ingesttest

import (
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// Deliver opens a socket, sends one body and gives the answer.
func Deliver(t testing.TB, address, key, body string) string {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), strings.Replace(address, "http", "ws", 1)+"/api/ingest/ws", &websocket.DialOptions{ //nolint:bodyclose // the library closes it
		HTTPHeader: http.Header{"Authorization": {"Bearer " + key}},
	})
	if err != nil {
		t.Fatalf("open a socket for readings: %v", err)
	}
	defer func() { _ = conn.CloseNow() }()
	if err := conn.Write(t.Context(), websocket.MessageText, []byte(body)); err != nil {
		t.Fatalf("send readings over a socket: %v", err)
	}
	_, answer, err := conn.Read(t.Context())
	if err != nil {
		t.Fatalf("hear what became of readings over a socket: %v", err)
	}
	return string(answer)
}
