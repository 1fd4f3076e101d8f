package identity_test

import (
	"slices"
	"testing"

	"ohmstead/backend/identity"
)

// The table of permissions and the words about it go together both ways, or the database, the API and the
// page Admin would tell of other rights than those that are checked.
func TestTable_TellsEveryRoleAndPermissionOfGrants(t *testing.T) {
	roles, permissions := map[identity.Role]identity.RoleRow{}, map[identity.Permission]bool{}
	for _, r := range identity.Roles() {
		if _, twice := roles[r.Role]; twice || r.About == "" || r.Machine && r.Given {
			t.Errorf("the role %+v stands twice, says nothing, or is given to people though machines hold it", r)
		}
		roles[r.Role] = r
		if identity.Grants()[r.Role] == nil {
			t.Errorf("%s stands in Roles() and grants nothing: give it a line in Grants()", r.Role)
		}
	}
	for _, p := range identity.Permissions() {
		if permissions[p.Permission] || p.About == "" {
			t.Errorf("the permission %+v stands twice or says nothing", p)
		}
		permissions[p.Permission] = true
	}
	granted := map[identity.Permission]bool{}
	for role, held := range identity.Grants() {
		if _, ok := roles[role]; !ok {
			t.Errorf("%s grants something and is not told of: give it a line in Roles(), backend/identity/table.go", role)
		}
		for _, p := range held {
			granted[p] = true
			if !permissions[p] {
				t.Errorf("%s is granted and not told of: give it a line in Permissions(), backend/identity/table.go", p)
			}
		}
		if slices.Contains(held, identity.Ingest) != roles[role].Machine {
			t.Errorf("%s: machines and nobody else send readings", role)
		}
		if got := identity.Granted(role); len(got) != len(held) {
			t.Errorf("%s grants %v, and Granted says %v", role, held, got)
		}
	}
	for _, p := range identity.Permissions() {
		if !granted[p.Permission] {
			t.Errorf("%s is told of and nobody holds it: grant it in Grants() or drop its line", p.Permission)
		}
	}
}

func TestScope_CommonIsWhatBothSee(t *testing.T) {
	all, some, others, none := identity.Scope{Tenant: 1, AllSites: true, Actor: "user:a"}, identity.Scope{Tenant: 1, Sites: []int32{3, 5}}, identity.Scope{Tenant: 1, Sites: []int32{5, 9}}, identity.Scope{Tenant: 1}
	for name, tt := range map[string]struct{ a, b, want identity.Scope }{
		"all and all is all, in the first one's name": {all, identity.Scope{Tenant: 1, AllSites: true, Actor: "user:b"}, identity.Scope{Tenant: 1, AllSites: true, Actor: "user:a", Sites: []int32{}}},
		"all and some is some":                        {all, some, identity.Scope{Tenant: 1, Sites: []int32{3, 5}, Actor: "user:a"}},
		"some and all is some":                        {some, all, identity.Scope{Tenant: 1, Sites: []int32{3, 5}}},
		"some and others is what they share":          {some, others, identity.Scope{Tenant: 1, Sites: []int32{5}}},
		"nothing and all is nothing":                  {none, all, identity.Scope{Tenant: 1, Sites: []int32{}}},
		"another tenant's is nothing at all":          {all, identity.Scope{Tenant: 2, AllSites: true}, identity.Scope{}},
	} {
		got := tt.a.Common(tt.b)
		if got.Tenant != tt.want.Tenant || got.AllSites != tt.want.AllSites || got.Actor != tt.want.Actor || !slices.Equal(got.Sites, tt.want.Sites) {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}
