//go:build nocompat

package backend

import (
	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/backend/httpapi"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/postgres"
)

// adapters are none in this build.
func adapters(*postgres.DB, *prometheus.Registry) []operation.Adapter { return nil }

// Document is the description of the API as this build offers it.
func Document() ([]byte, error) { return httpapi.Document() }
