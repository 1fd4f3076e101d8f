package backend_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"ohmstead/backend"
	"ohmstead/backend/event"
	"ohmstead/backend/httpapi"
	"ohmstead/backend/httpapi/alarms"
	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
	"ohmstead/backend/registry"
	"ohmstead/backend/tariffs"
	"ohmstead/energy/money"
	"ohmstead/energy/reason"
	"ohmstead/energy/tariff"
	"ohmstead/internal/leaktest"
)

// The watchdog of the test database may outlive the tests.
func TestMain(m *testing.M) {
	server := goleak.IgnoreAnyFunction("ohmstead/backend/postgres/pgtest.(*server).start.func1")
	goleak.VerifyTestMain(leaktest.Settled{M: m, Ignore: []goleak.Option{server}}, server)
}

// house is a running backend with one tenant.
type house struct {
	t      *testing.T
	ready  backend.Ready
	seeded postgres.Seeded
	token  string
	stop   func() error
}

const password = "a password of the test"

// configured is a configuration on free ports whose database is a fresh one of the test server.
func configured(t *testing.T) (backend.Config, postgres.Config) {
	t.Helper()
	database := pgtest.Empty(t)
	c := backend.Default()
	c.Listen, c.Bus.Listen, c.DataDir = "127.0.0.1:0", "127.0.0.1:0", t.TempDir()
	c.Database.URLFile = filepath.Join(t.TempDir(), "database.url")
	if err := os.WriteFile(c.Database.URLFile, []byte(urlOf(t, database.Owner)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return c, database
}

// urlOf is a connection string of keywords as a URL.
func urlOf(t *testing.T, keywords string) string {
	t.Helper()
	values := map[string]string{}
	for part := range strings.FieldsSeq(keywords) {
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			t.Fatalf("cannot read %q", keywords)
		}
		values[name] = strings.Trim(value, "'")
	}
	u := url.URL{Scheme: "postgres", User: url.User(values["user"]), Path: "/" + values["dbname"]}
	u.RawQuery = url.Values{"host": {values["host"]}, "sslmode": {"disable"}}.Encode()
	return u.String()
}

// run starts a backend and waits until it is ready.
func run(t *testing.T, c backend.Config) *house {
	t.Helper()
	h := &house{t: t}
	ready := make(chan backend.Ready, 1)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- backend.Run(ctx, c, backend.Options{
			Log:     slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
			Prepare: h.prepare,
			Ready:   func(r backend.Ready) { ready <- r },
		})
	}()
	h.stop = func() error {
		cancel()
		err := <-done
		done <- err
		return err
	}
	t.Cleanup(func() {
		if err := h.stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	select {
	case h.ready = <-ready:
	case err := <-done:
		done <- err
		t.Fatalf("it ended before it was ready: %v", err)
	case <-time.After(3 * time.Minute):
		t.Fatal("it does not become ready")
	}
	return h
}

func (h *house) prepare(ctx context.Context, database postgres.Config) error {
	hash, err := identity.HashPassword(password)
	if err != nil {
		return err
	}
	h.seeded, err = postgres.SeedDemo(ctx, database, postgres.Demo{
		Tenant: "Demo", Site: registry.Site{Name: "House", TimeZone: "Europe/Berlin"}, NKey: "UDEMO",
		Owner:  postgres.NewUser{User: identity.User{Email: "owner@demo.example"}, PasswordHash: hash, Role: identity.Owner},
		Viewer: postgres.NewUser{User: identity.User{Email: "viewer@demo.example"}, PasswordHash: hash, Role: identity.Viewer},
		Tariff: exampleTariff(),
	})
	return err
}

// exampleTariff is a tariff of one price.
func exampleTariff() *tariffs.New {
	price, begin := money.Of(30, 2), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return &tariffs.New{ID: uuid.New(), Draft: tariffs.Draft{Name: "One price"}, First: tariffs.NewVersion{ID: uuid.New(), Version: tariff.Version{
		ValidFrom: begin, KnownAt: begin, Currency: "EUR", TimeZone: "Europe/Berlin", Clock: tariff.Civil, Rounding: tariff.HalfEven,
		Components: []tariff.Component{{Name: "Work", Kind: tariff.Energy, Basis: tariff.Import, Period: tariff.Interval, Terms: tariff.Terms{Price: &tariff.Price{Constant: &price}}}},
	}}}
}

func (h *house) do(method, path, body string) (int, string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.ready.URL+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if h.token != "" {
		r.Header.Set("Authorization", "Bearer "+h.token)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return response.StatusCode, string(answer)
}

func (h *house) login() {
	h.t.Helper()
	status, body := h.do("POST", "/api/login", fmt.Sprintf(`{"email":"owner@demo.example","password":%q}`, password))
	var session httpapi.Session
	if err := json.Unmarshal([]byte(body), &session); err != nil || status != http.StatusOK {
		h.t.Fatalf("log in: %d %s", status, body)
	}
	h.token = session.Token
}

func TestRun_AnswersFromAnEmptyDatabaseOn(t *testing.T) {
	c, _ := configured(t)
	h := run(t, c)
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/openapi.json", "/docs", "/"} {
		if status, body := h.do("GET", path, ""); status != http.StatusOK {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	h.login()
	status, body := h.do("GET", "/api/sites", "")
	if status != http.StatusOK || !strings.Contains(body, h.seeded.Site.ID.String()) {
		t.Errorf("sites: %d %s", status, body)
	}
	if !strings.HasPrefix(h.ready.LeafURL, "nats-leaf://127.0.0.1:") {
		t.Errorf("edges connect to %q", h.ready.LeafURL)
	}
	if err := h.stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	again := run(t, c)
	again.login()
	if again.seeded.NewOwner || again.seeded.Site.ID != h.seeded.Site.ID {
		t.Errorf("the second start made everything anew: %+v", again.seeded)
	}
}

// With nothing but a folder it brings its own database, keeps what is in it, and leaves nothing
// running.
func TestRun_BringsADatabaseOfItsOwn(t *testing.T) {
	c := backend.Default()
	root := t.TempDir()
	if err := os.Chmod(filepath.Dir(root), 0o755); err != nil { // the server's account passes through
		t.Fatal(err)
	}
	c.Listen, c.Bus.Listen, c.DataDir = "127.0.0.1:0", "127.0.0.1:0", filepath.Join(root, "data")
	var tenant identity.Tenant
	for range 2 {
		h := run(t, c)
		h.login()
		if status, body := h.do("GET", "/readyz", ""); status != http.StatusOK {
			t.Errorf("readiness: %d %s", status, body)
		}
		if tenant.Key != 0 && tenant != h.seeded.Tenant {
			t.Errorf("the second start has the tenant %+v, the first had %+v", h.seeded.Tenant, tenant)
		}
		tenant = h.seeded.Tenant
		if err := h.stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	}
	if pids, _ := filepath.Glob(filepath.Join(c.DataDir, "postgres", "*", "postmaster.pid")); len(pids) > 0 {
		t.Errorf("it left %v", pids)
	}
}

// An alarm that is raised goes out on the live stream of its site, in the shape of the list.
func TestRun_AnnouncesAlarmsOnTheStream(t *testing.T) {
	c, database := configured(t)
	h := run(t, c)
	h.login()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.ready.URL+"/api/sites/"+h.seeded.Site.ID.String()+"/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.token)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()

	db, err := postgres.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	// The edge was heard two minutes ago: the watch raises EDGE_SILENT.
	if err := db.TouchEdges(t.Context(), []registry.EdgeRecord{h.seeded.Edge}, time.Now().Add(-2*time.Minute), registry.Said{Software: "test"}); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
		if !ok || !bytes.HasPrefix(data, []byte(`{"events"`)) {
			continue
		}
		var events alarms.Events
		if err := json.Unmarshal(data, &events); err != nil {
			t.Fatal(err)
		}
		if e := events.Events[0]; e.Code != reason.EdgeSilent || e.SiteID != h.seeded.Site.ID || e.Kind != string(event.Alarm) || e.TextDE == "" {
			t.Errorf("got %s", data)
		}
		return
	}
	t.Errorf("the stream ended: %v", lines.Err())
}

func TestRun_NamesThePortThatIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	c := backend.Default()
	c.DataDir, c.Listen = t.TempDir(), taken.Addr().String()
	err = backend.Run(t.Context(), c, backend.Options{})
	if want := "listen on " + c.Listen + ": another program listens there; stop it or choose another address"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if left, _ := os.ReadDir(c.DataDir); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
}

func TestRun_SaysWhatItCannotRead(t *testing.T) {
	tests := map[string]struct {
		change func(*backend.Config)
		want   string
	}{
		"a URL file that is not there": {func(c *backend.Config) { c.Database.URLFile = "/nowhere/database.url" }, "read database.url_file: open /nowhere/database.url: no such file or directory"},
		"a certificate that is not there": {
			func(c *backend.Config) { c.TLS.CertificateFile, c.TLS.KeyFile = "/nowhere/a", "/nowhere/b" },
			"read tls.certificate_file and tls.key_file: open /nowhere/a: no such file or directory",
		},
		"a configuration that is wrong": {func(c *backend.Config) { c.Listen = "x" }, "INVALID_VALUE: listen is x, want host:port"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := backend.Default()
			c.DataDir, c.Listen = t.TempDir(), "127.0.0.1:0"
			tt.change(&c)
			if err := backend.Run(t.Context(), c, backend.Options{}); err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}
