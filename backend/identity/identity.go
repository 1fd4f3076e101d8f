package identity

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
)

// Role names a set of permissions.
type Role string

// Built-in roles.
const (
	Owner    Role = "owner"
	Engineer Role = "engineer"
	Operator Role = "operator"
	Analyst  Role = "analyst"
	Viewer   Role = "viewer"
	Settler  Role = "settler"
	// Adapter is the role of a machine that sends readings: what an API key with the scope INGEST is.
	Adapter Role = "adapter"
	// PlatformAdmin runs the platform for its tenants, and sees nothing of what they own.
	PlatformAdmin Role = "platform_admin"
)

// Permission names what an operation needs.
type Permission string

// Permissions.
const (
	Read   Permission = "READ"
	Ingest Permission = "INGEST"
	// Operate is what moves power for a time: overrides, limits, modes, clearing faults.
	Operate Permission = "OPERATE"
	// Configure is what a site is built of: topology, limits, control points.
	Configure Permission = "CONFIGURE"
	// ReadAudit is who changed what.
	ReadAudit Permission = "READ_AUDIT"
	// Report is running and reading reports, and taking data out as files.
	Report Permission = "REPORT"
	// Provision is edges and their devices: enrolment, configuration, scans, tests.
	Provision Permission = "PROVISION"
	// Alerting is the rules that raise alarms, and where notifications go.
	Alerting Permission = "ALERTING"
	// Administer is users, their roles and sessions, and API keys.
	Administer Permission = "ADMINISTER"
	// Places is the tree of places, sites, assets, grid connections and their import.
	Places Permission = "PLACES"
	// Contracts is agreements on energy and what of which asset is promised under them, tariffs, invoices and
	// balance groups.
	Contracts Permission = "CONTRACTS"
	// Plan is control policies and the plans made from them, prices, emission factors and forecasts.
	Plan Permission = "PLAN"
	// Tenants is making, suspending and resuming tenants.
	Tenants Permission = "TENANTS"
)

// Grants is the table of permissions by role; documentation and tests are made from it.
func Grants() map[Role][]Permission {
	return map[Role][]Permission{
		Owner:    {Configure, Read, Operate, Provision, ReadAudit, Report, Administer, Places, Alerting, Contracts, Plan},
		Engineer: {Configure, Read, Operate, Provision, ReadAudit, Report, Places, Alerting, Plan},
		Operator: {Read, Operate, Report},
		Analyst:  {Read, Report},
		Viewer:   {Read},
		Settler:  {Read, Contracts},
		Adapter:  {Ingest},

		PlatformAdmin: {Tenants},
	}
}

// Scope is what a query may see: one tenant by its key and, unless AllSites, these sites by their
// keys. The zero Scope sees nothing.
type Scope struct {
	Tenant   int32
	AllSites bool
	Sites    []int32
	// Actor and Request are who acts and in which request, for the audit log: user:id or edge:id.
	// Without an actor the log names the database role.
	Actor, Request string
}

// Tenant owns data; it is the isolation boundary. Key is its short key inside the database.
type Tenant struct {
	ID   uuid.UUID
	Key  int32
	Name string
	// Suspended refuses everybody and everything of the tenant.
	Suspended bool
}

// admitted refuses whom a suspended tenant sends: TENANT_SUSPENDED.
func (t Tenant) admitted() error {
	if t.Suspended {
		return reason.New(reason.TenantSuspended, nil)
	}
	return nil
}

// User is a person who can log in.
type User struct {
	ID          uuid.UUID
	Email       string
	DisplayName string
	Language    string
}

// Held is where a principal holds a role: on the whole tenant, or on these sites by their keys.
type Held struct {
	Role  Role
	Whole bool
	Sites []int32
}

// Principal is who asks: the outcome of authentication. It is a person or, where Key is set, an API
// key, and then User is nobody.
type Principal struct {
	Tenant Tenant
	User   User
	Roles  []Role
	// Held says where each of the roles holds; Scope is all of these places together.
	Held  []Held
	Scope Scope
	// Key is the API key that asks, with what it may do; nil for a person.
	Key *Key
	// Session is the hash of the credential, so that logging out ends this session and no other.
	Session []byte
	Expires time.Time
}

// May reports whether the principal holds p anywhere: by one of its roles, or as an API key by its
// scopes.
func (p Principal) May(permission Permission) bool {
	if p.Key != nil {
		return slices.Contains(p.Key.Permissions, permission)
	}
	return slices.ContainsFunc(p.Roles, func(r Role) bool { return grants(r, permission) })
}

// Permissions is everything the principal holds anywhere, by name: what its roles grant, or the
// scopes of an API key.
func (p Principal) Permissions() []Permission {
	grants, all := Grants(), []Permission{}
	for _, r := range p.Roles {
		all = append(all, grants[r]...)
	}
	if p.Key != nil {
		all = slices.Clone(p.Key.Permissions)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// For is the scope in which the principal holds the permission: the places of those of its roles
// that grant it, and no other place it can see. Nothing where it holds it nowhere.
func (p Principal) For(permission Permission) Scope {
	scope := p.Scope
	if p.Key != nil && p.May(permission) {
		return scope
	}
	scope.AllSites, scope.Sites = false, []int32{}
	for _, h := range p.Held {
		if grants(h.Role, permission) {
			scope.AllSites = scope.AllSites || h.Whole
			scope.Sites = append(scope.Sites, h.Sites...)
		}
	}
	slices.Sort(scope.Sites)
	scope.Sites = slices.Compact(scope.Sites)
	return scope
}

// Common is what both scopes see, in the name of the first: nothing where they are of different tenants.
func (s Scope) Common(with Scope) Scope {
	both := s
	both.AllSites, both.Sites = s.AllSites && with.AllSites, []int32{}
	switch {
	case s.Tenant != with.Tenant:
		return Scope{}
	case both.AllSites:
	case s.AllSites:
		both.Sites = slices.Clone(with.Sites)
	case with.AllSites:
		both.Sites = slices.Clone(s.Sites)
	default:
		both.Sites = slices.DeleteFunc(slices.Clone(s.Sites), func(site int32) bool { return !slices.Contains(with.Sites, site) })
	}
	return both
}

// Covers reports whether everything of a place lies within the scope: the whole tenant, or these
// sites. A place without any site is covered by the whole tenant alone.
func (s Scope) Covers(whole bool, sites []int32) bool {
	if s.AllSites {
		return true
	}
	outside := func(site int32) bool { return !slices.Contains(s.Sites, site) }
	return !whole && len(sites) > 0 && !slices.ContainsFunc(sites, outside)
}

func grants(r Role, permission Permission) bool { return slices.Contains(Grants()[r], permission) }
