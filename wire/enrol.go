package wire

import (
	"fmt"
	"strings"

	"ohmstead/energy/reason"
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

// KeyAnswer is the backend's answer to a KeyChange that came over the bus.
type KeyAnswer struct {
	Version int    `json:"version"`
	New     string `json:"new_nkey"` // the key that was asked for
	// Code says why it was refused, with its parameters; "" where the key is in force.
	Code   reason.Code    `json:"reason_code,omitempty"`
	Params map[string]any `json:"params,omitempty"`
}

// KeyRotated is the result of a ROTATE_KEY: the public key with which the edge has connected.
type KeyRotated struct {
	NKey string `json:"nkey"`
}

// DecodeKeyChange reads a change of an edge's key. It refuses MISSING_FIELD, INVALID_VALUE and
// SYNTAX_ERROR; whether the keys have signed it is for whoever knows keys.
func DecodeKeyChange(data []byte) (KeyChange, error) {
	var k KeyChange
	err := decode(data, MaxMessageBytes, false, &k)
	if err == nil {
		_, err = parseBoot("edge_id", k.Edge)
	}
	for _, text := range []struct{ field, value string }{
		{"old_nkey", k.Old}, {"new_nkey", k.New}, {"signature_old", k.ByOld}, {"signature_new", k.ByNew},
	} {
		if err == nil {
			err = checkText(text.field, text.value)
		}
	}
	if err != nil {
		return KeyChange{}, fmt.Errorf("decode change of key: %w", err)
	}
	return k, nil
}

// DecodeKeyAnswer reads the answer to one. It refuses MISSING_FIELD, INVALID_VALUE and SYNTAX_ERROR.
func DecodeKeyAnswer(data []byte) (KeyAnswer, error) {
	var a KeyAnswer
	err := peekVersion(data, "version")
	if err == nil {
		err = decode(data, MaxMessageBytes, false, &a)
	}
	if err == nil {
		err = checkText("new_nkey", a.New)
	}
	if err != nil {
		return KeyAnswer{}, fmt.Errorf("decode answer to a change of key: %w", err)
	}
	return a, nil
}
