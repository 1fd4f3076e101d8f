package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"ohmstead/backend/analysis"
	"ohmstead/backend/dispatch"
	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/backend/intake"
	"ohmstead/backend/overview"
	"ohmstead/backend/registry"
	"ohmstead/backend/report"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/internal/leaktest"
	"ohmstead/wire"
)

// The watchdog of the test database may outlive the tests.
func TestMain(m *testing.M) {
	server := goleak.IgnoreAnyFunction("ohmstead/backend/postgres/pgtest.(*server).start.func1")
	goleak.VerifyTestMain(leaktest.Settled{M: m, Ignore: []goleak.Option{server}}, server)
}

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// world stands in for the store and the identity service: one tenant, two people, one site.
type world struct {
	mu      sync.Mutex
	site    registry.Site
	others  []registry.Site
	ended   map[string]bool // sessions that are over
	written telemetry.Batch
	fault   error // what the store fails with
	slow    chan struct{}
	asked   int  // times the channels were listed
	stood   int  // times it was asked how sites stand
	more    bool // a channel was added
	source
}

func newWorld() *world {
	seen := noon.Add(-time.Second)
	return &world{
		ended: map[string]bool{},
		site: registry.Site{
			ID: uuid.MustParse("6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"), Key: 4, Name: "Demo", TimeZone: "Europe/Berlin",
			Edge: &registry.Edge{LastSeen: &seen},
		},
	}
}

// Tokens of the two people.
const (
	ownerToken  = "owner-token"
	viewerToken = "viewer-token"
)

func (w *world) Login(_ context.Context, a identity.Attempt, now time.Time) (string, identity.Principal, error) {
	switch {
	case a.Email == "busy@example.com":
		return "", identity.Principal{}, reason.New(reason.TooManyAttempts, reason.Params{"retry_seconds": 30})
	case a.Password != "right":
		return "", identity.Principal{}, reason.New(reason.WrongLogin, nil)
	}
	p, err := w.Authenticate(context.Background(), identity.Credential{Token: ownerToken}, now)
	return ownerToken, p, err
}

func (w *world) Authenticate(_ context.Context, c identity.Credential, now time.Time) (identity.Principal, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	token := c.Token
	// The owner of this world sends readings too.
	roles := map[string][]identity.Role{ownerToken: {identity.Owner, identity.Adapter}, viewerToken: {identity.Viewer}}
	if roles[token] == nil || w.ended[token] {
		return identity.Principal{}, reason.New(reason.Unauthenticated, nil)
	}
	held := make([]identity.Held, 0, 2)
	for _, r := range roles[token] {
		held = append(held, identity.Held{Role: r, Whole: true})
	}
	return identity.Principal{
		Tenant: identity.Tenant{ID: uuid.MustParse("0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21"), Key: 1, Name: "Demo"},
		User:   identity.User{Email: token + "@example.com", Language: "de"},
		Roles:  roles[token], Held: held, Scope: identity.Scope{Tenant: 1, AllSites: true},
		Session: []byte(token), Expires: now.Add(time.Hour),
	}, nil
}

func (w *world) Logout(_ context.Context, p identity.Principal) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended[string(p.Session)] = true
	return nil
}

func (w *world) Sites(context.Context, identity.Scope) ([]registry.Site, error) {
	return append([]registry.Site{w.site}, w.others...), w.fault
}

func (w *world) SiteByID(_ context.Context, _ identity.Scope, id uuid.UUID) (registry.Site, error) {
	if id == uuid.MustParse("00000000-0000-0000-0000-00000000dead") {
		panic("a bug")
	}
	if id != w.site.ID {
		return registry.Site{}, reason.New(reason.NotFound, reason.Params{"what": "site"})
	}
	return w.site, w.fault
}

func (w *world) Assets(context.Context, identity.Scope, registry.Site) ([]registry.Asset, error) {
	return []registry.Asset{{Key: "meter0", Nature: "GRID_METER", Device: "sdm0", MeasuresConnection: true}}, nil
}

func (w *world) Devices(context.Context, identity.Scope, registry.Site) ([]registry.Device, error) {
	return []registry.Device{{Key: "sdm0", Vendor: "Eastron"}}, nil
}

func (w *world) ComputedChannels(context.Context, identity.Scope, registry.Site) ([]int32, error) {
	return nil, nil
}

func (w *world) Channels(context.Context, identity.Scope, registry.Site) ([]registry.Channel, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	found := []registry.Channel{
		{Key: 1, Asset: "meter0", Name: "ActivePower", Unit: "W", Kind: "measurement"},
		{Key: 2, Asset: "meter0", Name: "Frequency", Unit: "Hz", Kind: "measurement"},
	}
	if w.more {
		found = append(found, registry.Channel{Key: 3, Asset: "meter0", Name: "ReactivePower", Unit: "var", Kind: "measurement"})
	}
	return found, nil
}

func (w *world) Latest(context.Context, identity.Scope, registry.Site) (map[int32]point.Reading, error) {
	return map[int32]point.Reading{
		1: point.Of(-2100, noon.Add(-time.Second)),
		2: {Value: 50, At: noon.Add(-time.Minute), Quality: point.Stale},
	}, nil
}

func (w *world) Series(_ context.Context, _ identity.Scope, q telemetry.SeriesQuery) ([]telemetry.Bucket, error) {
	mean := 5.0
	return []telemetry.Bucket{{From: q.From, Mean: &mean, Quality: point.Good, Covered: q.Bucket}, {From: q.From.Add(q.Bucket)}}, nil
}

func (w *world) Readings(_ context.Context, _ identity.Scope, q telemetry.ReadingsQuery) ([]point.Reading, error) {
	var out []point.Reading
	for at := q.From; at.Before(q.To) && len(out) < q.Limit; at = at.Add(time.Second) {
		out = append(out, point.Of(float64(at.Unix()), at))
	}
	return out, nil
}

func (w *world) NetPower(_ context.Context, _ identity.Scope, q telemetry.SiteQuery) (telemetry.NetPower, error) {
	return telemetry.NetPower{NoGridMeter: true, Buckets: make([]telemetry.Bucket, q.To.Sub(q.From)/q.Bucket)}, nil
}

func (w *world) Summary(_ context.Context, _ identity.Scope, _ registry.Site, span slot.Interval) (telemetry.Summary, error) {
	length := span.Length().Hours()
	return telemetry.Summary{ImportWh: &length, Covered: 1}, nil
}

func (w *world) OpenAlarms(context.Context, identity.Scope) (map[int32]int, error) {
	return map[int32]int{1: 1}, w.fault
}

func (w *world) Standings(ctx context.Context, scope identity.Scope, ask []overview.Question) ([]overview.Standing, error) {
	w.mu.Lock()
	w.stood++
	w.mu.Unlock()
	out := make([]overview.Standing, len(ask))
	for i, q := range ask {
		var err error
		out[i].OpenAlarms = 1
		out[i].Assets, err = w.Assets(ctx, scope, q.Site)
		out[i].Channels = []registry.Channel{{Key: 1, Asset: "meter0", Name: "ActivePower", Unit: "W", Kind: "measurement"}}
		out[i].Latest, _ = w.Latest(ctx, scope, q.Site)
		out[i].Today, _ = w.Summary(ctx, scope, q.Site, q.Today)
		if err = errors.Join(err, w.fault); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (w *world) Write(_ context.Context, b telemetry.Batch) (telemetry.Outcome, error) {
	if w.slow != nil {
		<-w.slow
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.written = b
	return telemetry.Outcome{Stored: len(b.Samples)}, w.fault
}

func (w *world) List(_ context.Context, _ identity.Scope, f event.Filter) ([]event.Event, string, error) {
	return []event.Event{{
		Site: w.site.ID, Kind: event.Alarm, Severity: event.Warning, Code: reason.StaleData,
		Params: map[string]any{"device": "sdm0", "age_seconds": 12}, Device: "sdm0", Raised: noon,
	}}, "", nil
}

// orders stands in for the life of orders: there are none, and none is taken.
type orders struct{}

func (orders) Issue(context.Context, identity.Principal, registry.Site, dispatch.Request, time.Time) (dispatch.Command, error) {
	return dispatch.Command{}, reason.New(reason.NotFound, reason.Params{"what": "enrolled edge at this site"})
}

func (orders) Command(context.Context, identity.Principal, uuid.UUID) (dispatch.Command, error) {
	return dispatch.Command{}, reason.New(reason.NotFound, reason.Params{"what": "command"})
}

func (orders) Commands(context.Context, identity.Principal, dispatch.Filter) ([]dispatch.Command, string, error) {
	return nil, "", nil
}

func (orders) Limits(context.Context, identity.Principal, registry.Site) (wire.Limits, error) {
	return wire.Limits{}, nil
}

func (orders) SetLimits(_ context.Context, _ identity.Principal, _ registry.Site, l wire.Limits) (wire.Limits, error) {
	return l, nil
}

// serve starts the world's server and gives its address.
func serve(t *testing.T, w *world, change ...func(*Options)) (*Server, string) {
	t.Helper()
	return serveReading(t, w, 0, change...)
}

// serveReading is serve where a request must be read within a time; 0 is any time.
func serveReading(t *testing.T, w *world, within time.Duration, change ...func(*Options)) (*Server, string) {
	t.Helper()
	options := Options{
		Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now: func() time.Time { return noon }, Metrics: prometheus.NewRegistry(),
		UI: fstest.MapFS{
			"index.html":         {Data: []byte("<!doctype html><title>Ohmstead</title>")},
			"icon.svg":           {Data: []byte("<svg/>")},
			"assets/app-1234.js": {Data: bytes.Repeat([]byte("// the app\n"), 200)},
		},
	}
	for _, c := range change {
		c(&options)
	}
	desk := intake.NewDesk(intake.Services{Sites: w, Samples: w, Followers: w, Now: options.Now, Log: options.Log})
	s, err := New(Services{Identity: w, Registry: w, Telemetry: w, Overview: w, Intake: desk, Events: w, Live: w, Dispatch: orders{}, Reports: report.NewService(papers{}), Analysis: analysis.NewService(report.NewService(papers{}), nil)}, options)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(s.Handler())
	server.Config.ReadTimeout = within
	server.Start()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.feeds.run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return s, server.URL
}

// ask sends a request; each header is "Name: value".
func ask(t *testing.T, method, address, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(answer)
}

const (
	asOwner  = "Authorization: Bearer " + ownerToken
	asViewer = "Authorization: Bearer " + viewerToken
)

func decoded[T any](t *testing.T, body string) T {
	t.Helper()
	var v T
	d := json.NewDecoder(strings.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return v
}

// papers is a store of reports that has none.
type papers struct{ report.Store }

func (papers) Subjects(context.Context, identity.Scope) ([]report.Subject, error) { return nil, nil }

func (papers) Version(context.Context, identity.Scope, uuid.UUID) (report.Version, error) {
	return report.Version{}, reason.New(reason.NotFound, reason.Params{"what": "report"})
}

func (w *world) LoginFederated(context.Context, identity.Federated, identity.Attempt, time.Time) (string, identity.Principal, error) {
	return "", identity.Principal{}, reason.New(reason.FederationUnknown, nil)
}
