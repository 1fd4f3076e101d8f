package load

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/point"
	"ohmstead/wire"
)

// valueModulus bounds values; it is a prime, so that neighbours in any direction differ.
const valueModulus = 100_003

// Value is what an identity measures on a channel of its manifest at its n-th instant, from 0. A
// statement of SQL can say the same in integers.
func Value(identity, channel, n int) float64 {
	return float64((identity*7919 + channel*104_729 + n*31) % valueModulus)
}

// manifest has so many channels, four to a meter.
func manifest(channels int, boot uuid.UUID) wire.Manifest {
	m := wire.Manifest{Version: wire.Version, BootID: boot.String(), Site: wire.ManifestSite{Name: "Site", TimeZone: "Europe/Berlin"}}
	names := []string{"ActivePower", "ActivePower_L1", "ActivePower_L2", "ActivePower_L3"}
	for i := range channels {
		asset := fmt.Sprintf("meter%d", i/len(names))
		if i%len(names) == 0 {
			m.Assets = append(m.Assets, wire.ManifestAsset{Key: asset, Name: asset, Nature: "METER"})
		}
		m.Channels = append(m.Channels, wire.ManifestChannel{Asset: asset, Name: names[i%len(names)], Unit: "W", Kind: "measurement"})
	}
	return m
}

// frame is the bytes of an identity's n-th instant, a value of every channel.
func (i *identity) frame(n int, at time.Time) ([]byte, error) {
	rows := make([]wire.Row, i.channels)
	for c := range rows {
		rows[c] = wire.Row{Index: uint32(c), Quality: point.Good, Value: Value(i.number, c, n)} //nolint:gosec // few channels
	}
	data, err := wire.Frame{BootID: i.boot, Seq: i.last + 1, Manifest: i.hash, T0: at, Rows: rows}.AppendBinary(nil)
	if err != nil {
		return nil, fmt.Errorf("make frame %d of identity %d: %w", n, i.number, err)
	}
	return data, nil
}
