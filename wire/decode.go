package wire

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"ohmstead/energy/reason"
)

// Bounds of the JSON messages.
const (
	MaxMessageBytes = 64 << 10
	MaxSpans        = 256
	maxTextBytes    = 256
)

// decode reads exactly one JSON object of at most limit bytes into v.
func decode(data []byte, limit int, strict bool, v any) error {
	if len(data) > limit {
		return reason.New(reason.SyntaxError, reason.Params{"detail": fmt.Sprintf("%d bytes, want at most %d", len(data), limit)})
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if strict {
		decoder.DisallowUnknownFields()
	}
	err := decoder.Decode(v)
	if err == nil {
		if _, err = decoder.Token(); errors.Is(err, io.EOF) {
			return nil
		}
		err = errors.New("something follows the object")
	}
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) && mismatch.Field != "" {
		return reason.Invalid(mismatch.Field, mismatch.Value, "a "+mismatch.Type.String())
	}
	if name, found := strings.CutPrefix(err.Error(), "json: unknown field "); found {
		return reason.New(reason.UnknownField, reason.Params{"field": strings.Trim(name, `"`), "known": fmt.Sprintf("those of version %d", Version)})
	}
	return reason.Wrap(err, reason.SyntaxError, reason.Params{"detail": "not one JSON object"})
}

// peekVersion refuses another version before anything else is looked at, so that the answer to a
// newer message is its version and not its first new field.
func peekVersion(data []byte, field string) error {
	var head struct {
		Version     *int `json:"version"`
		WireVersion *int `json:"wire_version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil // the real decode says what is wrong
	}
	got := head.Version
	if field == "wire_version" {
		got = head.WireVersion
	}
	if got == nil {
		return reason.New(reason.MissingField, reason.Params{"field": field})
	}
	if *got != Version {
		return reason.Invalid(field, *got, fmt.Sprint(Version))
	}
	return nil
}

// DecodeManifest reads a manifest strictly: unknown fields, dangling references, repeated names and
// a unit that is not the channel's canonical one are refused with the field's name (UNKNOWN_FIELD,
// MISSING_FIELD, INVALID_VALUE, UNKNOWN_NAME, DUPLICATE_NAME, UNKNOWN_UNIT, SYNTAX_ERROR).
func DecodeManifest(data []byte) (Manifest, error) {
	if err := peekVersion(data, "version"); err != nil {
		return Manifest{}, fmt.Errorf("decode manifest: %w", err)
	}
	var m Manifest
	if err := decode(data, MaxManifestBytes, true, &m); err != nil {
		return Manifest{}, fmt.Errorf("decode manifest: %w", err)
	}
	if err := m.Validate(); err != nil {
		return Manifest{}, fmt.Errorf("decode manifest: %w", err)
	}
	return m, nil
}

// DecodeEvent reads an event. It refuses MISSING_FIELD, INVALID_VALUE and SYNTAX_ERROR; the code
// need not be in this version's catalogue.
func DecodeEvent(data []byte) (Event, error) {
	var e Event
	err := peekVersion(data, "version")
	if err == nil {
		err = decode(data, MaxMessageBytes, false, &e)
	}
	if err == nil {
		err = checkInstant("at", e.At)
	}
	if err == nil {
		err = checkText("code", e.Code)
	}
	if err != nil {
		return Event{}, fmt.Errorf("decode event: %w", err)
	}
	return e, nil
}

// DecodeHello reads a hello. It refuses MISSING_FIELD, INVALID_VALUE and SYNTAX_ERROR.
func DecodeHello(data []byte) (Hello, error) {
	var h Hello
	err := peekVersion(data, "wire_version")
	if err == nil {
		err = decode(data, MaxMessageBytes, false, &h)
	}
	if err == nil {
		err = h.check()
	}
	if err != nil {
		return Hello{}, fmt.Errorf("decode hello: %w", err)
	}
	return h, nil
}

func (h Hello) check() error {
	if _, err := parseBoot("boot_id", h.BootID); err != nil {
		return err
	}
	if _, err := ParseHash(h.ManifestHash); err != nil {
		return reason.Invalid("manifest_hash", h.ManifestHash, "32 lower-case hex digits")
	}
	if len(h.Outbox) > MaxSpans {
		return reason.Invalid("outbox", fmt.Sprintf("%d spans", len(h.Outbox)), fmt.Sprintf("at most %d", MaxSpans))
	}
	for i, s := range h.Outbox {
		field := fmt.Sprintf("outbox[%d]", i)
		if _, err := parseBoot(field+".boot_id", s.BootID); err != nil {
			return err
		}
		if s.First == 0 || s.Last < s.First {
			return reason.Invalid(field, fmt.Sprintf("%d to %d", s.First, s.Last), "1 ≤ first ≤ last")
		}
	}
	return nil
}

// DecodeWelcome reads a welcome. It refuses MISSING_FIELD, INVALID_VALUE and SYNTAX_ERROR.
func DecodeWelcome(data []byte) (Welcome, error) {
	var w Welcome
	err := peekVersion(data, "wire_version")
	if err == nil {
		err = decode(data, MaxMessageBytes, false, &w)
	}
	if err == nil {
		err = w.check()
	}
	if err != nil {
		return Welcome{}, fmt.Errorf("decode welcome: %w", err)
	}
	return w, nil
}

// DecodeProgress reads the cursors the backend publishes after a commit. It refuses MISSING_FIELD,
// INVALID_VALUE and SYNTAX_ERROR.
func DecodeProgress(data []byte) (Progress, error) {
	var p Progress
	err := decode(data, MaxMessageBytes, false, &p)
	if err == nil {
		err = p.check()
	}
	if err != nil {
		return Progress{}, fmt.Errorf("decode stored cursors: %w", err)
	}
	return p, nil
}

// MaxHold is the longest an edge can be asked to wait at once.
const MaxHold = time.Hour

func (p Progress) check() error {
	if p.HoldMillis < 0 || p.HoldMillis > MaxHold.Milliseconds() {
		return reason.Invalid("hold_ms", p.HoldMillis, fmt.Sprintf("0 to %d", MaxHold.Milliseconds()))
	}
	if len(p.Stored) > MaxSpans {
		return reason.Invalid("stored", fmt.Sprintf("%d cursors", len(p.Stored)), fmt.Sprintf("at most %d", MaxSpans))
	}
	for i, s := range p.Stored {
		if _, err := parseBoot(fmt.Sprintf("stored[%d].boot_id", i), s.BootID); err != nil {
			return err
		}
	}
	return nil
}

// Encode is the JSON of a message of this package other than a frame: the bytes that travel.
func Encode[T Event | Hello | Welcome | Progress | Ack | KeyChange | KeyAnswer](message T) ([]byte, error) {
	data, err := json.Marshal(message)
	if err != nil {
		return nil, fmt.Errorf("encode %T: %w", message, err)
	}
	if len(data) > MaxMessageBytes {
		return nil, fmt.Errorf("encode %T: %d bytes, want at most %d", message, len(data), MaxMessageBytes)
	}
	return data, nil
}

// ParseHash reads a manifest's hash from its 32 lower-case hex digits. It refuses INVALID_VALUE.
func ParseHash(text string) (Hash, error) {
	var h Hash
	if len(text) == 2*len(h) {
		if _, err := hex.Decode(h[:], []byte(text)); err == nil && h.String() == text {
			return h, nil
		}
	}
	return Hash{}, reason.Invalid("hash", text, "32 lower-case hex digits")
}

func checkText(field, text string) error {
	if text == "" {
		return reason.New(reason.MissingField, reason.Params{"field": field})
	}
	if len(text) > maxTextBytes {
		return reason.Invalid(field, text[:16]+"…", fmt.Sprintf("at most %d bytes", maxTextBytes))
	}
	return nil
}

// checkInstant keeps instants within what PostgreSQL and RFC 3339 can both write.
func checkInstant(field string, at time.Time) error {
	if at.IsZero() {
		return reason.New(reason.MissingField, reason.Params{"field": field})
	}
	if year := at.UTC().Year(); year < 1970 || year > 9999 {
		return reason.Invalid(field, at.UTC().Format(time.RFC3339), "a year from 1970 to 9999")
	}
	return nil
}
