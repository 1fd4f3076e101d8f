// Package retention owns how long a tenant's telemetry and balancing cycles are kept, and how much may come in.
//
//	policy, err := service.Set(ctx, scope, retention.Policy{RawDays: 400, …}, version)
//	hold := meter.Spend(tenant, len(samples), now)   // how long this tenant is to wait
//
// A policy keeps samples for fewer days than quarter hours, those for fewer than hours, and hours for
// fewer than days: what is older is there in less detail. It cannot keep samples for a shorter time
// than late ones are accepted, nor quarter hours for a shorter time than reports of a year and their
// corrections need them. A runner removes what is over, and the database notes each removal.
//
// The same policy says how long balancing cycles are kept: those in their turn, of which there may be
// thousands a day, for less time than those that somebody asked for, that passed a limit or were not decided.
// The orders that carry a cycle out go with it; orders of people and of plans stay.
//
// A quota bounds samples a second over ten seconds. What is over it is refused where somebody can be
// told to come again (HTTP), and waited for where somebody keeps it meanwhile (an edge's outbox);
// nothing is thrown away.
package retention
