package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"time"

	"github.com/google/uuid"
)

// Entry is one change of one row.
type Entry struct {
	ID      int64 // counts the entries of the database
	SiteKey *int32
	Site    uuid.UUID // the public id of the site, for display; not part of the seal
	At      time.Time // in microseconds, as the database keeps it
	// Actor is user:id or edge:id, or role:name where somebody wrote without the product.
	Actor string
	// ActorName is who that is now, for display; not part of the seal.
	ActorName string
	Request   string // id of the request that led to it; empty where it was none
	Action    Action
	Entity    string // table
	EntityID  string
	// Before and After are the row as JSON, as the database writes it; nil where there was none.
	Before, After []byte
}

// Action is what happened to a row.
type Action string

// Actions.
const (
	Insert Action = "INSERT"
	Update Action = "UPDATE"
	Delete Action = "DELETE"
)

// Hash is a link of the chain; the zero Hash is what the first entry is chained to.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Seal is an entry's place in the chain of its tenant.
type Seal struct {
	Seq   int64 // from 1 without a hole
	Entry int64
	Prev  Hash
	Hash  Hash
}

// absent stands for the length of what is not there, so that nil and empty differ.
const absent = ^uint32(0)

// Next is the seal of an entry behind another; the zero Seal is what the first comes behind.
func Next(before Seal, tenant uuid.UUID, e Entry) Seal {
	s := Seal{Seq: before.Seq + 1, Entry: e.ID, Prev: before.Hash}
	s.Hash = s.over(tenant, e)
	return s
}

// over is the hash this seal must have: over tenant, place, the seal before it and the entry. Each
// field goes in behind its length, so that no two entries read the same.
func (s Seal) over(tenant uuid.UUID, e Entry) Hash {
	h := sha256.New()
	field(h, []byte("ohmstead audit 1"))
	field(h, tenant[:])
	number(h, s.Seq)
	field(h, s.Prev[:])
	number(h, e.ID)
	number(h, e.At.UnixMicro())
	if e.SiteKey == nil {
		length(h, absent)
	} else {
		number(h, int64(*e.SiteKey))
	}
	for _, text := range []string{e.Actor, e.Request, string(e.Action), e.Entity, e.EntityID} {
		field(h, []byte(text))
	}
	field(h, e.Before)
	field(h, e.After)
	return Hash(h.Sum(nil))
}

func field(h hash.Hash, b []byte) {
	if b == nil {
		length(h, absent)
		return
	}
	length(h, uint32(len(b))) //nolint:gosec // a row of a table is far below 4 GiB
	h.Write(b)                // a hash takes everything
}

func number(h hash.Hash, n int64) {
	length(h, 8)
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) //nolint:gosec // the same 64 bits
}

func length(h hash.Hash, n uint32) { h.Write(binary.BigEndian.AppendUint32(nil, n)) }
