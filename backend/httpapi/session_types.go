package httpapi

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
)

// SessionCookie is the name of the cookie that holds the session's token in a browser.
const SessionCookie = "ohmstead_session"

// Me is who is logged in.
type Me struct {
	User   User            `json:"user" doc:"The person."`
	Tenant Tenant          `json:"tenant" doc:"The tenant everything the person sees belongs to."`
	Roles  []identity.Role `json:"roles" nullable:"false" doc:"Roles in the tenant." example:"[\"owner\"]"`
	// Permissions tell a page what to offer; each operation asks again.
	Permissions []identity.Permission `json:"permissions" nullable:"false" doc:"What these roles grant, in the order of names." example:"[\"READ\"]"`
}

// Session is Me with the credential of a new session.
type Session struct {
	Token   string    `json:"token" doc:"Bearer token; a browser gets the same as a cookie it cannot read." example:"c2Vzc2lvbi10b2tlbi1vZi0zMi1yYW5kb20tYnl0ZXM"`
	Expires time.Time `json:"expires_at" doc:"When the session ends unless it is used before." example:"2026-06-08T12:00:00Z"`
	Me
}

// User is a person who can log in.
type User struct {
	ID          uuid.UUID `json:"id" format:"uuid" example:"5b7a9c0e-52a1-4a2e-8a55-2f3a2f2b9c11"`
	Email       string    `json:"email" example:"owner@example.com"`
	DisplayName string    `json:"display_name" example:"Erika Muster"`
	Language    string    `json:"language" doc:"Language the person prefers: en or de." example:"de"`
}

// Tenant owns data.
type Tenant struct {
	ID   uuid.UUID `json:"id" format:"uuid" example:"0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21"`
	Name string    `json:"name" example:"Demo"`
}

// Login is what a person proves who they are with.
type Login struct {
	Email    string `json:"email" minLength:"1" maxLength:"320" doc:"The person's e-mail address." example:"owner@example.com"`
	Password string `json:"password" minLength:"1" maxLength:"1024" doc:"The person's password." example:"correct horse battery staple"`
}

type loginInput struct{ Body Login }

type loginOutput struct {
	Cookie http.Cookie `header:"Set-Cookie" doc:"The session cookie: HttpOnly, SameSite=Strict, Secure over TLS."`
	Body   Session
}

// LoggedOut is where to go after logging out.
type LoggedOut struct {
	Address string `json:"provider_address" doc:"Where a browser that came by the identity provider logs out there too; empty for nowhere." example:""`
}

type logoutInput struct {
	Came string `cookie:"ohmstead_came" maxLength:"4096" doc:"Says that the browser came by the identity provider."`
}

type logoutOutput struct {
	Cookies []http.Cookie `header:"Set-Cookie" doc:"Remove the session cookie and what is known of the identity provider."`
	Body    LoggedOut
}

type meOutput struct{ Body Me }
