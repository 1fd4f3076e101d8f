package rule

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/backend/rounds"
	"ohmstead/energy/reason"
)

// Bounds of an evaluation.
const (
	roundEvery = 5 * time.Second
	pageLimit  = 5000
)

// Channel is a channel of a site, as rules find it.
type Channel struct {
	Site     uuid.UUID
	SiteName string
	Asset    string
	Name     string
	Unit     string
	Key      int32
}

// Instance is a rule at one place: a site and, where the rule names an asset or each, that asset.
type Instance struct {
	Rule     Rule
	Site     uuid.UUID
	SiteName string
	Asset    string           // "" where the rule is about the whole site
	Inputs   map[int32]string // what the rule calls each of its channels
	// Turn counts the states that were kept of the instance; 0 for none.
	Turn  int64
	State State
}

// Bind finds the places of a rule among the channels of a scope. A site that lacks one of the rule's
// channels is no place of it.
func Bind(r Rule, channels []Channel) []Instance {
	var found []Instance
	add := func(c Channel, asset, input string) {
		i := slices.IndexFunc(found, func(i Instance) bool { return i.Site == c.Site && i.Asset == asset })
		if i < 0 {
			i = len(found)
			found = append(found, Instance{Rule: r, Site: c.Site, SiteName: c.SiteName, Asset: asset, Inputs: map[int32]string{}})
		}
		found[i].Inputs[c.Key] = input
	}
	for _, c := range channels {
		if r.Site != nil && *r.Site != c.Site {
			continue
		}
		for input, channel := range r.Channels() {
			asset, name := Split(channel)
			if name != c.Name || asset != AnyAsset && asset != c.Asset {
				continue
			}
			if r.Kind == Expression {
				add(c, "", input)
			} else {
				add(c, c.Asset, input)
			}
		}
	}
	return slices.DeleteFunc(found, func(i Instance) bool { return len(i.Inputs) < len(distinct(r.Channels())) })
}

func distinct(channels map[string]string) map[string]bool {
	all := map[string]bool{}
	for _, c := range channels {
		all[c] = true
	}
	return all
}

// Span asks for samples of an instance: after From, up to To, in order, at most Limit.
type Span struct {
	From, To time.Time
	Limit    int
}

// Samples answers what an instance has to look at.
type Samples interface {
	// ChannelsNamed are the channels of the scope with one of these names, without their assets.
	ChannelsNamed(ctx context.Context, scope identity.Scope, names []string) ([]Channel, error)
	// SamplesOf are the samples of an instance's channels in the order of their instants.
	SamplesOf(ctx context.Context, scope identity.Scope, inputs map[int32]string, span Span) ([]Sample, error)
}

// Evaluations keeps how far rules have come.
type Evaluations interface {
	Samples
	Tenants(ctx context.Context) ([]identity.Tenant, error)
	// Active are the enabled rules of a tenant at their places with what they remember, places found
	// by Bind.
	Active(ctx context.Context, tenant identity.Tenant) ([]Instance, error)
	// Advance keeps the state that follows and raises and clears, in one transaction; what came of it
	// is returned. Nothing happens where the rule has changed or another has advanced it meanwhile.
	Advance(ctx context.Context, tenant identity.Tenant, i Instance, next State, turns []event.Event) ([]event.Event, error)
}

// Runner evaluates the rules of all tenants, round after round.
type Runner struct {
	store    Evaluations
	log      *slog.Logger
	announce event.Announce
}

// NewRunner is a runner over a store.
func NewRunner(store Evaluations, log *slog.Logger, announce event.Announce) *Runner {
	return &Runner{store: store, log: log, announce: announce}
}

// Run evaluates until ctx ends. What fails is logged and tried again in the next round.
func (r *Runner) Run(ctx context.Context) error {
	rounds.Every(ctx, roundEvery, func() error { return r.Round(ctx, time.Now()) }, func(err error) {
		r.log.Error("rules wait for the next round", "err", err)
	})
	return nil
}

// Round evaluates every rule on what was stored since the round before.
func (r *Runner) Round(ctx context.Context, now time.Time) error {
	tenants, err := r.store.Tenants(ctx)
	if err != nil {
		return fmt.Errorf("list tenants: %w", err)
	}
	for _, t := range tenants {
		active, err := r.store.Active(ctx, t)
		if err != nil {
			return fmt.Errorf("read the rules of tenant %s: %w", t.ID, err)
		}
		for _, i := range active {
			if err := r.instance(ctx, t, i, now); err != nil {
				return fmt.Errorf("evaluate rule %s at site %s: %w", i.Rule.ID, i.Site, err)
			}
		}
	}
	return nil
}

func (r *Runner) instance(ctx context.Context, t identity.Tenant, i Instance, now time.Time) error {
	m, err := NewMachine(i.Rule.Definition)
	if err != nil {
		return err
	}
	scope := identity.Scope{Tenant: t.Key, AllSites: true}
	if i.Turn == 0 {
		i.State.Through = i.Rule.Changed // what was before the rule is no matter of it
	}
	for {
		samples, err := r.store.SamplesOf(ctx, scope, i.Inputs, Span{From: i.State.Through, To: now.Add(time.Hour), Limit: pageLimit})
		if err != nil {
			return fmt.Errorf("read samples: %w", err)
		}
		next := i.State.clone()
		var turns []Turn
		for _, s := range whole(samples) {
			turns = append(turns, m.Step(&next, s)...)
		}
		if len(samples) < pageLimit {
			turns = append(turns, m.Tick(&next, now)...)
		}
		if len(samples) == 0 && len(turns) == 0 {
			return nil
		}
		happened, err := r.store.Advance(ctx, t, i, next, i.events(turns))
		if err != nil {
			return fmt.Errorf("keep what follows: %w", err)
		}
		for _, e := range happened {
			r.announce(t, e)
		}
		if len(samples) < pageLimit {
			return nil
		}
		i.State, i.Turn = next, i.Turn+1
	}
}

// whole leaves out the last instant of a full page: the page may not have all of its samples, and what
// is behind an instant is read once. A page of one instant stays as it is.
func whole(samples []Sample) []Sample {
	if len(samples) < pageLimit {
		return samples
	}
	last := samples[len(samples)-1].At
	n := len(samples)
	for n > 0 && samples[n-1].At.Equal(last) {
		n--
	}
	if n == 0 {
		return samples
	}
	return samples[:n]
}

// clone is a state that shares nothing with the one it is made of.
func (s State) clone() State {
	values := make(map[string]Value, len(s.Values))
	maps.Copy(values, s.Values)
	s.Values, s.Window = values, slices.Clone(s.Window)
	return s
}

// events are the alarms that turns raise and clear. An alarm's id follows from its place and instant,
// so that the same turn is the same alarm.
func (i Instance) events(turns []Turn) []event.Event {
	all := make([]event.Event, 0, len(turns))
	for _, t := range turns {
		e := event.Event{Site: i.Site, SiteName: i.SiteName, Kind: event.Alarm, Severity: i.Rule.Severity, Asset: i.Asset, Rule: i.Rule.ID, Raised: t.At.UTC(), Version: 1}
		e.Code, e.Params = i.code(t)
		e.ID = alarmID(i, t.At)
		if !t.Raise {
			at := t.At.UTC()
			e.Cleared = &at
		}
		all = append(all, e)
	}
	return all
}

// code is what the rule's alarm says.
func (i Instance) code(t Turn) (reason.Code, map[string]any) {
	channels := make([]string, 0, len(i.Inputs))
	for _, c := range i.Rule.Channels() {
		asset, name := Split(c)
		if asset == AnyAsset {
			asset = i.Asset
		}
		channels = append(channels, asset+"."+name)
	}
	slices.Sort(channels)
	params := map[string]any{"rule": i.Rule.Name, "channel": strings.Join(slices.Compact(channels), ", ")}
	if i.Rule.Kind == Absence {
		params["age_seconds"] = int(t.Absent / time.Second)
		return reason.RuleNoData, params
	}
	params["detail"] = t.Detail
	return reason.RuleMet, params
}

// alarmID is a UUIDv8 over place and instant. Source: RFC 9562, section 5.8.
func alarmID(i Instance, at time.Time) uuid.UUID {
	sum := sha256.Sum256(fmt.Append(nil, i.Rule.ID, i.Rule.Version, i.Site, i.Asset, at.UnixNano()))
	id := uuid.UUID(sum[:16])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}
