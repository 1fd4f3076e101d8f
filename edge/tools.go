package edge

import (
	"context"
	"net"
	"net/netip"
	"time"

	"ohmstead/edge/commission"
	"ohmstead/edge/driver/modbus"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/sunspec"
)

// bench is what a person may ask of devices on site, beside those that the edge drives.
func (d devices) bench(c site.Config) *commission.Bench {
	return commission.NewBench(commission.Config{
		Devices: c.Devices, Reach: registers{d.registers, d.models},
		Lookup: func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		},
	})
}

// registers reaches devices that speak Modbus TCP. It satisfies commission.Reach.
type registers struct {
	library *profile.Library
	models  *sunspec.Catalogue
}

func (r registers) Scan(ctx context.Context, address string, units []uint8) ([]commission.Found, error) {
	met, err := modbus.Scan(ctx, modbus.Access{Address: address, Catalogue: r.models, Transport: site.TCP, Timeout: scanPatience}, units, r.library)
	found := make([]commission.Found, 0, len(met))
	for _, f := range met {
		who := f.Identity
		found = append(found, commission.Found{
			Unit: f.Unit, Vendor: who.Vendor, Model: who.Model, Version: who.Version, Serial: who.Serial, Models: who.Models, Profiles: f.Profiles,
		})
	}
	return found, err
}

// scanPatience is how long one unit may take to answer a scan.
const scanPatience = time.Second

// access is a spot as the driver's tools take it; its profile is known.
func (r registers) access(s commission.Spot) modbus.Access {
	p, _ := r.library.Profile(s.Profile)
	a := modbus.Access{Address: s.Address, Unit: s.Unit, Transport: site.TCP, Profile: p, Catalogue: r.models}
	for _, n := range p.Natures {
		if s.Nature == "" || s.Nature == string(n) {
			a.Targets = append(a.Targets, regmap.Target{Nature: n})
		}
	}
	return a
}

func (r registers) Read(ctx context.Context, s commission.Spot) (commission.Look, error) {
	who, values, err := modbus.ReadAll(ctx, r.access(s))
	if err != nil {
		return commission.Look{}, err
	}
	look := commission.Look{Vendor: who.Vendor, Model: who.Model, Version: who.Version, Serial: who.Serial, Variant: who.Variant}
	for _, v := range values {
		look.Values = append(look.Values, valueOf(v))
	}
	look.Writable, err = modbus.Writable(ctx, r.access(s))
	return look, err
}

func (r registers) Try(ctx context.Context, s commission.Spot, a commission.Attempt) (commission.Tried, error) {
	tried, err := modbus.Try(ctx, r.access(s), modbus.Trial{Channel: a.Channel, Value: a.Value, Hold: a.Hold})
	return commission.Tried{Before: valueOf(tried.Before), Applied: valueOf(tried.Applied), After: valueOf(tried.After)}, err
}

func valueOf(v modbus.Value) commission.Value {
	out := commission.Value{Nature: string(v.Nature), Channel: v.Channel.Name, Unit: string(v.Channel.Unit), Quality: v.Quality.String()}
	if v.Quality == point.Good {
		out.Number = v.Number
	}
	return out
}

func (r registers) Profiles() []commission.Known {
	var all []commission.Known
	for _, id := range r.library.IDs() {
		p, _ := r.library.Profile(id)
		if !p.Transport.TCP {
			continue
		}
		one := commission.Known{ID: id, Vendor: p.Vendor, Models: p.Models, Port: p.Transport.Port, Unit: p.Transport.Unit, OneClient: p.Transport.OneClient}
		for _, n := range p.Natures {
			one.Natures = append(one.Natures, string(n))
		}
		all = append(all, one)
	}
	return all
}
