// Package event keeps what happened and is worth keeping: alarms with their life cycle, faults,
// transitions; and raises the stale-data alarm.
package event
