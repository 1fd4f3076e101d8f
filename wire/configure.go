package wire

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"ohmstead/energy/reason"
)

// Configuration is the payload of CONFIGURE: a whole site file that replaces the one that runs.
type Configuration struct {
	Version int64 `json:"version"` // of this edge, from 1
	// Hash is the ConfigurationHash of Text.
	Hash string `json:"hash"`
	// Replaces are the hashes of what may be replaced: an edge that runs something else refuses it, for
	// that would be lost. Without any it replaces whatever runs.
	Replaces []string `json:"replaces,omitempty"`
	Text     string   `json:"text"`
}

// Configured is the result of a CONFIGURE that was executed: what the edge runs from then on.
type Configured struct {
	Version int64  `json:"version"`
	Hash    string `json:"hash"`
}

// MaxConfigurationBytes bounds a site file that travels: thousands of assets fit.
const MaxConfigurationBytes = 128 << 10

// CanonicalConfiguration is a site file as it is stored, signed and hashed: lines end with a line feed
// alone, and the last one with exactly one. Nothing else is touched, so that comments stay.
func CanonicalConfiguration(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.TrimRight(text, "\n") + "\n"
}

// ConfigurationHash names a site file by its canonical bytes: their SHA-256 in 64 hex digits.
func ConfigurationHash(text string) string {
	sum := sha256.Sum256([]byte(CanonicalConfiguration(text)))
	return hex.EncodeToString(sum[:])
}

// FirstConfiguration is the site file that an edge begins with: it says whose site it is and no more.
func FirstConfiguration(siteName, timeZone string) string {
	return fmt.Sprintf("site: {name: %q, time_zone: %q}\n", siteName, timeZone)
}

// Check refuses a configuration that is not whole: MISSING_FIELD, INVALID_VALUE. What its text says is
// the edge's to judge.
func (c Configuration) Check() error {
	switch {
	case c.Version < 1:
		return reason.Invalid("version", c.Version, "1 or more")
	case strings.TrimSpace(c.Text) == "":
		return reason.New(reason.MissingField, reason.Params{"field": "text"})
	case len(c.Text) > MaxConfigurationBytes:
		return reason.Invalid("text", fmt.Sprintf("%d bytes", len(c.Text)), fmt.Sprintf("at most %d", MaxConfigurationBytes))
	case !utf8.ValidString(c.Text) || strings.ContainsRune(c.Text, 0):
		return reason.Invalid("text", "not text", "UTF-8 without zero bytes")
	case c.Text != CanonicalConfiguration(c.Text):
		return reason.Invalid("text", "other line ends", "lines that end with a line feed, the last one too")
	case c.Hash != ConfigurationHash(c.Text):
		return reason.Invalid("hash", c.Hash, "the SHA-256 of text in hex")
	}
	return nil
}
