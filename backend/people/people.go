package people

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
)

// Status is whether a user can log in.
type Status string

// Statuses of users: one that is INVITED has set no password yet.
const (
	Invited  Status = "INVITED"
	Active   Status = "ACTIVE"
	Disabled Status = "DISABLED"
)

// Roles are those that people can hold, the mightiest first.
func Roles() []identity.Role {
	return identity.GivenRoles()
}

// User is a person of the tenant with the roles held. Version counts the changes of both.
type User struct {
	identity.User
	Status   Status
	Version  int64
	Created  time.Time
	LastSeen *time.Time // last request in a session that still runs
	Bindings []Binding
	// Password says that the user has one, Provider that a login at the identity provider is linked.
	Password, Provider bool
	// LinkExpires is when the link that was handed on for this user ends; nil where none is open.
	LinkExpires *time.Time
}

// For is the scope in which the user holds the permission, as of a principal: the places of those of the roles
// that grant it. Whether the user can log in is another matter.
func (u User) For(tenant int32, p identity.Permission) identity.Scope {
	as := identity.Principal{Scope: identity.Scope{Tenant: tenant}}
	for _, b := range u.Bindings {
		as.Held = append(as.Held, identity.Held{Role: b.Role, Whole: b.Whole(), Sites: b.Sites})
	}
	return as.For(p)
}

// Place is a node of the tree of places, with everything below it; the zero Place is the whole tenant.
type Place struct {
	Node uuid.UUID
	Name string
	Kind string
	// Sites are the keys of the sites at and below the node; empty for the whole tenant.
	Sites []int32
}

// Whole reports whether the place is the whole tenant.
func (p Place) Whole() bool { return p.Node == uuid.Nil }

// within reports whether the place lies in the scope.
func (p Place) within(s identity.Scope) bool { return s.Covers(p.Whole(), p.Sites) }

// Binding is a role somebody holds at a place.
type Binding struct {
	ID   uuid.UUID
	Role identity.Role
	Place
}

// Invitation is a person to let in, with a first role: at a node, or on the whole tenant.
type Invitation struct {
	Email, DisplayName, Language string
	Role                         identity.Role
	Node                         uuid.UUID
	// Key makes the request one and the same however often it is made; "" for one that is not
	// repeated.
	Key string
}

// Change is what becomes of a user; nil and empty fields stay.
type Change struct {
	DisplayName, Language *string
	Status                *Status
	Give                  *Grant
	Take                  uuid.UUID // a binding
	DropProvider          bool      // takes the link to a login at the identity provider away, and ends the sessions
}

// Ends reports whether the change ends every session of the user.
func (c Change) Ends() bool {
	return c.DropProvider || c.Status != nil && *c.Status == Disabled
}

// Grant is a role to give at a node, or on the whole tenant.
type Grant struct {
	Role identity.Role
	Node uuid.UUID
}

// Link is a link as it is handed on: its token is shown once.
type Link struct {
	Token   string
	Expires time.Time
}

// Session is a login that lasts, as it is shown.
type Session struct {
	ID            uuid.UUID
	User          uuid.UUID
	Hash          []byte
	Created       time.Time
	LastSeen      time.Time
	Expires       time.Time
	Remote, Agent string
}

// Key is an API key as it is shown: Hint is how it begins. It holds at Places, or on the whole
// tenant where there are none.
type Key struct {
	ID        uuid.UUID
	Name      string
	Hint      string
	Scopes    []identity.Permission
	Whole     bool
	Places    []Place
	CreatedBy string // name of the person
	Created   time.Time
	Expires   time.Time
	LastUsed  *time.Time
	Revoked   *time.Time
}

// NewKey is an API key to make. Without nodes it holds on the whole tenant.
type NewKey struct {
	Name    string
	Scopes  []identity.Permission
	Nodes   []uuid.UUID
	Expires time.Time
	// Key makes the request one and the same however often it is made; "" for one that is not
	// repeated.
	Key string
}
