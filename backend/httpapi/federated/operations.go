package federated

import (
	"context"
	"net/http"

	"ohmstead/backend/federation"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// Ways is how one can log in.
type Ways struct {
	Password bool   `json:"password" example:"true"`
	Provider string `json:"provider" doc:"What the identity provider is called; empty where there is none." example:"Plant north ID"`

	MinPassword int `json:"min_password" doc:"The least characters of a new password." example:"12"`
}

// Begin begins a login by the identity provider.
type Begin struct {
	Token string `json:"link_token,omitempty" maxLength:"100" doc:"Of the link that lets the person in; without it, for a login that is linked already." example:"bGluay10b2tlbi1vZi0zMi1yYW5kb20tYnl0ZXM"`
}

// Begun is where the browser goes to.
type Begun struct {
	Address string `json:"address" format:"uri" example:"https://id.example.org/auth?client_id=ohmstead"`
}

type waysOutput struct{ Body Ways }

type beginInput struct{ Body Begin }

type beginOutput struct {
	Cookie http.Cookie `header:"Set-Cookie" doc:"What the answer must match."`
	Body   Begun
}

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, s Services) []operation.Operation {
	a := api{desk: d, Services: s}
	return []operation.Operation{
		{
			ID: "login-ways", Method: http.MethodGet, Path: "/api/login/ways", Access: operation.Public(), Tag: "Session", Summary: "How one can log in", Bind: operation.With(d, a.ways),
			About: "With a password, and by an identity provider where one is configured.",
		},
		{
			ID: "begin-login", Method: http.MethodPost, Path: "/api/login/provider", Access: operation.Public(), Tag: "Session", Summary: "Log in by the identity provider", Bind: operation.With(d, a.begin),
			About: "Answers where the browser goes to: OpenID Connect's authorization code flow with PKCE. It comes back to /api/login/back and is logged in, or shown the login " +
				"with the reason of the refusal. A login is linked to a person by a link alone, and nobody is made.",
		},
	}
}

type api struct {
	desk operation.Desk
	Services
}

func (a api) ways(context.Context, operation.Caller, *struct{}) (*waysOutput, error) {
	out := &waysOutput{Body: Ways{Password: true, MinPassword: identity.MinPassword}}
	if a.Provider != nil {
		out.Body.Provider = a.Provider.Name()
	}
	return out, nil
}

func (a api) begin(ctx context.Context, _ operation.Caller, in *beginInput) (*beginOutput, error) {
	if a.Provider == nil {
		return nil, reason.New(reason.NotFound, reason.Params{"what": "identity provider"})
	}
	attempt, address, err := a.Provider.Begin(ctx)
	if err != nil {
		return nil, err
	}
	c := a.cookie(ctx, sealOf(attempt, in.Body.Token))
	c.MaxAge = int(federation.AttemptLife.Seconds())
	return &beginOutput{Cookie: c, Body: Begun{Address: address}}, nil
}
