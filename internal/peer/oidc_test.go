package peer_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"ohmstead/backend/federation"
	"ohmstead/energy/reason"
	"ohmstead/internal/peer"
)

const (
	back = "http://127.0.0.1:8080/api/login/back"
	home = "http://127.0.0.1:8080/login"
)

// theirs is oidc-provider, and our side of it as one of its clients.
func theirs(t *testing.T) (issuer string, ours *federation.Provider) {
	t.Helper()
	port, _ := peer.OIDCProvider().Listening(t)
	issuer = "http://127.0.0.1:" + port
	return issuer, federation.New(clientOf(issuer, "ohmstead"))
}

func clientOf(issuer, id string) federation.Config {
	return federation.Config{Issuer: issuer, ClientID: id, ClientSecret: id + "-secret-of-thirty-two-characters", Callback: back, Home: home, Name: "Theirs"}
}

// newJar is what a browser knows that has been nowhere.
func newJar(t *testing.T) *cookiejar.Jar {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return jar
}

// visit goes to the provider as a fresh browser does, as this person, and is what it comes back with.
func visit(t *testing.T, address, person string) federation.Answer {
	t.Helper()
	return visitWith(t, newJar(t), address, person)
}

func visitWith(t *testing.T, jar *cookiejar.Jar, address, person string) federation.Answer {
	t.Helper()
	var answer federation.Answer
	browser := http.Client{Jar: jar, Timeout: 2 * time.Minute, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host != "127.0.0.1:8080" {
			return nil
		}
		q := r.URL.Query()
		answer = federation.Answer{State: q.Get("state"), Code: q.Get("code"), Error: q.Get("error")}
		return http.ErrUseLastResponse
	}}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"&login_hint="+url.QueryEscape(person), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := browser.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if answer.State == "" {
		t.Fatalf("the provider ends at %s with %s", response.Request.URL, response.Status)
	}
	return answer
}

// see is a request of a browser that does not leave the provider by itself: where it is led, and what
// it is shown.
func see(t *testing.T, jar *cookiejar.Jar, r *http.Request) (location, shown string) {
	t.Helper()
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := (&http.Client{Jar: jar, Timeout: 2 * time.Minute, CheckRedirect: stay}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= http.StatusBadRequest {
		t.Fatalf("%s %s: %s, %v\n%s", r.Method, r.URL, response.Status, err, text)
	}
	return response.Header.Get("Location"), string(text)
}

// The provider asks whether to end its session, and leads back to the pages.
func TestTheirProviderLogsOutWhoLogsOutHere(t *testing.T) {
	issuer, ours := theirs(t)
	jar := newJar(t)
	attempt, address := begin(t, ours)
	who, err := ours.Finish(t.Context(), attempt, visitWith(t, jar, address, "ada"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	ask, err := http.NewRequestWithContext(t.Context(), http.MethodGet, ours.Leave(t.Context(), who.Token), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	_, form := see(t, jar, ask)
	found := regexp.MustCompile(`name="xsrf" value="(\w+)"`).FindStringSubmatch(form)
	if found == nil {
		t.Fatalf("it does not ask:\n%s", form)
	}
	yes := url.Values{"xsrf": {found[1]}, "logout": {"yes"}}
	confirm, err := http.NewRequestWithContext(t.Context(), http.MethodPost, issuer+"/session/end/confirm", strings.NewReader(yes.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	confirm.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if location, _ := see(t, jar, confirm); location != home {
		t.Errorf("it leads to %q, want %q", location, home)
	}
}

func TestTheirProviderThatIsAwayKeepsNobodyLoggedIn(t *testing.T) {
	ours := federation.New(clientOf("http://127.0.0.1:1", "ohmstead"))
	if address := ours.Leave(t.Context(), "a.token.of.theirs"); address != "" {
		t.Errorf("the browser goes to %q", address)
	}
}

func begin(t *testing.T, ours *federation.Provider) (federation.Attempt, string) {
	t.Helper()
	attempt, address, err := ours.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return attempt, address
}

func TestTheirProviderSaysWhoSomebodyIs(t *testing.T) {
	issuer, ours := theirs(t)
	for person, verified := range map[string]bool{"ada": true, "eve": false} {
		attempt, address := begin(t, ours)
		who, err := ours.Finish(t.Context(), attempt, visit(t, address, person), time.Now())
		want := federation.Identity{Subject: issuer + " " + person, Email: "ada@example.org", EmailVerified: verified}
		want.Token = who.Token
		if err != nil || who != want || who.Token == "" {
			t.Errorf("%s is %+v, %v; want %+v", person, who, err, want)
		}
	}
}

func TestTheirProvidersAnswerMustBelongToTheAttempt(t *testing.T) {
	_, ours := theirs(t)
	begun, address := begin(t, ours)
	answer := visit(t, address, "ada")
	stranger, _ := begin(t, ours)
	table := []struct {
		name    string
		attempt federation.Attempt
		answer  federation.Answer
	}{
		{"a state of another attempt", stranger, answer},
		{"no attempt at all", federation.Attempt{}, answer},
		{"no attempt and no state", federation.Attempt{}, federation.Answer{Code: answer.Code}},
		{"a refusal of the provider", begun, federation.Answer{State: answer.State, Error: "access_denied"}},
		{"a code that is not theirs", begun, federation.Answer{State: answer.State, Code: "guessed"}},
	}
	for _, tt := range table {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ours.Finish(t.Context(), tt.attempt, tt.answer, time.Now())
			isRefused(t, err)
		})
	}
	if _, err := ours.Finish(t.Context(), begun, answer, time.Now()); err != nil {
		t.Fatalf("the right answer: %v", err)
	}
	_, err := ours.Finish(t.Context(), begun, answer, time.Now())
	isRefused(t, err) // the same state and code once more
}

func TestTheirCodeNeedsTheVerifierOfTheAttempt(t *testing.T) {
	_, ours := theirs(t)
	attempt, address := begin(t, ours)
	answer := visit(t, address, "ada")
	attempt.Verifier = oauth2.GenerateVerifier()
	_, err := ours.Finish(t.Context(), attempt, answer, time.Now())
	isRefused(t, err)
}

func TestTheirTokenHoldsForOneAttemptOneServerAndATime(t *testing.T) {
	issuer, ours := theirs(t)
	attempt, address := begin(t, ours)
	raw := tokenOf(t, clientOf(issuer, "ohmstead"), attempt, visit(t, address, "ada"))
	if _, err := ours.Verify(t.Context(), raw, attempt, time.Now()); err != nil {
		t.Fatal(err)
	}
	stranger, _ := begin(t, ours)
	another := federation.New(clientOf(issuer, "another"))
	for name, verify := range map[string]func() (federation.Identity, error){
		"a bad nonce": func() (federation.Identity, error) { return ours.Verify(t.Context(), raw, stranger, time.Now()) },
		"no nonce": func() (federation.Identity, error) {
			return ours.Verify(t.Context(), raw, federation.Attempt{}, time.Now())
		},
		"an expired one": func() (federation.Identity, error) {
			return ours.Verify(t.Context(), raw, attempt, time.Now().Add(25*time.Hour))
		},
		"another's token": func() (federation.Identity, error) { return another.Verify(t.Context(), raw, attempt, time.Now()) },
		"an altered one": func() (federation.Identity, error) {
			return ours.Verify(t.Context(), raw[:len(raw)-8]+"AAAAAAAA", attempt, time.Now())
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := verify()
			isRefused(t, err)
		})
	}
}

// tokenOf is the ID token for an answer, as the provider gives it.
func tokenOf(t *testing.T, c federation.Config, a federation.Attempt, answer federation.Answer) string {
	t.Helper()
	found, err := oidc.NewProvider(context.WithoutCancel(t.Context()), c.Issuer)
	if err != nil {
		t.Fatal(err)
	}
	flow := oauth2.Config{ClientID: c.ClientID, ClientSecret: c.ClientSecret, Endpoint: found.Endpoint(), RedirectURL: c.Callback}
	token, err := flow.Exchange(t.Context(), answer.Code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := token.Extra("id_token").(string)
	return raw
}

func isRefused(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, reason.New(reason.FederationRefused, nil)) {
		t.Errorf("%v, want FEDERATION_REFUSED", err)
	}
}
