package postgres_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/cleaning"
	"ohmstead/backend/configuration"
	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/backend/notify"
	"ohmstead/backend/offline"
	"ohmstead/backend/people"
	"ohmstead/backend/places"
	"ohmstead/backend/postgres"
	"ohmstead/backend/provision"
	"ohmstead/backend/registry"
	"ohmstead/backend/report"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/wire"
)

// fill puts at least one row of the tenant into every table of the schema.
func (w *world) fill() {
	w.t.Helper()
	ctx := w.t.Context()
	user, err := w.CreateUser(ctx, w.tenant.Key, postgres.NewUser{User: identity.User{Email: uuid.NewString() + "@example.org", DisplayName: "A"}, PasswordHash: "x", Role: identity.Viewer, Site: &w.site})
	if err != nil {
		w.t.Fatal(err)
	}
	session := identity.Session{Tenant: w.tenant.Key, User: user.ID, Hash: []byte(uuid.NewString()), Created: noon(), LastSeen: noon(), Expires: noon().Add(time.Hour)}
	if err := w.SaveSession(ctx, session); err != nil {
		w.t.Fatal(err)
	}
	hash := sha256.Sum256([]byte(uuid.NewString()))
	if err := w.SaveLink(ctx, w.scope, user.ID, people.StoredLink{Hash: hash[:], Created: noon(), Expires: noon().Add(time.Hour)}); err != nil {
		w.t.Fatal(err)
	}
	_, err = w.AddKey(ctx, w.scope, people.StoredKey{
		NewKey: people.NewKey{Name: "key", Scopes: []identity.Permission{identity.Ingest}, Nodes: []uuid.UUID{w.node()}, Expires: noon().Add(48 * time.Hour)},
		Hint:   "ohm_", Hash: hash[:], By: user.ID, Created: noon(),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.Raise(ctx, w.scope, event.Event{Site: w.site.ID, Kind: event.Alarm, Severity: event.Warning, Code: reason.StaleData, Device: "meter", Raised: noon()}); err != nil {
		w.t.Fatal(err)
	}
	w.addChargers("evcs0")
	w.write(w.visit("evcs0", noon(), 2)...)
	w.roll()
	w.hold("meter0.ActivePower", slot.Interval{From: noon(), To: noon().Add(20 * time.Minute)}, 5)
	_, err = w.Write(ctx, telemetry.Batch{
		Tenant: w.tenant.Key, Samples: []telemetry.Sample{w.sample("pv0.ActivePower", noon(), -1)},
		Cursors: []telemetry.Cursor{{Edge: w.edge.Edge.ID, BootID: uuid.New(), Seq: 1}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.write(w.sample("battery0.SOC", noon().AddDate(0, 0, -5), 50))
	if _, err := w.CloseDays(ctx, noon().AddDate(0, 0, -4), 100); err != nil {
		w.t.Fatal(err)
	}
	w.expire()
	w.order(user.ID)
	if _, err := w.AddEdge(ctx, w.scope, w.site, provision.NewEdge{Name: "second"}, provision.StoredCode{Hash: hash[:], By: user.ID, Created: noon(), Expires: noon().Add(time.Hour)}); err != nil {
		w.t.Fatal(err)
	}
	text := wire.FirstConfiguration("House", "UTC")
	if err := w.SaveConfiguration(ctx, w.scope, configuration.Target{Site: w.site, Edge: w.edge.Edge.ID}, configuration.Version{
		Number: 1, Hash: wire.ConfigurationHash(text), Text: text, Comment: "the first", By: user.ID, Made: noon(),
	}); err != nil {
		w.t.Fatal(err)
	}
	told := w.addHook("http://127.0.0.1:9/")
	if _, err := w.Record(ctx, w.scope, notify.Delivery{ID: uuid.New(), Channel: told.ID, Items: []notify.Item{}, Count: 1, Attempts: 1, Created: noon()}, notify.Outcome{State: notify.Sent, At: noon()}); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.SetChannelSettings(ctx, w.scope, w.site, cleaning.Settings{Channel: w.channels["battery0.SOC"], Limits: cleaning.Limits{NoReset: true}}); err != nil {
		w.t.Fatal(err)
	}
	w.compute("meter0.Twice", "2 * grid", noon().Add(-time.Hour), map[string]string{"grid": "meter0.ActivePower"})
	ofSite := over("rule of the site", 90)
	ofSite.Site = &w.site.ID
	w.addRule(ofSite)
	w.soc(1, 50)
	w.round(noon().Add(2 * time.Minute))
	w.keepThings()
	w.fillLedger()
	w.readOffline(w.offlineMeter(offline.Draft{Name: "Cellar", Unit: "kWh", ReadingKind: offline.Counter}), "time,value\n2026-01-01T00:00:00Z,1\n2026-01-02T00:00:00Z,2\n")
	w.fillBilling()
	w.believe()
	w.tariff("House", dayAndNight(quarter(-time.Hour)))
	if err := w.SaveControl(ctx, w.edge, controlReport("RUN"), noon()); err != nil {
		w.t.Fatal(err)
	}
	reporter{w, user.ID}.run(w.DB, report.Request{Kind: report.OfSite, Subject: w.site.ID, Period: report.Day, Day: "2026-06-01"})
	w.fillMicrogrid()
	w.fillPlans()
	if _, err := w.Seal(ctx, w.tenant, 5); err != nil { // and leave the rest in the queue
		w.t.Fatal(err)
	}
	if _, err := w.Number(ctx, w.tenant, 5); err != nil {
		w.t.Fatal(err)
	}
	_, err = w.super.Exec(ctx, "INSERT INTO sample_revisions (tenant_id, site_id, channel_id, ts, revision, value, quality) VALUES ($1, $2, $3, $4, 1, 6, 5)",
		w.tenant.Key, w.site.Key, w.channels["meter0.ActivePower"].Key, noon())
	if err != nil {
		w.t.Fatal(err)
	}
}

// keepThings puts an EVSE, a constraint and a contract with a promise under it on their shelves.
func (w *world) keepThings() {
	w.t.Helper()
	ctx, s := w.t.Context(), w.Shelves()
	check := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	power := int64(11_000)
	asset, err := s.Assets.Write(ctx, w.scope, places.Write[places.Asset]{ID: uuid.New(), SiteKey: w.site.Key, What: places.Asset{Key: "charger" + uuid.NewString()[:8], Name: "C", Nature: "EVCS", MaxActivePowerWatts: &power}})
	check(err)
	_, err = s.EVSEs.Write(ctx, w.scope, places.Write[places.EVSE]{ID: uuid.New(), SiteKey: w.site.Key, What: places.EVSE{Asset: asset.ID, ConnectorTypes: []string{"CHADEMO"}}})
	check(err)
	connection, err := s.Connections.Write(ctx, w.scope, places.Write[places.Connection]{ID: uuid.New(), SiteKey: w.site.Key})
	check(err)
	_, err = s.Constraints.Write(ctx, w.scope, places.Write[places.Constraint]{ID: uuid.New(), SiteKey: w.site.Key, What: places.Constraint{Connection: connection.ID, Type: "RAMP_RATE", From: noon()}})
	check(err)
	contract, err := s.Contracts.Write(ctx, w.scope, places.Write[places.Contract]{ID: uuid.New(), What: places.Contract{Counterparty: "U", Type: "PPA", From: noon()}})
	check(err)
	_, err = s.Allocations.Write(ctx, w.scope, places.Write[places.Allocation]{ID: uuid.New(), SiteKey: w.site.Key, What: places.Allocation{Asset: asset.ID, Contract: contract.ID, Watts: 1, From: noon()}})
	check(err)
}

// node is the site's node in the tree of places.
func (w *world) node() uuid.UUID {
	w.t.Helper()
	var id uuid.UUID
	if err := w.super.QueryRow(w.t.Context(), "SELECT org_node_id FROM sites WHERE tenant_id = $1 AND site_id = $2", w.tenant.Key, w.site.Key).Scan(&id); err != nil {
		w.t.Fatal(err)
	}
	return id
}

// tenantTables are the tables of the catalog with their columns of interest.
func tenantTables(t *testing.T, conn *pgx.Conn) map[string]bool {
	t.Helper()
	rows, err := conn.Query(t.Context(), `SELECT c.relname, EXISTS (SELECT FROM pg_attribute s WHERE s.attrelid = c.oid AND s.attname = 'site_id')
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`)
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]bool{}
	var name string
	var site bool
	if _, err := pgx.ForEachRow(rows, []any{&name, &site}, func() error { tables[name] = site; return nil }); err != nil {
		t.Fatal(err)
	}
	return tables
}

// denied reports a refusal of the database: no right, no row by policy, or a key that never changes.
func denied(err error) bool {
	pg := new(pgconn.PgError)
	return errors.As(err, &pg) && (pg.Code == "42501" || pg.Code == "428C9")
}

func TestIsolation_ASecondTenantSeesNothing(t *testing.T) {
	first := newWorld(t)
	second := populate(t, first.DB, first.cfg)
	first.fill()
	second.fill()
	first.roll()
	for _, w := range []*world{first, second} { // rolling has taken the marks of both
		w.write(w.sample("load0.ActivePower", noon(), 1))
	}
	super := first.super
	for table, hasSite := range tenantTables(t, super) {
		t.Run(table, func(t *testing.T) {
			partition := strings.HasPrefix(table, "samples_")
			for _, w := range []*world{first, second} {
				var rows int
				if err := super.QueryRow(t.Context(), fmt.Sprintf("SELECT count(*) FROM %s WHERE tenant_id = $1", table), w.tenant.Key).Scan(&rows); err != nil || rows == 0 && !partition {
					t.Fatalf("the test proves nothing: %d rows of the tenant are there (%v)", rows, err)
				}
			}
			statements := map[string]string{
				"reads":        fmt.Sprintf("SELECT FROM %s WHERE tenant_id <> %d", table, second.tenant.Key),
				"changes":      fmt.Sprintf("UPDATE %s SET tenant_id = tenant_id WHERE tenant_id = %d", table, first.tenant.Key),
				"deletes":      fmt.Sprintf("DELETE FROM %s WHERE tenant_id = %d", table, first.tenant.Key),
				"gives away":   fmt.Sprintf("UPDATE %s SET tenant_id = %d", table, first.tenant.Key),
				"reads by key": fmt.Sprintf("SELECT FROM %s WHERE tenant_id = %d", table, first.tenant.Key),
			}
			if hasSite {
				statements["reads by site"] = fmt.Sprintf("SELECT FROM %s WHERE site_id = %d", table, first.site.Key)
			}
			for what, sql := range statements {
				touched, err := attempt(t, second, second.scope, sql)
				switch {
				case what == "gives away" && !denied(err):
					t.Errorf("it %s a row: %d rows, %v", what, touched, err)
				case err != nil && !denied(err), touched != 0:
					t.Errorf("it %s: %d rows, %v", what, touched, err)
				}
			}
		})
	}
}

// attempt runs one statement within the scope and rolls it back.
func attempt(t *testing.T, w *world, scope identity.Scope, sql string) (touched int64, err error) {
	t.Helper()
	undo := errors.New("undo")
	outcome := w.InTenant(t.Context(), scope, func(tx *postgres.Tx) error {
		var tag pgconn.CommandTag
		if tag, err = tx.Exec(t.Context(), sql); err != nil {
			return err
		}
		touched = tag.RowsAffected()
		return undo
	})
	if err == nil && !errors.Is(outcome, undo) {
		err = outcome
	}
	return touched, err
}

func TestIsolation_APrincipalSeesItsSites(t *testing.T) {
	w := newWorld(t)
	w.fill()
	other, err := w.CreateSite(t.Context(), w.tenant.Key, registry.Site{Name: "Other", TimeZone: "Europe/Berlin"})
	if err != nil {
		t.Fatal(err)
	}
	onlyOther := identity.Scope{Tenant: w.tenant.Key, Sites: []int32{other.Key}}
	for table, hasSite := range tenantTables(t, w.super) {
		if !hasSite {
			continue
		}
		for _, sql := range []string{
			fmt.Sprintf("SELECT FROM %s WHERE site_id = %d", table, w.site.Key),
			fmt.Sprintf("DELETE FROM %s WHERE site_id = %d", table, w.site.Key),
		} {
			if touched, err := attempt(t, w, onlyOther, sql); err != nil && !denied(err) || touched != 0 {
				t.Errorf("bound to another site, %q touches %d rows, %v", sql, touched, err)
			}
		}
	}
	sites, err := w.Sites(t.Context(), onlyOther)
	if err != nil || len(sites) != 1 || sites[0].ID != other.ID {
		t.Errorf("sees sites %v, %v", sites, err)
	}
	if _, err := w.SiteByID(t.Context(), onlyOther, w.site.ID); !errors.Is(err, reason.New(reason.NotFound, nil)) {
		t.Errorf("a foreign site: %v, want NOT_FOUND", err)
	}
}

func TestIsolation_WithoutASettingThereIsNothing(t *testing.T) {
	w := newWorld(t)
	w.fill()
	if err := w.InTenant(t.Context(), identity.Scope{}, func(*postgres.Tx) error { return nil }); err == nil {
		t.Error("the zero scope opens a transaction")
	}
	conn, err := pgx.Connect(t.Context(), w.cfg.App)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for table := range tenantTables(t, w.super) {
		// Once on a connection that never had a setting, once after a transaction that had: the
		// setting is then empty, not gone.
		for range 2 {
			tag, err := conn.Exec(t.Context(), "SELECT FROM "+table)
			if err == nil && tag.RowsAffected() > 0 {
				t.Errorf("%s shows %d rows without a tenant", table, tag.RowsAffected())
			}
			if _, err := conn.Exec(t.Context(), fmt.Sprintf("BEGIN; SELECT set_config('app.tenant', '%d', true); COMMIT", w.tenant.Key)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestIsolation_TheZeroSitesScopeSeesNoSite(t *testing.T) {
	w := newWorld(t)
	sites, err := w.Sites(t.Context(), identity.Scope{Tenant: w.tenant.Key})
	if err != nil || len(sites) != 0 {
		t.Errorf("a scope without sites sees %v, %v", sites, err)
	}
}
