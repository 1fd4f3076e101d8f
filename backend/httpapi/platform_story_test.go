package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/httpapi"
	"ohmstead/backend/httpapi/audittrail"
	peopleapi "ohmstead/backend/httpapi/people"
	platformapi "ohmstead/backend/httpapi/platform"
	"ohmstead/backend/identity"
	"ohmstead/backend/people"
)

// platformAdmin lets somebody run the platform, as the command on the server does, and logs them in.
func (s *stack) platformAdmin(email string) string {
	s.t.Helper()
	now := time.Now()
	link, stored, err := people.DrawLink(now)
	if err != nil {
		s.t.Fatal(err)
	}
	in := people.Invitation{Email: email, DisplayName: "Who runs it", Key: email}
	if _, err := s.db.AddPlatformAdmin(s.t.Context(), identity.Scope{Actor: "command:test"}, people.NewUser{Invitation: in, Link: stored, Created: now}); err != nil {
		s.t.Fatal(err)
	}
	s.as("").do("POST", "/api/links/accept", fmt.Sprintf(`{"token":%q,"password":%q}`, link.Token, password), nil)
	return s.login(email)
}

func (s *stack) makeTenant(name, owner string) platformapi.MadeTenant {
	s.t.Helper()
	var made platformapi.MadeTenant
	s.as(s.platform).do("POST", "/api/platform/tenants", newTenant(name, owner), &made)
	return made
}

func newTenant(name, owner string) string {
	return fmt.Sprintf(`{"name":%q,"why":"contract 7","owner_email":%q,"owner_name":"Ada"}`, name, owner)
}

func TestPlatform_ATenantIsMadeWithItsFirstOwner(t *testing.T) {
	s := newStack(t)
	made := s.makeTenant("Plant", "ada@plant.example")
	s.as("").do("POST", "/api/links/accept", fmt.Sprintf(`{"token":%q,"password":%q}`, made.Token, password), nil)
	ada := s.login("ada@plant.example")
	if me := get[httpapi.Me](s, "/api/me", ada); me.Tenant.ID != made.Tenant.ID || len(me.Roles) != 1 || me.Roles[0] != identity.Owner {
		t.Errorf("the first owner is %+v", me)
	}
	var log audittrail.AuditPage
	s.as(ada).do("GET", "/api/audit?entity=tenants", "", &log)
	if len(log.Items) != 1 || log.Items[0].Actor != "platform:admin@platform.example" || !strings.Contains(string(log.Items[0].After), `contract 7`) {
		t.Errorf("the tenant's own log says %+v", log.Items)
	}
	s.as(s.platform).refused("POST", "/api/platform/tenants", newTenant("Other", "ADA@plant.example"), "EMAIL_TAKEN")
	s.as(s.platform).refused("POST", "/api/platform/tenants", newTenant("  ", "b@plant.example"), "MISSING_FIELD")
	var found platformapi.TenantList
	s.as(s.platform).do("GET", "/api/platform/tenants?text=other", "", &found)
	if len(found.Items) != 0 {
		t.Errorf("a refused tenant was made: %+v", found.Items)
	}
}

func TestPlatform_TheSameRequestMakesNoSecondTenant(t *testing.T) {
	s := newStack(t)
	again := s.as(s.platform).same("once")
	var first, second platformapi.MadeTenant
	again.do("POST", "/api/platform/tenants", newTenant("Once", "ada@once.example"), &first)
	again.do("POST", "/api/platform/tenants", newTenant("Once", "ada@once.example"), &second)
	if first.Tenant.ID != second.Tenant.ID || first.Token == second.Token {
		t.Errorf("made %+v and %+v", first, second)
	}
	s.as("").refused("POST", "/api/links/look", fmt.Sprintf(`{"token":%q}`, first.Token), "LINK_INVALID")
	for _, other := range []string{newTenant("Twice", "ada@once.example"), newTenant("Once", "bob@once.example")} {
		if status, body := again.ask("POST", "/api/platform/tenants", other); status != http.StatusConflict || !strings.Contains(body, "IDEMPOTENCY_KEY_REUSED") {
			t.Errorf("for another: %d %s", status, body)
		}
	}
}

func TestPlatform_ASuspendedTenantIsRefusedUntilItGoesOn(t *testing.T) {
	s := newStack(t)
	h := s.north
	tenant := func() platformapi.TenantRecord {
		var found platformapi.TenantList
		s.as(s.platform).do("GET", "/api/platform/tenants?text=north", "", &found)
		return found.Items[0]
	}
	var invited peopleapi.Invited
	s.as(h.owner).do("POST", "/api/users", `{"email":"new@north.example","display_name":"New","role":"viewer"}`, &invited)
	path := "/api/platform/tenants/" + h.tenant.ID.String()
	body := func(version int64) string { return fmt.Sprintf(`{"version":%d,"why":"invoice 12 is open"}`, version) }
	s.as(s.platform).refused("POST", path+"/suspend", body(9), "VERSION_CONFLICT")
	s.as(s.platform).refused("POST", path+"/suspend", `{"version":1,"why":"  "}`, "MISSING_FIELD")
	s.as(s.platform).do("POST", path+"/suspend", body(1), nil)
	s.as(h.owner).refused("GET", "/api/me", "", "TENANT_SUSPENDED")
	s.as(h.adapter).refused("POST", "/api/ingest", `{"schema":1,"readings":[]}`, "TENANT_SUSPENDED")
	s.as("").refused("POST", "/api/login", fmt.Sprintf(`{"email":"owner@north.example","password":%q}`, password), "TENANT_SUSPENDED")
	s.as("").refused("POST", "/api/login", `{"email":"owner@north.example","password":"wrong"}`, "WRONG_LOGIN")
	s.as("").refused("POST", "/api/links/look", fmt.Sprintf(`{"token":%q}`, invited.Link.Token), "TENANT_SUSPENDED")
	if edge, err := s.db.FindEdge(t.Context(), "UNORTH"); err != nil || !edge.Suspended {
		t.Errorf("the edge of a suspended tenant is %+v, %v", edge, err)
	}
	s.as(s.south.owner).do("GET", "/api/me", "", nil)
	if got := tenant(); got.Status != "SUSPENDED" || got.Version != 2 || got.Why != "invoice 12 is open" {
		t.Errorf("suspended: %+v", got)
	}
	s.as(s.platform).do("POST", path+"/resume", body(2), nil)
	s.as(h.owner).do("GET", "/api/me", "", nil)
	var log audittrail.AuditPage
	s.as(h.owner).do("GET", "/api/audit?entity=tenants&action=UPDATE", "", &log)
	if len(log.Items) != 2 || log.Items[1].Actor != "platform:admin@platform.example" || !strings.Contains(string(log.Items[1].After), "invoice 12 is open") {
		t.Errorf("the log says %+v", log.Items)
	}
}

func TestPlatform_WhoRunsItSeesNothingOfTenantsAndNobodyBecomesOne(t *testing.T) {
	s := newStack(t)
	for _, path := range []string{"/api/sites", "/api/users", "/api/audit", "/api/keys"} {
		s.as(s.platform).refused("GET", path, "", "FORBIDDEN")
	}
	s.as(s.north.owner).refused("GET", "/api/platform/tenants", "", "FORBIDDEN")
	s.as(s.north.owner).refused("POST", "/api/users", `{"email":"x@new.example","display_name":"X","role":"platform_admin"}`, "INVALID_VALUE")
	var all platformapi.TenantList
	s.as(s.platform).do("GET", "/api/platform/tenants?text=platform", "", &all)
	s.as(s.platform).refused("POST", "/api/platform/tenants/"+all.Items[0].ID.String()+"/suspend", `{"version":1,"why":"the test"}`, "OWN_TENANT")
	s.as(s.platform).refused("POST", "/api/platform/tenants/"+s.north.site.ID.String()+"/suspend", `{"version":1,"why":"the test"}`, "NOT_FOUND")
	second := s.platformAdmin("second@platform.example")
	s.as(second).do("GET", "/api/platform/tenants", "", nil)
}

// The counters of the stages are of all tenants together: of two, each could follow what the other sends.
func TestPlatform_WhatIsCountedOfAllTenantsIsForWhoRunsIt(t *testing.T) {
	s := newStack(t)
	s.as(s.north.owner).refused("GET", "/api/data-model/stages", "", "FORBIDDEN")
	s.as(s.platform).do("GET", "/api/data-model/stages", "", nil)
}
