package site

import (
	"slices"

	"ohmstead/edge/control"
	"ohmstead/wire"
)

// Maker is what a device's profile says of who made it and how it is reached.
type Maker struct {
	Vendor, Model, Protocol string
}

// Manifest is what the edge has, in the order of the layout, so that a channel's index is its
// handle; channels that are made of others are not in it. Makers are by device key.
func (s *Site) Manifest(boot string, makers map[string]Maker) wire.Manifest {
	m := wire.Manifest{
		Version: wire.Version, BootID: boot,
		Site: wire.ManifestSite{Name: s.Config.Name, TimeZone: s.Config.TimeZone},
	}
	for _, d := range s.Config.Devices {
		maker := makers[d.Key]
		m.Devices = append(m.Devices, wire.ManifestDevice{
			Key: d.Key, Vendor: maker.Vendor, Model: maker.Model,
			Protocol: maker.Protocol, Profile: d.Profile, Address: d.Address,
		})
	}
	for _, a := range s.Assets {
		m.Assets = append(m.Assets, s.manifestAsset(a))
	}
	for _, c := range s.Layout.Channels()[:s.Layout.Measured()] {
		m.Channels = append(m.Channels, wire.ManifestChannel{
			Asset: c.Asset, Name: c.Point.Name, Unit: string(c.Point.Unit), Kind: string(c.Point.Kind),
		})
	}
	return m
}

// manifestAsset carries the limits that the asset's controllers hold, so that people see them
// beside the measurement.
func (s *Site) manifestAsset(a Bound) wire.ManifestAsset {
	m := wire.ManifestAsset{
		Key: a.ID, Name: a.Name, Nature: string(a.Nature), Device: a.Device,
		MaxApparentPowerVA: given(a.MaxApparentPowerVA), MaxActivePowerWatts: given(a.MaxActivePowerWatts),
		CapacityWh: given(a.CapacityWh), MeasuresConnection: a.MeasuresConnection,
	}
	m.PeakLimitWatts = wholeNumber(s.limit("meter", a.ID, "peak_watts"))
	m.SOCMinPercent = s.limit("ess", a.ID, "soc_min_percent")
	m.SOCMaxPercent = s.limit("ess", a.ID, "soc_max_percent")
	return m
}

// limit is the number a controller holds for the asset it names in a field; nil where none does.
func (s *Site) limit(field, id, number string) *float64 {
	for _, r := range s.Config.Controllers {
		for _, f := range r.Spec.Fields {
			if f.Kind == control.NumberField && f.Name == number && slices.Contains(r.Assets[field], id) {
				v := r.Numbers[number]
				return &v
			}
		}
	}
	return nil
}

func given(v int64) *int64 {
	if v == 0 {
		return nil
	}
	return &v
}

func wholeNumber(v *float64) *int64 {
	if v == nil {
		return nil
	}
	whole := int64(*v)
	return &whole
}
