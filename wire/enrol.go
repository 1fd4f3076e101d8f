package wire

import (
	"fmt"
	"strings"
)

// EnrolRequest is what an edge exchanges its code with, over HTTPS. The signature proves that the key
// is the asker's own; the private key never leaves the edge.
type EnrolRequest struct {
	Code      string `json:"code"`
	NKey      string `json:"nkey"`      // public user key, U…
	Signature string `json:"signature"` // base64 URL alphabet, without padding, over Proof
	Software  string `json:"software"`
}

// Proof is what the key signs: a name for this use of it, then the code as it counts and the key.
func (r EnrolRequest) Proof() []byte {
	return fmt.Appendf(nil, "ohmstead enrol %d\n%s\n%s\n", Version, PlainCode(r.Code), r.NKey)
}

// PlainCode is an enrolment code as it counts: capitals without spaces and dashes; the letters O, I and
// L, which no code has, are the digits they look like. Source: Crockford's Base32.
func PlainCode(code string) string {
	return strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(code))
}

// Enrolled is the answer to an EnrolRequest: who the edge is now and where it connects.
type Enrolled struct {
	Tenant string `json:"tenant_id"`
	Site   string `json:"site_id"`
	Edge   string `json:"edge_id"`
	// Hub is where the bus listens for edges: nats-leaf://host:port.
	Hub string `json:"hub"`
	// CA are the certificates that vouch for the hub, PEM; empty where the system's do.
	CA string `json:"ca"`
	// OrdersKey is the backend's public key for orders, base64.
	OrdersKey string `json:"orders_key"`
	SiteName  string `json:"site_name"`
	TimeZone  string `json:"time_zone"`
}

// KeyChange is an edge's new key. Both keys sign it: the old one says that the edge wants it, the new
// one that the edge has it.
type KeyChange struct {
	Edge string `json:"edge_id"`
	Old  string `json:"old_nkey"`
	New  string `json:"new_nkey"`
	// ByOld and ByNew are signatures over Proof, base64 URL alphabet without padding.
	ByOld string `json:"signature_old"`
	ByNew string `json:"signature_new"`
}

// Proof is what both keys sign.
func (k KeyChange) Proof() []byte {
	return fmt.Appendf(nil, "ohmstead key %d\n%s\n%s\n%s\n", Version, k.Edge, k.Old, k.New)
}
