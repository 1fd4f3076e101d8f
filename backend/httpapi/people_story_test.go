package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi"
	peopleapi "ohmstead/backend/httpapi/people"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
)

// invite lets somebody in, with a role, at a node or on the whole tenant, and logs them in.
func (s *stack) invite(by, email, role string, node *uuid.UUID) (peopleapi.Member, string) {
	s.t.Helper()
	at := ""
	if node != nil {
		at = fmt.Sprintf(`,"node_id":%q`, node)
	}
	var invited peopleapi.Invited
	s.as(by).do("POST", "/api/users", fmt.Sprintf(`{"email":%q,"display_name":"Somebody","role":%q%s}`, email, role, at), &invited)
	s.as("").do("POST", "/api/links/accept", fmt.Sprintf(`{"token":%q,"password":%q}`, invited.Link.Token, password), nil)
	return invited.User, s.login(email)
}

// nodeOf is a site's node in the tree of places.
func (s *stack) nodeOf(h household, site registry.Site) *uuid.UUID {
	s.t.Helper()
	users, err := s.db.CreateUser(s.t.Context(), h.tenant.Key, newViewerOf(site))
	if err != nil {
		s.t.Fatal(err)
	}
	var u peopleapi.Member
	s.as(h.owner).do("GET", "/api/users/"+users.ID.String(), "", &u)
	return &u.Roles[0].Place.NodeID
}

func TestPeople_FromTheInvitationToTheFirstLogin(t *testing.T) {
	s := newStack(t)
	h := s.north
	var invited peopleapi.Invited
	s.as(h.owner).do("POST", "/api/users", `{"email":"ada@new.example","display_name":"Ada","language":"de","role":"operator"}`, &invited)
	token := fmt.Sprintf(`{"token":%q}`, invited.Link.Token)
	if invited.User.Status != "INVITED" || len(invited.User.Roles) != 1 || invited.User.Roles[0].Place != nil || time.Until(invited.Link.ExpiresAt) > 73*time.Hour {
		t.Errorf("invited %+v", invited)
	}
	s.as("").refused("POST", "/api/login", `{"email":"ada@new.example","password":"guessed"}`, "WRONG_LOGIN")
	s.as(h.owner).refused("POST", "/api/users", `{"email":"ADA@new.example","display_name":"Ada","role":"viewer"}`, "EMAIL_TAKEN")
	s.as(h.owner).refused("POST", "/api/users", `{"email":"not an address","display_name":"Ada","role":"viewer"}`, "INVALID_VALUE")

	var holder peopleapi.LinkHolder
	s.as("").do("POST", "/api/links/look", token, &holder)
	if holder.Email != "ada@new.example" || holder.Tenant != h.tenant.Name || holder.Language != "de" {
		t.Errorf("the link is for %+v", holder)
	}
	set := func(word string) string {
		return fmt.Sprintf(`{"token":%q,"password":%q}`, invited.Link.Token, word)
	}
	s.as("").refused("POST", "/api/links/accept", set("too short"), "PASSWORD_TOO_SHORT")
	s.as("").refused("POST", "/api/links/accept", set("password1234"), "PASSWORD_TOO_COMMON")
	s.as("").do("POST", "/api/links/accept", set(password), nil)
	s.as("").refused("POST", "/api/links/accept", set(password), "LINK_INVALID")
	s.as("").refused("POST", "/api/links/look", token, "LINK_INVALID")
	ada := s.login("ada@new.example")
	if me := get[httpapi.Me](s, "/api/me", ada); len(me.Roles) != 1 || me.Roles[0] != identity.Operator {
		t.Errorf("ada is %+v", me)
	}

	// A new link replaces the one before; with it the forgotten password and every session go.
	var first, second peopleapi.PasswordLink
	path := "/api/users/" + invited.User.ID.String()
	s.as(h.owner).do("POST", path+"/link", "", &first)
	s.as(h.owner).do("POST", path+"/link", "", &second)
	s.as("").refused("POST", "/api/links/look", fmt.Sprintf(`{"token":%q}`, first.Token), "LINK_INVALID")
	s.as("").do("POST", "/api/links/accept", fmt.Sprintf(`{"token":%q,"password":"another password of the test"}`, second.Token), nil)
	s.as(ada).refused("GET", "/api/me", "", "UNAUTHENTICATED")
}

func TestPeople_TheSameRequestMakesNobodyTwice(t *testing.T) {
	s := newStack(t)
	body := `{"email":"twice@new.example","display_name":"Twice","role":"viewer"}`
	again := func(body string) (int, string) {
		return s.as(s.north.owner).same("one and the same").ask("POST", "/api/users", body)
	}
	if status, answer := again(body); status != http.StatusOK {
		t.Fatalf("%d %s", status, answer)
	}
	if status, answer := again(body); status != http.StatusOK {
		t.Errorf("again: %d %s", status, answer)
	}
	if status, answer := again(strings.Replace(body, "twice@", "other@", 1)); status != http.StatusConflict || !strings.Contains(answer, "IDEMPOTENCY_KEY_REUSED") {
		t.Errorf("for another person: %d %s", status, answer)
	}
}

func TestPeople_RolesHoldWhereTheyWereGiven(t *testing.T) {
	s := newStack(t)
	h := s.north
	barn, err := s.db.CreateSite(t.Context(), h.tenant.Key, registry.Site{Name: "Barn", TimeZone: "Europe/Berlin"})
	if err != nil {
		t.Fatal(err)
	}
	house := s.nodeOf(h, h.site)
	person, token := s.invite(h.owner, "op@new.example", "operator", house)
	limits := func(site registry.Site) string { return "/api/sites/" + site.ID.String() + "/limits" }
	s.as(token).refused("GET", limits(barn), "", "NOT_FOUND")
	s.as(h.owner).do("POST", "/api/users/"+person.ID.String()+"/roles", `{"role":"viewer"}`, nil)
	s.as(token).do("GET", "/api/sites/"+barn.ID.String(), "", nil)
	// Sees both sites now, and still operates one.
	body := about{}.body("set-limits")
	s.as(token).refused("PUT", limits(barn), body, "FORBIDDEN")
	s.as(token).do("PUT", limits(h.site), body, nil)

	// An owner of one site administers who is there, and gives nothing beyond.
	_, local := s.invite(h.owner, "local@new.example", "owner", house)
	var seen peopleapi.MemberList
	s.as(local).do("GET", "/api/users", "", &seen)
	for _, p := range seen.Items {
		if p.Email == "viewer@north.example" {
			t.Error("the owner of one site sees a viewer of the whole tenant")
		}
	}
	s.as(local).refused("POST", "/api/users", `{"email":"x@new.example","display_name":"X","role":"viewer"}`, "BEYOND_OWN_RIGHTS")
	s.as(local).refused("POST", "/api/users", fmt.Sprintf(`{"email":"x@new.example","display_name":"X","role":"viewer","node_id":%q}`, s.nodeOf(h, barn)), "NOT_FOUND")
	s.as(local).refused("POST", "/api/users/"+person.ID.String()+"/link", "", "BEYOND_OWN_RIGHTS")
	s.as(local).refused("PUT", "/api/users/"+person.ID.String(), `{"version":2,"status":"DISABLED"}`, "BEYOND_OWN_RIGHTS")
	s.as(local).refused("POST", "/api/keys", keyBody(`["INGEST"]`, ""), "BEYOND_OWN_RIGHTS")
	s.invite(local, "y@new.example", "engineer", house)
}

func TestPeople_ATenantKeepsAnOwner(t *testing.T) {
	s := newStack(t)
	h := s.north
	var all peopleapi.MemberList
	s.as(h.owner).do("GET", "/api/users", "", &all)
	var owner peopleapi.Member
	for _, p := range all.Items {
		if p.Email == "owner@north.example" {
			owner = p
		}
	}
	path := "/api/users/" + owner.ID.String()
	taking := path + "/roles/" + owner.Roles[0].ID.String()
	s.as(h.owner).refused("PUT", path, `{"version":1,"status":"DISABLED"}`, "OWN_ACCOUNT")
	s.as(h.owner).refused("DELETE", taking, "", "LAST_OWNER")
	second, token := s.invite(h.owner, "second@new.example", "owner", nil)
	s.as(token).refused("PUT", path, `{"version":9,"status":"DISABLED"}`, "VERSION_CONFLICT")
	s.as(token).do("PUT", path, `{"version":1,"status":"DISABLED"}`, nil)
	s.as(h.owner).refused("GET", "/api/me", "", "UNAUTHENTICATED")
	s.as("").refused("POST", "/api/login", fmt.Sprintf(`{"email":"owner@north.example","password":%q}`, password), "WRONG_LOGIN")
	s.as(token).refused("DELETE", "/api/users/"+second.ID.String()+"/roles/"+second.Roles[0].ID.String(), "", "LAST_OWNER")
	s.as(token).do("DELETE", taking, "", nil)
}

func TestPeople_SessionsAndOwnPassword(t *testing.T) {
	s := newStack(t)
	h := s.north
	elsewhere := s.login("viewer@north.example")
	var mine peopleapi.LoginSessionList
	s.as(h.viewer).do("GET", "/api/sessions", "", &mine)
	if len(mine.Items) != 2 || mine.Items[0].Current || !mine.Items[1].Current || mine.Items[0].Remote != "127.0.0.1" || mine.Items[0].Agent == "" {
		t.Errorf("sessions: %+v", mine.Items)
	}
	s.as(h.viewer).do("DELETE", "/api/sessions/"+mine.Items[0].ID.String(), "", nil)
	s.as(elsewhere).refused("GET", "/api/me", "", "UNAUTHENTICATED")
	elsewhere = s.login("viewer@north.example")
	s.as(h.viewer).refused("PUT", "/api/me/password", `{"current":"wrong","new":"otter kettle marble"}`, "CURRENT_PASSWORD_WRONG")
	s.as(h.viewer).do("PUT", "/api/me/password", fmt.Sprintf(`{"current":%q,"new":"otter kettle marble"}`, password), nil)
	s.as(elsewhere).refused("GET", "/api/me", "", "UNAUTHENTICATED")
	s.as(h.viewer).do("GET", "/api/me", "", nil)
	s.as("").refused("POST", "/api/login", fmt.Sprintf(`{"email":"viewer@north.example","password":%q}`, password), "WRONG_LOGIN")
	// The owner ends anybody's session, a viewer only their own.
	s.as(h.viewer).do("GET", "/api/sessions", "", &mine)
	stranger := s.login("analyst@north.example")
	s.as(stranger).refused("DELETE", "/api/sessions/"+mine.Items[0].ID.String(), "", "NOT_FOUND")
	s.as(h.owner).do("DELETE", "/api/sessions/"+mine.Items[0].ID.String(), "", nil)
	s.as(h.viewer).refused("GET", "/api/me", "", "UNAUTHENTICATED")
}

func keyBody(scopes, more string) string {
	return fmt.Sprintf(`{"name":"a machine","scopes":%s,"expires_at":%q%s}`, scopes, time.Now().Add(time.Hour).UTC().Format(time.RFC3339), more)
}

func TestKeys(t *testing.T) {
	s := newStack(t)
	h := s.north
	barn, err := s.db.CreateSite(t.Context(), h.tenant.Key, registry.Site{Name: "Barn", TimeZone: "Europe/Berlin"})
	if err != nil {
		t.Fatal(err)
	}
	var reader peopleapi.NewAPIKey
	s.as(h.owner).do("POST", "/api/keys", keyBody(`["READ"]`, fmt.Sprintf(`,"node_ids":[%q]`, s.nodeOf(h, h.site))), &reader)
	if page := get[httpapi.SitePage](s, "/api/sites", reader.Text); len(page.Items) != 1 || page.Items[0].ID != h.site.ID {
		t.Errorf("a key for one site sees %+v", page.Items)
	}
	s.as(reader.Text).refused("GET", "/api/sites/"+barn.ID.String(), "", "NOT_FOUND")
	s.as(reader.Text).refused("POST", "/api/ingest", `{"schema":1,"readings":[]}`, "FORBIDDEN")
	s.as(reader.Text).refused("GET", "/api/users", "", "FORBIDDEN")
	s.as(h.adapter).refused("GET", "/api/sites", "", "FORBIDDEN")
	for body, code := range map[string]string{
		keyBody(`["OPERATE"]`, ""): "INVALID_VALUE",
		keyBody(`[]`, ""):          "INVALID_VALUE",
		`{"name":"old","scopes":["READ"],"expires_at":"2020-01-01T00:00:00Z"}`:  "INVALID_VALUE",
		`{"name":"long","scopes":["READ"],"expires_at":"2090-01-01T00:00:00Z"}`: "INVALID_VALUE",
		keyBody(`["READ"]`, fmt.Sprintf(`,"node_ids":[%q]`, uuid.NewString())):  "NOT_FOUND",
		`{"name":"  ","scopes":["READ"],"expires_at":"2026-01-01T00:00:00Z"}`:   "MISSING_FIELD",
	} {
		s.as(h.owner).refused("POST", "/api/keys", body, code)
	}
	var keys peopleapi.APIKeyList
	s.as(h.owner).do("GET", "/api/keys", "", &keys)
	if len(keys.Items) != 2 || keys.Items[0].LastUsedAt == nil || keys.Items[0].Hint != reader.Text[:8] || len(keys.Items[0].Places) != 1 || keys.Items[0].CreatedBy != h.tenant.Name {
		t.Errorf("keys: %+v", keys.Items)
	}
	s.as(h.owner).do("DELETE", "/api/keys/"+reader.Key.ID.String(), "", nil)
	s.as(reader.Text).refused("GET", "/api/sites", "", "UNAUTHENTICATED")

	// The same request again makes no second key: the first text was lost on its way, so it holds no more.
	body := keyBody(`["INGEST"]`, "")
	var first, second peopleapi.NewAPIKey
	again := s.as(h.owner).same("the same key")
	again.do("POST", "/api/keys", body, &first)
	again.do("POST", "/api/keys", body, &second)
	if first.Key.ID != second.Key.ID || first.Text == second.Text {
		t.Errorf("two keys: %+v and %+v", first, second)
	}
	s.as(first.Text).refused("POST", "/api/ingest", `{"schema":1,"readings":[]}`, "UNAUTHENTICATED")
}

// Everything people do stands in the audit log under their name, and no secret does.
func TestPeople_AuditedWithoutSecrets(t *testing.T) {
	s := newStack(t)
	h := s.north
	person, _ := s.invite(h.owner, "seen@new.example", "viewer", nil)
	key := s.makeKey(h, `["READ"]`)
	status, log := s.ask("GET", "/api/audit?limit=100", "", h.owner)
	if status != http.StatusOK {
		t.Fatal(status, log)
	}
	for _, want := range []string{person.ID.String(), key.Key.ID.String(), `"entity":"password_links"`, `"entity":"api_keys"`, `"entity":"role_bindings"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not have %s", want)
		}
	}
	for _, secret := range []string{key.Text, "argon2id", `"hash":"\\x`} {
		if strings.Contains(log, secret) {
			t.Errorf("the log shows %s", secret)
		}
	}
}

func TestPeople_ListsComeInPagesAndAreNarrowed(t *testing.T) {
	s := newStack(t)
	h := s.north
	walk := func(query string) (names []string) {
		for cursor := ""; ; {
			var page peopleapi.MemberList
			s.as(h.owner).do("GET", "/api/users?limit=2&cursor="+cursor+query, "", &page)
			for _, p := range page.Items {
				names = append(names, p.Email)
			}
			if cursor = page.Next; cursor == "" {
				return names
			}
		}
	}
	var all peopleapi.MemberList
	s.as(h.owner).do("GET", "/api/users", "", &all)
	if got := walk(""); len(got) != len(all.Items) || len(got) < 5 || got[4] != all.Items[4].Email {
		t.Errorf("pages of two show %v, one page %d people", got, len(all.Items))
	}
	if got := walk("&text=VIEWER@"); len(got) != 1 || got[0] != "viewer@north.example" {
		t.Errorf("a part of an address finds %v", got)
	}
	if got := walk("&role=analyst"); len(got) != 1 || got[0] != "analyst@north.example" {
		t.Errorf("the analysts are %v", got)
	}
	if got := walk("&status=DISABLED"); len(got) != 0 {
		t.Errorf("disabled are %v", got)
	}
	s.as(h.owner).refused("GET", "/api/users?cursor=nonsense", "", "INVALID_VALUE")
	s.as(h.owner).refused("GET", "/api/users?cursor="+uuid.NewString(), "", "INVALID_VALUE")

	s.makeKey(h, `["READ"]`)
	revoked := s.makeKey(h, `["READ"]`)
	s.as(h.owner).do("DELETE", "/api/keys/"+revoked.Key.ID.String(), "", nil)
	var keys, rest, active peopleapi.APIKeyList
	s.as(h.owner).do("GET", "/api/keys?limit=1", "", &keys)
	s.as(h.owner).do("GET", "/api/keys?cursor="+keys.Next, "", &rest)
	if len(keys.Items) != 1 || keys.Items[0].ID != revoked.Key.ID || len(rest.Items) != 2 || rest.Next != "" {
		t.Errorf("keys come as %+v and then %+v", keys, rest)
	}
	s.as(h.owner).do("GET", "/api/keys?state=ACTIVE", "", &active)
	if len(active.Items) != 2 || active.Items[0].RevokedAt != nil {
		t.Errorf("keys that hold: %+v", active.Items)
	}
}

func TestPeople_AnInvitationIsWithdrawn(t *testing.T) {
	s := newStack(t)
	h := s.north
	var invited peopleapi.Invited
	s.as(h.owner).do("POST", "/api/users", `{"email":"ada@new.example","display_name":"Ada","role":"viewer"}`, &invited)
	if e := invited.User.LinkExpiresAt; e == nil || !e.Equal(invited.Link.ExpiresAt.Truncate(time.Microsecond)) {
		t.Errorf("the open link ends %v, want %v", e, invited.Link.ExpiresAt)
	}
	path := "/api/users/" + invited.User.ID.String() + "/link"
	var after peopleapi.Member
	s.as(h.owner).do("DELETE", path, "", &after)
	if after.Status != "INVITED" || after.LinkExpiresAt != nil {
		t.Errorf("without a link: %+v", after)
	}
	s.as("").refused("POST", "/api/links/look", fmt.Sprintf(`{"token":%q}`, invited.Link.Token), "LINK_INVALID")
	var again peopleapi.PasswordLink
	s.as(h.owner).do("POST", path, "", &again)
	var holder peopleapi.LinkHolder
	s.as("").do("POST", "/api/links/accept", fmt.Sprintf(`{"token":%q,"password":%q,"display_name":" Ada of Night "}`, again.Token, password), &holder)
	if me := get[httpapi.Me](s, "/api/me", s.login("ada@new.example")); holder.DisplayName != "Ada of Night" || me.User.DisplayName != "Ada of Night" || holder.MinPassword != 12 {
		t.Errorf("after the link: %+v and %+v", holder, me.User)
	}
}

func TestPeople_PlacesAreThoseOneAdministers(t *testing.T) {
	s := newStack(t)
	h := s.north
	barn, err := s.db.CreateSite(t.Context(), h.tenant.Key, registry.Site{Name: "Barn", TimeZone: "Europe/Berlin"})
	if err != nil {
		t.Fatal(err)
	}
	var all, one peopleapi.PlaceList
	s.as(h.owner).do("GET", "/api/users/places", "", &all)
	_, local := s.invite(h.owner, "local@new.example", "owner", s.nodeOf(h, barn))
	s.as(local).do("GET", "/api/users/places", "", &one)
	if !all.Whole || len(all.Items) < 2 || one.Whole || len(one.Items) != 1 || one.Items[0].Name != "Barn" {
		t.Errorf("the owner of all administers %+v, of one site %+v", all, one)
	}
}
