package httpapi

import (
	"context"
	"fmt"
	"net/http"

	"ohmstead/backend/httpapi/federated"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

func (s *Server) login(ctx context.Context, _ operation.Caller, in *loginInput) (*loginOutput, error) {
	x := exchangeOf(ctx)
	attempt := identity.Attempt{Email: in.Body.Email, Password: in.Body.Password, RemoteAddr: x.remote, Agent: x.agent}
	now := s.options.Now()
	token, p, err := s.services.Identity.Login(ctx, attempt, now)
	if err != nil {
		return nil, fmt.Errorf("log in: %w", err)
	}
	return &loginOutput{
		Cookie: s.sessionCookie(ctx, token),
		Body:   Session{Token: token, Expires: p.Expires, Me: meOf(p)},
	}, nil
}

func (s *Server) sessionCookie(ctx context.Context, token string) http.Cookie {
	return http.Cookie{
		Name: SessionCookie, Value: token, Path: "/", Expires: s.options.Now().Add(identity.SessionMax),
		HttpOnly: true, Secure: exchangeOf(ctx).secure, SameSite: http.SameSiteStrictMode,
	}
}

func (s *Server) federated() federated.Services {
	return federated.Services{
		Provider: s.services.Provider, Logins: s.services.Identity, Session: s.sessionCookie,
		Secure: func(ctx context.Context) bool { return exchangeOf(ctx).secure },
		Code:   func(ctx context.Context, err error) reason.Code { return s.problem(ctx, err).ReasonCode },
	}
}

func (s *Server) logout(ctx context.Context, c operation.Caller, in *logoutInput) (*logoutOutput, error) {
	if err := s.services.Identity.Logout(ctx, c.Principal); err != nil {
		return nil, fmt.Errorf("log out: %w", err)
	}
	s.feeds.expel(string(c.Session))
	gone := http.Cookie{Name: SessionCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: exchangeOf(ctx).secure, SameSite: http.SameSiteStrictMode}
	address, came := federated.Leave(ctx, s.federated(), in.Came)
	return &logoutOutput{Cookies: []http.Cookie{gone, came}, Body: LoggedOut{Address: address}}, nil
}

func (s *Server) me(_ context.Context, c operation.Caller, _ *struct{}) (*meOutput, error) {
	return &meOutput{Body: meOf(c.Principal)}, nil
}

func meOf(p identity.Principal) Me {
	return Me{
		User:   User{ID: p.User.ID, Email: p.User.Email, DisplayName: p.User.DisplayName, Language: p.User.Language},
		Tenant: Tenant{ID: p.Tenant.ID, Name: p.Tenant.Name},
		Roles:  p.Roles, Permissions: p.Permissions(),
	}
}
