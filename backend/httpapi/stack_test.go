package httpapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/analysis"
	"ohmstead/backend/balancegroup"
	"ohmstead/backend/billing"
	"ohmstead/backend/bus"
	"ohmstead/backend/charging"
	"ohmstead/backend/cleaning"
	"ohmstead/backend/configuration"
	"ohmstead/backend/control"
	"ohmstead/backend/dispatch"
	"ohmstead/backend/event"
	"ohmstead/backend/httpapi"
	"ohmstead/backend/httpapi/chargers"
	computedapi "ohmstead/backend/httpapi/computed"
	"ohmstead/backend/httpapi/notifications"
	"ohmstead/backend/httpapi/operation"
	outlookapi "ohmstead/backend/httpapi/outlook"
	peopleapi "ohmstead/backend/httpapi/people"
	placesapi "ohmstead/backend/httpapi/places"
	provisionapi "ohmstead/backend/httpapi/provision"
	"ohmstead/backend/httpapi/rules"
	tariffsapi "ohmstead/backend/httpapi/tariffs"
	"ohmstead/backend/identity"
	"ohmstead/backend/intake"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/notify"
	"ohmstead/backend/offline"
	"ohmstead/backend/outlook"
	"ohmstead/backend/people"
	"ohmstead/backend/places"
	"ohmstead/backend/places/bulk"
	"ohmstead/backend/plan"
	"ohmstead/backend/platform"
	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
	"ohmstead/backend/provision"
	"ohmstead/backend/registry"
	"ohmstead/backend/report"
	"ohmstead/backend/retention"
	"ohmstead/backend/rule"
	"ohmstead/backend/tariffs"
	"ohmstead/backend/telemetry"
	"ohmstead/backend/virtual"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// stack is the server over a real database with two tenants that know nothing of each other.
type stack struct {
	t        testing.TB
	db       *postgres.DB
	meter    *retention.Meter
	address  string
	book     *book // what answers are held against
	desk     *intake.Desk
	north    household
	south    household
	platform string // token of who runs the platform
	provider *idp
	cleaner  *cleaning.Cleaner
	shift    func() time.Time // the server's clock, where it is not the machine's
	cuts     []uuid.UUID      // edges that were to be disconnected
}

func (s *stack) cut(edge uuid.UUID) error {
	s.cuts = append(s.cuts, edge)
	return nil
}

// household is one tenant: a site with a grid meter and a battery, an owner and a viewer, each
// logged in.
type household struct {
	tenant identity.Tenant
	site   registry.Site
	keys   []int32 // of the manifest's channels
	owner  string  // tokens
	viewer string
	// adapter is an API key that may send readings and nothing else.
	adapter string
}

const password = "a password of the test"

// quiet is a live feed on which nobody speaks.
type quiet struct{}

func (quiet) Publish(uuid.UUID, uuid.UUID, any) error { return nil }

func (quiet) Subscribe(uuid.UUID, uuid.UUID, func([]byte)) (func(), error) { return func() {}, nil }

// Nudge is a courier that brings nothing.
func (quiet) Nudge(context.Context, registry.EdgeRecord) error { return nil }

// Watch tells an edge that is not there.
func (quiet) Watch(wire.Address) error { return nil }

// about is the household as operations are asked about it, with a command that it has given and a
// report that it has run.
func (s *stack) about(h household) about {
	s.t.Helper()
	a := about{site: h.site.ID.String()}
	status, body := s.ask("POST", "/api/commands", a.body("issue-command"), h.owner)
	var command httpapi.Command
	if err := json.Unmarshal([]byte(body), &command); err != nil || status != http.StatusOK {
		s.t.Fatalf("issue a command: %d %s", status, body)
	}
	a.command = command.ID.String()
	alarm := event.Event{ID: uuid.New(), Site: h.site.ID, Kind: event.Alarm, Severity: event.Warning, Code: reason.StaleData, Device: uuid.NewString(), Raised: time.Now().UTC()}
	if _, err := s.db.Raise(s.t.Context(), identity.Scope{Tenant: h.tenant.Key, AllSites: true}, alarm); err != nil {
		s.t.Fatal(err)
	}
	a.alarm = alarm.ID.String()
	var r rules.AlarmRule
	s.as(h.owner).do("POST", "/api/rules", fmt.Sprintf(hotRule, uuid.NewString(), fmt.Sprintf("%q", h.site.ID)), &r)
	a.rule = r.ID.String()
	var computed computedapi.VirtualChannel
	s.as(h.owner).do("POST", "/api/sites/"+a.site+"/virtual-channels", a.body("add-virtual-channel"), &computed)
	a.virtual, a.virtualName = computed.ID.String(), computed.Name
	var c notifications.NotificationChannel
	s.as(h.owner).do("POST", "/api/notification-channels", a.body("add-notification-channel"), &c)
	a.channel = c.ID.String()
	var d notifications.NotificationDelivery
	s.as(h.owner).do("POST", "/api/notification-channels/"+a.channel+"/test", "", &d)
	a.delivery = d.ID.String()
	a.report = s.report(a.body("run-report"), h.owner).Version.ID.String()
	s.aboutMicrogrid(h, &a)
	var invited peopleapi.Invited
	s.as(h.owner).do("POST", "/api/users", a.body("invite-user"), &invited)
	a.user, a.binding = invited.User.ID.String(), invited.User.Roles[0].ID.String()
	var sessions peopleapi.LoginSessionList
	s.as(s.login("viewer@"+h.tenant.Name+".example")).do("GET", "/api/sessions", "", &sessions)
	var tree placesapi.OrgNodePage
	s.as(h.owner).do("GET", "/api/org-nodes", "", &tree)
	a.node = tree.Items[0].ID.String()
	var added provisionapi.EdgeWithCode
	s.as(h.owner).do("POST", "/api/sites/"+a.site+"/edges", a.body("add-edge"), &added)
	a.edge, a.running = added.Edge.ID.String(), s.enrolled(h).Edge.ID.String()
	a.things = s.things(h)
	a.tenant = s.makeTenant("Walked "+h.tenant.Name, uuid.NewString()+"@new.example").Tenant.ID.String()
	a.session, a.key = sessions.Items[0].ID.String(), s.makeKey(h, `["READ"]`).Key.ID.String()
	return a
}

// things makes one of each kind at the household's site.
func (s *stack) things(h household) map[string]string {
	s.t.Helper()
	owner, site, ids := s.as(h.owner), "/api/sites/"+h.site.ID.String(), map[string]string{}
	make := func(kind, path, body string) {
		var made placesapi.Head
		owner.do("POST", path, body, &made)
		ids[kind] = made.ID.String()
	}
	ids["charger"] = "charger" + uuid.NewString()[:8]
	make("assets", site+"/assets", `{"key":"`+ids["charger"]+`","nature":"EVCS","enabled":true,"max_active_power_watts":22000}`)
	var session chargers.ChargingSession
	s.as(h.adapter).do("POST", "/api/charging-sessions", reportOf(h.site.ID.String(), ids["charger"]), &session)
	ids["charging-sessions"] = session.ID.String()
	make("enterprise", "/api/org-nodes", `{"kind":"ENTERPRISE","name":"Works"}`)
	make("works", "/api/sites", fmt.Sprintf(`{"name":"Works","time_zone":"Europe/Berlin","parent_id":%q}`, ids["enterprise"]))
	make("offline-meters", site+"/offline-meters", `{"name":"Meter `+uuid.NewString()+`","unit":"kWh","reading_kind":"COUNTER"}`)
	owner.do("POST", "/api/emission-factors", outlookBody("publish-emission-factors"), nil)
	var factors outlookapi.EmissionFactorPage
	owner.do("GET", "/api/emission-factors?from=2026-06-02T10:00:00Z", "", &factors)
	ids["emission-factors"] = factors.Items[0].ID.String()
	make("control-policies", "/api/control-policies", fmt.Sprintf(`{"scope":"ASSET","asset_id":%q,"name":"Cheap nights","objective":"COST_MIN","enabled":true}`, ids["assets"]))
	make("dispatch-plans", "/api/control-policies/"+ids["control-policies"]+"/plans", planOf(ids["assets"]))
	make("tariffs", site+"/tariffs", `{"name":"Tariff `+uuid.NewString()+`","first":`+dayAndNightOf("2026-01-01T00:00:00Z")+`}`)
	var tariff tariffsapi.Tariff
	owner.do("GET", "/api/tariffs/"+ids["tariffs"], "", &tariff)
	ids["tariff-versions"] = tariff.Versions[0].ID.String()
	make("evses", site+"/evses", fmt.Sprintf(`{"asset_id":%q,"connector_types":["IEC_62196_T2"]}`, ids["assets"]))
	make("grid-connections", site+"/grid-connections", `{"name":"Feed B"}`)
	make("grid-constraints", site+"/grid-constraints", fmt.Sprintf(`{"connection_id":%q,"type":"EXPORT_LIMIT","value":5000,"effective_from":"2026-01-01T00:00:00Z"}`, ids["grid-connections"]))
	make("contracts", "/api/contracts", `{"counterparty":"A utility","contract_type":"PPA","starts_at":"2026-01-01T00:00:00Z"}`)
	s.keepLedger(h, ids)
	make("allocations", site+"/allocations", fmt.Sprintf(`{"asset_id":%q,"contract_id":%q,"allocated_watts":1000,"effective_from":"2026-01-01T00:00:00Z"}`, ids["assets"], ids["contracts"]))
	make("invoices", site+"/invoices", draftInvoice("R-"+uuid.NewString()))
	make("spare-invoices", site+"/invoices", draftInvoice("S-"+uuid.NewString()))
	make("billing-runs", site+"/billing-runs", billingRun(ids["contracts"], uuid.NewString()))
	return ids
}

// planOf is a plan of one command to an asset, for tomorrow.
func planOf(asset string) string {
	at := func(hours int) string {
		return time.Now().Add(time.Duration(hours) * time.Hour).UTC().Format(time.RFC3339)
	}
	return fmt.Sprintf(`{"horizon_from":%q,"horizon_to":%q,"optimizer_version":"the test","commands":[{"asset_id":%q,"ts_scheduled":%[1]q,"ends_at":%[2]q,"command_type":"CHARGE","target_value":5000}]}`,
		at(24), at(26), asset)
}

// makeKey makes an API key for the whole tenant.
func (s *stack) makeKey(h household, scopes string) peopleapi.NewAPIKey {
	s.t.Helper()
	var key peopleapi.NewAPIKey
	s.as(h.owner).do("POST", "/api/keys", fmt.Sprintf(`{"name":"a machine","scopes":%s,"expires_at":%q}`, scopes, time.Now().Add(time.Hour).UTC().Format(time.RFC3339)), &key)
	return key
}

// speaker asks with one credential, and with one idempotency key where there is one.
type speaker struct {
	*stack
	token, key string
}

func (s *stack) as(token string) speaker { return speaker{stack: s, token: token} }

// same is a speaker whose requests are one and the same.
func (s speaker) same(key string) speaker {
	s.key = key
	return s
}

// do asks what must be answered, and reads the answer into out.
func (s speaker) do(method, path, body string, out any) {
	s.t.Helper()
	status, answer := s.ask(method, path, body)
	if status/100 != 2 {
		s.t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	if out != nil {
		if err := json.Unmarshal([]byte(answer), out); err != nil {
			s.t.Fatalf("%s %s: %v in %s", method, path, err, answer)
		}
	}
}

// refused asks what must be refused with a code.
func (s speaker) refused(method, path, body, code string) {
	s.t.Helper()
	if status, answer := s.ask(method, path, body); status/100 == 2 || !strings.Contains(answer, `"`+code+`"`) {
		s.t.Errorf("%s %s: %d %s, want %s", method, path, status, answer, code)
	}
}

// newStack is a server over a database with two tenants, with what adapters add.
func newStack(t testing.TB, adapters ...func(*postgres.DB) operation.Adapter) *stack {
	t.Helper()
	cfg := pgtest.Config(t)
	db, err := postgres.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	s := &stack{t: t, db: db, provider: &idp{}}
	s.meter = retention.NewMeter(db, slog.New(slog.DiscardHandler))
	who := identity.NewService(db)
	s.cleaner = cleaning.NewCleaner(db, slog.New(slog.DiscardHandler))
	s.desk = intake.NewDesk(intake.Services{Sites: db, Samples: telemetry.NewGathered(db), Cleaner: s.cleaner, Followers: quiet{}, Quotas: s.meter})
	orders := dispatch.NewService(db, quiet{}, db, slog.New(slog.DiscardHandler))
	var added []operation.Adapter
	for _, adapter := range adapters {
		added = append(added, adapter(db))
	}
	s.book = newBook(t, added...)
	server, err := httpapi.New(httpapi.Services{
		Adapters: added,
		Dispatch: orders, Configurations: configuration.NewService(db, orders),
		Microgrid: microgrid.NewService(db),
		Identity:  who, People: people.NewService(db, who.ForgetKeys), Passwords: who, Platform: platform.NewService(db, who.ForgetKeys), Provider: s.provider, Registry: db, Telemetry: db, Overview: db, Intake: s.desk, Events: db, Live: quiet{},
		Audit: db, Reports: report.NewService(db), Analysis: analysis.NewService(report.NewService(db), db), Offline: offline.NewService(db), Outlook: outlook.NewService(db, db), Ledger: balancegroup.NewService(db), Model: db, Plans: plan.NewService(db, orders),
		Control: control.NewService(db, quiet{}), Alarms: event.NewDesk(db, nil), Retention: retention.NewService(db),
		Billing: billing.NewService(db),
		Places:  places.NewService(db), Cleaning: cleaning.NewService(db), Virtual: virtual.NewService(db, db), Charging: charging.NewService(db),
		Tariffs: tariffs.NewService(db),
		Provision: provision.NewService(provision.Config{Store: db, Orders: orders, Verify: bus.Verify, Disconnect: s.cut, Meeting: provision.Meeting{
			Hub: "nats-leaf://bus.example.org:7422", CA: "a certificate", OrdersKey: "a key",
		}}),
		Rules:  rule.NewService(db, db),
		Things: db.Shelves(), Imports: bulk.NewService(db, db.Shelves(), db.Together),
		Notify: notify.NewService(db, notify.NewPost(notify.MailServer{}, notify.NewHooks(false)), false),
	}, httpapi.Options{
		Log:    slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
		Checks: []httpapi.Check{{Name: "database", Probe: db.Ping}},
		Now: func() time.Time {
			if s.shift != nil {
				return s.shift()
			}
			return time.Now()
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(server.Handler())
	t.Cleanup(listening.Close)
	s.address = listening.URL
	s.north, s.south = s.household(cfg, "north"), s.household(cfg, "south")
	s.platform = s.platformAdmin("admin@platform.example")
	return s
}

func (s *stack) household(cfg postgres.Config, name string) household {
	s.t.Helper()
	ctx := s.t.Context()
	h := household{}
	var err error
	check := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatalf("household %s: %v", name, err)
		}
	}
	h.tenant, err = postgres.CreateTenant(ctx, cfg, name)
	check(err)
	h.site, err = s.db.CreateSite(ctx, h.tenant.Key, registry.Site{Name: "House " + name, TimeZone: "Europe/Berlin"})
	check(err)
	edge, err := s.db.CreateEdge(ctx, h.tenant, h.site, "U"+strings.ToUpper(name))
	check(err)
	h.keys, err = s.db.ApplyManifest(ctx, edge, manifest())
	check(err)
	hash, err := identity.HashPassword(password)
	check(err)
	for _, role := range people.Roles() {
		email := string(role) + "@" + name + ".example"
		_, err := s.db.CreateUser(ctx, h.tenant.Key, postgres.NewUser{
			User: identity.User{Email: email, DisplayName: name, Language: "en"}, PasswordHash: hash, Role: role,
		})
		check(err)
	}
	h.owner, h.viewer = s.login("owner@"+name+".example"), s.login("viewer@"+name+".example")
	h.adapter = s.makeKey(h, `["INGEST"]`).Text
	return h
}

func manifest() wire.Manifest {
	return wire.Manifest{
		Version: wire.Version, BootID: uuid.NewString(), Site: wire.ManifestSite{Name: "House", TimeZone: "Europe/Berlin"},
		Devices: []wire.ManifestDevice{
			{Key: "sdm0", Protocol: "modbus-tcp", Profile: "sdm630", Address: "127.0.0.1:1502"},
			{Key: "plenticore0", Protocol: "modbus-tcp", Profile: "plenticore", Address: "127.0.0.1:1503"},
		},
		Assets: []wire.ManifestAsset{
			{Key: "meter0", Name: "Grid", Nature: "GRID_METER", Device: "sdm0", MeasuresConnection: true},
			{Key: "battery0", Name: "Battery", Nature: "ESS", Device: "plenticore0"},
		},
		Channels: []wire.ManifestChannel{
			{Asset: "meter0", Name: "ActivePower", Unit: "W", Kind: "measurement"},
			{Asset: "battery0", Name: "ActivePower", Unit: "W", Kind: "measurement"},
			{Asset: "battery0", Name: "SOC", Unit: "%", Kind: "measurement"},
		},
	}
}

func (s *stack) login(email string) string {
	s.t.Helper()
	status, body := s.ask("POST", "/api/login", fmt.Sprintf(`{"email":%q,"password":%q}`, email, password), "")
	var session httpapi.Session
	if err := json.Unmarshal([]byte(body), &session); err != nil || status != http.StatusOK {
		s.t.Fatalf("log in as %s: %d %s", email, status, body)
	}
	return session.Token
}

// ask sends a request with a bearer token and gives status and body.
func (s *stack) ask(method, path, body, token string) (int, string) {
	s.t.Helper()
	return s.as(token).ask(method, path, body)
}

func newViewerOf(site registry.Site) postgres.NewUser {
	return postgres.NewUser{User: identity.User{Email: uuid.NewString() + "@site.example", DisplayName: "of " + site.Name}, Role: identity.Viewer, Site: &site}
}

// ask sends a request of the speaker and gives status and body.
func (s speaker) ask(method, path, body string) (int, string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, s.address+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if s.key != "" {
		r.Header.Set("Idempotency-Key", s.key)
	}
	if s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	if strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
		return response.StatusCode, "a stream"
	}
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	s.book.check(s.t, method, path, response, answer)
	return response.StatusCode, string(answer)
}

// measure stores one value a minute of the meter and the battery for the last hour.
func (s *stack) measure(h household) {
	s.t.Helper()
	now := time.Now().UTC().Truncate(time.Second)
	batch := telemetry.Batch{Tenant: h.tenant.Key}
	for at := now.Add(-time.Hour); !at.After(now); at = at.Add(time.Minute) {
		for i, value := range []float64{1200, -300, 55} {
			batch.Samples = append(batch.Samples, telemetry.Sample{
				Site: h.site.Key, Channel: h.keys[i], At: at, Value: value, Quality: point.Good, Source: telemetry.FromEdge,
			})
		}
	}
	if _, err := s.db.Write(s.t.Context(), batch); err != nil {
		s.t.Fatal(err)
	}
	for {
		_, n, err := s.db.Roll(s.t.Context(), telemetry.Lap{}, 1000)
		if err != nil {
			s.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}
