package wire

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"ohmstead/energy/reason"
)

// Sealed is an order as it travels: the bytes of its body and the backend's Ed25519 signature over
// them, the kind of order and the edge it is for, so that no order can be turned into another kind
// or replayed to another site. Source: RFC 8032 (Ed25519); what is signed: the glossary's "signed
// command".
type Sealed struct {
	Version   int    `json:"version"`
	Body      string `json:"body"`      // base64 of the body's bytes
	Signature string `json:"signature"` // base64 of 64 bytes
}

// signedBytes are what the signature is over: a name for this use of the key, then each part behind
// a line break that none of them contains.
func signedBytes(to Address, kind Kind, body []byte) []byte {
	head := fmt.Sprintf("ohmstead order %d\n%s\n%s\n%s\n%s\n", Version, kind, to.Tenant, to.Site, to.Edge)
	return append([]byte(head), body...)
}

// Seal signs the body of an order to an edge.
func Seal(key ed25519.PrivateKey, to Address, kind Kind, body []byte) ([]byte, error) {
	if err := to.Check(); err != nil {
		return nil, fmt.Errorf("seal %s: %w", kind, err)
	}
	data, err := json.Marshal(Sealed{
		Version: Version, Body: base64.StdEncoding.EncodeToString(body),
		Signature: base64.StdEncoding.EncodeToString(ed25519.Sign(key, signedBytes(to, kind, body))),
	})
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", kind, err)
	}
	if len(data) > MaxOrderBytes {
		return nil, fmt.Errorf("seal %s: %d bytes, want at most %d", kind, len(data), MaxOrderBytes)
	}
	return data, nil
}

// MaxOrderBytes bounds a sealed order: a site's limits for a day in quarter hours fit many times.
const MaxOrderBytes = 512 << 10

// errForged is behind every SIGNATURE_INVALID.
var errForged = errors.New("the signature is not the backend's")

// Open is the body of a sealed order to this edge. It refuses SIGNATURE_INVALID for one that was
// not signed by the key for this edge and kind, and MISSING_FIELD, INVALID_VALUE and SYNTAX_ERROR.
func Open(key ed25519.PublicKey, at Address, kind Kind, data []byte) ([]byte, error) {
	var s Sealed
	err := peekVersion(data, "version")
	if err == nil {
		err = decode(data, MaxOrderBytes, false, &s)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", kind, err)
	}
	body, err := base64.StdEncoding.Strict().DecodeString(s.Body)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", kind, reason.Invalid("body", "…", "base64"))
	}
	signature, err := base64.StdEncoding.Strict().DecodeString(s.Signature)
	if err != nil || len(signature) != ed25519.SignatureSize {
		return nil, fmt.Errorf("open %s: %w", kind, reason.Invalid("signature", "…", "base64 of 64 bytes"))
	}
	if len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, signedBytes(at, kind, body), signature) {
		return nil, fmt.Errorf("open %s: %w", kind, reason.Wrap(errForged, reason.SignatureInvalid, reason.Params{"what": string(kind)}))
	}
	return body, nil
}
