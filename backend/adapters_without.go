//go:build nocompat

package backend

import (
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/backend/httpapi"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/postgres"
	"ohmstead/internal/stage"
)

// adapters are none in this build.
func adapters(*postgres.DB, *prometheus.Registry) []operation.Adapter { return nil }

// adapting starts nothing in this build.
func adapting(*stage.Stack, *postgres.DB, *slog.Logger) {}

// Document is the description of the API as this build offers it.
func Document() ([]byte, error) { return httpapi.Document() }
