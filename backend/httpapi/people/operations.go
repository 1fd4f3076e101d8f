package people

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/people"
)

// Users administers people.
type Users interface {
	Users(ctx context.Context, by identity.Principal, f people.UserFilter) (users []people.User, next uuid.UUID, err error)
	User(ctx context.Context, by identity.Principal, id uuid.UUID) (people.User, error)
	Places(ctx context.Context, by identity.Principal) ([]people.Place, error)
}

// Links lets people in.
type Links interface {
	Invite(ctx context.Context, by identity.Principal, in people.Invitation, now time.Time) (people.User, people.Link, error)
	Relink(ctx context.Context, by identity.Principal, id uuid.UUID, now time.Time) (people.Link, error)
	Unlink(ctx context.Context, by identity.Principal, id uuid.UUID) (people.User, error)
}

// Changes changes people.
type Changes interface {
	Update(ctx context.Context, by identity.Principal, id uuid.UUID, version int64, change people.Change) (people.User, error)
	Give(ctx context.Context, by identity.Principal, id uuid.UUID, g people.Grant) (people.User, error)
	Take(ctx context.Context, by identity.Principal, id, binding uuid.UUID) (people.User, error)
	UpdateOwn(ctx context.Context, by identity.Principal, change people.Change) (people.User, error)
}

// Access is sessions and API keys.
type Access interface {
	Sessions
	Keys(ctx context.Context, by identity.Principal, f people.KeyFilter, now time.Time) (keys []people.Key, next uuid.UUID, err error)
	MakeKey(ctx context.Context, by identity.Principal, in people.NewKey, now time.Time) (key people.Key, text string, err error)
	RevokeKey(ctx context.Context, by identity.Principal, id uuid.UUID, now time.Time) (people.Key, error)
}

// Sessions are logins that last.
type Sessions interface {
	OwnSessions(ctx context.Context, by identity.Principal, now time.Time) ([]people.Session, error)
	Sessions(ctx context.Context, by identity.Principal, user uuid.UUID, now time.Time) ([]people.Session, error)
	EndSession(ctx context.Context, by identity.Principal, id uuid.UUID) (people.Session, error)
}

// Passwords sets passwords.
type Passwords interface {
	LinkFor(ctx context.Context, c identity.Credential, now time.Time) (identity.Link, error)
	Accept(ctx context.Context, c identity.Credential, a identity.Acceptance, now time.Time) (identity.Link, error)
	ChangePassword(ctx context.Context, p identity.Principal, a identity.Attempt, password string, now time.Time) error
}

// Service is everything about people that people.Service does.
type Service interface {
	Users
	Links
	Changes
	Access
}

// Services is what the operations answer from.
type Services struct {
	People    Service
	Passwords Passwords
	// Ended is told the hash of a session that was ended, so that what it still watches ends too.
	Ended func(session []byte)
}

type api struct {
	desk operation.Desk
	Services
}

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, s Services) []operation.Operation {
	a := api{desk: d, Services: s}
	return slices.Concat(a.users(), a.roles(), a.own(), a.links(), a.keys())
}

func (a api) users() []operation.Operation {
	d, administer := a.desk, operation.Needs(identity.Administer)
	return []operation.Operation{
		{
			ID: "users", Method: http.MethodGet, Path: "/api/users", Access: administer, Tag: "People", Summary: "List people", Bind: operation.With(d, a.list),
			About: "Everybody the caller administers, by name, with the roles they hold and where.",
		},
		{
			ID: "user", Method: http.MethodGet, Path: "/api/users/{id}", Access: administer, Tag: "People", Summary: "One person", Bind: operation.With(d, a.one),
			About: "The person with the roles held.",
		},
		{
			ID: "invite-user", Method: http.MethodPost, Path: "/api/users", Access: administer, Tag: "People", Summary: "Invite a person", Bind: operation.With(d, a.invite),
			About: "Makes a user with a first role and answers the token of a link by which the person sets a password, once and within three days. " +
				"The same request with the same Idempotency-Key makes nobody twice: it answers a new token, and the one before holds no more.",
		},
		{
			ID: "update-user", Method: http.MethodPut, Path: "/api/users/{id}", Access: administer, Tag: "People", Summary: "Change a person", Bind: operation.With(d, a.update),
			About: "Name, language, and whether the person can log in. version is the one that was read: VERSION_CONFLICT where it is not the newest. " +
				"Disabling ends every session at once, and so does dropping the login at the identity provider; nobody locks out themselves or the last owner.",
		},
		{
			ID: "relink-user", Method: http.MethodPost, Path: "/api/users/{id}/link", Access: administer, Tag: "People", Summary: "A new link for a person", Bind: operation.With(d, a.relink),
			About: "A second invitation, or the way back in after a forgotten password. The link before it holds no more.",
		},
		{
			ID: "unlink-user", Method: http.MethodDelete, Path: "/api/users/{id}/link", Access: administer, Tag: "People", Summary: "Withdraw a person's link", Bind: operation.With(d, a.unlink),
			About: "Nobody gets in by it any more. Who was invited stays so, and can be sent a new link.",
		},
		{
			ID: "user-sessions", Method: http.MethodGet, Path: "/api/users/{id}/sessions", Access: administer, Tag: "People", Summary: "Where a person is logged in", Bind: operation.With(d, a.sessionsOf),
			About: "The newest login first.",
		},
	}
}

func (a api) roles() []operation.Operation {
	d, administer := a.desk, operation.Needs(identity.Administer)
	return []operation.Operation{
		{
			ID: "places-to-administer", Method: http.MethodGet, Path: "/api/users/places", Access: administer, Tag: "People", Summary: "Where roles can be given", Bind: operation.With(d, a.places),
			About: "Sites and what is above them, as far as the caller administers all of it, a parent before what is below it.",
		},
		{
			ID: "give-role", Method: http.MethodPost, Path: "/api/users/{id}/roles", Access: administer, Tag: "People", Summary: "Give a role", Bind: operation.With(d, a.give),
			About: "At a node of the tree of places, with everything below it, or on the whole tenant. Nobody gives more than they hold there: BEYOND_OWN_RIGHTS. " +
				"A role that is held already stays as it is.",
		},
		{
			ID: "take-role", Method: http.MethodDelete, Path: "/api/users/{id}/roles/{binding}", Access: administer, Tag: "People", Summary: "Take a role", Bind: operation.With(d, a.take),
			About: "The last owner of the whole tenant stays: LAST_OWNER.",
		},
		{
			ID: "roles", Method: http.MethodGet, Path: "/api/roles", Access: operation.Needs(identity.Read), Tag: "People", Summary: "Roles and what they grant", Bind: operation.With(d, a.roleTable),
			About: "The table of permissions, as every operation is checked against it and as the tables roles, permissions and role_permissions hold it; who holds which role, and whether machines or people do.",
		},
	}
}

func (a api) own() []operation.Operation {
	d := a.desk
	return []operation.Operation{
		{
			ID: "update-me", Method: http.MethodPut, Path: "/api/me", Access: operation.LoggedIn(), Tag: "Session", Summary: "Change one's own name or language", Bind: operation.With(d, a.updateOwn),
			About: "What is not given stays.",
		},
		{
			ID: "change-password", Method: http.MethodPut, Path: "/api/me/password", Access: operation.LoggedIn(), Tag: "Session", Summary: "Change one's own password", Bind: operation.With(d, a.changePassword),
			About: "Ends one's other sessions. At least 12 characters, and none of those that are guessed first.",
		},
		{
			ID: "sessions", Method: http.MethodGet, Path: "/api/sessions", Access: operation.LoggedIn(), Tag: "Session", Summary: "Where one is logged in", Bind: operation.With(d, a.ownSessions),
			About: "One's own sessions, the newest login first.",
		},
		{
			ID: "end-session", Method: http.MethodDelete, Path: "/api/sessions/{id}", Access: operation.LoggedIn(), Tag: "Session", Summary: "End a session", Bind: operation.With(d, a.endSession),
			About: "One's own, or that of a person one administers.",
		},
	}
}

func (a api) links() []operation.Operation {
	d := a.desk
	return []operation.Operation{
		{
			ID: "look-at-link", Method: http.MethodPost, Path: "/api/links/look", Access: operation.Public(), Tag: "Session", Summary: "Whose password a link sets", Bind: operation.With(d, a.lookAtLink),
			About: "So that a page can greet the person. LINK_INVALID for one that was used, replaced or has expired.",
		},
		{
			ID: "accept-link", Method: http.MethodPost, Path: "/api/links/accept", Access: operation.Public(), Tag: "Session", Summary: "Set a password by a link", Bind: operation.With(d, a.acceptLink),
			About: "Sets the name too where one is given. Uses the link up, lets an invited person in, and ends all sessions there were. At least 12 characters, and none of those that are guessed first.",
		},
	}
}

func (a api) keys() []operation.Operation {
	d, administer := a.desk, operation.Needs(identity.Administer)
	return []operation.Operation{
		{
			ID: "keys", Method: http.MethodGet, Path: "/api/keys", Access: administer, Tag: "People", Summary: "List API keys", Bind: operation.With(d, a.listKeys),
			About: "Credentials of machines, the newest first; the keys themselves are kept nowhere.",
		},
		{
			ID: "make-key", Method: http.MethodPost, Path: "/api/keys", Access: administer, Tag: "People", Summary: "Make an API key", Bind: operation.With(d, a.makeKey),
			About: "Answers the key, once: it goes into the header Authorization as `Bearer ohm_…`. A key can be for INGEST, which no person holds, and for reading; " +
				"what moves power or changes rights is for people. The same request with the same Idempotency-Key makes no second key: it answers a new text for the same one.",
		},
		{
			ID: "revoke-key", Method: http.MethodDelete, Path: "/api/keys/{id}", Access: administer, Tag: "People", Summary: "Revoke an API key", Bind: operation.With(d, a.revokeKey),
			About: "At once and for good.",
		},
	}
}
