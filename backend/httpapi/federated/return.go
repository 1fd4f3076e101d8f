package federated

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"ohmstead/backend/federation"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// Back is where the provider sends the browser back to.
const Back = "/api/login/back"

// maxSpent bounds what is kept of answered attempts; beyond it the provider's code alone holds once.
const maxSpent = 10_000

// attemptCookie is the name of the cookie that holds what an answer must match.
const attemptCookie = "ohmstead_attempt"

// CameCookie is the name of the cookie of who came by the provider, and Logout the one path it goes to.
const (
	CameCookie = "ohmstead_came"
	Logout     = "/api/logout"
)

// maxToken is the longest ID token that is kept, in characters: browsers take cookies of 4,096 with
// their name and attributes. Source: RFC 6265, section 6.1.
const maxToken = 3800

// Provider is an identity provider: federation.Provider.
type Provider interface {
	Name() string
	Begin(ctx context.Context) (federation.Attempt, string, error)
	// Leave is where the browser of who came with this ID token logs out there; "" for nowhere.
	Leave(ctx context.Context, token string) string
	Finish(ctx context.Context, a federation.Attempt, answer federation.Answer, now time.Time) (federation.Identity, error)
}

// Logins begins sessions: identity.Service.
type Logins interface {
	LoginFederated(ctx context.Context, f identity.Federated, a identity.Attempt, now time.Time) (token string, p identity.Principal, err error)
}

// Services is what the operations answer from.
type Services struct {
	Provider Provider // nil where none is configured
	Logins   Logins
	// Secure reports whether the request came over TLS, so that cookies go over nothing else.
	Secure func(ctx context.Context) bool
	// Code is the code of a refusal that leaves the server, for its log too.
	Code func(ctx context.Context, err error) reason.Code
	// Session is the cookie of a session.
	Session func(ctx context.Context, token string) http.Cookie
}

// Return takes the browser back: it logs in and leads to the pages, or to the login with the code of
// the refusal. Each attempt is answered once.
func Return(d operation.Desk, s Services) http.Handler {
	a, used := api{desk: d, Services: s}, &spent{states: map[string]time.Time{}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		gone := a.cookie(r.Context(), "")
		gone.MaxAge = -1
		http.SetCookie(w, &gone)
		token, who, err := a.finish(r, used)
		if err != nil {
			http.Redirect(w, r, "/login?refused="+url.QueryEscape(string(s.Code(r.Context(), err))), http.StatusSeeOther)
			return
		}
		session := s.Session(r.Context(), token)
		http.SetCookie(w, &session)
		came := a.came(r.Context(), who.Token)
		came.Expires = session.Expires
		http.SetCookie(w, &came)
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
}

func (a api) finish(r *http.Request, used *spent) (token string, who federation.Identity, err error) {
	if a.Provider == nil {
		return "", who, reason.New(reason.NotFound, reason.Params{"what": "identity provider"})
	}
	var kept string
	if c, err := r.Cookie(attemptCookie); err == nil {
		kept = c.Value
	}
	attempt, link := openSeal(kept)
	now, q := a.desk.Now(), r.URL.Query()
	if attempt.State == "" || !used.spend(attempt.State, now) {
		return "", who, reason.New(reason.FederationRefused, nil)
	}
	who, err = a.Provider.Finish(r.Context(), attempt, federation.Answer{State: q.Get("state"), Code: q.Get("code"), Error: q.Get("error")}, now)
	if err != nil {
		return "", who, err
	}
	token, _, err = a.Logins.LoginFederated(r.Context(), identity.Federated{Subject: who.Subject, Email: who.Email, EmailVerified: who.EmailVerified, Link: link},
		identity.Attempt{RemoteAddr: a.desk.Remote(r.Context()), Agent: r.UserAgent()}, now)
	return token, who, err
}

// Leave is where the browser goes that has logged out here, and the cookie that takes away what it
// knew; "" for one that came with a password.
func Leave(ctx context.Context, s Services, came string) (address string, gone http.Cookie) {
	gone = api{Services: s}.came(ctx, "")
	gone.MaxAge = -1
	if came == "" || s.Provider == nil {
		return "", gone
	}
	return s.Provider.Leave(ctx, came), gone
}

// came is the cookie of a browser that came by the provider. It holds the ID token, which the provider
// wants to see when the browser logs out, and goes to that operation alone; one that a browser would
// not keep is empty.
func (a api) came(ctx context.Context, token string) http.Cookie {
	if len(token) > maxToken {
		token = ""
	}
	return http.Cookie{Name: CameCookie, Value: token, Path: Logout, HttpOnly: true, Secure: a.Secure(ctx), SameSite: http.SameSiteStrictMode}
}

// cookie holds an attempt. It is Lax, since the browser comes back from another site.
func (a api) cookie(ctx context.Context, value string) http.Cookie {
	return http.Cookie{Name: attemptCookie, Value: value, Path: Back, HttpOnly: true, Secure: a.Secure(ctx), SameSite: http.SameSiteLaxMode}
}

// sealOf is an attempt as text: its parts and the link's token are of letters and digits, - and _.
func sealOf(a federation.Attempt, link string) string {
	return strings.Join([]string{a.State, a.Nonce, a.Verifier, link}, ".")
}

func openSeal(text string) (a federation.Attempt, link string) {
	parts := strings.Split(text, ".")
	if len(parts) != 4 {
		return federation.Attempt{}, ""
	}
	return federation.Attempt{State: parts[0], Nonce: parts[1], Verifier: parts[2]}, parts[3]
}

// spent knows the attempts that were answered, for as long as a cookie could still hold one. Where
// several processes serve, the provider's code, which holds once, does the same.
type spent struct {
	mu     sync.Mutex
	states map[string]time.Time
}

// spend reports whether the attempt was not answered yet.
func (s *spent) spend(state string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for old, at := range s.states {
		if now.Sub(at) > federation.AttemptLife {
			delete(s.states, old)
		}
	}
	_, before := s.states[state]
	if len(s.states) >= maxSpent {
		clear(s.states)
	}
	s.states[state] = now
	return !before
}
