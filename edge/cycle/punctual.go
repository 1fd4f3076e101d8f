package cycle

import (
	"time"

	"ohmstead/energy/reason"
)

// Bounds of the lateness alarm: judged once a minute over the minute's cycles; a cycle is late when
// it begins more than half a period after its deadline or skips one.
const (
	lateWindow     = time.Minute
	lateSharePer   = 100 // percent
	maxLateness    = 5   // percent of late cycles that raise the alarm
	lateRelease    = 2   // percent at or under which it clears
	lateMinSamples = 10  // cycles below which a minute says nothing
)

// punctuality judges whether the loop keeps its deadlines.
type punctuality struct {
	period       time.Duration
	since        time.Time
	cycles, late int64
	raised       bool
}

// add counts one cycle and, once a minute, returns the alarm to raise or clear; false for nothing
// new.
func (p *punctuality) add(now time.Time, late time.Duration, skipped uint64) (Event, bool) {
	if p.since.IsZero() {
		p.since = now
	}
	p.cycles++
	if late > p.period/2 || skipped > 0 {
		p.late++
	}
	if now.Sub(p.since) < lateWindow {
		return Event{}, false
	}
	share := lateSharePer * p.late / max(p.cycles, 1)
	enough := p.cycles >= lateMinSamples
	p.since, p.cycles, p.late = now, 0, 0
	switch {
	case enough && !p.raised && share > maxLateness:
		p.raised = true
	case enough && p.raised && share <= lateRelease:
		p.raised = false
	default:
		return Event{}, false
	}
	return Event{Code: reason.CycleLate, Params: reason.Params{"share": share}, Cleared: !p.raised}, true
}
