package httpapi_test

import (
	"strings"
	"testing"
	"time"

	"ohmstead/backend/httpapi/control"
	"ohmstead/backend/identity"
	"ohmstead/wire"
)

func TestHowASiteIsControlledIsShownWithItsAge(t *testing.T) {
	s := newStack(t)
	path := "/api/sites/" + s.north.site.ID.String() + "/control"
	none := get[control.SiteControl](s, path, s.north.viewer)
	if none.Report != nil || none.ReceivedAt != nil || none.Current || none.People == nil {
		t.Errorf("before the edge has said anything: %+v", none)
	}
	site, err := s.db.SiteByID(t.Context(), identity.Scope{Tenant: s.north.tenant.Key, AllSites: true}, s.north.site.ID)
	if err != nil {
		t.Fatal(err)
	}
	edge, err := s.db.FindEdgeByID(t.Context(), site.Edge.ID)
	if err != nil {
		t.Fatal(err)
	}
	report := wire.ControlReport{
		Version: wire.Version, At: time.Now().UTC(), State: "RUN", Mode: "BACKUP",
		Faults: []wire.FaultReport{}, Controllers: []wire.ControllerReport{}, Overrides: []wire.OverrideReport{}, Limits: []wire.LimitReport{}, Devices: []wire.DeviceReport{},
		Assets: []wire.AssetReport{{Key: "battery0", Setpoints: []wire.SetpointReport{}, Requests: []wire.RequestReport{}, Cuts: []wire.CutReport{}}},
	}
	save := func(received time.Time) {
		if err := s.db.SaveControl(t.Context(), edge, report, received); err != nil {
			t.Fatal(err)
		}
	}
	save(time.Now().UTC())
	if got := get[control.SiteControl](s, path, s.north.viewer); got.Report == nil || got.Report.Mode != "BACKUP" || !got.Current {
		t.Errorf("just said: %+v", got)
	}
	said := time.Now().UTC().Add(-time.Hour).Truncate(time.Millisecond)
	save(said)
	if got := get[control.SiteControl](s, path, s.north.viewer); got.Report == nil || got.Current || !got.ReceivedAt.Equal(said) {
		t.Errorf("said an hour ago: %+v", got)
	}
	// The neighbour sees nothing of it.
	if status, body := s.ask("GET", path, "", s.south.owner); status != 404 || strings.Contains(body, "BACKUP") {
		t.Errorf("the neighbour: %d %s", status, body)
	}
}
