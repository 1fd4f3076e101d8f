package dispatch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/wire"
)

// Executor does what a command asks of the backend itself: to bound a node of the site's microgrid until
// the command expires, and to end that. Refusals are answers to the command.
type Executor interface {
	Limit(ctx context.Context, scope identity.Scope, c Command, b NodeBounds) error
	Release(ctx context.Context, scope identity.Scope, limit Command, now time.Time) error
}

// NodeBounds is the payload of a LIMIT on a node of the site's microgrid, which the backend executes
// itself. MaxWatts bounds from above what the constraint counts; MinWatts, of a NET_CAP alone, from below.
type NodeBounds struct {
	NodeID         topology.ID             `json:"node_id"`
	ConstraintType topology.ConstraintType `json:"constraint_type"`
	MaxWatts       *int64                  `json:"max_watts"`
	MinWatts       *int64                  `json:"min_watts,omitempty"`
}

// nodeBounds reads the payload of a LIMIT; false for one that bounds the connection at the edge.
func nodeBounds(payload json.RawMessage) (NodeBounds, bool) {
	var which struct {
		NodeID *topology.ID `json:"node_id"`
	}
	var b NodeBounds
	if json.Unmarshal(payload, &which) != nil || which.NodeID == nil {
		return b, false
	}
	if err := read(payload, &b); err != nil {
		b = NodeBounds{} // check refuses it
	}
	return b, true
}

// check refuses bounds that are not whole; whether they keep the rules of envelopes is the executor's to
// say.
func (b NodeBounds) check(payload json.RawMessage) error {
	_, err := uuid.Parse(string(b.NodeID))
	known := slices.Contains(topology.ConstraintTypes(), b.ConstraintType)
	crossed := b.MinWatts != nil && (b.ConstraintType != topology.NetCap || b.MaxWatts == nil || *b.MinWatts > *b.MaxWatts)
	if err != nil || !known || b.MaxWatts == nil || crossed {
		return reason.Invalid("payload", string(payload), `such as {"node_id":"…","constraint_type":"CONSUMPTION_CAP","max_watts":40000}`)
	}
	return nil
}

// Executing has commands that are the backend's own done by e.
func (s *Service) Executing(e Executor) *Service {
	out := *s
	out.executor = e
	return &out
}

// task is what the backend has to do itself: bound a node, or end the limit that a command has set.
type task struct {
	bounds NodeBounds
	ends   *Command
}

// ours is the task of a request that no edge has to do with; nil for one that is an edge's.
func (s *Service) ours(ctx context.Context, scope identity.Scope, r Request) (*task, error) {
	switch r.Kind {
	case wire.CommandLimit:
		if b, ok := nodeBounds(r.Payload); ok {
			return &task{bounds: b}, nil
		}
	case wire.CommandRelease:
		var ended wire.Ended
		if err := read(r.Payload, &ended); err != nil {
			return nil, nil //nolint:nilerr // Check has read it
		}
		id, err := uuid.Parse(ended.CommandID)
		if err != nil {
			return nil, nil //nolint:nilerr // it is the edge's to say that it knows no such command
		}
		before, err := s.store.CommandByID(ctx, scope, id)
		switch {
		case errors.Is(err, reason.New(reason.NotFound, nil)):
			return nil, nil
		case err != nil:
			return nil, fmt.Errorf("find the command that ends: %w", err)
		case before.Edge == uuid.Nil && before.Site == r.Site:
			return &task{ends: &before}, nil
		}
	}
	return nil, nil
}

// execute stores a command, does it and stores the answer, all of it or nothing. One that comes again under
// its key is answered as before.
func (s *Service) execute(ctx context.Context, by identity.Principal, at registry.Site, c Command, what execution) (Command, error) {
	var out Command
	err := s.store.Together(ctx, by.Scope, func(ctx context.Context) (bool, error) {
		saved, err := s.store.SaveCommand(ctx, by.Scope, c, what.key)
		if err != nil {
			return false, fmt.Errorf("store the command: %w", err)
		}
		if out = saved; saved.ID != c.ID {
			return false, nil
		}
		ack := wire.Ack{Version: wire.Version, Command: c.ID, State: wire.AckExecuted, At: c.IssuedAt}
		if err := what.do(ctx, s.executor, by.Scope, saved); isRefusal(err) {
			ack = refused(ack, err)
		} else if err != nil {
			return false, fmt.Errorf("execute the command at site %s: %w", at.ID, err)
		}
		out.State, out.Acks = State(ack.State), []wire.Ack{ack}
		return true, s.store.AnswerCommand(ctx, by.Scope, ack)
	})
	return out, err
}

// execution is a task under the key of its request.
type execution struct {
	task
	key string
}

func (t task) do(ctx context.Context, e Executor, scope identity.Scope, c Command) error {
	if t.ends != nil {
		return e.Release(ctx, scope, *t.ends, c.IssuedAt)
	}
	return e.Limit(ctx, scope, c, t.bounds)
}

func isRefusal(err error) bool { return errors.As(err, new(*reason.Error)) }

func refused(a wire.Ack, err error) wire.Ack {
	if refusal, ok := errors.AsType[*reason.Error](err); ok {
		a.State, a.Codes, a.Params = wire.AckRejected, []reason.Code{refusal.Code}, refusal.Params
	}
	return a
}
