package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

func controlReport(state string, by ...uuid.UUID) wire.ControlReport {
	r := wire.ControlReport{Version: wire.Version, At: noon(), State: state, Overrides: []wire.OverrideReport{{ID: "one", By: "local panel"}}}
	for _, id := range by {
		r.Overrides = append(r.Overrides, wire.OverrideReport{ID: "two", By: id.String()})
	}
	return r
}

func TestTheNewestControlReportOfAnEdgeReplacesTheOneBefore(t *testing.T) {
	w := newWorld(t)
	if _, err := w.ControlOf(t.Context(), w.scope, w.site.ID); !errors.Is(err, reason.New(reason.NotFound, nil)) {
		t.Errorf("before the first: %v", err)
	}
	by := w.person()
	for i, state := range []string{"INIT", "RUN"} {
		if err := w.SaveControl(t.Context(), w.edge, controlReport(state, by), noon().Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	held, err := w.ControlOf(t.Context(), w.scope, w.site.ID)
	if err != nil || held.Report.State != "RUN" || !held.Received.Equal(noon().Add(time.Second)) {
		t.Errorf("%+v, %v", held, err)
	}
	if len(held.People) != 1 || held.People[by] != "O" {
		t.Errorf("people: %v, want the one person the report names", held.People)
	}
}
