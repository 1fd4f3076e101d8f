package report

import (
	"context"
	"maps"
	"slices"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Loop is the running cycle; *cycle.Loop satisfies it.
type Loop interface {
	Do(ctx context.Context, do func(now time.Time, c *cycle.Core) error) error
	Status() cycle.Status
	Stats() cycle.Stats
}

// Health knows how the devices are doing; *device.Board satisfies it.
type Health interface {
	All() []device.Health
}

// Sources are where a report comes from.
type Sources struct {
	Site     *site.Site
	Loop     Loop
	Health   Health
	Software string
}

// Reporter makes reports. It is safe for concurrent use.
type Reporter struct {
	from  Sources
	seats []seat // by asset
}

// seat says where an asset's values are in the image.
type seat struct {
	power, soc image.Handle
}

// New is a reporter on a site whose cycle may not run yet.
func New(from Sources) *Reporter {
	r := &Reporter{from: from}
	for i := range from.Site.Assets {
		id := from.Site.Assets[i].ID
		r.seats = append(r.seats, seat{
			power: from.Site.Layout.Lookup(id, point.ActivePower), soc: from.Site.Layout.Lookup(id, point.SOC),
		})
	}
	return r
}

// measured is what the image says of the assets.
type measured struct {
	power, soc []*float64 // by asset, nil where it is not known freshly
	applied    map[image.Handle]float64
}

// Report is how the edge controls now. It waits for the end of a cycle, or until ctx ends; a loop that
// has stopped is reported as it was last.
func (r *Reporter) Report(ctx context.Context) (wire.ControlReport, error) {
	var seen measured
	err := r.from.Loop.Do(ctx, func(_ time.Time, c *cycle.Core) error {
		seen = r.look(c.Image())
		return nil
	})
	if err != nil && ctx.Err() != nil {
		return wire.ControlReport{}, err
	}
	return r.tell(r.from.Loop.Status(), seen), nil
}

// look copies what a report shows of an image.
func (r *Reporter) look(im *image.Image) measured {
	m := measured{applied: map[image.Handle]float64{}}
	value := func(h image.Handle) *float64 {
		reading := im.At(h)
		if !reading.Quality.Usable() {
			return nil
		}
		return &reading.Value
	}
	for i := range r.seats {
		m.power, m.soc = append(m.power, value(r.seats[i].power)), append(m.soc, value(r.seats[i].soc))
		for _, o := range r.from.Site.Assets[i].Outlets {
			if v := value(o.Applied); v != nil {
				m.applied[o.Handle] = *v
			}
		}
	}
	return m
}

// tell puts a report together.
func (r *Reporter) tell(s cycle.Status, seen measured) wire.ControlReport {
	config := r.from.Site.Config
	out := wire.ControlReport{
		Version: wire.Version, At: s.At.UTC(), Site: config.Name, TimeZone: config.TimeZone, Software: r.from.Software,
		State: string(s.State), Mode: string(cycle.Shown(s.Mode)), Enabled: !s.Disabled,
		Cycle: r.timing(s), Faults: faults(s), Controllers: r.controllers(s), Assets: r.assets(s, seen),
		Overrides: overrides(s), Limits: limits(s), Devices: r.devices(),
	}
	return out
}

func (r *Reporter) timing(s cycle.Status) wire.CycleReport {
	kept := r.from.Loop.Stats()
	const usual = 0.99
	return wire.CycleReport{
		PeriodMicros: r.from.Site.Config.Cycle.Microseconds(), Cycles: kept.Cycles, Overruns: kept.Overruns,
		LatenessP99Micros: kept.Lateness.Quantile(usual).Microseconds(), LatenessMaxMicros: kept.Lateness.Max.Microseconds(),
		DurationP99Micros: kept.Duration.Quantile(usual).Microseconds(), DurationMaxMicros: kept.Duration.Max.Microseconds(),
		Stopped: s.Stopped,
	}
}

func faults(s cycle.Status) []wire.FaultReport {
	all := make([]wire.FaultReport, 0, len(s.Faults))
	for i, f := range s.Faults {
		all = append(all, wire.FaultReport{
			By: f.By, Code: f.Code, Params: params(f.Params), Asset: f.Asset, At: f.At.UTC(), Lasts: s.Lasting[i],
		})
	}
	return all
}

func params(p map[string]any) map[string]any {
	if p == nil {
		return map[string]any{}
	}
	return p
}

// controllers says of each what it does in this cycle, in the order they run.
func (r *Reporter) controllers(s cycle.Status) []wire.ControllerReport {
	all := make([]wire.ControllerReport, 0, len(s.Controllers))
	at := make(map[string]int, len(s.Controllers))
	for i := range s.Controllers {
		all = append(all, r.controller(&s.Controllers[i], i, s))
		at[s.Controllers[i].ID] = i
	}
	for i := range s.Requests {
		if k, is := at[s.Requests[i].By]; is {
			all[k].Requests++
		}
	}
	for i := range s.Cuts {
		if k, is := at[s.Cuts[i].By]; is {
			all[k].Cuts++
		}
		if k, is := at[s.Cuts[i].BoundBy]; is && s.Cuts[i].BoundBy != s.Cuts[i].By {
			all[k].Binds++
		}
	}
	return all
}

func (r *Reporter) controller(c *cycle.ControllerStats, at int, s cycle.Status) wire.ControllerReport {
	out := wire.ControllerReport{
		ID: c.ID, Type: c.Type, Class: c.Level.String(), Armed: r.from.Site.Controllers[at].Spec.ArmedIn(s.Mode), Benched: c.Benched,
		BindingSeconds: int64(c.Binding / time.Second), TookMaxMicros: c.Took.Max.Microseconds(),
	}
	if c.Asked > 0 {
		out.TookMicros = c.Took.Sum.Microseconds() / int64(c.Asked&(1<<62-1))
	}
	if c.Benched {
		out.Code, out.Params = c.Why.Code, c.Why.Params
	}
	return out
}

func overrides(s cycle.Status) []wire.OverrideReport {
	all := make([]wire.OverrideReport, 0, len(s.Overrides))
	for _, o := range s.Overrides {
		all = append(all, wire.OverrideReport{
			ID: o.ID, Asset: o.Asset, Watts: int64(o.Power), By: o.By, Reason: o.Reason, From: o.From.UTC(), Until: o.To.UTC(),
		})
	}
	return all
}

// limits are those in force, the fail-safe one with its mark.
func limits(s cycle.Status) []wire.LimitReport {
	all := []wire.LimitReport{}
	add := func(l *control.Limit, failSafe bool) {
		if !l.Holds(s.At) {
			return
		}
		out := wire.LimitReport{Ref: l.Ref, Code: l.Code, FailSafe: failSafe || l.Code == reason.FailSafeLimit, Constraint: l.Constraint, Meter: l.Meter}
		if l.Bounds.BoundedBelow() {
			out.MinWatts = watts(int64(l.Bounds.Min))
		}
		if l.Bounds.BoundedAbove() {
			out.MaxWatts = watts(int64(l.Bounds.Max))
		}
		out.Until = until(l.To)
		all = append(all, out)
	}
	for i := range s.Limits {
		add(&s.Limits[i], false)
	}
	if s.FailSafe != nil {
		add(s.FailSafe, true)
	}
	return append(all, constraints(s)...)
}

// constraints are those of the operator of the grid in force.
func constraints(s cycle.Status) []wire.LimitReport {
	var all []wire.LimitReport
	for i := range s.Constraints {
		g := &s.Constraints[i]
		if !g.Holds(s.At) {
			continue
		}
		out := wire.LimitReport{Ref: g.Ref, Code: reason.GridReactiveLimit, Meter: g.Meter, Until: until(g.To)}
		if g.Reactive != nil {
			out.MaxVars = watts(int64(*g.Reactive))
		}
		if g.Ramp != nil {
			out.Code, out.MaxWattsPerS = reason.SiteRampLimit, watts(int64(*g.Ramp))
		}
		all = append(all, out)
	}
	return all
}

// until is an end as it is told; nil for none.
func until(to time.Time) *time.Time {
	if to.IsZero() || to.Year() >= 9000 {
		return nil
	}
	to = to.UTC()
	return &to
}

func watts(w int64) *int64 { return &w }

// conditions are those that stand, with the device's name among the values of their text.
func conditions(h device.Health) []wire.ConditionReport {
	all := []wire.ConditionReport{}
	for _, c := range h.Conditions {
		if !c.Stands {
			continue
		}
		params := map[string]any{"device": h.Device}
		maps.Copy(params, c.Params)
		all = append(all, wire.ConditionReport{Code: c.Code, Params: params})
	}
	return all
}

func (r *Reporter) devices() []wire.DeviceReport {
	config := r.from.Site.Config
	all := make([]wire.DeviceReport, 0, len(config.Devices))
	for _, h := range r.from.Health.All() {
		i := slices.IndexFunc(config.Devices, func(d site.Device) bool { return d.Key == h.Device })
		if i < 0 {
			continue
		}
		d := config.Devices[i]
		out := wire.DeviceReport{
			Key: h.Device, Protocol: string(d.Protocol()), Address: d.Address, Profile: d.Profile, Vendor: h.Vendor, Model: h.Model,
			Status: string(h.Status), LatencyMicros: h.Latency.Microseconds(), Failures: h.Failures, Breaker: h.Breaker,
			Detail: h.Detail, Conditions: conditions(h),
		}
		if !h.LastAnswer.IsZero() {
			at := h.LastAnswer.UTC()
			out.LastAnswer = &at
		}
		all = append(all, out)
	}
	return all
}
