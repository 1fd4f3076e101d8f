package bus

import (
	"slices"
	"time"

	"ohmstead/wire"
)

// Bounds of what is remembered of a boot's messages above a hole; what does not fit is asked for
// again later.
const (
	maxAhead     = 4_096
	minHolePause = 45 * time.Second // beyond the consumer's AckWait: until then it may come by itself
	maxHolePause = time.Hour
)

// boot is how far one boot of an edge is stored, and what is committed above a hole.
type boot struct {
	stored uint64
	ahead  []wire.Mark
	since  time.Time     // of the hole; zero where there is none
	pause  time.Duration // until the next question for what is missing
}

// advance is the boot after these messages were done. A message moves the cursor when the one it
// follows is at or below the cursor.
func (b boot) advance(done []wire.Mark, now time.Time) boot {
	marks := slices.Concat(b.ahead, done)
	slices.SortFunc(marks, func(x, y wire.Mark) int {
		if x.Seq < y.Seq {
			return -1
		}
		return 1
	})
	before := b.stored
	for _, m := range marks {
		if m.After <= b.stored {
			b.stored = max(b.stored, m.Seq)
		}
	}
	marks = slices.DeleteFunc(marks, func(m wire.Mark) bool { return m.Seq <= b.stored })
	marks = slices.CompactFunc(marks, func(x, y wire.Mark) bool { return x.Seq == y.Seq && x.After >= y.After })
	b.ahead = marks[:min(len(marks), maxAhead)]
	switch {
	case len(b.ahead) == 0:
		b.since, b.pause = time.Time{}, 0
	case b.since.IsZero() || b.stored != before:
		b.since, b.pause = now, minHolePause
	}
	return b
}

// overdue reports whether the hole has been there for so long that the edge is asked, and when it
// is, doubles the time to the next question.
func (b *boot) overdue(now time.Time) bool {
	if b.since.IsZero() || now.Sub(b.since) < b.pause {
		return false
	}
	b.since, b.pause = now, min(2*b.pause, maxHolePause)
	return true
}
