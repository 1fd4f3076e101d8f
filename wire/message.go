package wire

import "time"

// Headers of every message that passes the outbox: the boot it belongs to and its place in it,
// from 1 without a hole. The manifest is number 1.
const (
	HeaderBoot = "Ohm-Boot"
	HeaderSeq  = "Ohm-Seq"
)

// Row is one sample of a frame: the channel's index in the manifest, the offset from the frame's
// T0, and the value in the channel's canonical unit.
type Row struct {
	Index   uint32
	Offset  time.Duration // whole microseconds
	Quality uint8         // energy/point.Quality
	Value   float64
}

// Frame is a batch of samples of one boot.
type Frame struct {
	BootID   [16]byte
	Seq      uint64
	Manifest Hash
	T0       time.Time // microseconds
	Rows     []Row
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

// Span is what the outbox still holds of one boot.
type Span struct {
	BootID string `json:"boot_id"`
	First  uint64 `json:"first"`
	Last   uint64 `json:"last"`
}

// Hello is what an edge says on every connect and every five minutes.
type Hello struct {
	WireVersion    int       `json:"wire_version"`
	BootID         string    `json:"boot_id"`
	ManifestHash   string    `json:"manifest_hash"`
	ConfigVersion  int64     `json:"config_version"`
	LimitsVersion  int64     `json:"limits_version"`
	LastCommandSeq uint64    `json:"last_command_seq"`
	Clock          time.Time `json:"clock"`
	Software       string    `json:"software"`
	Outbox         []Span    `json:"outbox"`
}

// Welcome is the backend's answer to a Hello: what is newer on its side.
type Welcome struct {
	WireVersion    int      `json:"wire_version"`
	ManifestWanted bool     `json:"manifest_wanted"`
	Stored         []Stored `json:"stored"`
}

// Stored is the cursor of one boot: everything up to and including Seq is committed in
// PostgreSQL, so the edge may delete it.
type Stored struct {
	BootID string `json:"boot_id"`
	Seq    uint64 `json:"seq"`
}
