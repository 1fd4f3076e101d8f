// Package provider is a simulated depot as the external capacity provider of a real backend: what the
// depot's file has somebody submit, withdraw and report, through the port of envelopes.
//
//	p := provider.New(config, time.Now(), provider.Desk{Door: door, Key: key, Log: os.Stderr})
//	p.Run(ctx)
package provider

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/microgrid/handed"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	simdepot "ohmstead/sim/depot"
)

// Desk is where a provider hands in: a backend's door, the API key it does so by, and where it says what
// it did.
type Desk struct {
	handed.Door
	Key string
	Log io.Writer
}

// Provider does what a depot's file says at its instant. The ids of the file are the backend's.
type Provider struct {
	desk  Desk
	deeds []deed
}

// New is the provider of a depot that begins at an instant instead of at its start.
func New(c *simdepot.Config, begins time.Time, d Desk) *Provider {
	return &Provider{desk: d, deeds: planned(c, begins)}
}

// Check refuses a key that may not hand over: UNAUTHENTICATED, FORBIDDEN.
func (p *Provider) Check(ctx context.Context, now time.Time) error {
	_, err := p.desk.Scope(ctx, p.desk.Key, now)
	return err
}

// deed is one thing that a provider does at an instant, once; it may be tried again.
type deed struct {
	at   time.Time
	what string
	do   func(ctx context.Context, port microgrid.EnvelopeWritePort, scope identity.Scope, now time.Time) error
}

// A source that the file says nothing of is vouched for so often, and for so long ahead: a provider that
// ended is silent before that has passed.
const (
	vouchEvery = 5 * time.Minute
	vouchFor   = 15 * time.Minute
	tryAgain   = 5 * time.Second
)

// planned is what a depot's provider does where the depot begins now instead of at its start, in order.
func planned(c *simdepot.Config, begins time.Time) []deed {
	shift := func(t time.Time) time.Time { return t.Add(begins.Sub(c.Start)) }
	ref := func(id topology.ID) string {
		return fmt.Sprintf("sim/%s/%s/%s", c.Name, begins.UTC().Format(time.RFC3339Nano), id)
	}
	var out []deed
	for _, e := range c.Envelopes {
		out = append(out, submission(shifted(e, shift, ref(e.EnvelopeID)), later(shift(e.ReceivedAt), begins)))
	}
	said := map[topology.SourceHealth]bool{}
	source := func(h topology.SourceHealth, at time.Time) {
		said[topology.SourceHealth{NodeID: h.NodeID, OriginControlPointID: h.OriginControlPointID}] = true
		h.HealthyUntil = shift(h.HealthyUntil)
		out = append(out, report(c.Microgrid.MicrogridID, h, at))
	}
	for _, h := range c.Health {
		source(h, begins)
	}
	for _, a := range c.Actions {
		switch a.Do {
		case simdepot.ReportSource:
			source(a.Health, shift(a.At))
		case simdepot.WithdrawEnvelope:
			out = append(out, withdrawal(microgrid.EnvelopeKey{Microgrid: c.Microgrid.MicrogridID, SourceRef: ref(a.Target)}, shift(a.At)))
		}
	}
	out = append(out, vouched(c, begins, said)...)
	slices.SortStableFunc(out, func(a, b deed) int { return a.at.Compare(b.at) })
	return out
}

// vouched are the reports of sources that the file says nothing of, while the depot runs.
func vouched(c *simdepot.Config, begins time.Time, said map[topology.SourceHealth]bool) []deed {
	var out []deed
	for _, e := range c.Envelopes {
		h := topology.SourceHealth{NodeID: e.NodeID, OriginControlPointID: e.OriginControlPointID}
		if e.EnvelopeType != topology.Forecast || said[h] {
			continue
		}
		said[h] = true
		for at := begins; at.Before(begins.Add(c.Length)); at = at.Add(vouchEvery) {
			h.HealthyUntil = at.Add(vouchFor)
			out = append(out, report(c.Microgrid.MicrogridID, h, at))
		}
	}
	return out
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// shifted is an envelope at the time the depot runs at, under the name of this run.
func shifted(e topology.OperatingEnvelope, shift func(time.Time) time.Time, ref string) topology.OperatingEnvelope {
	e.SourceRef, e.EffectiveFrom, e.EffectiveTo, e.Blocks = ref, shift(e.EffectiveFrom), shift(e.EffectiveTo), slices.Clone(e.Blocks)
	for i := range e.Blocks {
		b := &e.Blocks[i]
		b.EnvelopeID, b.BlockFrom, b.BlockTo = "", shift(b.BlockFrom), shift(b.BlockTo)
	}
	return e
}

func submission(e topology.OperatingEnvelope, at time.Time) deed {
	return deed{at, "submit " + e.SourceRef, func(ctx context.Context, port microgrid.EnvelopeWritePort, scope identity.Scope, now time.Time) error {
		kept, err := port.SubmitEnvelope(ctx, scope, e, now)
		if err == nil && kept.Status == topology.Rejected {
			return reason.New(reason.EnvelopeRejected, reason.Params{"envelope": e.SourceRef, "rule": kept.RejectedRule, "block": 0})
		}
		return err
	}}
}

func withdrawal(which microgrid.EnvelopeKey, at time.Time) deed {
	return deed{at, "withdraw " + which.SourceRef, func(ctx context.Context, port microgrid.EnvelopeWritePort, scope identity.Scope, now time.Time) error {
		_, err := port.WithdrawEnvelope(ctx, scope, which, now)
		return err
	}}
}

func report(id topology.ID, h topology.SourceHealth, at time.Time) deed {
	what := fmt.Sprintf("report %s healthy until %s", h.NodeID, h.HealthyUntil.UTC().Format(time.RFC3339))
	return deed{at, what, func(ctx context.Context, port microgrid.EnvelopeWritePort, scope identity.Scope, now time.Time) error {
		_, err := port.ReportSource(ctx, scope, microgrid.SourceReport{MicrogridID: id, SourceHealth: h}, now)
		return err
	}}
}

// Run does everything that is planned, in order, until ctx ends. What cannot reach the backend is tried
// again; what the backend refuses is said and left.
func (p *Provider) Run(ctx context.Context) {
	for _, d := range p.deeds {
		if !sleepUntil(ctx, d.at) {
			return
		}
		for {
			err := p.once(ctx, d)
			if ctx.Err() != nil {
				return
			}
			if refusal := new(reason.Error); err == nil || errors.As(err, &refusal) {
				p.say(d, err)
				break
			}
			fmt.Fprintf(p.desk.Log, "provider: %s, again in %v: %v\n", d.what, tryAgain, err)
			if !sleepUntil(ctx, time.Now().Add(tryAgain)) {
				return
			}
		}
	}
}

func (p *Provider) say(d deed, err error) {
	if err != nil {
		fmt.Fprintf(p.desk.Log, "provider: %s is refused: %v\n", d.what, err)
		return
	}
	fmt.Fprintf(p.desk.Log, "provider: %s\n", d.what)
}

// once does a deed under the key as it is now.
func (p *Provider) once(ctx context.Context, d deed) error {
	now := time.Now()
	scope, err := p.desk.Scope(ctx, p.desk.Key, now)
	if err != nil {
		return err
	}
	return d.do(ctx, p.desk.Port, scope, now)
}

// sleepUntil waits for an instant; false where ctx ends before it.
func sleepUntil(ctx context.Context, at time.Time) bool {
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return ctx.Err() == nil
	}
}
