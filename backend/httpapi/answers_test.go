package httpapi_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"ohmstead/backend/httpapi"
	"ohmstead/backend/httpapi/operation"
)

// book holds real answers against what the API description says of them.
type book struct {
	compiler *jsonschema.Compiler
	paths    map[string]any

	mu    sync.Mutex
	known map[string]*jsonschema.Schema // by their place in the description; nil where it says nothing
}

const bookAt = "https://ohmstead.example/openapi.json"

// plainBook is the one book of all servers without adapters: it takes longer to make than most of a story.
var plainBook = sync.OnceValues(func() (*book, error) { return readBook() })

func newBook(t testing.TB, adapters ...operation.Adapter) *book {
	t.Helper()
	read := plainBook
	if len(adapters) > 0 {
		read = func() (*book, error) { return readBook(adapters...) }
	}
	b, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func readBook(adapters ...operation.Adapter) (*book, error) {
	raw, err := httpapi.Document(adapters...)
	if err != nil {
		return nil, err
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	b := &book{compiler: jsonschema.NewCompiler(), paths: document.(map[string]any)["paths"].(map[string]any), known: map[string]*jsonschema.Schema{}}
	b.compiler.DefaultDraft(jsonschema.Draft2020) // OpenAPI 3.1.0, section 4.8.24
	b.compiler.AssertFormat()
	return b, b.compiler.AddResource(bookAt, document)
}

// pathOf is the path of the description that an address is of, those without parameters first.
func (b *book) pathOf(address string) string {
	address, _, _ = strings.Cut(address, "?")
	if _, ok := b.paths[address]; ok {
		return address
	}
	parts := strings.Split(address, "/")
	for path := range b.paths {
		of := strings.Split(path, "/")
		same := len(of) == len(parts)
		for i := 0; same && i < len(of); i++ {
			same = strings.HasPrefix(of[i], "{") || of[i] == parts[i]
		}
		if same {
			return path
		}
	}
	return ""
}

// check fails for an answer that is not as it is described. Answers that are no JSON have no schema.
func (b *book) check(t testing.TB, method, address string, response *http.Response, body []byte) {
	t.Helper()
	media, _, _ := strings.Cut(response.Header.Get("Content-Type"), ";")
	path := b.pathOf(address)
	if path == "" || !strings.HasSuffix(media, "json") {
		return
	}
	status := "200"
	if response.StatusCode >= http.StatusBadRequest {
		status = "default"
	} else if response.StatusCode != http.StatusOK {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	escape := func(s string) string {
		return url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(s))
	}
	place := "#/paths/" + escape(path) + "/" + strings.ToLower(method) + "/responses/" + status + "/content/" + escape(media) + "/schema"
	schema, known := b.known[place]
	if !known {
		var err error
		if schema, err = b.compiler.Compile(bookAt + place); err != nil {
			t.Errorf("%s %s answers %s with %s, which is not described: %v", method, path, status, media, err)
		}
		b.known[place] = schema
	}
	if schema == nil {
		return
	}
	answer, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Errorf("%s %s: %v", method, address, err)
		return
	}
	if err := schema.Validate(answer); err != nil {
		t.Errorf("%s %s answers otherwise than described: %v", method, path, err)
	}
}
