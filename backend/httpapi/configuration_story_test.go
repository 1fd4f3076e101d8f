package httpapi_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	configurationapi "ohmstead/backend/httpapi/configuration"
	provisionapi "ohmstead/backend/httpapi/provision"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

const newInverter = `{"device":{"key":"pv","profile":"sunspec","address":"192.168.1.30:502"},"assets":[{"id":"pv0","nature":"PV","max_active_power_watts":8000}],"comment":"the new inverter","after":0}`

// enrolled is the edge that is enrolled at the household's site.
func (s *stack) enrolled(h household) registry.EdgeRecord {
	s.t.Helper()
	found := get[provisionapi.EdgePage](s, "/api/edges?state=ENROLLED&site="+h.site.ID.String(), h.owner)
	if len(found.Items) != 1 {
		s.t.Fatalf("enrolled are %+v", found.Items)
	}
	edge, err := s.db.FindEdgeByID(s.t.Context(), found.Items[0].ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return edge
}

// pending is the newest order to the household's edge.
func (s *stack) pending(edge registry.EdgeRecord) wire.Command {
	s.t.Helper()
	waiting, err := s.db.PendingCommands(s.t.Context(), edge, time.Now())
	if err != nil || len(waiting) == 0 {
		s.t.Fatalf("waiting %v, %v", waiting, err)
	}
	return waiting[len(waiting)-1]
}

// answer is what the edge answers to an order.
func (s *stack) answer(edge registry.EdgeRecord, c wire.Command, a wire.Ack) {
	s.t.Helper()
	a.Version, a.Command, a.Seq, a.At = wire.Version, c.ID, c.Seq, time.Now()
	if err := s.db.Acknowledge(s.t.Context(), edge, a); err != nil {
		s.t.Fatal(err)
	}
}

func TestConfiguration_ADeviceIsAddedOrderedAndRuns(t *testing.T) {
	s := newStack(t)
	h := s.north
	edge := s.enrolled(h)
	path := "/api/edges/" + edge.Edge.ID.String()
	begun := get[configurationapi.EdgeConfiguration](s, path+"/configuration", h.viewer)
	if begun.Version != 0 || begun.Text != wire.FirstConfiguration(h.site.Name, h.site.TimeZone) {
		t.Errorf("it begins with %+v", begun)
	}
	s.as(h.viewer).refused("POST", path+"/devices", newInverter, "FORBIDDEN")
	var made configurationapi.EdgeConfiguration
	s.as(h.owner).do("POST", path+"/devices", newInverter, &made)
	if made.Version != 1 || made.State != "ISSUED" || !strings.Contains(made.Text, `id: "pv0"`) || !strings.HasPrefix(made.Text, begun.Text) {
		t.Errorf("made %+v", made)
	}
	order := s.pending(edge)
	var sent wire.Configuration
	if err := json.Unmarshal(order.Payload, &sent); err != nil || sent.Check() != nil || sent.Text != made.Text || sent.Version != 1 || len(sent.Replaces) != 1 || sent.Replaces[0] != begun.Hash {
		t.Errorf("ordered %+v, %v", sent, err)
	}
	s.answer(edge, order, wire.Ack{State: wire.AckExecuted, Result: json.RawMessage(`{"version":1,"hash":"` + made.Hash + `"}`)})
	if err := s.db.TouchEdges(t.Context(), []registry.EdgeRecord{edge}, time.Now(), registry.Said{Configuration: made.Hash}); err != nil {
		t.Fatal(err)
	}
	if e := get[provisionapi.Edge](s, path, h.viewer); e.Runs != 1 || e.Newest != 1 || e.Hash != made.Hash {
		t.Errorf("the edge runs %+v", e)
	}
	s.as(h.owner).refused("POST", path+"/devices", newInverter, "VERSION_CONFLICT")
	s.as(h.owner).refused("POST", path+"/configurations", `{"text":`+quoted(t, made.Text)+`,"comment":"again","after":1}`, "CONFIGURATION_UNCHANGED")
	s.as(h.owner).refused("POST", path+"/configurations", `{"text":"site: {name\n","comment":"broken","after":1}`, "SYNTAX_ERROR")
}

func TestConfiguration_WhatWasRefusedIsNotBuiltUponAndTheWayBackIsANewVersion(t *testing.T) {
	s := newStack(t)
	h := s.north
	edge := s.enrolled(h)
	path, owner := "/api/edges/"+edge.Edge.ID.String(), s.as(h.owner)
	owner.do("POST", path+"/configurations", `{"text":"site: {name: House}\n# one\n","comment":"one","after":0}`, nil)
	s.answer(edge, s.pending(edge), wire.Ack{State: wire.AckExecuted})
	owner.do("POST", path+"/configurations", `{"text":"site: {name: House}\nnonsense: 1\n","comment":"two","after":1}`, nil)
	s.answer(edge, s.pending(edge), wire.Ack{State: wire.AckFailed, Codes: []reason.Code{reason.ConfigurationRefused}, Params: map[string]any{"problems": "site.yaml:2: no"}})
	var list configurationapi.EdgeConfigurationPage
	owner.do("GET", path+"/configurations", "", &list)
	if len(list.Items) != 2 || list.Items[0].State != "FAILED" || !strings.Contains(list.Items[0].TextDE, "site.yaml:2: no") || list.Items[0].Text != "" {
		t.Errorf("listed %+v", list.Items)
	}
	var third configurationapi.EdgeConfiguration
	owner.do("POST", path+"/devices", strings.Replace(newInverter, `"after":0`, `"after":2`, 1), &third)
	if strings.Contains(third.Text, "nonsense") || !strings.Contains(third.Text, "# one") {
		t.Errorf("built upon %q", third.Text)
	}
	var changes configurationapi.SiteFileChanges
	owner.do("GET", path+"/configuration-changes?from=1&to=3", "", &changes)
	if len(changes.Lines) != 6 || changes.Lines[1].Op != "SAME" || changes.Lines[2].Op != "ADDED" || changes.Lines[2].Text != "devices:" {
		t.Errorf("changed %+v", changes.Lines)
	}
	var back configurationapi.EdgeConfiguration
	owner.do("POST", path+"/configurations/restore", `{"version":1,"comment":"back","after":3}`, &back)
	if back.Version != 4 || back.Hash != list.Items[1].Hash {
		t.Errorf("back to %+v", back)
	}
	first := get[configurationapi.EdgeConfigurationPage](s, path+"/configurations?limit=3", h.viewer)
	rest := get[configurationapi.EdgeConfigurationPage](s, path+"/configurations?limit=3&before=2", h.viewer)
	if len(first.Items) != 3 || first.Next != 2 || len(rest.Items) != 1 || rest.Items[0].Version != 1 || rest.Next != 0 {
		t.Errorf("pages %+v, %+v", first, rest)
	}
}

func quoted(t *testing.T, text string) string {
	t.Helper()
	data, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
