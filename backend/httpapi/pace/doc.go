// Package pace bounds how many requests a credential and a tenant may send.
//
//	gate := pace.New(pace.Limits{Credential: pace.Rate{PerSecond: 50, Burst: 500}})
//	err := gate.Take(pace.Caller{Credential: "…", Tenant: 7}, now) // REQUEST_RATE, TENANT_RATE
//
// Each process counts for itself: it refuses to ask others, so that a limit costs no round trip.
package pace
