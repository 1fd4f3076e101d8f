package httpapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/federation"
	"ohmstead/backend/httpapi"
	"ohmstead/backend/httpapi/federated"
	peopleapi "ohmstead/backend/httpapi/people"
	"ohmstead/energy/reason"
)

// idp stands in for an identity provider; internal/peer speaks to one that is not ours.
type idp struct{ who federation.Identity }

func (*idp) Name() string { return "Theirs" }

func (*idp) Begin(context.Context) (federation.Attempt, string, error) {
	return federation.Attempt{State: "state" + fmt.Sprint(time.Now().UnixNano()), Nonce: "nonce", Verifier: "verifier"}, "https://id.example.org/auth", nil
}

func (i *idp) Finish(_ context.Context, a federation.Attempt, answer federation.Answer, _ time.Time) (federation.Identity, error) {
	if a.State != answer.State || a.Nonce != "nonce" || a.Verifier != "verifier" {
		return federation.Identity{}, reason.New(reason.FederationRefused, nil)
	}
	return i.who, nil
}

func (*idp) Leave(_ context.Context, token string) string {
	return "https://id.example.org/end?id_token_hint=" + token
}

// visitor is a browser that goes to the provider and back.
type visitor struct {
	*stack
	jar *cookiejar.Jar
}

func (s *stack) visitor() visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return visitor{s, jar}
}

func (v visitor) send(method, path, body string) *http.Response {
	v.t.Helper()
	request, err := http.NewRequestWithContext(v.t.Context(), method, v.address+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := (&http.Client{Jar: v.jar, CheckRedirect: stay}).Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		v.t.Fatal(err)
	}
	return response
}

// begin begins a login, with the token of a link or none, and is its state.
func (v visitor) begin(link string) (state string) {
	v.t.Helper()
	v.send("POST", "/api/login/provider", fmt.Sprintf(`{"link_token":%q}`, link))
	at, err := url.Parse(v.address + federated.Back)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, c := range v.jar.Cookies(at) {
		if before, _, ok := strings.Cut(c.Value, "."); ok {
			return before
		}
	}
	v.t.Fatal("no attempt is kept")
	return ""
}

// back comes back from the provider and is where the browser is led to.
func (v visitor) back(state string) string {
	v.t.Helper()
	return v.send("GET", federated.Back+"?code=code&state="+url.QueryEscape(state), "").Header.Get("Location")
}

func TestFederated_ALinkLetsInWhoseAddressIsVerified(t *testing.T) {
	s := newStack(t)
	invite := func(email string) string {
		var invited peopleapi.Invited
		s.as(s.north.owner).do("POST", "/api/users", fmt.Sprintf(`{"email":%q,"display_name":"Somebody","role":"viewer"}`, email), &invited)
		return invited.Link.Token
	}
	table := []struct {
		name, link, want string
		who              federation.Identity
	}{
		{"nobody is made", "", "/login?refused=FEDERATION_UNKNOWN", federation.Identity{Subject: "i 1", Email: "owner@north.example", EmailVerified: true}},
		{"an address that is not verified is refused", invite("a@new.example"), "/login?refused=FEDERATION_ADDRESS", federation.Identity{Subject: "i 2", Email: "a@new.example"}},
		{"another's address is refused", invite("b@new.example"), "/login?refused=FEDERATION_ADDRESS", federation.Identity{Subject: "i 3", Email: "x@new.example", EmailVerified: true}},
		{"a link that never was is refused", "nonsense", "/login?refused=LINK_INVALID", federation.Identity{Subject: "i 4", Email: "c@new.example", EmailVerified: true}},
		{"the invited person is let in", invite("d@new.example"), "/", federation.Identity{Subject: "i 5", Email: "D@new.example", EmailVerified: true}},
		{"and from then on without a link", "", "/", federation.Identity{Subject: "i 5", Email: "moved@new.example"}},
		{"a login that is linked is linked to nobody else", invite("e@new.example"), "/login?refused=FEDERATION_LINKED", federation.Identity{Subject: "i 5", Email: "e@new.example", EmailVerified: true}},
	}
	for _, tt := range table {
		t.Run(tt.name, func(t *testing.T) {
			s.provider.who = tt.who
			v := s.visitor()
			if got := v.back(v.begin(tt.link)); got != tt.want {
				t.Errorf("led to %s, want %s", got, tt.want)
			}
			status := v.send("GET", "/api/me", "").StatusCode
			if in := status == http.StatusOK; in != (tt.want == "/") {
				t.Errorf("afterwards: %d", status)
			}
		})
	}
}

func TestFederated_AnAttemptIsAnsweredOnceAndByItsBrowser(t *testing.T) {
	s := newStack(t)
	s.provider.who = federation.Identity{Subject: "i 9", Email: "owner@north.example", EmailVerified: true}
	const refused, unknown = "/login?refused=FEDERATION_REFUSED", "/login?refused=FEDERATION_UNKNOWN"
	v := s.visitor()
	state := v.begin("")
	at, err := url.Parse(s.address + federated.Back)
	if err != nil {
		t.Fatal(err)
	}
	kept := v.jar.Cookies(at)
	if got := s.visitor().back(state); got != refused {
		t.Errorf("another browser is led to %s", got)
	}
	if got := v.back("guessed"); got != refused {
		t.Errorf("another state leads to %s", got)
	}
	v = s.visitor()
	if got := v.back(v.begin("")); got != unknown {
		t.Errorf("the answer of a fresh attempt leads to %s", got)
	}
	for _, c := range kept {
		c.Path = federated.Back
	}
	v.jar.SetCookies(at, kept)
	if got := v.back(state); got != refused {
		t.Errorf("an attempt that was answered before leads to %s", got)
	}
}

// leave logs the browser out and is where it goes next.
func (v visitor) leave() string {
	v.t.Helper()
	request, err := http.NewRequestWithContext(v.t.Context(), "POST", v.address+federated.Logout, http.NoBody)
	if err != nil {
		v.t.Fatal(err)
	}
	response, err := (&http.Client{Jar: v.jar}).Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var out httpapi.LoggedOut
	if err := json.NewDecoder(response.Body).Decode(&out); err != nil || response.StatusCode != http.StatusOK {
		v.t.Fatalf("log out: %s, %v", response.Status, err)
	}
	return out.Address
}

func TestFederated_WhoCameByTheProviderLogsOutThereToo(t *testing.T) {
	s := newStack(t)
	var invited peopleapi.Invited
	s.as(s.north.owner).do("POST", "/api/users", `{"email":"a@new.example","display_name":"A","role":"viewer"}`, &invited)
	s.provider.who = federation.Identity{Subject: "i 7", Email: "a@new.example", EmailVerified: true, Token: "their.id.token"}
	v := s.visitor()
	if got := v.back(v.begin(invited.Link.Token)); got != "/" {
		t.Fatalf("led to %s", got)
	}
	if got := v.leave(); got != "https://id.example.org/end?id_token_hint=their.id.token" {
		t.Errorf("goes on to %q", got)
	}
	if status := v.send("GET", "/api/me", "").StatusCode; status != http.StatusUnauthorized {
		t.Errorf("afterwards: %d", status)
	}
	v.send("POST", "/api/login", fmt.Sprintf(`{"email":"owner@north.example","password":%q}`, password))
	if got := v.leave(); got != "" {
		t.Errorf("with a password it goes on to %q", got)
	}
}

func TestFederated_ALoginIsDroppedByWhoAdministersThePerson(t *testing.T) {
	s := newStack(t)
	var invited peopleapi.Invited
	s.as(s.north.owner).do("POST", "/api/users", `{"email":"a@new.example","display_name":"A","role":"viewer"}`, &invited)
	s.provider.who = federation.Identity{Subject: "i 8", Email: "a@new.example", EmailVerified: true}
	v := s.visitor()
	v.back(v.begin(invited.Link.Token))
	path := "/api/users/" + invited.User.ID.String()
	person := get[peopleapi.Member](s, path, s.north.owner)
	if person.Status != "ACTIVE" || person.Password || !person.Provider {
		t.Errorf("linked, the person is %+v", person)
	}
	s.as(s.south.owner).refused("PUT", path, fmt.Sprintf(`{"version":%d,"drop_provider":true}`, person.Version), "NOT_FOUND")
	s.as(s.north.owner).do("PUT", path, fmt.Sprintf(`{"version":%d,"drop_provider":true}`, person.Version), nil)
	if status := v.send("GET", "/api/me", "").StatusCode; status != http.StatusUnauthorized {
		t.Errorf("the session goes on: %d", status)
	}
	if got := v.back(v.begin("")); got != "/login?refused=FEDERATION_UNKNOWN" {
		t.Errorf("led to %s", got)
	}
	person = get[peopleapi.Member](s, path, s.north.owner)
	if person.Status != "INVITED" || person.Provider {
		t.Errorf("dropped, the person is %+v", person)
	}
	var link peopleapi.PasswordLink
	s.as(s.north.owner).do("POST", path+"/link", "", &link)
	if got := v.back(v.begin(link.Token)); got != "/" {
		t.Errorf("with a new link it is led to %s", got)
	}
}

func TestFederated_NobodyLocksOutThemselves(t *testing.T) {
	s := newStack(t)
	var invited peopleapi.Invited
	s.as(s.north.owner).do("POST", "/api/users", `{"email":"a@new.example","display_name":"A","role":"owner"}`, &invited)
	s.provider.who = federation.Identity{Subject: "i 9", Email: "a@new.example", EmailVerified: true}
	v := s.visitor()
	v.back(v.begin(invited.Link.Token))
	at, err := url.Parse(s.address)
	if err != nil {
		t.Fatal(err)
	}
	token := v.jar.Cookies(at)[0].Value
	path := "/api/users/" + invited.User.ID.String()
	version := get[peopleapi.Member](s, path, s.north.owner).Version
	s.as(token).refused("PUT", path, fmt.Sprintf(`{"version":%d,"drop_provider":true}`, version), "OWN_ACCOUNT")
	s.as(token).do("GET", "/api/me", "", nil)
}
