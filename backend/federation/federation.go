package federation

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"ohmstead/energy/reason"
)

// AttemptLife is how long somebody may take at the provider.
const AttemptLife = 10 * time.Minute

// patience bounds each request to the provider.
const patience = 10 * time.Second

// leavePatience bounds what logging out waits for a provider that was not found yet.
const leavePatience = 2 * time.Second

// Config is one identity provider and what this backend is to it.
type Config struct {
	Issuer, ClientID, ClientSecret string
	// Callback is where the provider sends the browser back to.
	Callback string
	// Home is where the provider sends the browser to that logged out there.
	Home string
	// Name is what people call the provider.
	Name string
}

// Attempt is a login on its way: what the answer must match. It stays with the browser that began.
type Attempt struct{ State, Nonce, Verifier string }

// Answer is what the browser comes back with.
type Answer struct {
	State, Code string
	// Error is why the provider refused; empty where it did not.
	Error string
}

// Identity is who somebody is at the provider. Subject is unique over all providers. Token is the ID
// token that says so, by which the provider knows whom to log out.
type Identity struct {
	Subject, Email string
	EmailVerified  bool
	Token          string
}

// Provider speaks to one identity provider. It is found at the first login, so that a backend starts
// while the provider is away, and can be used by many at once.
type Provider struct {
	config Config
	client *http.Client

	mu    sync.Mutex
	found *oidc.Provider
}

// New is the provider of a configuration.
func New(c Config) *Provider {
	return &Provider{config: c, client: &http.Client{Timeout: patience}}
}

// Name is what people call it.
func (p *Provider) Name() string { return p.config.Name }

// Begin is a new login and the address to which the browser goes. FEDERATION_UNREACHABLE.
func (p *Provider) Begin(ctx context.Context) (Attempt, string, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return Attempt{}, "", err
	}
	a := Attempt{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	return a, p.flow(found).AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), nil
}

// Finish is who came back. FEDERATION_REFUSED for an answer that does not belong to the attempt or
// does not hold at now, FEDERATION_UNREACHABLE.
func (p *Provider) Finish(ctx context.Context, a Attempt, answer Answer, now time.Time) (Identity, error) {
	switch {
	case a.State == "" || subtle.ConstantTimeCompare([]byte(a.State), []byte(answer.State)) != 1:
		return Identity{}, refused("the answer belongs to no login that was begun here")
	case answer.Error != "" || answer.Code == "":
		return Identity{}, refused("the login was not completed at the provider")
	}
	found, err := p.discover(ctx)
	if err != nil {
		return Identity{}, err
	}
	token, err := p.flow(found).Exchange(p.with(ctx), answer.Code, oauth2.VerifierOption(a.Verifier))
	if failed := new(oauth2.RetrieveError); errors.As(err, &failed) && failed.Response.StatusCode < http.StatusInternalServerError {
		return Identity{}, reason.Wrap(err, reason.FederationRefused, nil)
	}
	if err != nil {
		return Identity{}, reason.Wrap(err, reason.FederationUnreachable, nil)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Identity{}, refused("the answer has no ID token")
	}
	return p.Verify(ctx, raw, a, now)
}

// Verify is who an ID token is about, if the provider signed it for this backend and this attempt and
// it holds at now: FEDERATION_REFUSED otherwise. Source: OpenID Connect Core 1.0, section 3.1.3.7.
func (p *Provider) Verify(ctx context.Context, raw string, a Attempt, now time.Time) (Identity, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return Identity{}, err
	}
	verifier := found.VerifierContext(p.with(ctx), &oidc.Config{ClientID: p.config.ClientID, Now: func() time.Time { return now }})
	token, err := verifier.Verify(ctx, raw)
	if err != nil {
		return Identity{}, reason.Wrap(err, reason.FederationRefused, nil)
	}
	if a.Nonce == "" || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(a.Nonce)) != 1 {
		return Identity{}, refused("the ID token has the nonce of another login")
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
	}
	if err := token.Claims(&claims); err != nil {
		return Identity{}, reason.Wrap(err, reason.FederationRefused, nil)
	}
	return Identity{Subject: token.Issuer + " " + token.Subject, Email: claims.Email, EmailVerified: claims.Verified, Token: raw}, nil
}

// Leave is the address at which the browser of who came with this ID token logs out at the provider
// too; "" where the provider offers none, or does not answer in time: who logs out here is out here.
// Source: OpenID Connect RP-Initiated Logout 1.0, section 2.
func (p *Provider) Leave(ctx context.Context, token string) string {
	ctx, stop := context.WithTimeout(ctx, leavePatience)
	defer stop()
	found, err := p.discover(ctx)
	if err != nil {
		return ""
	}
	var offers struct {
		End string `json:"end_session_endpoint"`
	}
	if err := found.Claims(&offers); err != nil {
		return ""
	}
	end, err := url.Parse(offers.End)
	if err != nil || end.Host == "" || end.Scheme != "https" && end.Scheme != "http" {
		return ""
	}
	q := end.Query()
	q.Set("client_id", p.config.ClientID)
	q.Set("id_token_hint", token)
	q.Set("post_logout_redirect_uri", p.config.Home)
	end.RawQuery = q.Encode()
	return end.String()
}

func (p *Provider) flow(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, Endpoint: found.Endpoint(),
		RedirectURL: p.config.Callback, Scopes: []string{oidc.ScopeOpenID, "email"},
	}
}

// discover reads what the provider says of itself, once.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	found, err := oidc.NewProvider(p.with(ctx), p.config.Issuer)
	if err != nil {
		return nil, reason.Wrap(fmt.Errorf("find the identity provider %s: %w", p.config.Issuer, err), reason.FederationUnreachable, nil)
	}
	p.found = found
	return found, nil
}

func (p *Provider) with(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, p.client)
}

func refused(what string) error {
	return reason.Wrap(errors.New(what), reason.FederationRefused, nil)
}
