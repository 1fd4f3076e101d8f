package httpapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"ohmstead/backend/httpapi/catalogue"
	peopleapi "ohmstead/backend/httpapi/people"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
)

// The table of roles is that of identity, with a word about each, for everybody who may read.
func TestRoles_TellWhoMayDoWhat(t *testing.T) {
	s := newStack(t)
	var table peopleapi.RoleTable
	s.as(s.north.viewer).do("GET", "/api/roles", "", &table)
	if len(table.Items) != len(identity.Grants()) || len(table.Permissions) != len(identity.Permissions()) {
		t.Errorf("%d roles and %d permissions", len(table.Items), len(table.Permissions))
	}
	for _, r := range table.Items {
		want := identity.Granted(r.Role)
		if r.About == "" || !slices.Equal(r.Permissions, want) || r.Machine != (r.Role == identity.Adapter) || r.Given != slices.Contains(identity.GivenRoles(), r.Role) {
			t.Errorf("%+v, want it to grant %v", r, want)
		}
	}
	for _, p := range table.Permissions {
		if p.About == "" || p.OfKeys != slices.Contains(identity.KeyScopes(), p.Permission) {
			t.Errorf("%+v", p)
		}
	}
	s.as(s.north.adapter).refused("GET", "/api/roles", "", "FORBIDDEN")
	s.as("").refused("GET", "/api/roles", "", "UNAUTHENTICATED")
}

// What a person sees is counted within that person's roles, and never more than the caller sees.
func TestUserRows_CountWhatRowLevelSecurityLeaves(t *testing.T) {
	s := newStack(t)
	h := s.north
	barn, err := s.db.CreateSite(t.Context(), h.tenant.Key, registry.Site{Name: "Barn", TimeZone: "Europe/Berlin"})
	if err != nil {
		t.Fatal(err)
	}
	house, _ := s.invite(h.owner, "house@new.example", "viewer", s.nodeOf(h, h.site))
	empty, _ := s.invite(h.owner, "barn@new.example", "operator", s.nodeOf(h, barn))
	every, _ := s.invite(h.owner, "every@new.example", "analyst", nil)
	of := func(user peopleapi.Member) (catalogue.SeenRows, map[string]catalogue.SeenTable) {
		var out catalogue.SeenRows
		s.as(h.owner).do("GET", "/api/users/"+user.ID.String()+"/rows", "", &out)
		tables := map[string]catalogue.SeenTable{}
		for _, item := range out.Items {
			if item.Seen != nil && *item.Seen > item.Rows {
				t.Errorf("%s sees more than there is: %+v", user.Email, item)
			}
			tables[item.Table] = item
		}
		return out, tables
	}
	seen := func(table catalogue.SeenTable) int64 {
		if table.Seen == nil {
			return -1
		}
		return *table.Seen
	}
	atHouse, tables := of(house)
	if atHouse.AllSites || atHouse.Sites != 1 || tables["sites"].Rows != 2 || seen(tables["sites"]) != 1 || !tables["sites"].OfSites || seen(tables["assets"]) != tables["assets"].Rows {
		t.Errorf("of the house %+v, sites %+v, assets %+v", atHouse, tables["sites"], tables["assets"])
	}
	if tables["users"].Rows < 4 || seen(tables["users"]) != -1 || tables["users"].OfSites {
		t.Errorf("what is of the whole tenant: %+v", tables["users"])
	}
	if seen(tables["roles"]) != int64(len(identity.Roles())) {
		t.Errorf("what is of all tenants: %+v", tables["roles"])
	}
	if _, tables := of(empty); seen(tables["sites"]) != 1 || seen(tables["assets"]) != 0 || tables["assets"].Rows == 0 {
		t.Errorf("of the barn: sites %+v, assets %+v", tables["sites"], tables["assets"])
	}
	if all, tables := of(every); !all.AllSites || all.Sites != 0 || seen(tables["sites"]) != 2 || seen(tables["users"]) != tables["users"].Rows {
		t.Errorf("of everything %+v, sites %+v, users %+v", all, tables["sites"], tables["users"])
	}
	path := "/api/users/" + house.ID.String() + "/rows"
	s.as(h.viewer).refused("GET", path, "", "FORBIDDEN")
	s.as(s.south.owner).refused("GET", path, "", "NOT_FOUND")
	if status, body := s.ask("GET", path, "", h.owner); status != http.StatusOK || strings.Contains(body, "Barn") || strings.Contains(body, h.tenant.Name) {
		t.Errorf("%d, and more than counts: %s", status, body)
	}
}
