// Package retention is the API of how long a tenant's telemetry is kept and how much may come in.
package retention

import (
	"context"
	"net/http"
	"time"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/retention"
)

// Policies reads and sets policies; *retention.Service satisfies it.
type Policies interface {
	Get(ctx context.Context, scope identity.Scope) (retention.State, error)
	Set(ctx context.Context, scope identity.Scope, p retention.Policy) (retention.State, error)
}

// TelemetryPolicy is how long telemetry is kept and how much may come in.
type TelemetryPolicy struct {
	RawDays          int  `json:"raw_days" doc:"Days that samples are kept: at least 40, longer than late ones are accepted." example:"730"`
	QuarterDays      int  `json:"quarter_days" doc:"Days that quarter hours are kept: at least 400, for reports of a year, and not fewer than samples." example:"3660"`
	HourDays         *int `json:"hour_days" doc:"Days that hours are kept, not fewer than quarter hours; null for ever." example:"3660"`
	DayDays          *int `json:"day_days" doc:"Days that local days are kept, not fewer than hours; null for ever." example:"3660"`
	SamplesPerSecond *int `json:"samples_per_second" doc:"Samples a second that may come in, over ten seconds; null for any number. More is refused SAMPLE_QUOTA with Retry-After, and edges keep it meanwhile." example:"5000"`
	Channels         *int `json:"channels" doc:"Channels the tenant may have; null for any number." example:"10000"`
	CycleDays        int  `json:"cycle_days,omitempty" doc:"Days that balancing cycles in their turn are kept that passed no limit and were decided, and the orders that carried them out: at least 7; 90 where it is left out." example:"90"`
	CycleKeptDays    int  `json:"cycle_kept_days,omitempty" doc:"Days that all other balancing cycles are kept, and the orders that carried them out: those that somebody asked for, that passed a limit, or were not decided. Not fewer than cycle_days; a year where it is left out." example:"366"`
	Version          int  `json:"version" doc:"The version that was read; 0 where the default holds." example:"1"`
}

// TelemetryPolicyState is a policy with what it bounds now.
type TelemetryPolicyState struct {
	TelemetryPolicy
	UsedChannels int             `json:"used_channels" doc:"Channels the tenant has." example:"88"`
	Drops        []TelemetryDrop `json:"drops" nullable:"false" doc:"The newest removals of what was over."`
}

// TelemetryDrop is one removal of what was over.
type TelemetryDrop struct {
	At       time.Time `json:"at" example:"2026-06-01T12:00:00Z"`
	Tier     string    `json:"tier" enum:"raw,15m,1h,1d,forecast,cycles,orders" example:"raw"`
	KeptFrom time.Time `json:"kept_from" doc:"What is older was removed." example:"2024-06-01T00:00:00Z"`
	Rows     int64     `json:"rows" doc:"How many samples, rollups, points of forecasts, balancing cycles or orders of those." example:"126720"`
}

type (
	nothing struct{}
	input   struct{ Body TelemetryPolicy }
	output  struct{ Body TelemetryPolicyState }
)

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, policies Policies) []operation.Operation {
	owner := operation.Needs(identity.Administer)
	return []operation.Operation{
		{
			ID: "telemetry-policy", Method: http.MethodGet, Path: "/api/telemetry-policy", Access: owner, Tag: "Telemetry", Summary: "How long telemetry is kept",
			About: "How long samples, rollups and balancing cycles with their orders are kept, how much may come in, and what was removed because its time was over.",
			Bind: operation.With(d, func(ctx context.Context, c operation.Caller, _ *nothing) (*output, error) {
				return answer(policies.Get(ctx, c.Scope))
			}),
		},
		{
			ID: "set-telemetry-policy", Method: http.MethodPut, Path: "/api/telemetry-policy", Access: owner, Tag: "Telemetry", Summary: "Set how long telemetry is kept",
			About: "Replaces the policy. version is the version that was read; VERSION_CONFLICT where it is not the newest. What is over by then is removed within hours, and cannot be brought back.",
			Bind: operation.With(d, func(ctx context.Context, c operation.Caller, in *input) (*output, error) {
				b := in.Body
				return answer(policies.Set(ctx, c.Scope, retention.Policy{
					RawDays: b.RawDays, QuarterDays: b.QuarterDays, HourDays: b.HourDays, DayDays: b.DayDays,
					SamplesPerSecond: b.SamplesPerSecond, Channels: b.Channels, CycleDays: b.CycleDays, CycleKeptDays: b.CycleKeptDays, Version: b.Version,
				}))
			}),
		},
	}
}

func answer(s retention.State, err error) (*output, error) {
	if err != nil {
		return nil, err
	}
	out := TelemetryPolicyState{
		TelemetryPolicy: TelemetryPolicy{
			RawDays: s.RawDays, QuarterDays: s.QuarterDays, HourDays: s.HourDays, DayDays: s.DayDays,
			SamplesPerSecond: s.SamplesPerSecond, Channels: s.Channels, CycleDays: s.CycleDays, CycleKeptDays: s.CycleKeptDays, Version: s.Version,
		},
		UsedChannels: s.UsedChannels, Drops: make([]TelemetryDrop, 0, len(s.Drops)),
	}
	for _, d := range s.Drops {
		out.Drops = append(out.Drops, TelemetryDrop{At: d.At, Tier: d.Tier, KeptFrom: d.KeptFrom, Rows: d.Rows})
	}
	return &output{Body: out}, nil
}
