package edge

import (
	"context"
	"math"
	"time"

	"ohmstead/edge/commission"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// bench asks devices; *commission.Bench satisfies it.
type bench interface {
	Scan(ctx context.Context, address string, units []uint8) ([]commission.Found, error)
	Read(ctx context.Context, s commission.Spot) (commission.Look, error)
	Try(ctx context.Context, s commission.Spot, a commission.Attempt) (commission.Tried, error)
}

// prober carries out probes that come as orders, within the bounds of the bench, and tells of set-points
// that were tried.
type prober struct {
	bench bench
	raise func(wire.Event)
	now   func() time.Time
}

func (p prober) probe(ctx context.Context, c wire.Command, q wire.Probe) (wire.ProbeResult, error) {
	spot := commission.Spot{Address: q.Address, Unit: q.Unit, Profile: q.Profile, Nature: q.Nature}
	switch {
	case c.Kind == wire.CommandTestWrite:
		return p.try(ctx, c, spot, q)
	case q.Profile == "":
		return p.scan(ctx, q)
	default:
		return p.read(ctx, spot)
	}
}

func (p prober) scan(ctx context.Context, q wire.Probe) (wire.ProbeResult, error) {
	met, err := p.bench.Scan(ctx, q.Address, q.Units)
	if err != nil {
		return wire.ProbeResult{}, err
	}
	found := make([]wire.ProbeFound, 0, len(met))
	for _, f := range met {
		profiles := f.Profiles
		if profiles == nil {
			profiles = []string{}
		}
		found = append(found, wire.ProbeFound{Unit: f.Unit, Vendor: f.Vendor, Model: f.Model, Version: f.Version, Serial: f.Serial, Profiles: profiles})
	}
	return wire.ProbeResult{Found: found}, nil
}

func (p prober) read(ctx context.Context, spot commission.Spot) (wire.ProbeResult, error) {
	look, err := p.bench.Read(ctx, spot)
	if err != nil {
		return wire.ProbeResult{}, err
	}
	out := wire.ProbeRead{
		Vendor: look.Vendor, Model: look.Model, Version: look.Version, Serial: look.Serial, Variant: look.Variant, Values: []wire.ProbeValue{}, Writable: look.Writable,
		Snippet: commission.Snippet(spot, look),
	}
	if out.Writable == nil {
		out.Writable = []string{}
	}
	for _, v := range look.Values {
		out.Values = append(out.Values, probeValue(v))
	}
	return wire.ProbeResult{Read: &out}, nil
}

func (p prober) try(ctx context.Context, c wire.Command, spot commission.Spot, q wire.Probe) (wire.ProbeResult, error) {
	tried, err := p.bench.Try(ctx, spot, commission.Attempt{Channel: q.Channel, Value: q.Value, Hold: time.Duration(q.Seconds) * time.Second})
	if err != nil {
		return wire.ProbeResult{}, err
	}
	p.raise(wire.Event{Version: wire.Version, At: p.now(), Code: string(reason.DeviceTried), Params: reason.Params{
		"by": c.IssuedBy, "channel": q.Channel, "value": q.Value, "address": q.Address, "reason": c.Reason,
	}})
	return wire.ProbeResult{Tried: &wire.ProbeTried{
		Before: probeValue(tried.Before), Applied: probeValue(tried.Applied), After: probeValue(tried.After),
	}}, nil
}

// probeValue is a value as it travels; what is no number is none.
func probeValue(v commission.Value) wire.ProbeValue {
	out := wire.ProbeValue{Nature: v.Nature, Channel: v.Channel, Unit: v.Unit, Quality: v.Quality}
	if v.Quality == "GOOD" && !math.IsNaN(v.Number) && !math.IsInf(v.Number, 0) {
		out.Value = &v.Number
	}
	return out
}
