package http_test

import (
	"crypto/sha256"
	"encoding/pem"
	"fmt"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ohmstead/edge/device"
	"ohmstead/edge/driver/drivertest"
	"ohmstead/energy/point"
	"ohmstead/field/document"
	"ohmstead/sim/face"
)

func secretFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// digestGuard asks for a digest of SHA-256 as RFC 7616 lays it down, worked out here by hand.
func digestGuard(user, password string) func(nethttp.Handler) nethttp.Handler {
	field := func(header, name string) string {
		m := regexp.MustCompile(`\b` + name + `="?([^",]+)"?`).FindStringSubmatch(header)
		if m == nil {
			return ""
		}
		return m[1]
	}
	h := func(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }
	return func(next nethttp.Handler) nethttp.Handler {
		return nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
			said := r.Header.Get("Authorization")
			want := h(strings.Join([]string{
				h(user + ":shelly:" + password), "5f1f2b3c", field(said, "nc"), field(said, "cnonce"), "auth", h(r.Method + ":" + r.URL.RequestURI()),
			}, ":"))
			if field(said, "response") != want || field(said, "uri") != r.URL.RequestURI() || field(said, "username") != user {
				w.Header().Set("WWW-Authenticate", `Digest qop="auth", realm="shelly", nonce="5f1f2b3c", algorithm=SHA-256`)
				w.WriteHeader(nethttp.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func headerGuard(header, want string) func(nethttp.Handler) nethttp.Handler {
	return func(next nethttp.Handler) nethttp.Handler {
		return nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
			if r.Header.Get(header) != want {
				w.WriteHeader(nethttp.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func TestADeviceBehindAPasswordIsReadAndSwitched(t *testing.T) {
	tests := map[string]struct {
		profile string
		nature  point.Nature
		guard   func(nethttp.Handler) nethttp.Handler
		access  string
	}{
		"digest":       {"shelly-gen2-switch", point.Load, digestGuard("admin", "sesame"), "password_file"},
		"basic":        {"shelly-gen1-plug", point.Load, headerGuard("Authorization", "Basic YWRtaW46c2VzYW1l"), "password_file"},
		"bearer token": {"enphase-envoy", point.PV, headerGuard("Authorization", "Bearer sesame"), "token_file"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, tt.profile, tt.nature, tt.guard)
			if err := r.Show(point.ActivePower, 120); err != nil {
				t.Fatal(err)
			}
			assets := "assets: [{id: a0, nature: " + string(tt.nature) + ", device: thing}]\n"
			s := drivertest.Start(t, r.known, "devices:\n"+r.devices(tt.profile, fmt.Sprintf(", %s: %q", tt.access, secretFile(t, "sesame\n")))+assets, r.build)
			drivertest.Eventually(t, "it is read", func() bool { return s.At("a0", point.ActivePower).Value == 120 })
			if tt.nature == point.Load {
				s.Order("a0", "SetEnabled", 1, time.Hour)
				drivertest.Eventually(t, "it is switched", func() bool { return len(r.Settings()) > 0 })
			}
			s.Stop()

			wrong := drivertest.Start(t, r.known, "devices:\n"+r.devices(tt.profile, fmt.Sprintf(", %s: %q", tt.access, secretFile(t, "wrong")))+assets, r.build)
			drivertest.Eventually(t, "a wrong one is said", func() bool {
				return strings.Contains(wrong.Board.Of("thing").Detail, "401 Unauthorized: the device wants a user and password_file, or a token_file, that are right")
			})
		})
	}
}

func TestSecretsThatCannotBeReadStopTheEdgeBeforeItBegins(t *testing.T) {
	tests := map[string]struct{ profile, field, file, want string }{
		"no file":                        {"shelly-gen2-switch", "password_file", "/nonexistent/secret", "site.yaml:5: device thing: password_file: open /nonexistent/secret: no such file or directory"},
		"an empty file":                  {"shelly-gen2-switch", "password_file", secretFile(t, ""), "begins with an empty line"},
		"a password where a token goes":  {"enphase-envoy", "password_file", secretFile(t, "x"), "profile enphase-envoy takes a token, not a password: give token_file"},
		"a password for an open device":  {"homewizard-v1", "password_file", secretFile(t, "x"), "profile homewizard-v1 takes no password"},
		"a certificate file without one": {"homewizard-v1", "ca_file", secretFile(t, "x"), "holds no certificate in PEM"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			lib, err := document.Load()
			if err != nil {
				t.Fatal(err)
			}
			p, _ := lib.Profile(tt.profile)
			if err := broken(t, p, fmt.Sprintf(", %s: %q", tt.field, tt.file)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("\n got %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestADeviceIsTrustedByItsOwnCertificate(t *testing.T) {
	lib, err := document.Load()
	if err != nil {
		t.Fatal(err)
	}
	p, _ := lib.Profile("enphase-envoy")
	twin, err := p.Twin(document.Options{Targets: []point.Nature{point.PV}})
	if err != nil {
		t.Fatal(err)
	}
	inner, err := face.NewWeb(face.Config{Key: "x", Listen: "127.0.0.1:0"}, twin, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	server := httptest.NewTLSServer(inner.Handler())
	defer server.Close()
	server.Config.ErrorLog = nil
	ca := secretFile(t, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})))
	r := newRig(t, "enphase-envoy", point.PV, nil)
	start := func(more string) *drivertest.Stand {
		return drivertest.Start(t, r.known, fmt.Sprintf(`
devices:
  - {key: thing, profile: enphase-envoy, address: %q, poll: 20ms, timeout: 1s%s}
assets: [{id: a0, nature: PV, device: thing}]
`, server.URL, more), r.build)
	}
	trusted := start(fmt.Sprintf(", ca_file: %q, server_name: example.com", ca))
	drivertest.Eventually(t, "it is read", func() bool { return trusted.At("a0", point.ActivePower).Value == -488.925 })
	stranger := start("")
	drivertest.Eventually(t, "a stranger's certificate is said", func() bool {
		return strings.Contains(stranger.Board.Of("thing").Detail, "the device's certificate is not trusted; its own or its signer's can be given as ca_file")
	})
}

func TestWhatADeviceAnswersWronglyIsSaidInOneLine(t *testing.T) {
	big := strings.Repeat(" ", 1<<20+1)
	tests := map[string]struct {
		answer nethttp.HandlerFunc
		want   string
		silent bool
	}{
		"an error of the device": {func(w nethttp.ResponseWriter, _ *nethttp.Request) { w.WriteHeader(500) }, "GET /status: 500 Internal Server Error", false},
		"another place": {func(w nethttp.ResponseWriter, r *nethttp.Request) {
			nethttp.Redirect(w, r, "/login", nethttp.StatusFound)
		}, "it points elsewhere, which is not followed", false},
		"a page":                {func(w nethttp.ResponseWriter, _ *nethttp.Request) { fmt.Fprint(w, "<html>\nhello\n</html>") }, "GET /status: read JSON: invalid character '<'", false},
		"half a document":       {func(w nethttp.ResponseWriter, _ *nethttp.Request) { fmt.Fprint(w, `{"w": `) }, "read JSON: unexpected EOF", false},
		"a megabyte and more":   {func(w nethttp.ResponseWriter, _ *nethttp.Request) { fmt.Fprint(w, big) }, "the answer is longer than 1048576 bytes", false},
		"another kind of value": {func(w nethttp.ResponseWriter, _ *nethttp.Request) { fmt.Fprint(w, `{"w": "many"}`) }, "ActivePower: query .w: many is no number", false},
		"nothing in time":       {func(_ nethttp.ResponseWriter, r *nethttp.Request) { <-r.Context().Done() }, "no answer in time", true},
		"a line that is cut":    {func(nethttp.ResponseWriter, *nethttp.Request) { panic(nethttp.ErrAbortHandler) }, "EOF", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(tt.answer)
			defer server.Close()
			timeout := time.Minute
			if tt.want == "no answer in time" {
				timeout = 150 * time.Millisecond
			}
			s := startPlain(t, server.URL, timeout)
			var h device.Health
			drivertest.Eventually(t, "it is said", func() bool {
				h = s.Board.Of("thing")
				return strings.Contains(h.Detail, tt.want)
			})
			if strings.Contains(h.Detail, "\n") || (h.Status == device.Silent) != tt.silent {
				t.Errorf("health %+v", h)
			}
			if got := s.At("a0", point.ActivePower); got.Quality == point.Good {
				t.Errorf("it gives a reading: %+v", got)
			}
			s.Stop()
		})
	}
}

func TestNobodyListens(t *testing.T) {
	s := startPlain(t, "http://127.0.0.1:1", time.Minute)
	drivertest.Eventually(t, "it is said", func() bool { return strings.Contains(s.Board.Of("thing").Detail, "connection refused") })
}

func TestAnotherDeviceAtTheAddressIsNotTakenForThisOne(t *testing.T) {
	server := httptest.NewServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, _ *nethttp.Request) {
		fmt.Fprint(w, `{"type": "SHPLG-S", "apower": 5, "output": true}`)
	}))
	defer server.Close()
	r := newRig(t, "shelly-gen2-switch", point.Load, nil)
	s := drivertest.Start(t, r.known, fmt.Sprintf(`
devices:
  - {key: thing, profile: shelly-gen2-switch, address: %q, poll: 20ms}
assets: [{id: a0, nature: LOAD, device: thing}]
`, server.URL), r.build)
	drivertest.Eventually(t, "it is said", func() bool {
		return strings.Contains(s.Board.Of("thing").Detail, "the device is not a Shelly of generation 2 or later")
	})
	if got := s.At("a0", point.ActivePower); got.Quality != point.Missing {
		t.Errorf("it is read all the same: %+v", got)
	}
}

func TestADeviceIsGivenTwoConnectionsAtMostAndAskedOnceForManyValues(t *testing.T) {
	var open, most, asked atomic.Int64
	server := httptest.NewUnstartedServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, _ *nethttp.Request) {
		asked.Add(1)
		fmt.Fprint(w, `{"w": 7, "on": true}`)
	}))
	server.Config.ConnState = func(_ net.Conn, s nethttp.ConnState) {
		switch s {
		case nethttp.StateNew:
			most.Store(max(most.Load(), open.Add(1)))
		case nethttp.StateClosed:
			open.Add(-1)
		default:
		}
	}
	server.Start()
	defer server.Close()
	s := startPlain(t, server.URL, time.Minute) // so that none is given up for another
	drivertest.Eventually(t, "it is read", func() bool {
		return s.At("a0", point.ActivePower).Value == 7 && s.At("a0", "SetEnabledApplied").Value == 1
	})
	then := time.Now() // first: a pause behind it makes the polls seem slower, never faster
	began := asked.Load()
	drivertest.Eventually(t, "ten more polls", func() bool { return asked.Load() >= began+10 })
	if took := time.Since(then); took < 10*20*time.Millisecond/2 {
		t.Errorf("ten polls of 20 ms took %v: a poll asks more than once", took)
	}
	if most.Load() > 2 {
		t.Errorf("%d connections", most.Load())
	}
}
