package analysis

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/report"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// Flow is a part of a site's balance, as a load profile names it. Its power is a magnitude.
type Flow string

// Flows.
const (
	Load       Flow = "LOAD"
	Import     Flow = "IMPORT"
	Export     Flow = "EXPORT"
	PV         Flow = "PV"
	Charged    Flow = "CHARGED"
	Discharged Flow = "DISCHARGED"
)

// Flows lists them.
func Flows() []Flow { return []Flow{Load, Import, Export, PV, Charged, Discharged} }

// of is the energy of the flow in a balance.
func (f Flow) of(b telemetry.Balance) *int64 {
	switch f {
	case Load:
		return b.LoadJ
	case Import:
		return b.ImportJ
	case Export:
		return b.ExportJ
	case PV:
		return b.PVJ
	case Charged:
		return b.ChargedJ
	case Discharged:
		return b.DischargedJ
	}
	return nil
}

// value is what is known of a quarter hour: its mean.
type value struct {
	from time.Time
	mean float64
}

// course is the means of a flow of the site's balance, or of a channel with asset and name, quarter hour
// by quarter hour in order of time; those of which less than half is covered are left out.
// UNKNOWN_CHANNEL where the site has none of the name.
func (s *Service) course(ctx context.Context, scope identity.Scope, site registry.Site, of string, days []day) ([]value, string, error) {
	read, unit := s.flow(site, Flow(of)), string(point.Watt)
	if !slices.Contains(Flows(), Flow(of)) {
		channels, err := s.store.Channels(ctx, scope, site)
		if err != nil {
			return nil, "", fmt.Errorf("list channels of site %s: %w", site.ID, err)
		}
		asset, name, _ := strings.Cut(of, ".")
		at := slices.IndexFunc(channels, func(c registry.Channel) bool { return c.Asset == asset && c.Name == name })
		if at < 0 {
			return nil, "", reason.New(reason.UnknownChannel, reason.Params{"channel": of})
		}
		read, unit = s.channel(site, channels[at]), channels[at].Unit
	}
	var found []value
	for _, run := range runs(days, atOnce) {
		values, err := read(ctx, scope, slot.Interval{From: run[0].From, To: run[len(run)-1].To})
		if err != nil {
			return nil, "", err
		}
		found = append(found, values...)
	}
	return found, unit, nil
}

// reading reads the quarter hours of a span.
type reading func(ctx context.Context, scope identity.Scope, span slot.Interval) ([]value, error)

func (s *Service) channel(site registry.Site, channel registry.Channel) reading {
	return func(ctx context.Context, scope identity.Scope, span slot.Interval) ([]value, error) {
		buckets, err := s.store.Series(ctx, scope, telemetry.SeriesQuery{Site: site, Channel: channel, From: span.From, To: span.To, Bucket: slot.QuarterHour})
		if err != nil {
			return nil, fmt.Errorf("read the quarter hours of %s.%s: %w", channel.Asset, channel.Name, err)
		}
		var found []value
		for _, b := range buckets {
			if b.Mean != nil {
				found = append(found, value{b.From, *b.Mean})
			}
		}
		return found, nil
	}
}

func (s *Service) flow(site registry.Site, flow Flow) reading {
	subject := report.Subject{Kind: report.OfSite, ID: site.ID, Name: site.Name, TimeZone: site.TimeZone, Sites: 1}
	return func(ctx context.Context, scope identity.Scope, span slot.Interval) ([]value, error) {
		in, err := s.reports.Input(ctx, scope, report.Frame{Subject: subject, TimeZone: site.TimeZone, Days: []slot.Interval{span}})
		if err != nil {
			return nil, fmt.Errorf("read the flows of site %s: %w", site.ID, err)
		}
		return flowValues(in.Sites[0].Channels, flow), nil
	}
}

// flowValues are the quarter hours of a flow, as the balance of each of them has it.
func flowValues(channels []report.Channel, flow Flow) []value {
	at := map[int64][]telemetry.FlowQuarter{} // by start; a channel without one has the zero quarter
	var starts []int64
	for i, c := range channels {
		for _, q := range c.Quarters {
			start := q.From.UnixMicro()
			if at[start] == nil {
				at[start] = make([]telemetry.FlowQuarter, len(channels))
				starts = append(starts, start)
			}
			at[start][i] = whole(q)
		}
	}
	slices.Sort(starts)
	flows := make([]telemetry.Flow, len(channels))
	var found []value
	for _, start := range starts {
		quarter := slot.At(time.UnixMicro(start), slot.QuarterHour)
		for i, c := range channels {
			flows[i] = telemetry.Flow{Part: c.Part, Quarters: at[start][i : i+1]}
		}
		if joules := flow.of(telemetry.SureBalance(flows, quarter, slot.QuarterHour)); joules != nil {
			found = append(found, value{quarter.From, float64(*joules) / slot.QuarterHour.Seconds()})
		}
	}
	return found
}

// whole is a quarter hour of which half is covered or more, as if all of it had been like what is; of
// one that is covered less nothing is known. So flows that are covered differently can be added up.
func whole(q telemetry.FlowQuarter) telemetry.FlowQuarter {
	if 2*q.Covered < slot.QuarterHour {
		return telemetry.FlowQuarter{}
	}
	ms, of := q.Covered.Milliseconds(), slot.QuarterHour.Milliseconds()
	if q.Covered < slot.QuarterHour {
		q.AwayJ, q.TowardsJ = unit.Scaled(q.AwayJ, of, ms), unit.Scaled(q.TowardsJ, of, ms)
	}
	q.Covered = slot.QuarterHour
	return q
}
