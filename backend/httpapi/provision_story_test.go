package httpapi_test

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nkeys"

	provisionapi "ohmstead/backend/httpapi/provision"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// machine is an edge that wants to enrol: a key pair.
type machine struct {
	t      testing.TB
	pair   nkeys.KeyPair
	public string
}

func newMachine(t testing.TB) machine {
	t.Helper()
	pair, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	public, err := pair.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	return machine{t, pair, public}
}

func (m machine) sign(message []byte) string {
	m.t.Helper()
	raw, err := m.pair.Sign(message)
	if err != nil {
		m.t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// offer is what the machine asks with a code.
func (m machine) offer(code string) string {
	m.t.Helper()
	r := wire.EnrolRequest{Code: code, NKey: m.public, Software: "1.0"}
	r.Signature = m.sign(r.Proof())
	data, err := json.Marshal(r)
	if err != nil {
		m.t.Fatal(err)
	}
	return string(data)
}

// change is what the machine asks to take another's key.
func (m machine) change(edge string, next machine) wire.KeyChange {
	k := wire.KeyChange{Edge: edge, Old: m.public, New: next.public}
	k.ByOld, k.ByNew = m.sign(k.Proof()), next.sign(k.Proof())
	return k
}

func (s *stack) addEdge(h household, site registry.Site) provisionapi.EdgeWithCode {
	s.t.Helper()
	var added provisionapi.EdgeWithCode
	s.as(h.owner).do("POST", "/api/sites/"+site.ID.String()+"/edges", `{"name":"Cabinet 1"}`, &added)
	return added
}

// barn is a site without an edge.
func (s *stack) barn(h household) registry.Site {
	s.t.Helper()
	site, err := s.db.CreateSite(s.t.Context(), h.tenant.Key, registry.Site{Name: "Barn", TimeZone: "Europe/Berlin"})
	if err != nil {
		s.t.Fatal(err)
	}
	return site
}

func TestProvision_ACodeIsExchangedOnce(t *testing.T) {
	s := newStack(t)
	h, m := s.north, newMachine(t)
	barn := s.barn(h)
	added := s.addEdge(h, barn)
	if added.Edge.State != "PENDING" || len(added.Code) != 14 || time.Until(added.ExpiresAt) > time.Hour || added.Edge.CodeUntil == nil {
		t.Fatalf("added %+v", added)
	}
	anonymous := s.as("")
	anonymous.refused("POST", "/api/enrol", m.offer("0000-0000-0000"), "ENROLMENT_CODE_WRONG")
	forged := strings.Replace(m.offer(added.Code), m.public, newMachine(t).public, 1)
	anonymous.refused("POST", "/api/enrol", forged, "ENROLMENT_KEY_NOT_PROVEN")

	var enrolled provisionapi.Enrolled
	anonymous.do("POST", "/api/enrol", m.offer(strings.ToLower(strings.ReplaceAll(added.Code, "-", " "))), &enrolled)
	if enrolled.EdgeID != added.Edge.ID.String() || enrolled.SiteID != barn.ID.String() || enrolled.TenantID != h.tenant.ID.String() ||
		enrolled.Hub != "nats-leaf://bus.example.org:7422" || enrolled.CA == "" || enrolled.OrdersKey == "" || enrolled.SiteName != "Barn" || enrolled.TimeZone != "Europe/Berlin" {
		t.Errorf("enrolled as %+v", enrolled)
	}
	record, err := s.db.FindEdge(t.Context(), m.public)
	if err != nil || record.Edge.State != registry.Enrolled || record.Edge.Site != barn.ID {
		t.Errorf("the bus finds %+v, %v", record, err)
	}
	// The answer was lost: the same key is answered again, another is not.
	anonymous.do("POST", "/api/enrol", m.offer(added.Code), nil)
	anonymous.refused("POST", "/api/enrol", newMachine(t).offer(added.Code), "ENROLMENT_CODE_USED")

	second := s.addEdge(h, barn)
	anonymous.refused("POST", "/api/enrol", newMachine(t).offer(second.Code), "SITE_HAS_EDGE")
	foreign := s.addEdge(s.south, s.barn(s.south))
	anonymous.refused("POST", "/api/enrol", m.offer(foreign.Code), "ENROLMENT_KEY_TAKEN")
	s.as(h.owner).refused("POST", "/api/edges/"+added.Edge.ID.String()+"/code", "", "EDGE_ENROLLED")
}

func TestProvision_ACodeExpires(t *testing.T) {
	s := newStack(t)
	added := s.addEdge(s.north, s.barn(s.north))
	later := time.Now().Add(time.Hour + time.Minute)
	s.shift = func() time.Time { return later }
	s.as("").refused("POST", "/api/enrol", newMachine(t).offer(added.Code), "ENROLMENT_CODE_EXPIRED")
}

func TestProvision_GuessingIsBounded(t *testing.T) {
	s := newStack(t)
	m := newMachine(t)
	for range 40 {
		if _, answer := s.as("").ask("POST", "/api/enrol", m.offer("GUES-SED0-0000")); strings.Contains(answer, "TOO_MANY_ATTEMPTS") {
			return
		}
	}
	t.Error("40 codes were guessed without a pause")
}

func TestProvision_ARevokedEdgeIsCutAndComesBackWithANewCode(t *testing.T) {
	s := newStack(t)
	h, m := s.north, newMachine(t)
	added := s.addEdge(h, s.barn(h))
	s.as("").do("POST", "/api/enrol", m.offer(added.Code), nil)
	path := "/api/edges/" + added.Edge.ID.String()
	s.as(s.login("operator@north.example")).refused("POST", path+"/revoke", "", "FORBIDDEN")
	var revoked provisionapi.Edge
	s.as(h.owner).do("POST", path+"/revoke", "", &revoked)
	if revoked.State != "REVOKED" || revoked.RevokedAt == nil || !slices.Contains(s.cuts, added.Edge.ID) {
		t.Errorf("revoked %+v, cut %v", revoked, s.cuts)
	}
	s.as("").refused("POST", "/api/enrol", m.offer(added.Code), "ENROLMENT_CODE_EXPIRED")
	var again provisionapi.EdgeWithCode
	s.as(h.owner).do("POST", path+"/code", "", &again)
	if again.Edge.State != "PENDING" || again.Edge.NKey != "" {
		t.Errorf("with a new code it is %+v", again.Edge)
	}
	s.as("").refused("POST", "/api/enrol", m.offer(added.Code), "ENROLMENT_CODE_WRONG")
	s.as("").do("POST", "/api/enrol", newMachine(t).offer(again.Code), nil)
	if _, err := s.db.FindEdge(t.Context(), m.public); err == nil {
		t.Error("the key before the revocation still finds the edge")
	}
}

func TestProvision_AKeyIsChangedByBothKeys(t *testing.T) {
	s := newStack(t)
	h, old, next := s.north, newMachine(t), newMachine(t)
	added := s.addEdge(h, s.barn(h))
	id := added.Edge.ID.String()
	s.as("").do("POST", "/api/enrol", old.offer(added.Code), nil)
	ask := func(k wire.KeyChange) string {
		data, err := json.Marshal(k)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	forged := old.change(id, next)
	forged.ByOld = next.sign(forged.Proof())
	s.as("").refused("POST", "/api/enrol/key", ask(forged), "ENROLMENT_KEY_NOT_PROVEN")
	s.as("").refused("POST", "/api/enrol/key", ask(newMachine(t).change(id, next)), "NOT_FOUND")
	s.as("").do("POST", "/api/enrol/key", ask(old.change(id, next)), nil)
	s.as("").do("POST", "/api/enrol/key", ask(old.change(id, next)), nil) // the answer was lost
	for name, m := range map[string]machine{"old": old, "new": next} {
		if _, err := s.db.FindEdge(t.Context(), m.public); err != nil {
			t.Errorf("before the new key is used, the %s one: %v", name, err)
		}
	}
	record, err := s.db.FindEdge(t.Context(), next.public)
	if err != nil || record.Edge.Former != old.public {
		t.Fatalf("the edge is %+v, %v", record.Edge, err)
	}
	if err := s.db.SettleKey(t.Context(), record); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.FindEdge(t.Context(), old.public); err == nil {
		t.Error("the old key holds although the new one was used")
	}
}

func TestProvision_EdgesAreListedPageByPage(t *testing.T) {
	s := newStack(t)
	h := s.north
	barn := s.barn(h)
	for range 3 {
		s.addEdge(h, barn)
	}
	first := get[provisionapi.EdgePage](s, "/api/edges?state=PENDING&limit=2&site="+barn.ID.String(), h.viewer)
	rest := get[provisionapi.EdgePage](s, "/api/edges?state=PENDING&limit=2&site="+barn.ID.String()+"&cursor="+first.Next, h.viewer)
	if len(first.Items) != 2 || first.Next == "" || len(rest.Items) != 1 || rest.Next != "" || rest.Items[0].ID == first.Items[1].ID {
		t.Errorf("pages of %d and %d, next %q and %q", len(first.Items), len(rest.Items), first.Next, rest.Next)
	}
	path := "/api/edges/" + rest.Items[0].ID.String()
	s.as(h.owner).refused("PUT", path, `{"version":7,"name":"Cabinet 2"}`, "VERSION_CONFLICT")
	var renamed provisionapi.Edge
	s.as(h.owner).do("PUT", path, `{"version":1,"name":"Cabinet 2"}`, &renamed)
	if renamed.Name != "Cabinet 2" || renamed.Version != 2 {
		t.Errorf("renamed %+v", renamed)
	}
	// The same request makes one edge.
	twice := s.as(h.owner).same("one and the same")
	var a, b provisionapi.EdgeWithCode
	twice.do("POST", "/api/sites/"+barn.ID.String()+"/edges", `{"name":"Twice"}`, &a)
	twice.do("POST", "/api/sites/"+barn.ID.String()+"/edges", `{"name":"Twice"}`, &b)
	if a.Edge.ID != b.Edge.ID || a.Code == b.Code {
		t.Errorf("made %s and %s with codes %s and %s", a.Edge.ID, b.Edge.ID, a.Code, b.Code)
	}
	twice.refused("POST", "/api/sites/"+barn.ID.String()+"/edges", `{"name":"Other"}`, "IDEMPOTENCY_KEY_REUSED")
}

func TestProvision_AKeyIsChangedFromAfar(t *testing.T) {
	s := newStack(t)
	h, m := s.north, newMachine(t)
	barn := s.barn(h)
	added := s.addEdge(h, barn)
	path := "/api/edges/" + added.Edge.ID.String()
	order := func(expires time.Duration) string {
		return `{"reason":"the cabinet was open","expires_at":"` + time.Now().Add(expires).UTC().Truncate(time.Second).Format(time.RFC3339) + `"}`
	}
	s.as(h.owner).refused("POST", path+"/key-rotation", order(time.Hour), "NOT_FOUND") // it has no key yet
	s.as("").do("POST", "/api/enrol", m.offer(added.Code), nil)
	s.as(s.login("operator@north.example")).refused("POST", path+"/key-rotation", order(time.Hour), "FORBIDDEN")
	s.as(h.owner).refused("POST", path+"/key-rotation", order(-time.Hour), "COMMAND_EXPIRED")
	s.as(h.owner).refused("POST", path+"/key-rotation", order(8*24*time.Hour), "INVALID_VALUE")

	var ordered, again provisionapi.Edge
	body, once := order(time.Hour), s.as(h.owner).same("one and the same")
	once.do("POST", path+"/key-rotation", body, &ordered)
	once.do("POST", path+"/key-rotation", body, &again)
	if r := ordered.Rotation; r == nil || r.State != "ISSUED" || r.At != nil || again.Rotation.Command != r.Command || ordered.NKey != m.public {
		t.Fatalf("ordered %+v, again %+v", ordered.Rotation, again.Rotation)
	}
	// The edge says what came of it; the newest order is the one that is shown.
	record, err := s.db.FindEdge(t.Context(), m.public)
	if err != nil {
		t.Fatal(err)
	}
	ack := wire.Ack{
		Version: wire.Version, Command: ordered.Rotation.Command.String(), Seq: 1, State: wire.AckFailed, At: time.Now().UTC(),
		Codes: []reason.Code{reason.EdgeKeyNotChanged}, Params: reason.Params{"detail": "the disk is full"},
	}
	if err := s.db.Acknowledge(t.Context(), record, ack); err != nil {
		t.Fatal(err)
	}
	failed := get[provisionapi.Edge](s, path, h.viewer)
	if r := failed.Rotation; r.State != "FAILED" || r.At == nil || !strings.Contains(r.TextEN, "the disk is full") || !slices.Contains(r.Codes, reason.EdgeKeyNotChanged) {
		t.Errorf("it failed as %+v", r)
	}
	s.as(h.owner).do("POST", path+"/key-rotation", order(2*time.Hour), &ordered)
	if ordered.Rotation.State != "ISSUED" || ordered.Rotation.Command == failed.Rotation.Command {
		t.Errorf("a second order is shown as %+v", ordered.Rotation)
	}
}
