package identity

import (
	"slices"
	"time"

	"github.com/google/uuid"
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
)

// Permission names what an operation needs.
type Permission string

// Permissions.
const (
	Read   Permission = "READ"
	Ingest Permission = "INGEST"
	// Operate is what moves power for a time: overrides, limits, modes, clearing faults.
	Operate Permission = "OPERATE"
	// ReadAudit is who changed what.
	ReadAudit Permission = "READ_AUDIT"
	// Report is running and reading reports, and taking data out as files.
	Report Permission = "REPORT"
)

// Grants is the table of permissions by role; documentation and tests are made from it.
func Grants() map[Role][]Permission {
	return map[Role][]Permission{
		Owner:    {Read, Ingest, Operate, ReadAudit, Report},
		Engineer: {Read, Operate, ReadAudit, Report},
		Operator: {Read, Operate, Report},
		Analyst:  {Read, Report},
		Viewer:   {Read},
		Settler:  {Read},
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
}

// User is a person who can log in.
type User struct {
	ID          uuid.UUID
	Email       string
	DisplayName string
	Language    string
}

// Principal is who asks: the outcome of authentication.
type Principal struct {
	Tenant Tenant
	User   User
	Roles  []Role
	Scope  Scope
	// Session is the hash of the credential, so that logging out ends this session and no other.
	Session []byte
	Expires time.Time
}

// May reports whether one of the principal's roles grants p.
func (p Principal) May(permission Permission) bool {
	grants := Grants()
	return slices.ContainsFunc(p.Roles, func(r Role) bool { return slices.Contains(grants[r], permission) })
}

// Permissions is everything the principal's roles grant, by name.
func (p Principal) Permissions() []Permission {
	grants, all := Grants(), []Permission{}
	for _, r := range p.Roles {
		all = append(all, grants[r]...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
