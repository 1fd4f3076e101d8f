// Package page serves static files: the web interface with its client routes, and the page that shows
// the API description. It reads the files once and knows what a browser may keep.
package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed docs
var docsFiles embed.FS

// page is one static file with what a browser needs to cache it.
type page struct {
	body []byte
	kind string
	etag string
}

// Pages are the static files: the web interface, and the page that shows the API description.
type Pages struct {
	ui      map[string]page
	index   page // what every client route answers
	apiDocs map[string]page
}

// Read reads the files once. Without a built interface the placeholder says how to build it.
func Read(ui fs.FS) (*Pages, error) {
	p := &Pages{ui: map[string]page{}}
	if ui != nil {
		if err := readPages(ui, p.ui); err != nil {
			return nil, err
		}
	}
	p.apiDocs = map[string]page{}
	own, err := fs.Sub(docsFiles, "docs")
	if err != nil {
		return nil, fmt.Errorf("open the page of the API description: %w", err)
	}
	if err := readPages(own, p.apiDocs); err != nil {
		return nil, err
	}
	for _, name := range []string{"index.html", "placeholder.html"} {
		if index, ok := p.ui[name]; ok {
			p.index = index
			break
		}
	}
	return p, nil
}

func readPages(from fs.FS, into map[string]page) error {
	return fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(from, name)
		if err != nil {
			return fmt.Errorf("read static file %s: %w", name, err)
		}
		sum := sha256.Sum256(body)
		into[name] = page{body: body, kind: kindOf(name), etag: `W/"` + hex.EncodeToString(sum[:8]) + `"`}
		return nil
	})
}

// kindOf is a file's content type by its name. The table does not depend on the machine's.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// UI answers with a file of the interface, and with its index for every path of a client route; what
// is neither goes to notFound. Files under assets carry a hash in their name and never change.
func (p *Pages) UI(notFound http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.serveUI(w, r) {
			notFound(w, r)
		}
	})
}

func (p *Pages) serveUI(w http.ResponseWriter, r *http.Request) bool {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if file, ok := p.ui[name]; ok && name != "index.html" {
		cache := "no-cache"
		if strings.HasPrefix(name, "assets/") {
			cache = "public, max-age=31536000, immutable"
		}
		file.serve(w, r, cache)
		return true
	}
	if path.Ext(name) != "" && name != "index.html" || strings.HasPrefix(name, "assets/") || strings.HasPrefix(name, "api/") || p.index.body == nil {
		return false
	}
	p.index.serve(w, r, "no-cache")
	return true
}

func (p page) serve(w http.ResponseWriter, r *http.Request, cache string) {
	h := w.Header()
	h.Set("Content-Type", p.kind)
	h.Set("Cache-Control", cache)
	h.Set("ETag", p.etag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(p.body))
}

// Docs serves the page that shows the API description: the interface's own where it has one.
func (p *Pages) Docs() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/docs"), "/")
		if name == "" {
			name = "index.html"
		}
		file, ok := p.apiDocs[name]
		if own, built := p.ui["docs.html"]; built && name == "index.html" {
			file, ok = own, true
		}
		if !ok {
			http.NotFound(w, r)
			return
		}
		file.serve(w, r, "no-cache")
	})
}
