package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/backend/httpapi/pace"
	"ohmstead/backend/httpapi/problem"
	"ohmstead/energy/reason"
)

const sitePath = "/api/sites/6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"

func TestLoginSetsAStrictCookie(t *testing.T) {
	_, address := serve(t, newWorld())
	response, body := ask(t, "POST", address+"/api/login", `{"email":"a@example.com","password":"right"}`)
	if response.StatusCode != http.StatusOK {
		t.Fatal(response.Status, body)
	}
	session := decoded[Session](t, body)
	cookie := response.Cookies()[0]
	if session.Token != ownerToken || cookie.Value != ownerToken || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Secure {
		t.Errorf("session %+v, cookie %+v", session, cookie)
	}
	response, body = ask(t, "GET", address+"/api/me", "", "Cookie: "+cookie.Name+"="+cookie.Value)
	if me := decoded[Me](t, body); response.StatusCode != http.StatusOK || me.Tenant.Name != "Demo" {
		t.Errorf("me with the cookie: %s %s", response.Status, body)
	}
	response, _ = ask(t, "POST", address+"/api/logout", "", asOwner)
	if response.StatusCode != http.StatusOK || response.Cookies()[0].MaxAge >= 0 {
		t.Errorf("logout: %s, cookie %v", response.Status, response.Cookies())
	}
	if response, _ = ask(t, "GET", address+"/api/me", "", asOwner); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("after logging out: %s", response.Status)
	}
}

func TestCookieIsSecureWhereTLSEndsInFront(t *testing.T) {
	_, address := serve(t, newWorld(), func(o *Options) { o.SecureCookies = true })
	response, _ := ask(t, "POST", address+"/api/login", `{"email":"a@example.com","password":"right"}`)
	if !response.Cookies()[0].Secure || response.Header.Get("Strict-Transport-Security") == "" {
		t.Error("neither the cookie nor the page insist on TLS")
	}
}

func TestRefusals(t *testing.T) {
	_, address := serve(t, newWorld())
	long := `{"email":"` + strings.Repeat("x", maxBody) + `"}`
	tests := map[string]struct {
		method, path, body string
		headers            []string
		status             int
		code               reason.Code
		detail             string
		pointers           string
	}{
		"no credential":              {"GET", "/api/sites", "", nil, 401, reason.Unauthenticated, "log in first", ""},
		"a token that is none":       {"GET", "/api/sites", "", []string{"Authorization: Bearer x"}, 401, reason.Unauthenticated, "log in first", ""},
		"another kind of credential": {"GET", "/api/sites", "", []string{"Authorization: Basic eDp5", "Cookie: " + SessionCookie + "=" + ownerToken}, 401, reason.Unauthenticated, "log in first", ""},
		"a viewer cannot ingest":     {"POST", "/api/ingest", "{}", []string{asViewer}, 403, reason.Forbidden, "needs the permission INGEST", ""},
		"a wrong password":           {"POST", "/api/login", `{"email":"a@b","password":"wrong"}`, nil, 401, reason.WrongLogin, "e-mail or password is wrong", ""},
		"too many attempts":          {"POST", "/api/login", `{"email":"busy@example.com","password":"x"}`, nil, 429, reason.TooManyAttempts, "too many attempts; try again in 30 s", ""},
		"a login without a password": {"POST", "/api/login", `{"email":"a@b"}`, nil, 422, reason.MissingField, "password is missing", "/body/password"},
		"a login with more":          {"POST", "/api/login", `{"email":"a@b","password":"x","otp":1}`, nil, 422, reason.UnknownField, "unknown field otp; known are email, password", "/body/otp"},
		"a place with more":          {"POST", "/api/org-nodes", `{"kind":"FLOOR","name":"Attic","size":1}`, []string{asOwner}, 422, reason.UnknownField, "unknown field size; known are key, kind, name, parent_id", "/body/size"},
		"a line with more":           {"POST", "/api/sites/6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10/invoices", `{"counterparty":"Utility","direction":"PAYABLE","kind":"CONSUMPTION","period_from":"2026-01-01","period_to":"2026-02-01","currency":"EUR","issued_on":"2026-02-03","lines":[{"kind":"FIXED","text":"Base","amount":"12","vat_rate":"19","tax":1}]}`, []string{asOwner}, 422, reason.UnknownField, "unknown field tax; known are amount, kind, price, quantity, text, unit, vat_rate", "/body/lines/0/tax"},
		"a password of another type": {"POST", "/api/login", `{"email":"a@b","password":12345678}`, nil, 422, reason.InvalidValue, "password is (hidden), want string", "/body/password"},
		"an empty password":          {"POST", "/api/login", `{"email":"a@b","password":""}`, nil, 422, reason.InvalidValue, "password is (hidden), want length >= 1", "/body/password"},
		"two faults":                 {"POST", "/api/login", `{"email":"","password":""}`, nil, 422, reason.InvalidValue, "email is , want length >= 1", "/body/email /body/password"},
		"a login that is no JSON":    {"POST", "/api/login", "{\n\"email\":}", nil, 400, reason.SyntaxError, "cannot be read: line 2, byte 11: invalid character '}' looking for beginning of value", ""},
		"a login without a body":     {"POST", "/api/login", "", nil, 400, reason.SyntaxError, "cannot be read: request body is required", ""},
		"a login in another form":    {"POST", "/api/login", "email=a", []string{"Content-Type: application/x-www-form-urlencoded"}, 415, reason.UnsupportedContent, "the content type must be application/json", ""},
		"a body too large":           {"POST", "/api/login", long, nil, 413, reason.PayloadTooLarge, "the body is larger than 16384 bytes", ""},
		"an ingest in another form":  {"POST", "/api/ingest", "x", []string{asOwner, "Content-Type: text/plain"}, 415, reason.UnsupportedContent, "the content type must be application/json", ""},
		"a site that is no id":       {"GET", "/api/sites/demo", "", []string{asOwner}, 422, reason.InvalidValue, "id is demo, want a UUID", "/path/id"},
		"a site nobody has":          {"GET", "/api/sites/6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a11", "", []string{asOwner}, 404, reason.NotFound, "there is no such site", ""},
		"a query that is not known":  {"GET", "/api/sites?size=3", "", []string{asOwner}, 422, reason.UnknownField, "unknown field size; known are cursor, id, limit, state, text", "/query/size"},
		"a limit that is no number":  {"GET", "/api/sites?limit=x", "", []string{asOwner}, 422, reason.InvalidValue, "limit is x, want a whole number", "/query/limit"},
		"a limit too large":          {"GET", "/api/sites?limit=1000", "", []string{asOwner}, 422, reason.InvalidValue, "limit is 1000, want number <= 200", "/query/limit"},
		"a cursor of somebody else":  {"GET", "/api/sites?cursor=abc", "", []string{asOwner}, 422, reason.InvalidValue, "cursor is abc, want the next of a page of this list", "/query/cursor"},
		"a series without channels":  {"GET", sitePath + "/series?from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z", "", []string{asOwner}, 422, reason.MissingField, "channel is missing", "/query/channel"},
		"a bucket of seven minutes":  {"GET", sitePath + "/net-power?bucket=7m", "", []string{asOwner}, 422, reason.InvalidValue, "bucket is 7m, want one of 1m, 5m, 15m, 1h", "/query/bucket"},
		"a time without a zone":      {"GET", sitePath + "/net-power?from=2026-06-01", "", []string{asOwner}, 422, reason.InvalidValue, "from is 2026-06-01, want an RFC 3339 instant", "/query/from"},
		"a span that ends first":     {"GET", sitePath + "/net-power?from=2026-06-01T12:00:00Z&to=2026-06-01T12:00:00Z", "", []string{asOwner}, 422, reason.InvalidValue, "to is 2026-06-01T12:00:00Z, want an instant after from", "/query/to"},
		"too many intervals":         {"GET", sitePath + "/net-power?from=2026-01-01T00:00:00Z&bucket=1m", "", []string{asOwner}, 422, reason.InvalidValue, "to is 2026-06-01T12:00:00Z, want at most 5000 intervals of 1m after from", "/query/to"},
		"a channel nobody has":       {"GET", sitePath + "/readings?channel=meter0.Voltage&from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z", "", []string{asOwner}, 422, reason.UnknownChannel, "there is no channel meter0.Voltage", "/query/channel"},
		"a day that is none":         {"GET", sitePath + "/summary?day=2026-02-30", "", []string{asOwner}, 422, reason.InvalidValue, "day is 2026-02-30, want a day as YYYY-MM-DD", "/query/day"},
		"an unknown kind of event":   {"GET", "/api/events?kind=PARTY", "", []string{asOwner}, 422, reason.InvalidValue, "kind is PARTY, want one of ALARM, FAULT, OPERATOR_ACTION, STATE_TRANSITION, DOMAIN", "/query/kind"},
		"another web site":           {"POST", "/api/login", `{"email":"a@b","password":"right"}`, []string{"Sec-Fetch-Site: cross-site"}, 403, reason.CrossSiteRequest, "the request comes from another web site", ""},
		"another web site's cookie":  {"POST", "/api/logout", "", []string{"Origin: http://evil.example", "Cookie: " + SessionCookie + "=" + ownerToken}, 403, reason.CrossSiteRequest, "the request comes from another web site", ""},
		"a path of the API":          {"GET", "/api/nothing", "", nil, 404, reason.NotFound, "there is no such page", ""},
		"another method":             {"DELETE", "/api/sites", "", []string{asOwner}, 405, reason.MethodNotAllowed, "DELETE is not offered here", ""},
		"an asset of an older build": {"GET", "/assets/app-0000.js", "", nil, 404, reason.NotFound, "there is no such page", ""},
		"a way out of the files":     {"GET", "/assets/..%2f..%2fgo.mod", "", nil, 404, reason.NotFound, "there is no such page", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			response, body := ask(t, tt.method, address+tt.path, tt.body, tt.headers...)
			p := decoded[problem.Problem](t, body)
			var pointers []string
			for _, f := range p.Errors {
				pointers = append(pointers, f.Pointer)
			}
			got := strings.Join(pointers, " ")
			if response.StatusCode != tt.status || p.Status != tt.status || p.ReasonCode != tt.code || p.Detail != tt.detail || got != tt.pointers {
				t.Errorf("got  %d %s %q %s\nwant %d %s %q %s", response.StatusCode, p.ReasonCode, p.Detail, got, tt.status, tt.code, tt.detail, tt.pointers)
			}
			if kind := response.Header.Get("Content-Type"); kind != "application/problem+json" {
				t.Errorf("the content type is %q", kind)
			}
			path, _, _ := strings.Cut(tt.path, "?")
			if p.RequestID == "" || p.RequestID != response.Header.Get("X-Request-Id") || p.Type != "/reasons/"+string(tt.code) || !strings.HasPrefix(p.Instance, path[:5]) {
				t.Errorf("request %q, type %q, instance %q", p.RequestID, p.Type, p.Instance)
			}
		})
	}
}

func TestThrottledLoginSaysWhenToComeBack(t *testing.T) {
	_, address := serve(t, newWorld())
	response, _ := ask(t, "POST", address+"/api/login", `{"email":"busy@example.com","password":"x"}`)
	if got := response.Header.Get("Retry-After"); got != "30" {
		t.Errorf("Retry-After is %q", got)
	}
}

func TestWhoSendsTooManyRequestsIsToldWhenToComeBack(t *testing.T) {
	registry := prometheus.NewRegistry()
	_, address := serve(t, newWorld(), func(o *Options) {
		o.Rates.Credential = pace.Rate{PerSecond: 1, Burst: 2}
		o.Metrics = registry
	})
	for range 2 {
		if response, body := ask(t, "GET", address+"/api/me", "", asOwner); response.StatusCode != http.StatusOK {
			t.Fatal(response.Status, body)
		}
	}
	response, body := ask(t, "GET", address+"/api/me", "", asOwner)
	if p := decoded[problem.Problem](t, body); response.StatusCode != http.StatusTooManyRequests || p.ReasonCode != reason.RequestRate || response.Header.Get("Retry-After") != "1" {
		t.Errorf("%s, Retry-After %q: %s", response.Status, response.Header.Get("Retry-After"), body)
	}
	if response, body := ask(t, "GET", address+"/api/me", "", asViewer); response.StatusCode != http.StatusOK {
		t.Errorf("somebody else: %s %s", response.Status, body)
	}
	if response, _ := ask(t, "GET", address+"/healthz", ""); response.StatusCode != http.StatusOK {
		t.Errorf("health: %s", response.Status)
	}
	_, body = ask(t, "GET", address+"/metrics", "")
	if want := `ohmstead_http_problems_total{operation="me",reason="REQUEST_RATE"} 1`; !strings.Contains(body, want) {
		t.Errorf("the metrics lack %s", want)
	}
}

func TestFaultsOfTheServerTellNothing(t *testing.T) {
	w := newWorld()
	w.fault = errors.New("connect to /run/secret/socket: refused")
	_, address := serve(t, w)
	for name, path := range map[string]string{"a fault": "/api/sites", "a bug": "/api/sites/00000000-0000-0000-0000-00000000dead"} {
		response, body := ask(t, "GET", address+path, "", asOwner)
		p := decoded[problem.Problem](t, body)
		if response.StatusCode != http.StatusInternalServerError || p.ReasonCode != reason.InternalFault || strings.Contains(body, "socket") {
			t.Errorf("%s: %s %s", name, response.Status, body)
		}
		if !strings.Contains(p.Detail, p.RequestID) {
			t.Errorf("%s: the detail does not name the request: %s", name, body)
		}
	}
}

func TestEveryPageIsClosed(t *testing.T) {
	_, address := serve(t, newWorld())
	for _, path := range []string{"/", "/docs", "/api/me", "/nothing.txt", "/healthz"} {
		response, _ := ask(t, "GET", address+path, "")
		for _, name := range []string{
			"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
			"Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy", "X-Request-Id",
		} {
			if response.Header.Get(name) == "" {
				t.Errorf("%s has no %s", path, name)
			}
		}
		if csp := response.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe-eval") || strings.Contains(csp, "script-src 'self' 'unsafe-inline'") || strings.Contains(csp, "http") {
			t.Errorf("%s: %s", path, csp)
		}
	}
}

func TestPages(t *testing.T) {
	_, address := serve(t, newWorld())
	tests := map[string]struct{ path, kind, cache, contains string }{
		"the start page":              {"/", "text/html; charset=utf-8", "no-cache", "Ohmstead"},
		"a client route":              {"/sites/6f1c/devices", "text/html; charset=utf-8", "no-cache", "Ohmstead"},
		"a file with a hash":          {"/assets/app-1234.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "the app"},
		"a file":                      {"/icon.svg", "image/svg+xml", "no-cache", "<svg/>"},
		"the index by name":           {"/index.html", "text/html; charset=utf-8", "no-cache", "Ohmstead"},
		"the page of the description": {"/docs", "text/html; charset=utf-8", "no-cache", "Ohmstead API"},
		"its script":                  {"/docs/docs.js", "text/javascript; charset=utf-8", "no-cache", "openapi.json"},
		"the description":             {"/openapi.json", "application/openapi+json", "", `"openapi": "3.1.0"`},
		"health":                      {"/healthz", "text/plain; charset=utf-8", "", "ok"},
		"readiness":                   {"/readyz", "application/json", "", "{}"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			response, body := ask(t, "GET", address+tt.path, "")
			h := response.Header
			if response.StatusCode != http.StatusOK || h.Get("Content-Type") != tt.kind || h.Get("Cache-Control") != tt.cache || !strings.Contains(body, tt.contains) {
				t.Errorf("%s %q %q %.60q", response.Status, h.Get("Content-Type"), h.Get("Cache-Control"), body)
			}
			if head, nothing := ask(t, "HEAD", address+tt.path, ""); head.StatusCode != http.StatusOK || nothing != "" {
				t.Errorf("HEAD: %s %q", head.Status, nothing)
			}
			if etag := h.Get("ETag"); etag != "" {
				if again, _ := ask(t, "GET", address+tt.path, "", "If-None-Match: "+etag); again.StatusCode != http.StatusNotModified {
					t.Errorf("asked again: %s", again.Status)
				}
			}
		})
	}
}

func TestJSONAndFilesAreCompressed(t *testing.T) {
	_, address := serve(t, newWorld())
	for _, path := range []string{"/assets/app-1234.js", "/openapi.json", sitePath + "/live"} {
		response, body := ask(t, "GET", address+path, "", "Accept-Encoding: gzip", asOwner)
		if response.Header.Get("Content-Encoding") != "gzip" || !strings.HasPrefix(body, "\x1f\x8b") {
			t.Errorf("%s: encoding %q", path, response.Header.Get("Content-Encoding"))
		}
	}
}

func TestWithoutAnInterfaceThePlaceholderIsShown(t *testing.T) {
	_, address := serve(t, newWorld(), func(o *Options) {
		o.UI = fstest.MapFS{"placeholder.html": {Data: []byte("run make build")}}
	})
	if _, body := ask(t, "GET", address+"/sites", ""); body != "run make build" {
		t.Errorf("got %q", body)
	}
}

func TestReadinessNamesWhatIsMissing(t *testing.T) {
	down := errors.New("no connection")
	_, address := serve(t, newWorld(), func(o *Options) {
		o.Checks = []Check{{"database", func(context.Context) error { return nil }}, {"bus", func(context.Context) error { return down }}}
	})
	response, body := ask(t, "GET", address+"/readyz", "")
	if p := decoded[problem.Problem](t, body); response.StatusCode != http.StatusServiceUnavailable || p.Detail != "the bus is not available now" {
		t.Errorf("%s %s", response.Status, body)
	}
	if response.Header.Get("Retry-After") == "" {
		t.Error("it does not say when to ask again")
	}
}

func TestMetricsCountByOperation(t *testing.T) {
	_, address := serve(t, newWorld())
	ask(t, "GET", address+sitePath, "", asOwner)
	ask(t, "GET", address+"/api/sites", "")
	_, body := ask(t, "GET", address+"/metrics", "")
	for _, line := range []string{
		`ohmstead_http_request_seconds_count{operation="site",status="200"} 1`,
		`ohmstead_http_problems_total{operation="sites",reason="UNAUTHENTICATED"} 1`,
	} {
		if !strings.Contains(body, line) {
			t.Errorf("%s is missing in\n%s", line, body)
		}
	}
}

func TestAPartThatIsNotTheAPIAnswersItsHealthAlone(t *testing.T) {
	_, address := serve(t, newWorld(), func(o *Options) { o.OperationOnly = true })
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 200, "/": 404, "/api/me": 404, "/docs": 404} {
		if response, body := ask(t, "GET", address+path, "", asOwner); response.StatusCode != want {
			t.Errorf("%s: %s %s", path, response.Status, body)
		}
	}
}
