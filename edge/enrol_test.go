package edge_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ohmstead/edge"
	"ohmstead/edge/site"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// registrar takes every edge in and keeps what it was asked.
type registrar struct {
	t      *testing.T
	codes  []wire.EnrolRequest
	keys   []wire.KeyChange
	refuse bool // the answer is lost
}

func (r *registrar) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	var enrolment wire.EnrolRequest
	var change wire.KeyChange
	into := any(&enrolment)
	if q.URL.Path == "/api/enrol/key" {
		into = &change
	}
	if err := json.NewDecoder(q.Body).Decode(into); err != nil {
		r.t.Error(err)
	}
	if q.URL.Path == "/api/enrol/key" {
		r.keys = append(r.keys, change)
	} else {
		r.codes = append(r.codes, enrolment)
	}
	if r.refuse {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	_, _ = w.Write([]byte(`{"tenant_id":"0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21","site_id":"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10","edge_id":"0198c0de-0000-7000-8000-000000000021",
		"hub":"nats-leaf://127.0.0.1:7422","ca":"","orders_key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","site_name":"Barn: \"north\"","time_zone":"Europe/Berlin"}`))
}

func TestAnEdgeEnrolsWithItsOwnKeyAndChangesIt(t *testing.T) {
	r := &registrar{t: t, refuse: true}
	server := httptest.NewServer(r)
	defer server.Close()
	e := edge.Enrolment{Dir: filepath.Join(t.TempDir(), "edge"), Backend: server.URL, Code: "7K3M-9QXT-20VW"}
	if _, err := edge.Enrol(context.Background(), e); err == nil {
		t.Fatal("a lost answer enrols")
	}
	r.refuse = false
	c, err := edge.Enrol(t.Context(), e)
	if err != nil || c.Edge != "0198c0de-0000-7000-8000-000000000021" || c.Backend != server.URL {
		t.Fatalf("enrolled as %+v, %v", c, err)
	}
	if len(r.codes) != 2 || r.codes[0].NKey != r.codes[1].NKey || !strings.HasPrefix(r.codes[0].NKey, "U") {
		t.Errorf("the second try had another key: %+v", r.codes)
	}
	if s, err := site.Load(edge.SiteFile(e.Dir)); err != nil || s.Name != `Barn: "north"` || s.TimeZone != "Europe/Berlin" {
		t.Errorf("the first site file says %q, %v", s.Name, err)
	}
	if _, err := edge.Enrol(t.Context(), e); !errors.Is(err, reason.New(reason.EnrolledElsewhere, nil)) {
		t.Errorf("enrolled twice: %v", err)
	}

	r.refuse = true
	if err := edge.RotateKey(t.Context(), c, ""); err == nil {
		t.Fatal("a lost answer changes the key")
	}
	r.refuse = false
	if err := edge.RotateKey(t.Context(), c, ""); err != nil {
		t.Fatal(err)
	}
	if len(r.keys) != 2 || r.keys[0].New != r.keys[1].New || r.keys[1].Old != r.codes[0].NKey || r.keys[1].New == r.keys[1].Old {
		t.Errorf("asked to change keys by %+v", r.keys)
	}
	seed, err := os.ReadFile(c.SeedFile)
	if err != nil || !strings.HasPrefix(string(seed), "SU") {
		t.Errorf("the key in place is %d bytes, %v", len(seed), err)
	}
	if _, err := os.Stat(c.SeedFile + ".next"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the next key is still there: %v", err)
	}
}

func TestACredentialBeyondThisMachineTrustsItsOwnCertificates(t *testing.T) {
	file := filepath.Join(t.TempDir(), "edge.json")
	c := edge.Credential{
		Tenant: "0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21", Site: "6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10", Edge: "0198c0de-0000-7000-8000-000000000021",
		Hub: "nats-leaf://bus.example.org:7422", SeedFile: "seed.nk", OrdersKey: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", CA: "nonsense",
	}
	if err := c.Save(file); err != nil {
		t.Fatal(err)
	}
	if _, err := edge.LoadCredential(file); err == nil || !strings.Contains(err.Error(), "no certificate") {
		t.Errorf("nonsense for certificates: %v", err)
	}
	c.CA = ""
	if err := c.Save(file); err != nil {
		t.Fatal(err)
	}
	if _, err := edge.LoadCredential(file); err != nil {
		t.Errorf("the system's certificates: %v", err)
	}
}
