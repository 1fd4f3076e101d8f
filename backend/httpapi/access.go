package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// answerWithin bounds the time an operation may take; a live stream is the exception.
const answerWithin = 20 * time.Second

// Access says who may call an operation: anyone, anyone logged in, or who holds a permission.
type Access struct {
	Public     bool
	Permission identity.Permission
}

func public() Access                              { return Access{Public: true} }
func loggedIn() Access                            { return Access{} }
func needs(permission identity.Permission) Access { return Access{Permission: permission} }

func (a Access) words() string {
	switch {
	case a.Public:
		return "Needs no login."
	case a.Permission == "":
		return "Needs a login."
	default:
		return "Needs the permission " + string(a.Permission) + "."
	}
}

type callerKey struct{}

// caller is who calls an operation, with the credential used.
type caller struct {
	identity.Principal
	token string
}

func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

// admit decides on a request before anything of it is read: UNAUTHENTICATED without a valid
// credential, FORBIDDEN without the permission.
func (s *Server) admit(o Operation) func(huma.Context, func(huma.Context)) {
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
		next(huma.WithContext(ctx, context.WithValue(within, callerKey{}, c)))
	}
}

func (s *Server) authenticate(ctx context.Context, r *http.Request, access Access) (caller, error) {
	t := token(r)
	if t == "" {
		return caller{}, reason.New(reason.Unauthenticated, nil)
	}
	p, err := s.services.Identity.Authenticate(ctx, t, s.options.Now())
	if err != nil {
		return caller{}, fmt.Errorf("authenticate request: %w", err)
	}
	if access.Permission != "" && !p.May(access.Permission) {
		return caller{}, reason.New(reason.Forbidden, reason.Params{"permission": string(access.Permission)})
	}
	return caller{Principal: p, token: t}, nil
}
