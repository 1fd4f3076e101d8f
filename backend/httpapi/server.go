package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"ohmstead/backend/analysis"
	"ohmstead/backend/audit"
	"ohmstead/backend/balancegroup"
	"ohmstead/backend/billing"
	"ohmstead/backend/charging"
	"ohmstead/backend/cleaning"
	"ohmstead/backend/configuration"
	"ohmstead/backend/datamodel"
	"ohmstead/backend/httpapi/alarms"
	"ohmstead/backend/httpapi/control"
	"ohmstead/backend/httpapi/federated"
	"ohmstead/backend/httpapi/ingest"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/httpapi/pace"
	"ohmstead/backend/httpapi/page"
	"ohmstead/backend/httpapi/people"
	"ohmstead/backend/httpapi/platform"
	"ohmstead/backend/httpapi/provision"
	"ohmstead/backend/intake"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/notify"
	"ohmstead/backend/offline"
	"ohmstead/backend/outlook"
	"ohmstead/backend/overview"
	"ohmstead/backend/places"
	"ohmstead/backend/places/bulk"
	"ohmstead/backend/plan"
	"ohmstead/backend/registry"
	"ohmstead/backend/report"
	"ohmstead/backend/retention"
	"ohmstead/backend/rule"
	"ohmstead/backend/tariffs"
	"ohmstead/backend/telemetry"
	"ohmstead/backend/throughput"
	"ohmstead/backend/virtual"
	"ohmstead/energy/reason"
)

// Version is the version of the API description.
const Version = "1"

// Services is what the operations answer from.
type Services struct {
	Identity  Identity
	Microgrid *microgrid.Service
	Registry  registry.Reader
	Telemetry telemetry.Reader
	Overview  overview.Reader
	Intake    *intake.Desk
	Events    alarms.Log
	Alarms    alarms.Handling
	Rules     *rule.Service
	Notify    *notify.Service
	Live      Live
	Dispatch  Dispatch
	Audit     audit.Trail
	Reports   *report.Service
	Analysis  *analysis.Service
	Offline   *offline.Service
	Billing   *billing.Service
	Outlook   *outlook.Service
	Ledger    *balancegroup.Service
	Plans     *plan.Service
	Model     datamodel.Reader
	Control   control.Views
	People    people.Service
	Passwords people.Passwords
	Retention *retention.Service
	Cleaning  *cleaning.Service
	Virtual   *virtual.Service
	Charging  *charging.Service
	Tariffs   *tariffs.Service

	Places    *places.Service
	Provision provision.Service

	Configurations *configuration.Service
	Things         places.Shelves
	Platform       platform.Service
	Imports        *bulk.Service
	// Provider is the identity provider people can log in by; nil without one.
	Provider federated.Provider
	// Adapters add operations that can be left out.
	Adapters []operation.Adapter
}

// Options is everything else a server needs. The zero value of each has a default but for UI.
type Options struct {
	Log     *slog.Logger         // slog.Default
	Metrics *prometheus.Registry // a registry of its own
	UI      fs.FS                // the built web interface
	Now     func() time.Time     // time.Now
	Checks  []Check              // what /readyz asks; none
	// MaxStreams bounds the live streams open at once; more are refused UNAVAILABLE. 10,000.
	MaxStreams int
	// SecureCookies marks cookies Secure where TLS ends in front of this server.
	SecureCookies bool
	// Rates bound the requests of a credential and of a tenant; the zero value bounds nothing.
	Rates pace.Limits
	// OperationOnly answers health, readiness and metrics and nothing else: for a process that is
	// another part of the backend.
	OperationOnly bool
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Metrics == nil {
		o.Metrics = prometheus.NewRegistry()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.MaxStreams == 0 {
		o.MaxStreams = 10_000
	}
	return o
}

// Server answers requests.
type Server struct {
	shapes   huma.Registry // of bodies
	services Services
	options  Options
	metrics  *metrics
	feeds    *feeds
	pages    *page.Pages
	door     *ingest.Door
	gate     *pace.Gate
	flow     *throughput.Reader
	beat     time.Duration // pause between two comments of a live stream
	handler  http.Handler
}

// New is a server that is ready to handle requests; Run serves them.
func New(services Services, options Options) (*Server, error) {
	options = options.withDefaults()
	pages, err := page.Read(options.UI)
	if err != nil {
		return nil, err
	}
	s := &Server{services: services, options: options, pages: pages, beat: heartbeat, gate: pace.New(options.Rates)}
	s.metrics = newMetrics(options.Metrics)
	s.flow = throughput.NewReader(options.Metrics, options.Now)
	s.feeds = newFeeds(services.Live, options, s.metrics.slow.Inc)
	s.door = ingest.NewDoor(services.Intake, s.again, options.Log)
	s.handler, err = s.routes()
	return s, err
}

// Handler is the whole server as a handler.
func (s *Server) Handler() http.Handler { return s.handler }

// Run serves on the listener until ctx is done, then lets what is under way finish for ten
// seconds. It returns when everything has stopped.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      answerWithin + 10*time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.options.Log.Handler(), slog.LevelDebug),
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.feeds.run(ctx) })
	group.Go(func() error { return s.door.Run(ctx) })
	group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve on %s: %w", listener.Addr(), err)
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		if err := server.Shutdown(grace); err != nil {
			return errors.Join(fmt.Errorf("let requests finish: %w", err), server.Close())
		}
		return nil
	})
	return group.Wait()
}

// compressing compresses answers but those to readings, which are many and short: making a compressor
// ready takes longer than storing a hundred readings takes here.
func compressing() func(http.Handler) http.Handler {
	compress := middleware.Compress(5, compressed()...)
	return func(next http.Handler) http.Handler {
		packed := compress(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, ingest.Path) {
				next.ServeHTTP(w, r)
				return
			}
			packed.ServeHTTP(w, r)
		})
	}
}

// routes builds the whole tree of paths.
func (s *Server) routes() (http.Handler, error) {
	router := chi.NewMux()
	router.Use(s.observe, s.secure, s.sameOrigin, compressing())
	router.NotFound(s.notFound)
	router.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) {
		if !offered(router, r.URL.Path) {
			s.notFound(w, r)
			return
		}
		s.refuse(w, r, reason.New(reason.MethodNotAllowed, reason.Params{"method": r.Method}))
	})
	s.operate(router)
	if s.options.OperationOnly {
		return router, nil
	}
	document, err := encodeDocument(s.describe(router))
	if err != nil {
		return nil, err
	}
	router.Method(http.MethodGet, federated.Back, name("login-back", federated.Return(s.desk(), s.federated())))
	show(router, "/openapi.json", name("docs", fixed("application/openapi+json", document)))
	show(router, "/docs", name("docs", s.pages.Docs()))
	show(router, "/docs/*", name("docs", s.pages.Docs()))
	show(router, "/*", name("ui", s.pages.UI(s.notFound)))
	return router, nil
}

// offered reports whether there is anything at a path but the pages, which take every path.
func offered(router chi.Routes, path string) bool {
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		at := chi.NewRouteContext()
		if router.Match(at, method, path) && at.RoutePattern() != "/*" {
			return true
		}
	}
	return false
}

func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	s.refuse(w, r, reason.New(reason.NotFound, reason.Params{"what": "page"}))
}

// show offers a page to GET and HEAD.
func show(router chi.Router, path string, page http.Handler) {
	router.Method(http.MethodGet, path, page)
	router.Method(http.MethodHead, path, page)
}

func compressed() []string {
	return []string{
		"application/json", "application/problem+json", "application/openapi+json", "application/manifest+json",
		"text/html", "text/css", "text/javascript", "text/plain", "image/svg+xml",
	}
}

// describe builds the API's operations on a router.
func (s *Server) describe(router chi.Router) huma.API {
	api := humachi.New(router, huma.Config{
		OpenAPI:                      description(),
		Formats:                      huma.DefaultFormats,
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{s.translate},
	})
	s.shapes = api.OpenAPI().Components.Schemas
	for _, o := range s.Operations() {
		s.register(api, o)
	}
	// Huma describes its own error model beside every operation; ours is documented instead.
	schemas := s.shapes.Map()
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")
	return api
}

// Document is the API's OpenAPI 3.1 description. It needs no server and no database, and is the
// same bytes every time.
func Document(adapters ...operation.Adapter) ([]byte, error) {
	return encodeDocument((&Server{services: Services{Adapters: adapters}}).describe(chi.NewMux()))
}

func encodeDocument(api huma.API) ([]byte, error) {
	compact, err := json.Marshal(api.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("encode the API description: %w", err)
	}
	if compact, err = sayNull(api, compact); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, compact, "", "  "); err != nil {
		return nil, fmt.Errorf("indent the API description: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
