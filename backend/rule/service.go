package rule

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// Filter narrows a list of rules. The zero Filter is everything in scope.
type Filter struct {
	Site   *uuid.UUID // rules of this site alone; those of all sites are not
	Cursor string
	Limit  int
}

// Store keeps rules. What lies outside of the scope does not exist: NOT_FOUND. A change takes the
// version that was read: VERSION_CONFLICT. A name is used once in a tenant: NAME_TAKEN.
type Store interface {
	// Rules lists rules by name, and the cursor of the page after.
	Rules(ctx context.Context, scope identity.Scope, f Filter) ([]Rule, string, error)
	Rule(ctx context.Context, scope identity.Scope, id uuid.UUID) (Rule, error)
	// AddRule keeps a new rule under an id; one that is there with the same id is returned as it is.
	AddRule(ctx context.Context, scope identity.Scope, id uuid.UUID, d Draft, now time.Time) (Rule, error)
	// ChangeRule replaces what a rule says, and begins its evaluation anew: its alarms are closed.
	ChangeRule(ctx context.Context, scope identity.Scope, was Rule, d Draft, now time.Time) (Rule, error)
	// RemoveRule ends a rule and closes its alarms.
	RemoveRule(ctx context.Context, scope identity.Scope, was Rule, now time.Time) error
}

// Service is rules as people write them.
type Service struct {
	Store
	samples Samples
}

// NewService is a service over a store and the samples it tries rules on.
func NewService(store Store, samples Samples) *Service {
	return &Service{Store: store, samples: samples}
}

// Add keeps a new rule. With a key, the same request again is answered with the same rule.
func (s *Service) Add(ctx context.Context, scope identity.Scope, d Draft, key string, now time.Time) (Rule, error) {
	d.Name = strings.TrimSpace(d.Name)
	if err := d.Check(); err != nil {
		return Rule{}, err
	}
	id := uuid.New()
	if key != "" {
		id = uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, "rule ", scope.Tenant, " ", scope.Actor, " ", key))
	}
	r, err := s.AddRule(ctx, scope, id, d, now)
	if err != nil {
		return Rule{}, fmt.Errorf("add the rule %s: %w", d.Name, err)
	}
	return r, nil
}

// Change replaces what a rule says.
func (s *Service) Change(ctx context.Context, scope identity.Scope, was Rule, d Draft, now time.Time) (Rule, error) {
	d.Name = strings.TrimSpace(d.Name)
	if err := d.Check(); err != nil {
		return Rule{}, err
	}
	r, err := s.ChangeRule(ctx, scope, was, d, now)
	if err != nil {
		return Rule{}, fmt.Errorf("change the rule %s: %w", was.ID, err)
	}
	return r, nil
}

// Trial is what a rule would have done over the last day.
type Trial struct {
	From, To time.Time
	Places   int // sites, or assets, that the rule would look at
	Samples  int
	Raised   []event.Event // by instant; Cleared is set where it would have cleared
	// More says that there were more samples or alarms than a trial looks at.
	More bool
}

// Bounds of a trial.
const (
	trialSpan    = 24 * time.Hour
	trialSamples = 1_000_000
	trialRaised  = 200
	trialPlaces  = 50
)

// Try runs a draft over the samples of the last 24 hours and keeps nothing.
func (s *Service) Try(ctx context.Context, scope identity.Scope, d Draft, now time.Time) (Trial, error) {
	trial := Trial{From: now.Add(-trialSpan), To: now, Raised: []event.Event{}}
	if err := d.Check(); err != nil {
		return trial, err
	}
	places, err := s.places(ctx, scope, Rule{Draft: d, Changed: trial.From})
	if err != nil {
		return trial, err
	}
	trial.Places, trial.More = len(places), len(places) > trialPlaces
	for _, i := range places[:min(len(places), trialPlaces)] {
		if err := s.try(ctx, scope, i, &trial); err != nil {
			return trial, err
		}
	}
	return trial, nil
}

func (s *Service) places(ctx context.Context, scope identity.Scope, r Rule) ([]Instance, error) {
	var names []string
	for _, c := range r.Channels() {
		_, name := Split(c)
		names = append(names, name)
	}
	channels, err := s.samples.ChannelsNamed(ctx, scope, names)
	if err != nil {
		return nil, fmt.Errorf("find the rule's channels: %w", err)
	}
	return Bind(r, channels), nil
}

func (s *Service) try(ctx context.Context, scope identity.Scope, i Instance, trial *Trial) error {
	m, err := NewMachine(i.Rule.Definition)
	if err != nil {
		return err
	}
	i.State.Through = trial.From
	for {
		found, err := s.samples.SamplesOf(ctx, scope, i.Inputs, Span{From: i.State.Through, To: trial.To, Limit: pageLimit})
		if err != nil {
			return fmt.Errorf("read samples: %w", err)
		}
		page := whole(found)
		trial.Samples += len(page)
		var turns []Turn
		for _, sample := range page {
			turns = append(turns, m.Step(&i.State, sample)...)
		}
		full := len(found) == pageLimit
		if !full {
			turns = append(turns, m.Tick(&i.State, trial.To)...)
		}
		trial.take(i.events(turns))
		if trial.Samples > trialSamples {
			trial.More = true
			return nil
		}
		if !full {
			return nil
		}
	}
}

// take adds what was raised, and ends what was cleared.
func (t *Trial) take(happened []event.Event) {
	for _, e := range happened {
		if e.Cleared == nil {
			if len(t.Raised) == trialRaised {
				t.More = true
				return
			}
			t.Raised = append(t.Raised, e)
			continue
		}
		for n := len(t.Raised) - 1; n >= 0; n-- {
			if t.Raised[n].Key() == e.Key() && t.Raised[n].Cleared == nil {
				t.Raised[n].Cleared = e.Cleared
				break
			}
		}
	}
}

// NotFound is the refusal for a rule that does not exist within a scope.
func NotFound() error { return reason.New(reason.NotFound, reason.Params{"what": "rule"}) }
