package wire

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// Version is the version of every message of this package.
const Version = 1

// Bounds of a manifest; one of its bounds fits a NATS message.
const (
	MaxManifestBytes = 960 << 10
	MaxChannels      = 16_384
	MaxAssets        = 4_096
	MaxDevices       = 4_096
)

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

// Encode is the manifest's JSON, the bytes that travel. A manifest with nothing in a list has an
// empty list there, so that its hash does not depend on how it was made.
func (m Manifest) Encode() ([]byte, error) {
	m.Devices = listed(m.Devices)
	m.Assets = listed(m.Assets)
	m.Channels = listed(m.Channels)
	data, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode manifest: %w", err)
	}
	if len(data) > MaxManifestBytes {
		return nil, fmt.Errorf("encode manifest: %d bytes, want at most %d", len(data), MaxManifestBytes)
	}
	return data, nil
}

func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// Hash is the manifest's identity; two boots with the same configuration have the same. A manifest
// that Encode refuses has the zero hash.
func (m Manifest) Hash() Hash {
	m.BootID = ""
	data, err := m.Encode()
	if err != nil {
		return Hash{}
	}
	sum := sha256.Sum256(data)
	return Hash(sum[:16])
}

// Validate refuses a manifest that names something twice, refers to what it does not have, or gives
// a channel another unit than its canonical one. A channel name outside this version's catalogue is
// allowed, its unit and kind are then taken as they are.
func (m Manifest) Validate() error {
	if m.Version != Version {
		return reason.Invalid("version", m.Version, fmt.Sprint(Version))
	}
	if _, err := parseBoot("boot_id", m.BootID); err != nil {
		return err
	}
	if err := checkText("site.time_zone", m.Site.TimeZone); err != nil {
		return err
	}
	if err := m.checkBounds(); err != nil {
		return err
	}
	devices, err := m.checkDevices()
	if err != nil {
		return err
	}
	natures, err := m.checkAssets(devices)
	if err != nil {
		return err
	}
	return m.checkChannels(natures)
}

func (m Manifest) checkBounds() error {
	for _, list := range []struct {
		field       string
		have, limit int
	}{{"devices", len(m.Devices), MaxDevices}, {"assets", len(m.Assets), MaxAssets}, {"channels", len(m.Channels), MaxChannels}} {
		if list.have > list.limit {
			return reason.Invalid(list.field, list.have, fmt.Sprintf("at most %d entries", list.limit))
		}
	}
	return nil
}

func (m Manifest) checkDevices() (map[string]bool, error) {
	keys := make(map[string]bool, len(m.Devices))
	for i, d := range m.Devices {
		field := fmt.Sprintf("devices[%d].key", i)
		if err := checkText(field, d.Key); err != nil {
			return nil, err
		}
		if keys[d.Key] {
			return nil, reason.New(reason.DuplicateName, reason.Params{"field": field, "name": d.Key})
		}
		keys[d.Key] = true
	}
	return keys, nil
}

func (m Manifest) checkAssets(devices map[string]bool) (map[string]point.Nature, error) {
	natures := make(map[string]point.Nature, len(m.Assets))
	for i, a := range m.Assets {
		field := fmt.Sprintf("assets[%d]", i)
		if err := checkText(field+".key", a.Key); err != nil {
			return nil, err
		}
		if _, ok := natures[a.Key]; ok {
			return nil, reason.New(reason.DuplicateName, reason.Params{"field": field + ".key", "name": a.Key})
		}
		nature, ok := point.ParseNature(a.Nature)
		if !ok {
			return nil, reason.New(reason.UnknownName, reason.Params{"field": field + ".nature", "name": a.Nature, "known": point.Natures()})
		}
		if a.Device != "" && !devices[a.Device] {
			return nil, reason.New(reason.UnknownName, reason.Params{"field": field + ".device", "name": a.Device, "known": "the manifest's devices"})
		}
		natures[a.Key] = nature
	}
	return natures, nil
}

func (m Manifest) checkChannels(natures map[string]point.Nature) error {
	kinds := []point.Kind{point.Measurement, point.Setpoint, point.State, point.Interval}
	type name struct{ asset, channel string }
	seen := make(map[name]bool, len(m.Channels))
	for i, c := range m.Channels {
		field := fmt.Sprintf("channels[%d]", i)
		if err := checkText(field+".name", c.Name); err != nil {
			return err
		}
		nature, ok := natures[c.Asset]
		if !ok {
			return reason.New(reason.UnknownName, reason.Params{"field": field + ".asset", "name": c.Asset, "known": "the manifest's assets"})
		}
		if seen[name{c.Asset, c.Name}] {
			return reason.New(reason.DuplicateName, reason.Params{"field": field + ".name", "name": c.Asset + "." + c.Name})
		}
		seen[name{c.Asset, c.Name}] = true
		if !slices.Contains(kinds, point.Kind(c.Kind)) {
			return reason.Invalid(field+".kind", c.Kind, fmt.Sprint(kinds))
		}
		if err := checkText(field+".unit", c.Unit); err != nil {
			return err
		}
		if entry, ok := point.Lookup(nature, c.Name); ok && string(entry.Unit) != c.Unit {
			return reason.New(reason.UnknownUnit, reason.Params{"unit": c.Unit, "channel": c.Asset + "." + c.Name, "want": entry.Unit})
		}
	}
	return nil
}
