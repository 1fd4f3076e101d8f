package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/httpapi/pace"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// answerWithin bounds the time an operation may take; a live stream is the exception.
const answerWithin = 20 * time.Second

// admit decides on a request before anything of it is read: UNAUTHENTICATED without a valid
// credential, REQUEST_RATE or TENANT_RATE beyond a rate, FORBIDDEN without the permission.
func (s *Server) admit(o operation.Operation) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, w := humachi.Unwrap(ctx)
		exchangeOf(r.Context()).operation = o.ID
		within := r.Context()
		if !o.Endless {
			var cancel context.CancelFunc
			within, cancel = context.WithTimeout(within, answerWithin)
			defer cancel()
		}
		if o.Access.Public {
			next(huma.WithContext(ctx, within))
			return
		}
		c, err := s.authenticate(within, r, o.Access)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		next(huma.WithContext(ctx, operation.WithCaller(within, c)))
	}
}

func (s *Server) authenticate(ctx context.Context, r *http.Request, access operation.Access) (operation.Caller, error) {
	t := token(r)
	if t == "" {
		return operation.Caller{}, reason.New(reason.Unauthenticated, nil)
	}
	c := operation.Caller{Token: t}
	p, err := s.identify(ctx, c)
	if err != nil {
		return operation.Caller{}, err
	}
	c.Needed = access.Of(p)
	if err := s.pace(p); err != nil {
		return operation.Caller{}, err
	}
	return allow(c, p)
}

// pace counts a request: REQUEST_RATE, TENANT_RATE.
func (s *Server) pace(p identity.Principal) error {
	credential := string(p.Session)
	if p.Key != nil {
		credential = p.Key.ID.String()
	}
	return s.gate.Take(pace.Caller{Credential: credential, Tenant: p.Tenant.Key}, s.options.Now())
}

// again is who a caller's credential speaks for now, and where it holds the permission it needs.
func (s *Server) again(ctx context.Context, c operation.Caller) (operation.Caller, error) {
	p, err := s.identify(ctx, c)
	if err != nil {
		return operation.Caller{}, err
	}
	return allow(c, p)
}

func (s *Server) identify(ctx context.Context, c operation.Caller) (identity.Principal, error) {
	p, err := s.services.Identity.Authenticate(ctx, identity.Credential{Token: c.Token, RemoteAddr: exchangeOf(ctx).remote}, s.options.Now())
	if err != nil {
		return identity.Principal{}, fmt.Errorf("authenticate request: %w", err)
	}
	p.Scope.Request = exchangeOf(ctx).id
	return p, nil
}

// allow is the caller as the principal, where it holds the permission that is needed: FORBIDDEN.
func allow(c operation.Caller, p identity.Principal) (operation.Caller, error) {
	if c.Needed != "" {
		if !p.May(c.Needed) {
			return operation.Caller{}, reason.New(reason.Forbidden, reason.Params{"permission": string(c.Needed)})
		}
		p.Scope = p.For(c.Needed)
	}
	c.Principal = p
	return c, nil
}
