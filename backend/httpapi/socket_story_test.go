package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"ohmstead/backend/intake"
	"ohmstead/energy/reason"
)

// socket opens a WebSocket for readings.
func (s *stack) socket(query, token string) (*websocket.Conn, *http.Response, error) {
	s.t.Helper()
	address := strings.Replace(s.address, "http", "ws", 1) + "/api/ingest/ws" + query
	conn, response, err := websocket.Dial(s.t.Context(), address, &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + token}}})
	if err == nil {
		s.t.Cleanup(func() { _ = conn.CloseNow() })
	}
	return conn, response, err
}

func TestASocketIsRefusedBeforeItOpens(t *testing.T) {
	s := newStack(t)
	tests := []struct {
		name, query, token string
		want               int
	}{
		{"without a key", "", "", http.StatusUnauthorized},
		{"as a person", "", s.north.owner, http.StatusForbidden},
		{"for another tenant's site", "?site=" + s.south.site.ID.String(), s.north.adapter, http.StatusNotFound},
		{"for its own site", "?site=" + s.north.site.ID.String(), s.north.adapter, http.StatusSwitchingProtocols},
	}
	for _, tt := range tests {
		_, response, err := s.socket(tt.query, tt.token)
		if response == nil || response.StatusCode != tt.want {
			t.Errorf("%s: %v %v, want %d", tt.name, response, err, tt.want)
		}
	}
}

func TestASocketAnswersEveryMessageInOrder(t *testing.T) {
	s := newStack(t)
	conn, _, err := s.socket("", s.north.adapter)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().Unix()
	const n = 40
	for i := range n { // all of them before the first answer is read
		body := fmt.Sprintf(`{"deviceId":"meter0","channel":"ActivePower","value":1,"unit":"W","timestamp":%d}`, at-int64(i))
		if i%10 == 9 {
			body = "{"
		}
		if err := conn.Write(t.Context(), websocket.MessageText, []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range n {
		_, answer, err := conn.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var m intake.IngestMessage
		if err := json.Unmarshal(answer, &m); err != nil {
			t.Fatal(err)
		}
		if bad := i%10 == 9; bad != (m.ReasonCode == reason.SyntaxError) || bad == (m.Accepted == 1) {
			t.Errorf("message %d is answered by %s", i, answer)
		}
	}
}

func TestASocketEndsWhenItIsMisused(t *testing.T) {
	s := newStack(t)
	tests := []struct {
		name string
		kind websocket.MessageType
		size int
		want websocket.StatusCode
	}{
		{"a message of bytes", websocket.MessageBinary, 10, websocket.StatusUnsupportedData},
		{"a message of more than 1 MiB", websocket.MessageText, intake.MaxBody + 1, websocket.StatusMessageTooBig},
	}
	for _, tt := range tests {
		conn, _, err := s.socket("", s.north.adapter)
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.Write(t.Context(), tt.kind, []byte(strings.Repeat(" ", tt.size))) // it may be closed before all is written
		_, _, err = conn.Read(t.Context())
		if got := websocket.CloseStatus(err); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestAKeyHasTwentySockets(t *testing.T) {
	s := newStack(t)
	for i := range 21 {
		_, response, err := s.socket("", s.north.adapter)
		if i < 20 && err != nil {
			t.Fatalf("socket %d: %v", i+1, err)
		}
		if i == 20 && (response == nil || response.StatusCode != http.StatusServiceUnavailable) {
			t.Errorf("one more: %v %v", response, err)
		}
	}
	if _, _, err := s.socket("", s.south.adapter); err != nil {
		t.Errorf("another key: %v", err)
	}
}
