package provision

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Edge is an on-site controller as people administer it.
type Edge struct {
	ID       uuid.UUID
	Tenant   uuid.UUID
	Site     uuid.UUID
	SiteName string
	SiteKey  int32
	Name     string
	State    registry.EdgeState
	NKey     string // "" until it is enrolled
	Former   string // the key before, while it holds
	Revision int64  // counts the changes people make
	Software string
	Created  time.Time
	Enrolled *time.Time
	Revoked  *time.Time
	LastSeen *time.Time
	// Hash is that of the site file it said last it runs, "" where it never said; Runs the version with
	// it, 0 where there is none; Newest the newest version there is, 0 without one.
	Hash         string
	Runs, Newest int64
	// Rotation is the newest order to change its key; nil where there never was one.
	Rotation *Rotation
	// FormerUntil is when the key before holds no more, used or not; nil without one.
	FormerUntil *time.Time
	// CodeUntil is when the code it may enrol with expires; nil without one that is open.
	CodeUntil *time.Time
}

// Rotation is an order to an edge to change its key, with what came of it.
type Rotation struct {
	Command         uuid.UUID
	State           dispatch.State
	Reason          string
	Issued, Expires time.Time
	// At, Codes and Params are of its newest answer; At is nil before the first.
	At     *time.Time
	Codes  []reason.Code
	Params reason.Params
}

// NewRotation is an order to give.
type NewRotation struct {
	Edge    uuid.UUID
	Reason  string
	Expires time.Time
	// Key makes the request one and the same however often it is made; "" for one that is not repeated.
	Key string
}

// NewEdge is an edge to make.
type NewEdge struct {
	Name string
	// Key makes the request one and the same however often it is made; "" for one that is not repeated.
	Key string
}

// Code is a code as it is handed on: its text is shown once.
type Code struct {
	Text    string
	Expires time.Time
}

// StoredCode is a code as it is kept.
type StoredCode struct {
	Hash             []byte
	By               uuid.UUID
	Created, Expires time.Time
}

// FoundCode is a code that somebody offers, as it was found.
type FoundCode struct {
	Edge    Edge
	Tenant  int32 // its key
	Expires time.Time
	Used    *time.Time
	UsedBy  string
	// Busy is the edge that is enrolled at the same site, "" for none.
	Busy string
	// TimeZone is the site's.
	TimeZone string
}

// Filter selects edges; the zero Filter selects all of the scope.
type Filter struct {
	Site   *uuid.UUID
	State  registry.EdgeState
	Cursor string
	Limit  int // 1 to 500; 0 means 100
}

// CodeLife is how long a code can be used.
const CodeLife = time.Hour

// alphabet of codes: none of its letters looks like a digit. Source: Crockford's Base32.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// codeLength gives a code 60 bits: with the attempts per window that Enrol allows, all hosts together
// find one of a thousand open codes in more than a million years.
const codeLength = 12

// drawCode draws a code, grouped for reading.
func drawCode() (text string, err error) {
	raw := make([]byte, codeLength)
	if _, err := rand.Read(raw); err != nil {
		return "", fmt.Errorf("draw a code: %w", err)
	}
	for i, b := range raw {
		if i > 0 && i%4 == 0 {
			text += "-"
		}
		text += string(alphabet[b%32]) // 32 divides 256: every letter is as likely
	}
	return text, nil
}

func hashCode(text string) []byte {
	sum := sha256.Sum256([]byte(wire.PlainCode(text)))
	return sum[:]
}
