// Package event keeps what happened and is worth keeping: alarms with their life cycle, faults,
// transitions; and raises the alarms of data that does not come.
//
// An alarm is open from Raise to Clear, and only one is open per site, code, asset and device. Watch
// raises STALE_DATA for a device whose newest values are marked stale by its edge or do not come at
// all, and EDGE_SILENT, once, for an edge nothing is heard of; it clears both by itself.
//
//	err := event.NewWatch(store, store, log, announce).Run(ctx)
//
// It refuses to act on what it sees: a stale measurement is an alarm for people, the edge has its
// own guard.
package event
