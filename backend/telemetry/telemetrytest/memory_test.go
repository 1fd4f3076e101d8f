package telemetrytest_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry/telemetrytest"
)

func TestMemory(t *testing.T) {
	telemetrytest.Run(t, func(*testing.T) telemetrytest.Subject {
		store := telemetrytest.NewMemory()
		return telemetrytest.Subject{
			Store: store, Scope: identity.Scope{Tenant: 1, AllSites: true}, Site: registry.Site{Key: 2, TimeZone: "Europe/Berlin"},
			Channel: registry.Channel{Key: 3}, Edge: uuid.New(),
			FailCommits: func(fail bool) {
				store.Fault(func(operation string) error {
					if fail && operation == "commit" {
						return errors.New("the disk is full")
					}
					return nil
				})
			},
		}
	})
}
