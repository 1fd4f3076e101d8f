package control_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/control"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// desk stands in for store and bus.
type desk struct {
	held    control.Held
	fault   error
	watched []wire.Address
}

func (d *desk) SaveControl(context.Context, registry.EdgeRecord, wire.ControlReport, time.Time) error {
	return d.fault
}

func (d *desk) ControlOf(context.Context, identity.Scope, uuid.UUID) (control.Held, error) {
	return d.held, d.fault
}

func (d *desk) Watch(edge wire.Address) error {
	d.watched = append(d.watched, edge)
	return nil
}

func site() registry.Site {
	id := uuid.New()
	return registry.Site{ID: id, Edge: &registry.Edge{ID: uuid.New(), Tenant: uuid.New(), Site: id, State: registry.Enrolled}}
}

func TestAReportIsCurrentForAsLongAsAnEdgeMayBeSilent(t *testing.T) {
	d := &desk{held: control.Held{Report: wire.ControlReport{State: "RUN"}, Received: noon}}
	s := control.NewService(d, d)
	for after, want := range map[time.Duration]bool{0: true, 89 * time.Second: true, 90 * time.Second: false, 24 * time.Hour: false} {
		view, err := s.View(t.Context(), identity.Scope{}, site(), noon.Add(after))
		if err != nil || view.Report == nil || view.Report.State != "RUN" || view.Current != want {
			t.Errorf("after %v: %+v, %v", after, view, err)
		}
	}
}

func TestASiteOfWhichNothingIsKnownIsNoFault(t *testing.T) {
	d := &desk{fault: reason.New(reason.NotFound, nil)}
	view, err := control.NewService(d, d).View(t.Context(), identity.Scope{}, site(), noon)
	if err != nil || view.Report != nil || view.Current || view.People == nil {
		t.Errorf("%+v, %v", view, err)
	}
	d.fault = errors.New("down")
	if _, err := control.NewService(d, d).View(t.Context(), identity.Scope{}, site(), noon); err == nil {
		t.Error("a fault of the store was swallowed")
	}
}

func TestAnEdgeIsToldThatSomebodyLooksHoweverManyDo(t *testing.T) {
	d := &desk{}
	s := control.NewService(d, d)
	at := site()
	for after := range 10 {
		if _, err := s.View(t.Context(), identity.Scope{}, at, noon.Add(time.Duration(after)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.watched) != 2 || d.watched[0].Edge != at.Edge.ID.String() || d.watched[0].Check() != nil {
		t.Errorf("in ten seconds told %v, want twice", d.watched)
	}
	for _, silent := range []registry.Site{{ID: uuid.New()}, {ID: uuid.New(), Edge: &registry.Edge{ID: uuid.New(), State: registry.Revoked}}} {
		if _, err := s.View(t.Context(), identity.Scope{}, silent, noon); err != nil || len(d.watched) != 2 {
			t.Errorf("a site without an enrolled edge: %v, told %v", err, d.watched)
		}
	}
}
