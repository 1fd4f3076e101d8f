package wire

import (
	"strconv"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
)

// Headers of every message that passes the outbox: the boot it belongs to and its place in it,
// from 1 without a hole. The manifest is number 1.
//
// HeaderAfter stands only where the message before this one was dropped by a full outbox: it names
// the sequence of the last message of this boot that was pushed or stored, so the backend knows
// that nothing will ever come between the two.
const (
	HeaderBoot  = "Ohm-Boot"
	HeaderSeq   = "Ohm-Seq"
	HeaderAfter = "Ohm-After"
)

// Mark is a message's place: the boot, its sequence in it, and the sequence it follows. After is
// Seq-1 unless messages in between were dropped.
type Mark struct {
	BootID uuid.UUID
	Seq    uint64
	After  uint64
}

// Header is the mark as header values by name.
func (m Mark) Header() map[string][]string {
	h := map[string][]string{
		HeaderBoot: {m.BootID.String()},
		HeaderSeq:  {strconv.FormatUint(m.Seq, 10)},
	}
	if m.After+1 != m.Seq {
		h[HeaderAfter] = []string{strconv.FormatUint(m.After, 10)}
	}
	return h
}

// MessageID identifies the message for the hub's de-duplication: <edge>:<boot>:<sequence>, and the
// sequence it follows where that is not the one before, since the two say different things.
func (m Mark) MessageID(edge string) string {
	id := edge + ":" + m.BootID.String() + ":" + strconv.FormatUint(m.Seq, 10)
	if m.After+1 != m.Seq {
		id += ":" + strconv.FormatUint(m.After, 10)
	}
	return id
}

// ParseMark reads a mark from headers by name (the Get method of a NATS or HTTP header). It refuses
// MISSING_FIELD and INVALID_VALUE.
func ParseMark(get func(name string) string) (Mark, error) {
	var m Mark
	var err error
	if m.BootID, err = parseBoot(HeaderBoot, get(HeaderBoot)); err != nil {
		return Mark{}, err
	}
	if m.Seq, err = parseSeq(HeaderSeq, get(HeaderSeq)); err != nil {
		return Mark{}, err
	}
	if m.Seq == 0 {
		return Mark{}, reason.Invalid(HeaderSeq, m.Seq, "1 or more")
	}
	m.After = m.Seq - 1
	if text := get(HeaderAfter); text != "" {
		if m.After, err = parseSeq(HeaderAfter, text); err != nil {
			return Mark{}, err
		}
		if m.After >= m.Seq {
			return Mark{}, reason.Invalid(HeaderAfter, text, "less than the sequence "+strconv.FormatUint(m.Seq, 10))
		}
	}
	return m, nil
}

func parseSeq(field, text string) (uint64, error) {
	if text == "" {
		return 0, reason.New(reason.MissingField, reason.Params{"field": field})
	}
	seq, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return 0, reason.Invalid(field, text, "a sequence number")
	}
	return seq, nil
}

func parseBoot(field, text string) (uuid.UUID, error) {
	if text == "" {
		return uuid.UUID{}, reason.New(reason.MissingField, reason.Params{"field": field})
	}
	id, err := uuid.Parse(text)
	if err != nil || id.String() != text || id == uuid.Nil {
		return uuid.UUID{}, reason.Invalid(field, text, "a lower-case UUID")
	}
	return id, nil
}

// Event is something that happened on the edge: a code of the reason catalogue with its
// parameters.
type Event struct {
	Version int            `json:"version"`
	At      time.Time      `json:"at"`
	Code    string         `json:"code"`
	Params  map[string]any `json:"params,omitempty"`
	Asset   string         `json:"asset,omitempty"`
	Device  string         `json:"device,omitempty"`
	Cleared bool           `json:"cleared,omitempty"` // for an alarm: raised or cleared
}

// Span is what the outbox still holds of one boot: nothing below First will ever be pushed.
type Span struct {
	BootID string `json:"boot_id"`
	First  uint64 `json:"first"`
	Last   uint64 `json:"last"`
}

// Hello is what an edge says on every connect and every five minutes.
type Hello struct {
	WireVersion  int    `json:"wire_version"`
	BootID       string `json:"boot_id"`
	ManifestHash string `json:"manifest_hash"`
	// ConfigurationHash is the ConfigurationHash of the site file that runs; "" where the edge does not say.
	ConfigurationHash string    `json:"configuration_hash,omitempty"`
	LimitsVersion     int64     `json:"limits_version"`
	LastCommandSeq    uint64    `json:"last_command_seq"`
	Clock             time.Time `json:"clock"`
	Software          string    `json:"software"`
	Outbox            []Span    `json:"outbox"`
	// Key is the public key with which the edge has connected, while it changes its key; "" otherwise.
	Key string `json:"key,omitempty"`
}

// Welcome is the backend's answer to a Hello: what is newer on its side.
type Welcome struct {
	WireVersion    int  `json:"wire_version"`
	ManifestWanted bool `json:"manifest_wanted"`
	// Key is that of the Hello: who said it with this key was let in with it.
	Key string `json:"key,omitempty"`
	Progress
}

// Progress tells an edge what is committed. It travels inside every Welcome and, on its own, after
// each commit.
type Progress struct {
	// Stream identifies the hub's stream. When it changes, what the hub had acknowledged may be
	// gone, and the edge pushes again from its stored cursor.
	Stream string `json:"stream"`
	// Resend is set when messages above a cursor are committed but the next one never came: the
	// edge pushes again from its stored cursor, without message ids, so that no de-duplication
	// swallows them.
	Resend bool     `json:"resend,omitempty"`
	Stored []Stored `json:"stored"`
	// HoldMillis asks the edge to push nothing for so long, because its tenant has sent more than its
	// quota. Its outbox keeps what comes meanwhile.
	HoldMillis int64 `json:"hold_ms,omitempty"`
}

// Stored is the cursor of one boot: everything up to and including Seq is committed in
// PostgreSQL, so the edge may delete it.
type Stored struct {
	BootID string `json:"boot_id"`
	Seq    uint64 `json:"seq"`
}
