package enrol_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ohmstead/edge/enrol"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// backend answers every question alike and keeps the last one.
type backend struct {
	status int
	answer string
	path   string
	asked  map[string]any
}

func (b *backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.path = r.URL.Path
	if err := json.NewDecoder(r.Body).Decode(&b.asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if b.status/100 == 3 {
		w.Header().Set("Location", "http://127.0.0.1:1/elsewhere")
	}
	w.WriteHeader(b.status)
	_, _ = w.Write([]byte(b.answer))
}

func client(t *testing.T, b *backend) *enrol.Client {
	t.Helper()
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	c, err := enrol.New(enrol.Config{Backend: server.URL + "/"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestACodeGoesOutAndAPlaceComesBack(t *testing.T) {
	b := &backend{status: 200, answer: `{"tenant_id":"t","site_id":"s","edge_id":"e","hub":"nats-leaf://h:1","ca":"","orders_key":"k","site_name":"Barn","time_zone":"UTC","new":1}`}
	got, err := client(t, b).Exchange(t.Context(), wire.EnrolRequest{Code: "AAAA", NKey: "U", Signature: "x"})
	if err != nil || got.Edge != "e" || got.SiteName != "Barn" || b.path != "/api/enrol" || b.asked["code"] != "AAAA" || b.asked["nkey"] != "U" {
		t.Errorf("got %+v, %v after %s %v", got, err, b.path, b.asked)
	}
}

func TestWhatIsRefusedKeepsItsCode(t *testing.T) {
	tests := map[string]struct {
		b    backend
		code reason.Code
		text string
	}{
		"a code that was used":                            {backend{status: 410, answer: `{"reason_code":"ENROLMENT_CODE_USED","params":{"used_at":"noon"},"detail":"used"}`}, reason.EnrolmentCodeUsed, "noon"},
		"a code of the catalogue that we do not know yet": {backend{status: 409, answer: `{"reason_code":"OF_TOMORROW","detail":"come back tomorrow"}`}, "", "come back tomorrow"},
		"another web server":                              {backend{status: 404, answer: `<html>`}, "", "not as an Ohmstead backend does"},
		"a redirect, which would leak":                    {backend{status: 307, answer: ``}, "", "it answers 307"},
		"an answer that is cut off":                       {backend{status: 200, answer: `{"edge_id":`}, "", "read the answer"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := client(t, &tt.b).Exchange(t.Context(), wire.EnrolRequest{})
			if err == nil || !strings.Contains(err.Error(), tt.text) || tt.code != "" && !errors.Is(err, reason.New(tt.code, nil)) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAKeyChangeGoesToItsOwnPlace(t *testing.T) {
	b := &backend{status: 204}
	if err := client(t, b).ChangeKey(t.Context(), wire.KeyChange{Edge: "e", Old: "a", New: "b"}); err != nil || b.path != "/api/enrol/key" || b.asked["new_nkey"] != "b" {
		t.Errorf("%v after %s %v", err, b.path, b.asked)
	}
}

func TestABackendThatCouldBeReadIsRefused(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]enrol.Config{
		"plain HTTP elsewhere":        {Backend: "http://energy.example.org"},
		"no address":                  {Backend: "energy"},
		"another protocol":            {Backend: "ftp://127.0.0.1"},
		"certificates that are none":  {Backend: "https://127.0.0.1", CAFile: empty},
		"certificates not to be read": {Backend: "https://127.0.0.1", CAFile: empty + "x"},
	} {
		if _, err := enrol.New(c); err == nil {
			t.Errorf("%s is taken", what)
		}
	}
}
