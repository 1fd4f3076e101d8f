package httpapi

import (
	"context"
	"fmt"
	"net/http"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
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
		Cookie: http.Cookie{
			Name: SessionCookie, Value: token, Path: "/", Expires: now.Add(identity.SessionMax),
			HttpOnly: true, Secure: x.secure, SameSite: http.SameSiteStrictMode,
		},
		Body: Session{Token: token, Expires: p.Expires, Me: meOf(p)},
	}, nil
}

func (s *Server) logout(ctx context.Context, c operation.Caller, _ *struct{}) (*logoutOutput, error) {
	if err := s.services.Identity.Logout(ctx, c.Principal); err != nil {
		return nil, fmt.Errorf("log out: %w", err)
	}
	s.feeds.expel(string(c.Session))
	return &logoutOutput{Cookie: http.Cookie{
		Name: SessionCookie, Path: "/", MaxAge: -1,
		HttpOnly: true, Secure: exchangeOf(ctx).secure, SameSite: http.SameSiteStrictMode,
	}}, nil
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
