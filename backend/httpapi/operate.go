package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"ohmstead/energy/reason"
)

// probeWithin bounds one look at everything the server needs.
const probeWithin = 2 * time.Second

// operate adds what keeps the server running: health, readiness, metrics.
func (s *Server) operate(router chi.Router) {
	show(router, "/healthz", name("probe", fixed("text/plain; charset=utf-8", []byte("ok\n"))))
	show(router, "/readyz", name("probe", http.HandlerFunc(s.ready)))
	show(router, "/metrics", name("probe", promhttp.HandlerFor(s.options.Metrics, promhttp.HandlerOpts{})))
}

// ready answers 200 when everything the server needs answers, otherwise UNAVAILABLE naming the
// first that does not.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), probeWithin)
	defer cancel()
	answers := map[string]string{}
	for _, c := range s.options.Checks {
		if err := c.Probe(ctx); err != nil {
			s.refuse(w, r, reason.Wrap(err, reason.Unavailable, reason.Params{"what": "the " + c.Name}))
			return
		}
		answers[c.Name] = "ok"
	}
	body, err := json.Marshal(answers)
	if err != nil {
		panic(err) // a map of strings always encodes
	}
	fixed("application/json", append(body, '\n')).ServeHTTP(w, r)
}

// fixed serves the same bytes every time.
func fixed(contentType string, body []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(body) // a client that left needs no answer
	})
}
