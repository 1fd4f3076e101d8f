package schedule_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/microgrid/schedule"
	"ohmstead/energy/topology"
)

// ledger is a store of microgrids that are all due, and remembers which are carried out.
type ledger struct {
	microgrid.Store
	broken  []topology.ID // no cycle of these runs
	stuck   []topology.ID // nothing of these is carried out
	read    []topology.ID
	applied []topology.ID
}

func (l *ledger) ReadMicrogrid(_ context.Context, _ identity.Scope, id topology.ID, _ time.Time, _ ...microgrid.Part) (microgrid.State, error) {
	l.read = append(l.read, id)
	if slices.Contains(l.broken, id) {
		return microgrid.State{}, errors.New("no such column")
	}
	return microgrid.State{}, microgrid.ErrNotDue
}

func (l *ledger) ChangeMicrogrid(_ context.Context, _ identity.Scope, r microgrid.Request, _ microgrid.Decide) (microgrid.Answer, error) {
	l.applied = append(l.applied, r.Microgrid)
	if slices.Contains(l.stuck, r.Microgrid) {
		return microgrid.Answer{}, errors.New("no such row")
	}
	return microgrid.Answer{}, nil
}

func (l *ledger) DueBalancing(context.Context, time.Time, int) ([]schedule.Due, error) {
	return []schedule.Due{{Microgrid: "a"}, {Microgrid: "b"}}, nil
}

func (l *ledger) DueExecutions(context.Context, time.Time, int) ([]schedule.Due, error) {
	return []schedule.Due{{Microgrid: "a"}, {Microgrid: "b"}}, nil
}

func (l *ledger) Remind(context.Context, uuid.UUID) {}

// A cycle that fails in every turn keeps nobody from renewing the orders of those before, and the other
// way round; each is tried again after a while, and the log says what it was.
func TestApplier_WhatFailsHoldsUpNothingElse(t *testing.T) {
	noon := time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC)
	l := &ledger{broken: []topology.ID{"a"}, stuck: []topology.ID{"b"}}
	var log bytes.Buffer
	a := schedule.NewApplier(microgrid.NewService(l), l, l, schedule.Tools{Metrics: schedule.NewMetrics(), Log: slog.New(slog.NewTextHandler(&log, nil))})
	for s := range 10 {
		if err := a.Round(t.Context(), noon.Add(time.Duration(s)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	count := func(ids []topology.ID, id topology.ID) (n int) {
		for _, one := range ids {
			if one == id {
				n++
			}
		}
		return n
	}
	for _, tt := range []struct {
		what  string
		got   []topology.ID
		of    topology.ID
		times int
	}{{"cycles that fail", l.read, "a", 1}, {"orders beside them", l.applied, "a", 10}, {"orders that fail", l.applied, "b", 1}, {"cycles beside them", l.read, "b", 10}} {
		if n := count(tt.got, tt.of); n != tt.times {
			t.Errorf("%s are tried %d times in ten seconds, want %d", tt.what, n, tt.times)
		}
	}
	for _, want := range []string{"microgrid=a operation=balance ", "microgrid=b operation=apply "} {
		if n := strings.Count(log.String(), want); n != 1 {
			t.Errorf("%q stands %d times in the log:\n%s", want, n, &log)
		}
	}
}
