// Package tariffs owns the tariffs of sites: who may say what energy costs, and that what was in force stays.
//
//	made, err := service.Make(ctx, principal, site, tariffs.New{ID: id, Draft: draft, First: version, Now: now})
//	rates, err := service.Rates(ctx, scope, id, tariffs.Span{From: from, To: to, Length: slot.QuarterHour})
//
// A version is made whole and is not changed: it is ended, and another begins. A version that has not begun can
// be withdrawn, which is an end where it begins. What has passed stays as it was, since bills and plans rest on
// it; a tariff that was wrong from the beginning is archived, and another is made.
package tariffs
