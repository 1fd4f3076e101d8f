package peer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi"
	"ohmstead/backend/httpapi/ingest/ingesttest"
	"ohmstead/backend/identity"
	"ohmstead/backend/intake"
	door "ohmstead/backend/mqtt"
	"ohmstead/backend/people"
	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/internal/peer"
	"ohmstead/wire"
)

// nobody follows a site live.
type nobody struct{}

func (nobody) Publish(uuid.UUID, uuid.UUID, any) error { return nil }

func (nobody) Subscribe(uuid.UUID, uuid.UUID, func([]byte)) (func(), error) { return func() {}, nil }

// entrance is one database behind all doors, with a site and an API key for it.
type entrance struct {
	t               *testing.T
	db              *postgres.DB
	tenant          identity.Tenant
	site            registry.Site
	key             string
	web, port       string
	mosquitto, asks string
}

func entered(t *testing.T) *entrance {
	t.Helper()
	clients := peer.MosquittoClients().Command(t)
	config := pgtest.Config(t)
	db, err := postgres.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	e := &entrance{t: t, db: db, mosquitto: clients[0], asks: clients[2]}
	hash, err := identity.HashPassword("a password of the test")
	if err != nil {
		t.Fatal(err)
	}
	seeded, err := postgres.SeedDemo(t.Context(), config, postgres.Demo{
		Tenant: "Demo", Site: registry.Site{Name: "House", TimeZone: "Europe/Berlin"}, NKey: "UDEMO",
		Owner:  postgres.NewUser{User: identity.User{Email: "owner@demo.example"}, PasswordHash: hash, Role: identity.Owner},
		Viewer: postgres.NewUser{User: identity.User{Email: "viewer@demo.example"}, PasswordHash: hash, Role: identity.Viewer},
	})
	if err != nil {
		t.Fatal(err)
	}
	e.tenant, e.site = seeded.Tenant, seeded.Site
	_, err = db.ApplyManifest(t.Context(), seeded.Edge, wire.Manifest{
		Version: wire.Version, BootID: uuid.NewString(), Site: wire.ManifestSite{Name: "House", TimeZone: "Europe/Berlin"},
		Devices:  []wire.ManifestDevice{{Key: "sdm0", Protocol: "modbus-tcp", Profile: "sdm630", Address: "127.0.0.1:1502"}},
		Assets:   []wire.ManifestAsset{{Key: "meter0", Name: "Grid", Nature: "GRID_METER", Device: "sdm0", MeasuresConnection: true}},
		Channels: []wire.ManifestChannel{{Asset: "meter0", Name: "ActivePower", Unit: "W", Kind: "measurement"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	e.makeKey()
	e.openDoors()
	return e
}

// makeKey has the owner make an API key that may deliver readings.
func (e *entrance) makeKey() {
	e.t.Helper()
	login, err := e.db.FindLogin(e.t.Context(), "owner@demo.example")
	if err != nil {
		e.t.Fatal(err)
	}
	owner, err := e.db.FindPrincipal(e.t.Context(), login.Tenant, login.User)
	if err != nil {
		e.t.Fatal(err)
	}
	now := time.Now()
	_, e.key, err = people.NewService(e.db, func() {}).MakeKey(e.t.Context(), owner, people.NewKey{Name: "gateway", Scopes: []identity.Permission{identity.Ingest}, Expires: now.Add(time.Hour)}, now)
	if err != nil {
		e.t.Fatal(err)
	}
}

// rows is how many readings of the meter are stored around an instant.
func (e *entrance) rows(at time.Time) int {
	e.t.Helper()
	scope := identity.Scope{Tenant: e.tenant.Key, AllSites: true}
	channels, err := e.db.Channels(e.t.Context(), scope, e.site)
	if err != nil || len(channels) != 1 {
		e.t.Fatal(channels, err)
	}
	stored, err := e.db.Readings(e.t.Context(), scope, telemetry.ReadingsQuery{Site: e.site, Channel: channels[0], From: at.Add(-time.Hour), To: at.Add(time.Hour)})
	if err != nil {
		e.t.Fatal(err)
	}
	return len(stored)
}

func (e *entrance) openDoors() {
	e.t.Helper()
	who := identity.NewService(e.db)
	desk := intake.NewDesk(intake.Services{Sites: e.db, Samples: e.db, Followers: nobody{}})
	server, err := httpapi.New(httpapi.Services{Identity: who, Registry: e.db, Telemetry: e.db, Live: nobody{}, Intake: desk}, httpapi.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		e.t.Fatal(err)
	}
	web := httptest.NewServer(server.Handler())
	e.t.Cleanup(web.Close)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		e.t.Fatal(err)
	}
	way, err := door.New(door.Config{Listener: listener, Desk: desk, Identity: who})
	if err != nil {
		e.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- way.Run(ctx) }()
	e.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			e.t.Error(err)
		}
	})
	e.web = web.URL
	if _, e.port, err = net.SplitHostPort(way.Address()); err != nil {
		e.t.Fatal(err)
	}
}

// run runs a client of mosquitto against the door and gives what it prints.
func (e *entrance) run(program string, args ...string) (string, error) {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.t.Context(), 2*time.Minute)
	defer cancel()
	args = append([]string{"-h", "127.0.0.1", "-p", e.port, "-u", "gateway", "-P", e.key, "-q", "1"}, args...)
	out, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

func (e *entrance) overHTTP(body string) string {
	e.t.Helper()
	r, err := http.NewRequestWithContext(e.t.Context(), http.MethodPost, e.web+"/api/ingest", strings.NewReader(body))
	if err != nil {
		e.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+e.key)
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		e.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		e.t.Fatal(err)
	}
	return strings.TrimSpace(string(answer))
}

// The same reading through every door, two programs of the Eclipse foundation among the senders: one
// row, one form of answer.
func TestMosquittoWebSocketAndHTTPStoreOneRow(t *testing.T) {
	e := entered(t)
	topic := "ohmstead/ingest/" + e.site.ID.String()
	at := time.Now().UTC().Truncate(time.Second)
	body := fmt.Sprintf(`{"deviceId":"meter0","channel":"ActivePower","value":3200,"unit":"W","timestamp":%d}`, at.Unix())
	for _, version := range []string{"311", "5"} {
		if out, err := e.run(e.mosquitto, "-V", version, "-t", topic, "-m", body); err != nil || out != "" {
			t.Errorf("mosquitto_pub of MQTT %s: %v %s", version, err, out)
		}
	}
	asked, err := e.run(e.asks, "-V", "5", "-t", topic, "-e", "gateway/replies", "-m", body)
	if err != nil {
		t.Errorf("mosquitto_rr: %v %s", err, asked)
	}
	heard, err := e.run(e.asks, "-V", "311", "-t", topic, "-e", topic+"/answers", "-m", body)
	if err != nil {
		t.Errorf("mosquitto_rr of MQTT 3.1.1: %v %s", err, heard)
	}
	const want = `{"accepted":1,"rejected":[]}`
	for way, got := range map[string]string{"MQTT 5": asked, "MQTT 3.1.1": heard, "HTTP": e.overHTTP(body), "WebSocket": ingesttest.Deliver(t, e.web, e.key, body)} {
		var result intake.IngestResult
		if err := json.Unmarshal([]byte(got), &result); err != nil || got != want {
			t.Errorf("%s answers %s, want %s", way, got, want)
		}
	}
	if got := e.rows(at); got != 1 {
		t.Errorf("%d rows are stored, want one", got)
	}
	e.key += "x"
	if out, err := e.run(e.mosquitto, "-V", "5", "-t", topic, "-m", body); err == nil {
		t.Errorf("a wrong key is let in: %s", out)
	}
}
