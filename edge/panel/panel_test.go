package panel_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"ohmstead/edge/panel"
	"ohmstead/energy/reason"
	"ohmstead/internal/leaktest"
	"ohmstead/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }

// unfilled is a place of a text in which a value is missing.
var unfilled = regexp.MustCompile(`\{[a-z_]+\}`)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// stand is an edge as far as its panel sees one, and a browser in front of it.
type stand struct {
	t       *testing.T
	dir     string
	now     time.Time
	mu      sync.Mutex
	orders  []wire.Command
	answer  wire.Ack // to orders, with the command's id put in
	fault   error    // what the edge fails with
	events  []wire.Event
	shelf   *shelf
	server  *panel.Server
	url     string
	browser *http.Client
}

func (s *stand) Report(context.Context) (wire.ControlReport, error) {
	least, most := int64(-5000), int64(5000)
	return wire.ControlReport{Version: 1, At: noon, Site: "house", State: "RUN", Assets: []wire.AssetReport{
		{Key: "ess0", Controllable: true, MinWatts: &least, MaxWatts: &most}, {Key: "meter0"},
	}}, s.fault
}

func (s *stand) Local(_ context.Context, c wire.Command) (wire.Ack, error) {
	s.orders = append(s.orders, c)
	a := s.answer
	a.Command = c.ID
	return a, s.fault
}

func newStand(t *testing.T) *stand {
	t.Helper()
	s := &stand{t: t, dir: t.TempDir(), now: noon, answer: wire.Ack{State: wire.AckAccepted, At: noon}, shelf: &shelf{}}
	s.open("127.0.0.1:0")
	return s
}

func (s *stand) open(listen string) {
	s.t.Helper()
	var err error
	s.server, err = panel.New(panel.Config{
		Listen: listen, Dir: s.dir, UI: fstest.MapFS{
			"panel.html": {Data: []byte("<title>panel</title>")}, "assets/a.js": {Data: []byte("1")}, "icon.svg": {Data: []byte("<svg/>")},
		},
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return s.now },
	}, panel.Services{Reports: s, Orders: s, Bench: s.shelf, Raise: func(e wire.Event) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.events = append(s.events, e)
	}})
	if err != nil {
		s.t.Fatal(err)
	}
	listening := httptest.NewServer(s.server.Handler())
	s.t.Cleanup(listening.Close)
	s.url = listening.URL
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.browser = &http.Client{Jar: jar}
	s.t.Cleanup(s.browser.CloseIdleConnections)
}

func (s *stand) password() string {
	s.t.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, panel.LoginFile))
	if err != nil {
		s.t.Fatal(err)
	}
	var l panel.Login
	if err := json.Unmarshal(data, &l); err != nil {
		s.t.Fatal(err)
	}
	return l.Password
}

// ask is the answer's status and body, with headers the browser adds.
func (s *stand) ask(method, path, body string, headers ...string) (int, string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := s.browser.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, string(data)
}

// refused checks that an answer is a problem with this code.
func (s *stand) refused(code reason.Code, status int, body string) {
	s.t.Helper()
	var p struct {
		Code   reason.Code `json:"reason_code"`
		Status int         `json:"status"`
		Detail string      `json:"detail"`
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil || p.Code != code || p.Status != status {
		s.t.Errorf("%d %s, want %s", status, body, code)
	}
	if unfilled.MatchString(p.Detail) || p.Detail == "" || strings.Contains(p.Detail, "\n") {
		s.t.Errorf("the line is %q", p.Detail)
	}
}

func (s *stand) logIn() {
	s.t.Helper()
	if status, body := s.ask("POST", "/api/panel/login", `{"password":"`+s.password()+`"}`); status != http.StatusNoContent {
		s.t.Fatalf("log in: %d %s", status, body)
	}
}

func TestTheLoginIsMadeOnceAndKeptPrivate(t *testing.T) {
	s := newStand(t)
	first := s.password()
	info, err := os.Stat(filepath.Join(s.dir, panel.LoginFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	s.open("127.0.0.1:0")
	if again := s.password(); again != first || len(first) != 23 {
		t.Errorf("the password %q became %q", first, again)
	}
}

func TestALoginFileThatCannotBeUsedIsNamed(t *testing.T) {
	for name, content := range map[string]string{"no JSON": `{`, "a short password": `{"password":"abc"}`} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, panel.LoginFile), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := panel.New(panel.Config{Listen: "127.0.0.1:0", Dir: dir, Log: slog.New(slog.DiscardHandler)}, panel.Services{})
			if err == nil || !strings.Contains(err.Error(), panel.LoginFile) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestWithoutALoginNothingIsShownAndNothingDone(t *testing.T) {
	s := newStand(t)
	for _, path := range []string{"/api/panel/report", "/api/panel/nothing", "/api/sites"} {
		status, _ := s.ask("GET", path, "")
		if status != http.StatusUnauthorized && status != http.StatusNotFound {
			t.Errorf("GET %s: %d", path, status)
		}
	}
	status, body := s.ask("POST", "/api/panel/orders", `{}`)
	s.refused(reason.Unauthenticated, status, body)
	if len(s.orders) != 0 {
		t.Errorf("ordered %+v", s.orders)
	}
	status, body = s.ask("POST", "/api/panel/login", `{"password":"wrong"}`)
	s.refused(reason.WrongPassword, status, body)
	s.logIn()
	if status, body := s.ask("GET", "/api/panel/report", ""); status != http.StatusOK || !strings.Contains(body, `"state":"RUN"`) {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := s.ask("POST", "/api/panel/logout", `{}`); status != http.StatusNoContent {
		t.Errorf("log out: %d", status)
	}
	status, body = s.ask("GET", "/api/panel/report", "")
	s.refused(reason.Unauthenticated, status, body)
}

func TestAPasswordIsTakenAsPeopleTypeIt(t *testing.T) {
	s := newStand(t)
	typed := strings.ToLower(strings.ReplaceAll(s.password(), "-", " "))
	if status, body := s.ask("POST", "/api/panel/login", `{"password":"`+typed+`"}`); status != http.StatusNoContent {
		t.Errorf("%d %s", status, body)
	}
}

func TestWhoTriesTooOftenWaits(t *testing.T) {
	s := newStand(t)
	for range 5 {
		status, body := s.ask("POST", "/api/panel/login", `{"password":"wrong"}`)
		s.refused(reason.WrongPassword, status, body)
	}
	status, body := s.ask("POST", "/api/panel/login", `{"password":"`+s.password()+`"}`)
	s.refused(reason.TooManyAttempts, status, body)
	s.now = s.now.Add(time.Minute)
	s.logIn()
	codes := map[string]int{}
	for _, e := range s.events {
		codes[e.Code]++
	}
	if codes["PANEL_LOGIN"] != 1 || codes["PANEL_LOGIN_REFUSED"] != 5 {
		t.Errorf("the backend is told of %v, want each attempt that was judged", codes)
	}
}

func TestASessionEnds(t *testing.T) {
	s := newStand(t)
	s.logIn()
	s.now = s.now.Add(12 * time.Hour)
	status, body := s.ask("GET", "/api/panel/report", "")
	s.refused(reason.Unauthenticated, status, body)
}

func TestWhatAnotherSiteMakesABrowserSendIsRefused(t *testing.T) {
	s := newStand(t)
	s.logIn()
	status, body := s.ask("POST", "/api/panel/orders", `{}`, "Sec-Fetch-Site", "cross-site")
	s.refused(reason.CrossSiteRequest, status, body)
	status, body = s.ask("POST", "/api/panel/orders", `{}`, "Origin", "https://evil.example")
	s.refused(reason.CrossSiteRequest, status, body)
	// A name that somebody else has pointed here.
	status, body = s.ask("GET", "/", "", "Host", "evil.example:8090")
	s.refused(reason.CrossSiteRequest, status, body)
	if status, _ := s.ask("GET", "/", "", "Host", "localhost:8090"); status != http.StatusOK {
		t.Errorf("this machine's own name: %d", status)
	}
	if len(s.orders) != 0 {
		t.Errorf("ordered %+v", s.orders)
	}
}

func TestThePagesAreServed(t *testing.T) {
	s := newStand(t)
	for path, want := range map[string]string{"/": "<title>panel", "/commission": "<title>panel", "/assets/a.js": "1", "/icon.svg": "<svg/>", "/healthz": "ok"} {
		if status, body := s.ask("GET", path, ""); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("GET %s: %d %q", path, status, body)
		}
	}
	status, body := s.ask("GET", "/assets/none.js", "")
	s.refused(reason.NotFound, status, body)
	status, body = s.ask("DELETE", "/", "")
	s.refused(reason.MethodNotAllowed, status, body)
}

func TestAnOrderReachesTheEdgeAsTheBackendsWould(t *testing.T) {
	s := newStand(t)
	s.logIn()
	id := uuid.NewString()
	status, body := s.ask("POST", "/api/panel/orders", `{"id":"`+id+`","kind":"OVERRIDE","asset":"ess0","payload":{ "active_power_watts": -2000 },"reason":"a look","expires_at":"2026-06-01T13:00:00Z"}`)
	if status != http.StatusOK || !strings.Contains(body, `"state":"ACCEPTED"`) {
		t.Fatalf("%d %s", status, body)
	}
	got := s.orders[0]
	if got.ID != id || got.Kind != wire.CommandOverride || got.Asset != "ess0" || got.IssuedBy != panel.Who || got.Reason != "a look" ||
		!got.IssuedAt.Equal(noon) || !got.ExpiresAt.Equal(noon.Add(time.Hour)) || !bytes.Equal(got.Payload, []byte(`{"active_power_watts":-2000}`)) {
		t.Errorf("ordered %+v", got)
	}
}

func TestBadOrdersGetOneClearLine(t *testing.T) {
	override := func(change string) string {
		fields := map[string]any{
			"id": uuid.NewString(), "kind": "OVERRIDE", "asset": "ess0", "payload": map[string]any{"active_power_watts": -2000},
			"reason": "a look", "expires_at": "2026-06-01T13:00:00Z",
		}
		if err := json.Unmarshal([]byte(change), &fields); err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	tests := map[string]struct {
		body string
		want reason.Code
	}{
		"no JSON":                             {`{`, reason.SyntaxError},
		"two objects":                         {`{} {}`, reason.SyntaxError},
		"a field that is none":                {override(`{"power":1}`), reason.SyntaxError},
		"too long":                            {override(`{"reason":"` + strings.Repeat("a", 70_000) + `"}`), reason.PayloadTooLarge},
		"without a reason":                    {override(`{"reason":""}`), reason.MissingField},
		"without an end":                      {override(`{"expires_at":null}`), reason.MissingField},
		"an end that is past":                 {override(`{"expires_at":"2026-06-01T11:59:59Z"}`), reason.InvalidValue},
		"an end in two weeks":                 {override(`{"expires_at":"2026-06-15T12:00:00Z"}`), reason.InvalidValue},
		"more than the battery can discharge": {override(`{"payload":{"active_power_watts":-5001}}`), reason.InvalidValue},
		"more than the battery can charge":    {override(`{"payload":{"active_power_watts":5001}}`), reason.InvalidValue},
		"a power that is none":                {override(`{"payload":{"active_power_watts":"much"}}`), reason.InvalidValue},
		"without a power":                     {override(`{"payload":{}}`), reason.InvalidValue},
		"an asset that does not exist":        {override(`{"asset":"ess9"}`), reason.NotFound},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newStand(t)
			s.logIn()
			status, body := s.ask("POST", "/api/panel/orders", tt.body)
			s.refused(tt.want, status, body)
			if len(s.orders) != 0 {
				t.Errorf("the edge was ordered %+v", s.orders)
			}
		})
	}
}

func TestWhatTheEdgeRefusesIsSaidInItsWords(t *testing.T) {
	s := newStand(t)
	s.logIn()
	s.answer = wire.Ack{State: wire.AckRejected, Codes: []reason.Code{reason.FaultLasts}, Params: reason.Params{"by": "protection", "fault": "GRID_PROTECTION_TRIP"}}
	status, body := s.ask("POST", "/api/panel/orders", `{"id":"`+uuid.NewString()+`","kind":"CLEAR_FAULT","reason":"it is over"}`)
	s.refused(reason.FaultLasts, status, body)
	if !strings.Contains(body, "protection still reports GRID_PROTECTION_TRIP") {
		t.Errorf("%s", body)
	}
	s.fault = errors.New("the disk is full")
	status, body = s.ask("POST", "/api/panel/orders", `{"id":"`+uuid.NewString()+`","kind":"CLEAR_FAULT","reason":"it is over"}`)
	s.refused(reason.Unavailable, status, body)
	if strings.Contains(body, "disk") {
		t.Errorf("the inside of the edge is told: %s", body)
	}
}
