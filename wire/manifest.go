package wire

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Version is the version of every message of this package.
const Version = 1

// Hash identifies a manifest: the first 16 bytes of the SHA-256 of its JSON without boot_id.
type Hash [16]byte

// String is the hash in lower-case hex.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Manifest is the first message of a boot: what the edge has, in a fixed order. A frame's rows
// refer to Channels by index.
type Manifest struct {
	Version  int               `json:"version"`
	BootID   string            `json:"boot_id"`
	Site     ManifestSite      `json:"site"`
	Devices  []ManifestDevice  `json:"devices"`
	Assets   []ManifestAsset   `json:"assets"`
	Channels []ManifestChannel `json:"channels"`
}

// ManifestSite is what the edge's configuration says of its site.
type ManifestSite struct {
	Name     string `json:"name"`
	TimeZone string `json:"time_zone"`
}

// ManifestDevice is one communication endpoint.
type ManifestDevice struct {
	Key      string `json:"key"`
	Vendor   string `json:"vendor,omitempty"`
	Model    string `json:"model,omitempty"`
	Protocol string `json:"protocol"`
	Profile  string `json:"profile"`
	Address  string `json:"address"`
}

// ManifestAsset is one thing with energy meaning. Ratings are absent where the configuration has
// none.
type ManifestAsset struct {
	Key                 string   `json:"key"`
	Name                string   `json:"name"`
	Nature              string   `json:"nature"`
	Device              string   `json:"device,omitempty"`
	MaxApparentPowerVA  *int64   `json:"max_apparent_power_va,omitempty"`
	MaxActivePowerWatts *int64   `json:"max_active_power_watts,omitempty"`
	CapacityWh          *int64   `json:"capacity_wh,omitempty"`
	PeakLimitWatts      *int64   `json:"peak_limit_watts,omitempty"`
	SOCMinPercent       *float64 `json:"soc_min_percent,omitempty"`
	SOCMaxPercent       *float64 `json:"soc_max_percent,omitempty"`
	MeasuresConnection  bool     `json:"measures_connection,omitempty"`
}

// ManifestChannel is one named point of an asset. Kind is measurement, setpoint, state or interval.
type ManifestChannel struct {
	Asset string `json:"asset"`
	Name  string `json:"name"`
	Unit  string `json:"unit"`
	Kind  string `json:"kind"`
}

// Encode is the manifest's JSON, the bytes that travel.
func (m Manifest) Encode() ([]byte, error) {
	data, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode manifest: %w", err)
	}
	return data, nil
}

// Hash is the manifest's identity; two boots with the same configuration have the same.
func (m Manifest) Hash() Hash {
	m.BootID = ""
	data, err := m.Encode()
	if err != nil {
		panic(err) // a struct of strings and numbers always encodes
	}
	sum := sha256.Sum256(data)
	return Hash(sum[:16])
}
