package postgres_test

import (
	"testing"

	"ohmstead/backend/telemetry/telemetrytest"
)

// The database refuses at the commit itself: a deferred trigger is the last thing before it.
const failingCommit = `
	CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = 'disk_full'; END $$;
	CREATE CONSTRAINT TRIGGER refuse AFTER INSERT OR UPDATE ON edge_boots DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()`

func TestConformance(t *testing.T) {
	telemetrytest.Run(t, func(t *testing.T) telemetrytest.Subject {
		w := newWorld(t)
		return telemetrytest.Subject{
			Store: w.DB, Scope: w.scope, Site: w.site, Channel: w.channels["meter0.ActivePower"], Edge: w.edge.Edge.ID,
			FailCommits: w.failCommits,
		}
	})
}

func (w *world) failCommits(fail bool) {
	w.t.Helper()
	sql := failingCommit
	if !fail {
		sql = "DROP TRIGGER refuse ON edge_boots; DROP FUNCTION refuse"
	}
	if _, err := w.super.Exec(w.t.Context(), sql); err != nil {
		w.t.Fatal(err)
	}
}
