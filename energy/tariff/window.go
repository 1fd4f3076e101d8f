package tariff

import (
	"fmt"
	"slices"
	"strings"
)

// Window is a part of the year with one rate: document 000's TariffRate.
type Window struct {
	Months   []int    // 1 to 12
	Weekdays []string // MON to SUN
	Holiday  bool     // those that are holidays; else those that are none
	From, To int      // minutes since midnight of the version's clock, half-open
	Rate
}

// String says when it is, such as JAN-MAR MON-FRI 06:00-22:00.
func (w Window) String() string {
	parts := []string{}
	if len(w.Months) < 12 {
		parts = append(parts, runs(w.Months, func(m int) string { return months()[m-1] }))
	}
	if len(w.Weekdays) < 7 {
		at := make([]int, len(w.Weekdays))
		for i, d := range w.Weekdays {
			at[i] = slices.Index(Weekdays(), d)
		}
		parts = append(parts, runs(at, func(d int) string { return Weekdays()[d] }))
	}
	if w.Holiday {
		parts = append(parts, Holiday)
	}
	return strings.Join(append(parts, clockText(w.From)+"-"+clockText(w.To)), " ")
}

func months() []string {
	return []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}
}

// runs writes numbers in order with their neighbours joined.
func runs(numbers []int, word func(int) string) string {
	var parts []string
	for i := 0; i < len(numbers); {
		last := i
		for last+1 < len(numbers) && numbers[last+1] == numbers[last]+1 {
			last++
		}
		text := word(numbers[i])
		if last > i {
			text += "-" + word(numbers[last])
		}
		parts = append(parts, text)
		i = last + 1
	}
	return strings.Join(parts, ",")
}

func clockText(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// Windows are the rates of the version over all months, days and hours: each minute of the year is in exactly
// one. Holidays are told apart where a band is about them. Windows of one time of day are together, by months,
// days and hours. O(months · days · (bands + edges of a day · bands of a day)).
func (v Version) Windows() []Window {
	var all []Window
	for month := 1; month <= 12; month++ {
		var ofMonth []Window
		for _, holiday := range v.dayKinds() {
			for weekday := range 7 {
				for _, w := range v.day(moment{month: month, weekday: weekday, holiday: holiday}) {
					ofMonth = gather(ofMonth, w, func(a *Window, b Window) bool {
						return a.Holiday == b.Holiday && a.sameTime(b)
					})
				}
			}
		}
		for _, w := range ofMonth {
			all = gather(all, w, func(a *Window, b Window) bool {
				return a.Holiday == b.Holiday && slices.Equal(a.Weekdays, b.Weekdays) && a.sameTime(b)
			})
		}
	}
	return all
}

func (w Window) sameTime(o Window) bool {
	return w.From == o.From && w.To == o.To && w.equal(o.Rate)
}

// gather adds a window to one that it goes together with, or behind all.
func gather(all []Window, w Window, fits func(*Window, Window) bool) []Window {
	for i := range all {
		if fits(&all[i], w) {
			for _, m := range w.Months {
				if !slices.Contains(all[i].Months, m) {
					all[i].Months = append(all[i].Months, m)
				}
			}
			for _, d := range w.Weekdays {
				if !slices.Contains(all[i].Weekdays, d) {
					all[i].Weekdays = append(all[i].Weekdays, d)
				}
			}
			return all
		}
	}
	return append(all, w)
}

// day is one day in windows.
func (v Version) day(m moment) []Window {
	v = v.on(m)
	edges := v.edges()
	var out []Window
	for i, from := range edges[:len(edges)-1] {
		m.minute = from
		rate := v.rate(m)
		if n := len(out); n > 0 && out[n-1].equal(rate) {
			out[n-1].To = edges[i+1]
			continue
		}
		out = append(out, Window{Months: []int{m.month}, Weekdays: []string{Weekdays()[m.weekday]}, Holiday: m.holiday, From: from, To: edges[i+1], Rate: rate})
	}
	return out
}

// on is what of a version is there on the day of a moment.
func (v Version) on(m moment) Version {
	var here []Component
	for _, c := range v.Components {
		bands, day := []Band(nil), c.dayOf(m)
		for _, b := range c.Bands {
			if in(b.Months, m.month) && (len(b.Weekdays) == 0 || slices.Contains(b.Weekdays, day)) {
				bands = append(bands, Band{From: b.From, To: b.To, Price: b.Price, Peak: b.Peak})
			}
		}
		if in(c.Months, m.month) && (len(c.Bands) == 0 || len(bands) > 0) {
			c.Bands = bands
			here = append(here, c)
		}
	}
	v.Components = here
	return v
}

// edges are the minutes of a day at which something may change, with 0 and 1440.
func (v Version) edges() []int {
	edges := []int{0, minutesOfDay}
	for _, c := range v.Components {
		for _, b := range c.Bands {
			edges = append(edges, b.From, b.To)
		}
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}

func (v Version) dayKinds() []bool {
	if v.Holidays != nil && slices.ContainsFunc(v.Components, Component.knowsHolidays) {
		return []bool{false, true}
	}
	return []bool{false}
}

// Gaps are those of the windows of a version in which no component prices energy that is imported.
func Gaps(windows []Window) []Window {
	return slices.DeleteFunc(slices.Clone(windows), func(w Window) bool { return w.Buy.Unknown != Unpriced })
}

// StructureOf says in a word how the price of imported energy comes about, from the windows of a version.
func StructureOf(windows []Window) Structure {
	var known []Side
	tiered := false
	for _, w := range windows {
		switch w.Buy.Unknown {
		case NeedsSeries:
			return Dynamic
		case NeedsCounter:
			tiered = true
		case "":
			known = append(known, w.Buy)
		}
	}
	switch {
	case tiered:
		return Tiered
	case slices.ContainsFunc(known, func(s Side) bool { return !s.equal(known[0]) }):
		return TimeOfUse
	default:
		return Flat
	}
}
