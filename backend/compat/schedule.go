package compat

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Schedule is what a circuit may carry at which local times of every week. Where rows overlap the smaller
// holds; where there is none, nothing is limited.
type Schedule struct {
	TimeZone string `json:"time_zone"` // of the IANA database
	Limits   []Row  `json:"limits"`
}

// Row limits [From, To) of some days of the week. A To that is no later than From is on the day after.
type Row struct {
	Weekdays   []string   `json:"weekdays"` // MON to SUN
	From       string     `json:"from"`     // HH:MM
	To         string     `json:"to"`       // HH:MM, or 24:00
	LimitWatts unit.Power `json:"limit_watts"`
}

// Bounds of schedules.
const (
	maxRows     = 200
	dayMinutes  = 24 * 60
	weekMinutes = 7 * dayMinutes
	maxWatts    = 1_000_000_000_000
)

// Check refuses what is no schedule: INVALID_VALUE by field.
func (s Schedule) Check() error {
	if _, err := s.week(); err != nil {
		return err
	}
	return nil
}

// span is minutes of the week, counted from Monday, with their limit.
type span struct {
	from, to int
	limit    unit.Power
}

// pattern is the spans of a week in a time zone, apart from each other and ascending.
type pattern struct {
	zone  *time.Location
	spans []span
}

// week is the schedule as a pattern.
func (s Schedule) week() (pattern, error) {
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil || s.TimeZone == "" || s.TimeZone == "Local" {
		return pattern{}, reason.Invalid("time_zone", s.TimeZone, "a time zone such as Europe/Berlin")
	}
	if len(s.Limits) > maxRows {
		return pattern{}, reason.Invalid("limits", len(s.Limits), fmt.Sprintf("at most %d rows", maxRows))
	}
	var all []span
	for i, row := range s.Limits {
		spans, err := row.spans(fmt.Sprintf("limits[%d]", i))
		if err != nil {
			return pattern{}, err
		}
		all = append(all, spans...)
	}
	return pattern{zone, apart(all)}, nil
}

func (r Row) spans(field string) ([]span, error) {
	from, okFrom := minute(r.From)
	to, okTo := minute(r.To)
	switch {
	case !okFrom || from == dayMinutes:
		return nil, reason.Invalid(field+".from", r.From, "HH:MM from 00:00 to 23:59")
	case !okTo:
		return nil, reason.Invalid(field+".to", r.To, "HH:MM from 00:00 to 24:00")
	case from == to:
		return nil, reason.Invalid(field+".to", r.To, "another time than from; a whole day is 00:00 to 24:00")
	case r.LimitWatts < 0 || r.LimitWatts > maxWatts:
		return nil, reason.Invalid(field+".limit_watts", int64(r.LimitWatts), "0 or more")
	case len(r.Weekdays) == 0:
		return nil, reason.Invalid(field+".weekdays", "none", "at least one of MON to SUN")
	}
	if to < from {
		to += dayMinutes
	}
	var out []span
	for _, name := range r.Weekdays {
		day := slices.Index([]string{"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"}, name)
		if day < 0 {
			return nil, reason.Invalid(field+".weekdays", name, "MON to SUN")
		}
		start, end := day*dayMinutes+from, day*dayMinutes+to
		out = append(out, span{start, min(end, weekMinutes), r.LimitWatts})
		if end > weekMinutes { // Sunday night goes on on Monday
			out = append(out, span{0, end - weekMinutes, r.LimitWatts})
		}
	}
	return out, nil
}

// minute is a time of day in minutes; 24:00 is allowed.
func minute(text string) (int, bool) {
	if text == "24:00" {
		return dayMinutes, true
	}
	at, err := time.Parse("15:04", text)
	return at.Hour()*60 + at.Minute(), err == nil && len(text) == 5
}

// apart is spans that do not overlap: where some did, with the smallest limit. O(n²) of at most some
// hundreds.
func apart(all []span) []span {
	var edges []int
	for _, s := range all {
		edges = append(edges, s.from, s.to)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var out []span
	for i := 0; i+1 < len(edges); i++ {
		piece, limited := span{from: edges[i], to: edges[i+1]}, false
		for _, s := range all {
			if s.from <= piece.from && piece.to <= s.to && (!limited || s.limit < piece.limit) {
				piece.limit, limited = s.limit, true
			}
		}
		switch last := len(out) - 1; {
		case !limited:
		case last >= 0 && out[last].to == piece.from && out[last].limit == piece.limit:
			out[last].to = piece.to
		default:
			out = append(out, piece)
		}
	}
	return out
}

// monday is the first instant of the ISO week of an instant, in the zone, some weeks later.
func (p pattern) monday(t time.Time, later int) time.Time {
	t = t.In(p.zone)
	day := (int(t.Weekday()) + 6) % 7
	return time.Date(t.Year(), t.Month(), t.Day()-day+7*later, 0, 0, 0, 0, p.zone)
}

// blocks are the spans of the week that begins on a Monday. Local times that do not exist or come twice on
// days when clocks change are those of time.Date; what that leaves nothing of is left out.
func (p pattern) blocks(monday time.Time) []topology.OperatingEnvelopeBlock {
	at := func(minute int) time.Time {
		return time.Date(monday.Year(), monday.Month(), monday.Day()+minute/dayMinutes, 0, minute%dayMinutes, 0, 0, p.zone).UTC()
	}
	var out []topology.OperatingEnvelopeBlock
	for _, s := range p.spans {
		from, to, limit := at(s.from), at(s.to), s.limit
		if from.Before(to) {
			out = append(out, topology.OperatingEnvelopeBlock{BlockFrom: from, BlockTo: to, MaxLimitWatts: &limit, TargetWatts: &limit})
		}
	}
	return out
}

// hash names a schedule that follows another, so that one that comes back has a name of its own.
func (s Schedule) hash(after string) (string, error) {
	body, err := json.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("encode a schedule: %w", err)
	}
	sum := sha256.Sum256(append(body, after...))
	return hex.EncodeToString(sum[:8]), nil
}
