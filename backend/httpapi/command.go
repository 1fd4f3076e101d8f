package httpapi

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Dispatch gives orders to edges and says what became of them.
type Dispatch interface {
	Issue(ctx context.Context, by identity.Principal, at registry.Site, r dispatch.Request, now time.Time) (dispatch.Command, error)
	Command(ctx context.Context, by identity.Principal, id uuid.UUID) (dispatch.Command, error)
	Commands(ctx context.Context, by identity.Principal, f dispatch.Filter) (commands []dispatch.Command, next string, err error)
	Limits(ctx context.Context, by identity.Principal, at registry.Site) (wire.Limits, error)
	SetLimits(ctx context.Context, by identity.Principal, at registry.Site, wanted wire.Limits) (wire.Limits, error)
}

func (s *Server) issueCommand(ctx context.Context, c operation.Caller, in *commandInput) (*commandOutput, error) {
	site, err := s.services.Registry.SiteByID(ctx, c.Scope, in.Body.SiteID)
	if err != nil {
		return nil, fmt.Errorf("find site: %w", err)
	}
	command, err := s.services.Dispatch.Issue(ctx, c.Principal, site, dispatch.Request{
		Site: site.ID, Kind: wire.CommandKind(in.Body.Kind), Asset: in.Body.Asset, Payload: in.Body.Payload,
		Reason: in.Body.Reason, Expires: in.Body.ExpiresAt, Key: in.Key,
	}, s.options.Now())
	if err != nil {
		return nil, err
	}
	return &commandOutput{Body: commandOf(command)}, nil
}

func (s *Server) command(ctx context.Context, c operation.Caller, in *commandByID) (*commandOutput, error) {
	command, err := s.services.Dispatch.Command(ctx, c.Principal, in.ID)
	if err != nil {
		return nil, err
	}
	return &commandOutput{Body: commandOf(command)}, nil
}

func (s *Server) commands(ctx context.Context, c operation.Caller, in *commandsInput) (*commandsOutput, error) {
	filter := dispatch.Filter{Open: in.Open, Now: s.options.Now(), Cursor: in.Cursor, Limit: in.Limit}
	if in.Site != uuid.Nil {
		site, err := s.services.Registry.SiteByID(ctx, c.Scope, in.Site)
		if err != nil {
			return nil, fmt.Errorf("find site: %w", err)
		}
		filter.Site = &site.ID
	}
	found, next, err := s.services.Dispatch.Commands(ctx, c.Principal, filter)
	if err != nil {
		return nil, fmt.Errorf("list commands: %w", err)
	}
	out := &commandsOutput{Body: CommandPage{Items: make([]Command, 0, len(found)), Next: next}}
	for _, command := range found {
		out.Body.Items = append(out.Body.Items, commandOf(command))
	}
	return out, nil
}

func (s *Server) limits(ctx context.Context, v operation.Visit, _ *operation.SiteInput) (*limitsOutput, error) {
	limits, err := s.services.Dispatch.Limits(ctx, v.Principal, v.Site)
	if err != nil {
		return nil, err
	}
	return &limitsOutput{Body: limitsOf(limits)}, nil
}

func (s *Server) setLimits(ctx context.Context, v operation.Visit, in *limitsInput) (*limitsOutput, error) {
	wanted := wire.Limits{LimitsVersion: in.Body.Version, IssuedAt: s.options.Now().UTC(), KnownUntil: in.Body.KnownUntil}
	for _, b := range in.Body.Blocks {
		if err := checkCut(b); err != nil {
			return nil, err
		}
		wanted.Blocks = append(wanted.Blocks, wire.LimitBlock(b))
	}
	if in.Body.FailSafe != nil {
		if err := checkCut(*in.Body.FailSafe); err != nil {
			return nil, err
		}
		block := wire.LimitBlock(*in.Body.FailSafe)
		wanted.FailSafe = &block
	}
	set, err := s.services.Dispatch.SetLimits(ctx, v.Principal, v.Site, wanted)
	if err != nil {
		return nil, err
	}
	return &limitsOutput{Body: limitsOf(set)}, nil
}

// checkCut refuses a code that explains no cut.
func checkCut(b LimitBlock) error {
	if entry, ok := reason.Lookup(b.Code); !ok || entry.Class != reason.Cut {
		return reason.New(reason.InvalidValue, reason.Params{"field": "code", "value": string(b.Code), "want": "a code of class CUT such as " + string(reason.ConnectionLimit)})
	}
	return nil
}

func limitsOf(l wire.Limits) Limits {
	out := Limits{Version: l.LimitsVersion, KnownUntil: l.KnownUntil, Blocks: make([]LimitBlock, 0, len(l.Blocks))}
	if !l.IssuedAt.IsZero() {
		out.IssuedAt = &l.IssuedAt
	}
	for _, b := range l.Blocks {
		out.Blocks = append(out.Blocks, LimitBlock(b))
	}
	for _, g := range l.Constraints {
		out.Constraints = append(out.Constraints, LaidConstraint(g))
	}
	if l.FailSafe != nil {
		block := LimitBlock(*l.FailSafe)
		out.FailSafe = &block
	}
	return out
}

func commandOf(c dispatch.Command) Command {
	out := Command{
		ID: parsed(c.ID), SiteID: c.Site, Seq: int64(c.Seq & (1<<62 - 1)), Kind: string(c.Kind), Asset: c.Asset, Payload: c.Payload,
		Reason: c.Reason, IssuedAt: c.IssuedAt, ExpiresAt: c.ExpiresAt, State: string(c.State),
		Acks: make([]CommandAck, 0, len(c.Acks)),
	}
	if policy, ok := dispatch.PolicyOf(c.IssuedBy); ok {
		out.PolicyID = &policy
	} else if c.IssuedBy != dispatch.ByBalancing {
		by := parsed(c.IssuedBy)
		out.IssuedBy = &by
	}
	if c.Kind == wire.CommandConfigure {
		out.Payload = nil // a whole file, which has operations of its own
	}
	for _, a := range c.Acks {
		out.Acks = append(out.Acks, ackOf(a))
	}
	return out
}

func ackOf(a wire.Ack) CommandAck {
	out := CommandAck{At: a.At, State: string(a.State), AppliedWatts: a.AppliedWatts, ReasonCodes: a.Codes, Result: a.Result}
	if out.ReasonCodes == nil {
		out.ReasonCodes = []reason.Code{}
	}
	if len(a.Codes) > 0 {
		out.TextEN, out.TextDE = reason.Text(a.Codes[0], "en", a.Params), reason.Text(a.Codes[0], "de", a.Params)
	}
	return out
}

// parsed is an id that a store has given out; one that is none shows as the zero UUID.
func parsed(id string) uuid.UUID {
	out, err := uuid.Parse(id)
	if err != nil {
		return uuid.Nil
	}
	return out
}
