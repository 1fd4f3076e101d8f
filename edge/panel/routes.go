package panel

import (
	"encoding/json"
	"errors"
	"io/fs"
	"mime"
	"net"
	"net/http"
	"path"
	"runtime/debug"
	"strconv"
	"strings"

	"ohmstead/energy/reason"
)

// mostBody bounds what a request may carry.
const mostBody = 64 << 10

// routes is the whole tree of paths.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("POST /api/panel/login", s.logIn)
	mux.HandleFunc("POST /api/panel/logout", s.logOut)
	mux.HandleFunc("GET /api/panel/report", s.inside(s.report))
	mux.HandleFunc("POST /api/panel/orders", s.inside(s.order))
	s.commissioning(mux)
	mux.HandleFunc("/api/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, reason.New(reason.NotFound, reason.Params{"what": "page"}))
	})
	mux.HandleFunc("/", s.page)
	return s.guarded(mux)
}

// policy is the content security policy of every page: everything from here, nothing inline but
// styles, which the component library sets at run time.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// guarded closes what browsers leave open and recovers from what panics. A request under a name that
// is not this machine's is refused, so that no web site can point its own name here (DNS rebinding),
// and so is one that another site makes a browser send.
func (s *Server) guarded(next http.Handler) http.Handler {
	check := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			fault := recover()
			if fault == nil {
				return
			}
			if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				return
			}
			s.config.Log.Error("a request to the panel panicked", "path", r.URL.Path, "err", fault, "stack", string(debug.Stack()))
			refuse(w, reason.New(reason.InternalFault, reason.Params{"request_id": r.URL.Path}))
		}()
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store")
		}
		if !s.ours(r.Host) {
			refuse(w, reason.New(reason.CrossSiteRequest, nil))
			return
		}
		if err := check.Check(r); err != nil {
			refuse(w, reason.Wrap(err, reason.CrossSiteRequest, nil))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ours reports whether a Host header is an address, this machine's loopback name, or the name the
// panel was told to listen on.
func (s *Server) ours(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	return net.ParseIP(strings.Trim(host, "[]")) != nil || host == "localhost" || host == s.host && host != ""
}

// inside lets only those in who have logged in.
func (s *Server) inside(handle func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		cookie, err := r.Cookie(s.cookieName())
		if err != nil || !s.sessions.holds(cookie.Value, s.config.Now()) {
			refuse(w, reason.New(reason.Unauthenticated, nil))
			return
		}
		if err := handle(w, r); err != nil {
			s.fail(w, r, err)
		}
	}
}

// fail answers with a refusal, or says that the edge itself failed and logs why.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if refusal, ok := errors.AsType[*reason.Error](err); ok {
		refuse(w, refusal)
		return
	}
	s.config.Log.Error("a request to the panel failed", "path", r.URL.Path, "err", err)
	refuse(w, reason.Wrap(err, reason.Unavailable, reason.Params{"what": "the edge's answer"}))
}

// problem is a refusal as RFC 9457 has it.
type problem struct {
	Type   string        `json:"type"`
	Title  string        `json:"title"`
	Status int           `json:"status"`
	Detail string        `json:"detail"`
	Code   reason.Code   `json:"reason_code"`
	Params reason.Params `json:"params,omitempty"`
}

func refuse(w http.ResponseWriter, e *reason.Error) {
	entry, _ := reason.Lookup(e.Code)
	status := entry.Status
	if status == 0 {
		status = http.StatusConflict
	}
	text := reason.Text(e.Code, "en", e.Params)
	if retry, ok := e.Params["retry_seconds"].(int); ok && status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", strconv.Itoa(retry))
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	body, err := json.Marshal(problem{
		Type: "/reasons/" + string(e.Code), Title: string(e.Code), Status: status, Detail: text, Code: e.Code, Params: e.Params,
	})
	if err != nil {
		panic(err) // parameters of reasons are plain values
	}
	_, _ = w.Write(append(body, '\n')) // a client that left needs no answer
}

// page answers with a file of the pages, and with the panel's own for every other path.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		refuse(w, reason.New(reason.MethodNotAllowed, reason.Params{"method": r.Method}))
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	cache := "no-cache"
	switch {
	case strings.HasPrefix(name, "assets/"):
		cache = "public, max-age=31536000, immutable"
	case path.Ext(name) == "" || path.Ext(name) == ".html":
		name = "panel.html"
	}
	body, err := fs.ReadFile(s.config.UI, name)
	if errors.Is(err, fs.ErrNotExist) && name == "panel.html" {
		name = "placeholder.html"
		body, err = fs.ReadFile(s.config.UI, name)
	}
	if err != nil {
		refuse(w, reason.New(reason.NotFound, reason.Params{"what": "page"}))
		return
	}
	w.Header().Set("Content-Type", kind(name))
	w.Header().Set("Cache-Control", cache)
	_, _ = w.Write(body) //nolint:gosec // a file of this program's own, chosen by its name; a client that left needs no answer
}

// kind is a file's content type by its name, whatever this machine's own table says.
func kind(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	}
	if known := mime.TypeByExtension(path.Ext(name)); known != "" {
		return known
	}
	return "application/octet-stream"
}
