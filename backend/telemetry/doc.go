// Package telemetry owns the rules for samples: what is accepted, how long a value covers time, what
// a bucket and a day's summary show, and when quarter hours are rolled up.
//
//	accepted, refused := telemetry.Split(samples, now)
//	outcome, err := writer.Write(ctx, telemetry.Batch{Tenant: t, Samples: accepted, Cursors: cursors})
//
// A value holds until its channel's next row and at most for MaxCover; a row that is not usable
// (STALE, BAD) ends it and covers nothing. Means are weighted by the time covered. A bucket of which
// less than half is covered has no value, and a sum over meters none where one of them has none:
// unknown is not zero. A sample that is stored already is a repeat; another value for a stored
// instant is a conflict and not stored. Data up to 30 days late is accepted and rolls up anew what
// it touches.
//
// Batches for Write come from an authenticated edge or principal: the writer trusts the tenant, site
// and channel keys in them.
package telemetry
