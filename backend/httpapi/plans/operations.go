package plans

import (
	"net/http"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/plan"
)

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, service *plan.Service) []operation.Operation {
	a := api{desk: d, service: service}
	read, write, operate := operation.Needs(identity.Read), operation.Needs(identity.Plan), operation.Needs(identity.Operate)
	get, post := http.MethodGet, http.MethodPost
	return []operation.Operation{
		{
			ID: "control-policies", Method: get, Path: "/api/control-policies", Access: read, Tag: "Plans", Summary: "List control policies", Bind: operation.With(d, a.policies),
			About: "What plans are made for, newest first. Those of a PORTFOLIO are shown to who reads the whole tenant.",
		},
		{
			ID: "control-policy", Method: get, Path: "/api/control-policies/{id}", Access: read, Tag: "Plans", Summary: "One control policy", Bind: operation.With(d, a.policy),
			About: "The policy as it is in force.",
		},
		{
			ID: "make-control-policy", Method: post, Path: "/api/control-policies", Access: write, Tag: "Plans", Summary: "Make a control policy", Bind: operation.With(d, a.makePolicy),
			About: "The same request with the same Idempotency-Key makes one. One of a PORTFOLIO needs PLAN on the whole tenant.",
		},
		{
			ID: "change-control-policy", Method: http.MethodPut, Path: "/api/control-policies/{id}", Access: write, Tag: "Plans", Summary: "Change a control policy", Bind: operation.With(d, a.changePolicy),
			About: "Says all of it anew but for what it is for. Switched off, it sends nothing more: what was sent holds to its end, and what is still to come is sent once it is switched on again, unless its time is over. " +
				"archived takes it out of use: PLAN_IN_FORCE while a plan of it is active. VERSION_CONFLICT where version is not the newest.",
		},
		{
			ID: "make-dispatch-plan", Method: post, Path: "/api/control-policies/{id}/plans", Access: write, Tag: "Plans", Summary: "Bring a dispatch plan", Large: true, Bind: operation.With(d, a.makePlan),
			About: "Stores a draft with all its commands, or lists everything that is wrong with it. What it says never changes; it is activated or withdrawn. The same request with the same Idempotency-Key makes one. " +
				"CHARGE and DISCHARGE are for batteries and charging stations, CURTAIL for what generates or consumes, SETPOINT for all of them.",
		},
		{
			ID: "dispatch-plans", Method: get, Path: "/api/dispatch-plans", Access: read, Tag: "Plans", Summary: "List dispatch plans", Bind: operation.With(d, a.plans),
			About: "Newest first; from and to select by a part of the horizon.",
		},
		{
			ID: "dispatch-plan", Method: get, Path: "/api/dispatch-plans/{id}", Access: read, Tag: "Plans", Summary: "One dispatch plan", Bind: operation.With(d, a.plan),
			About: "The plan without its commands.",
		},
		{
			ID: "dispatch-plan-commands", Method: get, Path: "/api/dispatch-plans/{id}/commands", Access: read, Tag: "Plans", Summary: "Commands of a plan", Bind: operation.With(d, a.planCommands),
			About: "In the order in which they are to be carried out, each with what became of it.",
		},
		{
			ID: "activate-dispatch-plan", Method: post, Path: "/api/dispatch-plans/{id}/activate", Access: operate, Tag: "Plans", Summary: "Carry a plan out", Bind: operation.With(d, a.activate),
			About: "From now on its commands are sent at their time, in the name of its policy; a command that has begun already is sent at once for the rest of its time. A plan of the policy that plans a part of the same time is superseded: " +
				"what it has not sent is cancelled, and its orders in force end. PLAN_NOT_DRAFT for one that was activated before.",
		},
		{
			ID: "withdraw-dispatch-plan", Method: post, Path: "/api/dispatch-plans/{id}/withdraw", Access: operate, Tag: "Plans", Summary: "Withdraw a plan", Bind: operation.With(d, a.withdraw),
			About: "What it has not sent is cancelled, and its orders in force end. PLAN_IS_OVER for one that has ended.",
		},
		{
			ID: "dispatch-commands", Method: get, Path: "/api/dispatch-commands", Access: read, Tag: "Plans", Summary: "List what assets were to do", Bind: operation.With(d, a.dispatches),
			About: "Commands of plans, and orders DISPATCH that belong to none, with what became of each: newest first by ts_scheduled. Orders of balancing cycles are there as long as their cycles are kept. Document 000's DispatchCommand.",
		},
	}
}

type api struct {
	desk    operation.Desk
	service *plan.Service
}
