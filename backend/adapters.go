//go:build !nocompat

package backend

import (
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/backend/compat"
	"ohmstead/backend/httpapi"
	compatapi "ohmstead/backend/httpapi/compat"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/postgres"
	"ohmstead/internal/stage"
)

// adapters serve callers that name circuits. A build with the tag nocompat has none.
func adapters(db *postgres.DB, metrics *prometheus.Registry) []operation.Adapter {
	translations := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "ohmstead_compatibility_translations_total",
		Help: "Circuits that were translated to nodes, by the way they came and OK or the code of what failed.",
	}, []string{"path", "result"})
	metrics.MustRegister(translations)
	count := func(path compat.Path, result string) { translations.WithLabelValues(string(path), result).Inc() }
	return []operation.Adapter{compatapi.Adapter(compat.NewService(microgrid.NewService(db), db, count))}
}

// adapting starts what adapters do without being asked.
func adapting(stages *stage.Stack, db *postgres.DB, log *slog.Logger) {
	service := compat.NewService(microgrid.NewService(db), db, func(compat.Path, string) {})
	stages.Start("limits by time of use", compat.NewAhead(service, db, log).Run)
}

// Document is the description of the API as this build offers it.
func Document() ([]byte, error) { return httpapi.Document(compatapi.Adapter(nil)) }
