package postgres

import (
	"time"

	"ohmstead/backend/telemetry"
	"ohmstead/energy/slot"
)

// reach is what samples touch beside their own table, each once: the partitions of days, the days of
// channels that may be closed, and the quarter hours whose rollups no longer say what is stored.
//
// It is worked out before the transaction that needs it, and in one pass: per sample, every look into
// a map is a good part of what the database itself takes for a row.
type reach struct {
	days        []int32 // UTC days from 1970, in the order in which they are met
	channelDays []channelDay
	quarters    map[mark]bool
}

// channelDay is a UTC day of a channel, from 1970.
type channelDay struct{ channel, day int32 }

// mark is a rollup that samples touch.
type mark struct {
	site, channel int32
	slot          time.Time
}

const (
	secondsPerDay     = 24 * 60 * 60
	secondsPerQuarter = int64(slot.QuarterHour / time.Second)
)

// reachOf is what these samples touch. A value may reach over the end of its quarter hour, so that the
// one which MaxCover later lies in is touched too. It is linear where a channel's samples come in the
// order of time, as edges send them.
func reachOf(samples []telemetry.Sample) reach {
	r := reach{quarters: map[mark]bool{}}
	days, channelDays := map[int32]bool{}, map[channelDay]bool{}
	channels, lately := rota{}, []span(nil)
	for _, s := range samples {
		place := channels.place(s.Channel)
		if place == len(lately) {
			lately = append(lately, span{})
		}
		at := spanOf(s.At)
		if lately[place] == at {
			continue
		}
		lately[place] = at
		r.quarters[mark{s.Site, s.Channel, quarter(at.first)}] = true
		r.quarters[mark{s.Site, s.Channel, quarter(at.last)}] = true
		part := channelDay{s.Channel, dayNumber(s.At)}
		if channelDays[part] {
			continue
		}
		channelDays[part] = true
		r.channelDays = append(r.channelDays, part)
		if !days[part.day] {
			days[part.day] = true
			r.days = append(r.days, part.day)
		}
	}
	return r
}

// span is the quarter hours that a value may cover, counted from 1970; that of no value is none.
type span struct {
	known       bool
	first, last int64
}

func spanOf(at time.Time) span {
	from := at.Unix()
	return span{known: true, first: floored(from), last: floored(at.Add(telemetry.MaxCover - time.Microsecond).Unix())}
}

// floored is the quarter hour of an instant, also before 1970.
func floored(seconds int64) int64 {
	q := seconds / secondsPerQuarter
	if seconds%secondsPerQuarter < 0 {
		q--
	}
	return q
}

func quarter(n int64) time.Time { return time.Unix(n*secondsPerQuarter, 0).UTC() }

// rota gives channels numbers from zero, and expects each where it came the time before: after the
// one that it came after.
type rota struct {
	order []int32
	known map[int32]int
	next  int
}

// place is the number of a channel; a new one gets the next.
func (r *rota) place(channel int32) int {
	at := r.next
	if at >= len(r.order) || r.order[at] != channel {
		at = r.look(channel)
	}
	if r.next = at + 1; r.next == len(r.order) {
		r.next = 0
	}
	return at
}

func (r *rota) look(channel int32) int {
	at, known := r.known[channel]
	if !known {
		if r.known == nil {
			r.known = map[int32]int{}
		}
		at = len(r.order)
		r.known[channel] = at
		r.order = append(r.order, channel)
	}
	return at
}
