package panel

import (
	"context"
	"math"
	"net/http"
	"time"

	"ohmstead/edge/commission"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Bench asks devices on behalf of whoever commissions them; *commission.Bench satisfies it.
type Bench interface {
	Profiles() []commission.Known
	Scan(ctx context.Context, address string, units []uint8) ([]commission.Found, error)
	Read(ctx context.Context, s commission.Spot) (commission.Look, error)
	Try(ctx context.Context, s commission.Spot, a commission.Attempt) (commission.Tried, error)
}

// commissioning are the paths of the bench; without one there are none.
func (s *Server) commissioning(mux *http.ServeMux) {
	if s.services.Bench == nil {
		return
	}
	mux.HandleFunc("GET /api/panel/profiles", s.inside(s.profiles))
	mux.HandleFunc("POST /api/panel/scan", s.inside(s.scan))
	mux.HandleFunc("POST /api/panel/read", s.inside(s.read))
	mux.HandleFunc("POST /api/panel/try", s.inside(s.try))
}

type profileOut struct {
	ID      string   `json:"id"`
	Vendor  string   `json:"vendor"`
	Models  []string `json:"models"`
	Natures []string `json:"natures"`
	Port    int      `json:"port"`
	Unit    uint8    `json:"unit"`
}

func (s *Server) profiles(w http.ResponseWriter, _ *http.Request) error {
	known := s.services.Bench.Profiles()
	out := make([]profileOut, 0, len(known))
	for _, k := range known {
		out = append(out, profileOut{k.ID, k.Vendor, full(k.Models), full(k.Natures), k.Port, k.Unit})
	}
	return answer(w, map[string]any{"items": out})
}

func full[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

type foundOut struct {
	Unit     uint8    `json:"unit"`
	Vendor   string   `json:"vendor"`
	Model    string   `json:"model"`
	Version  string   `json:"version"`
	Serial   string   `json:"serial"`
	Models   []uint16 `json:"models"`
	Profiles []string `json:"profiles"`
}

func (s *Server) scan(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Address string `json:"address"`
		Units   []int  `json:"units"`
	}
	if err := body(w, r, &in); err != nil {
		return err
	}
	units := make([]uint8, 0, len(in.Units))
	for _, u := range in.Units {
		unit, err := unitOf(u)
		if err != nil {
			return err
		}
		units = append(units, unit)
	}
	found, err := s.services.Bench.Scan(r.Context(), in.Address, units)
	if err != nil {
		return err
	}
	out := make([]foundOut, 0, len(found))
	for _, f := range found {
		out = append(out, foundOut{f.Unit, f.Vendor, f.Model, f.Version, f.Serial, full(f.Models), full(f.Profiles)})
	}
	return answer(w, map[string]any{"items": out})
}

func unitOf(u int) (uint8, error) {
	if u < 0 || u > math.MaxUint8 {
		return 0, reason.New(reason.InvalidValue, reason.Params{"field": "unit", "value": u, "want": "0 to 255"})
	}
	return uint8(u), nil
}

// spotIn is a device as the page names it.
type spotIn struct {
	Address string `json:"address"`
	Unit    *int   `json:"unit"`
	Profile string `json:"profile"`
	Nature  string `json:"nature"`
}

func (in spotIn) spot() (commission.Spot, error) {
	out := commission.Spot{Address: in.Address, Profile: in.Profile, Nature: in.Nature}
	if in.Unit == nil {
		return out, nil
	}
	unit, err := unitOf(*in.Unit)
	out.Unit = &unit
	return out, err
}

// valueOut is a channel; Value is null where the device gives none.
type valueOut struct {
	Nature  string   `json:"nature"`
	Channel string   `json:"channel"`
	Unit    string   `json:"unit"`
	Quality string   `json:"quality"`
	Value   *float64 `json:"value"`
}

func valueOf(v commission.Value) valueOut {
	out := valueOut{Nature: v.Nature, Channel: v.Channel, Unit: v.Unit, Quality: v.Quality}
	if v.Quality == "GOOD" && !math.IsNaN(v.Number) && !math.IsInf(v.Number, 0) {
		out.Value = &v.Number
	}
	return out
}

func (s *Server) read(w http.ResponseWriter, r *http.Request) error {
	var in spotIn
	if err := body(w, r, &in); err != nil {
		return err
	}
	spot, err := in.spot()
	if err != nil {
		return err
	}
	look, err := s.services.Bench.Read(r.Context(), spot)
	if err != nil {
		return err
	}
	values := make([]valueOut, 0, len(look.Values))
	for _, v := range look.Values {
		values = append(values, valueOf(v))
	}
	return answer(w, map[string]any{
		"vendor": look.Vendor, "model": look.Model, "version": look.Version, "serial": look.Serial, "variant": look.Variant,
		"values": values, "writable": full(look.Writable), "snippet": commission.Snippet(spot, look),
	})
}

func (s *Server) try(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		spotIn
		Channel string  `json:"channel"`
		Value   float64 `json:"value"`
		Seconds int     `json:"seconds"`
		Reason  string  `json:"reason"`
	}
	if err := body(w, r, &in); err != nil {
		return err
	}
	if in.Reason == "" {
		return reason.New(reason.MissingField, reason.Params{"field": "reason"})
	}
	spot, err := in.spot()
	if err != nil {
		return err
	}
	tried, err := s.services.Bench.Try(r.Context(), spot, commission.Attempt{Channel: in.Channel, Value: in.Value, Hold: time.Duration(in.Seconds) * time.Second})
	if err != nil {
		return err
	}
	if s.services.Raise != nil {
		s.services.Raise(wire.Event{Version: wire.Version, At: s.config.Now(), Code: string(reason.DeviceTried), Params: reason.Params{
			"by": Who, "channel": in.Channel, "value": in.Value, "address": in.Address, "reason": in.Reason,
		}})
	}
	return answer(w, map[string]any{"before": valueOf(tried.Before), "applied": valueOf(tried.Applied), "after": valueOf(tried.After)})
}
