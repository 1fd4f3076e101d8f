package backend

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"ohmstead/backend/analysis"
	"ohmstead/backend/audit"
	"ohmstead/backend/balancegroup"
	"ohmstead/backend/billing"
	"ohmstead/backend/bus"
	"ohmstead/backend/charging"
	"ohmstead/backend/cleaning"
	"ohmstead/backend/configuration"
	"ohmstead/backend/control"
	"ohmstead/backend/dispatch"
	"ohmstead/backend/event"
	"ohmstead/backend/handover"
	"ohmstead/backend/httpapi"
	"ohmstead/backend/httpapi/alarms"
	"ohmstead/backend/identity"
	"ohmstead/backend/intake"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/microgrid/override"
	"ohmstead/backend/microgrid/schedule"
	"ohmstead/backend/notify"
	"ohmstead/backend/offline"
	"ohmstead/backend/outlook"
	"ohmstead/backend/people"
	"ohmstead/backend/places"
	"ohmstead/backend/places/bulk"
	"ohmstead/backend/plan"
	"ohmstead/backend/platform"
	"ohmstead/backend/postgres"
	"ohmstead/backend/relay"
	"ohmstead/backend/report"
	"ohmstead/backend/retention"
	"ohmstead/backend/rule"
	"ohmstead/backend/tariffs"
	"ohmstead/backend/telemetry"
	"ohmstead/backend/virtual"
	"ohmstead/internal/stage"
	"ohmstead/ui"
)

// Options is what a program adds to a configuration. The zero value of each does nothing.
type Options struct {
	Log *slog.Logger
	// Prepare is called once the database has its schema and before anything uses it: to make
	// tenants, people and edges.
	Prepare func(ctx context.Context, database postgres.Config) error
	// Ready is called once requests are answered and edges are let in.
	Ready func(Ready)
}

// Ready is where a running backend is found.
type Ready struct {
	URL     string // of the pages; empty where this process serves none
	LeafURL string // where edges connect; empty where the bus is elsewhere
	MQTT    string // host:port where readings come in over MQTT; empty where it is off
}

// Run is the backend until ctx ends. It returns when everything it started has stopped, the last
// first.
func Run(ctx context.Context, c Config, o Options) (err error) {
	if err := c.Validate(); err != nil {
		return err
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	var stages stage.Stack
	defer func() { err = errors.Join(err, stages.Stop()) }()

	encryption, err := c.encryption()
	if err != nil {
		return err
	}
	listener, err := c.listen(ctx, encryption)
	if err != nil {
		return err
	}
	stages.Start("listener", closing(listener))
	database, err := c.database(ctx, &stages, o.Log)
	if err != nil {
		return err
	}
	if err := postgres.Migrate(ctx, database); err != nil {
		return fmt.Errorf("bring the database up to date: %w", err)
	}
	if o.Prepare != nil {
		if err := o.Prepare(ctx, database); err != nil {
			return fmt.Errorf("prepare the database: %w", err)
		}
	}
	db, err := postgres.Open(ctx, database)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	stages.Start("database connections", closing(closer(db.Close)))
	hub, err := c.hub(ctx, db, encryption, o.Log)
	if err != nil {
		return err
	}
	stages.Start("bus", running(hub.Run, hub.Close))

	key, err := OrdersKey(c.ordersKeyFile())
	if err != nil {
		return err
	}
	courier := bus.NewCourier(hub, db, key)
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	tell := announce(hub, o.Log)
	post, err := c.post()
	if err != nil {
		return err
	}
	quotas := retention.NewMeter(db, o.Log)
	metrics.MustRegister(quotas)
	stages.Start("quotas", quotas.Run)
	cleaner := cleaning.NewCleaner(db, o.Log)
	metrics.MustRegister(cleaner)
	stages.Start("cleaning", cleaner.Run)
	orders := dispatch.NewService(db, courier, db, o.Log).Executing(override.New(microgrid.NewService(db)))
	if c.is(Worker) {
		if err := work(ctx, &stages, services{db: db, hub: hub, orders: orders, tell: tell, post: post, courier: courier}, workshop{metrics, o.Log}); err != nil {
			return err
		}
	}
	if c.is(Ingest) {
		counts := bus.NewMetrics()
		metrics.MustRegister(counts)
		services := bus.Services{Edges: db, Channels: db, Samples: db, Events: db, Courier: courier, Control: db, Keys: keyring(db, hub), Quotas: quotas, Cleaner: cleaner, Announce: tell}
		stages.Start("ingest", bus.NewWorker(hub, services, counts).Run)
	}
	readings := intake.NewMetrics()
	metrics.MustRegister(readings)
	parts := services{
		db: db, hub: hub, who: identity.NewService(db), orders: orders,
		tell: tell, post: post,
		desk: intake.NewDesk(intake.Services{Sites: db, Samples: telemetry.NewGathered(db), Followers: hub, Cleaner: cleaner, Quotas: quotas, Metrics: readings, Log: o.Log}),
	}
	server, err := c.server(parts, metrics, o.Log)
	if err != nil {
		return err
	}
	door, err := c.mqttDoor(ctx, parts, metrics, o.Log)
	if err != nil {
		return err
	}
	var mqttAddress string
	if door != nil {
		stages.Start("door for MQTT", door.Run)
		mqttAddress = door.Address()
	}
	stages.Start("server", func(ctx context.Context) error { return server.Run(ctx, listener) })
	if o.Ready != nil {
		o.Ready(Ready{URL: c.url(listener, encryption), LeafURL: hub.LeafURL(), MQTT: mqttAddress})
	}
	return stages.Wait(ctx)
}

// services are what the API answers from.
type services struct {
	db     *postgres.DB
	hub    *bus.Hub
	who    *identity.Service
	orders *dispatch.Service
	tell   event.Announce
	desk   *intake.Desk
	post   *notify.Post
	// courier is for workers.
	courier *bus.Courier
}

// workshop is what workers tell of themselves with.
type workshop struct {
	metrics *prometheus.Registry
	log     *slog.Logger
}

// work starts what goes on without anybody asking: events told, rollups, days closed, the audit chain, alarms.
func work(ctx context.Context, stages *stage.Stack, s services, w workshop) error {
	streams, err := s.hub.Streams(ctx)
	if err != nil {
		return err
	}
	w.metrics.MustRegister(bus.NewStreamMetrics(streams, s.db.Backlog))
	stages.Start("event relay", relay.New(s.db, streams, w.log).Run)
	rolling := telemetry.NewRolling(s.db, w.log)
	w.metrics.MustRegister(rolling)
	stages.Start("rollups", rolling.Run)
	stages.Start("retention", retention.NewKeeping(s.db, w.log).Run)
	stages.Start("closing of days", telemetry.NewClosing(s.db, w.log).Run)
	stages.Start("audit", audit.NewSealer(s.db, w.log).Run)
	grids := schedule.NewMetrics()
	w.metrics.MustRegister(grids)
	stages.Start("envelopes", schedule.New(microgrid.NewService(s.db), s.db, grids, w.log).Run)
	stages.Start("limits of edges", handover.NewRunner(s.db, s.courier, w.log).Run)
	stages.Start("applier", schedule.NewApplier(microgrid.NewService(s.db), s.db, s.orders, schedule.Tools{Metrics: grids, Log: w.log}).Run)
	stages.Start("plans", plan.NewRunner(s.db, s.orders, w.log).Run)
	stages.Start("orders without an answer", dispatch.NewExpiry(s.db, w.log).Run)
	alarming(stages, s, w.log)
	adapting(stages, s.db, w.log)
	return nil
}

// alarming starts what raises alarms, takes them back and tells people of them.
func alarming(stages *stage.Stack, s services, log *slog.Logger) {
	stages.Start("watch", event.NewWatch(s.db, s.db, log, s.tell).Run)
	stages.Start("rules", rule.NewRunner(s.db, log, s.tell).Run)
	stages.Start("shelves", event.NewReturns(s.db, log, s.tell).Run)
	stages.Start("notifications", notify.NewRunner(s.db, s.post, log).Run)
}

// server answers requests; a part of the backend that is not the API answers only what operating it
// needs.
func (c Config) server(s services, metrics *prometheus.Registry, log *slog.Logger) (*httpapi.Server, error) {
	db, hub, who := s.db, s.hub, s.who
	provider, err := c.provider()
	if err != nil {
		return nil, err
	}
	edges, err := c.provisioning(s)
	if err != nil {
		return nil, err
	}
	return httpapi.New(httpapi.Services{
		Provision: edges, Configurations: configuration.NewService(db, s.orders),
		Identity: who, Registry: db, Telemetry: db, Overview: db, Intake: s.desk, Events: db, Live: hub, Dispatch: s.orders, People: people.NewService(db, who.ForgetKeys), Passwords: who,
		Platform: platform.NewService(db, who.ForgetKeys), Provider: provider,
		Microgrid: microgrid.NewService(db),
		Audit:     db, Reports: report.NewService(db), Analysis: analysis.NewService(report.NewService(db), db), Offline: offline.NewService(db), Outlook: outlook.NewService(db, db), Ledger: balancegroup.NewService(db), Model: db, Control: control.NewService(db, hub), Alarms: event.NewDesk(db, s.tell),
		Billing:   billing.NewService(db),
		Retention: retention.NewService(db), Cleaning: cleaning.NewService(db), Virtual: virtual.NewService(db, db), Charging: charging.NewService(db),
		Tariffs:  tariffs.NewService(db),
		Places:   places.NewService(db),
		Plans:    plan.NewService(db, s.orders),
		Rules:    rule.NewService(db, db),
		Notify:   notify.NewService(db, s.post, c.PrivateHooks),
		Things:   db.Shelves(),
		Imports:  bulk.NewService(db, db.Shelves(), db.Together),
		Adapters: adapters(db, metrics),
	}, httpapi.Options{
		Log: log, Metrics: metrics, Rates: c.Rates, UI: ui.FS(), SecureCookies: c.TLS.InFront, OperationOnly: !c.is(API),
		Checks: []httpapi.Check{{Name: "database", Probe: db.Ping}, {Name: "bus", Probe: hub.Ping}},
	})
}

// announce tells who follows a site of alarms that were raised or cleared.
func announce(hub *bus.Hub, log *slog.Logger) event.Announce {
	return func(tenant identity.Tenant, e event.Event) {
		message := alarms.Events{Events: []alarms.Event{alarms.EventOf(e)}}
		if err := hub.Publish(tenant.ID, e.Site, message); err != nil {
			log.Error("an event was not announced", "site", e.Site, "reason", e.Code, "err", err)
		}
	}
}

// url is where the pages are found.
func (c Config) url(listener net.Listener, encryption *tls.Config) string {
	if !c.is(API) {
		return ""
	}
	scheme := "http"
	if encryption != nil {
		scheme = "https"
	}
	return scheme + "://" + listener.Addr().String()
}
