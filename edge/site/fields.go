package site

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ohmstead/edge/control"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/field/strict"
)

func (c *Config) readFields(m *strict.Map, fields []control.Field, into *Controller) {
	for _, f := range fields {
		if f.Required {
			m.Require(f.Name)
		}
		switch f.Kind {
		case control.AssetField, control.AssetsField:
			c.readAssets(m, f, into)
		case control.WindowsField:
			into.Weeks[f.Name] = readWeek(m, f.Name)
		case control.RowsField:
			into.Rows[f.Name] = readRows(m, f)
		case control.GroupField:
			readGroup(m, f, into)
		default:
			readPlain(m, f, place{f.Name, into.Values})
		}
		into.Given[f.Name] = m.Has(f.Name)
	}
}

func (c *Config) readAssets(m *strict.Map, f control.Field, into *Controller) {
	if f.Kind == control.AssetField {
		if id := m.Text(f.Name); id != "" {
			into.Assets[f.Name] = c.known(m, f, []string{id})
		}
		return
	}
	faults := m.Faults()
	named := c.known(m, f, m.Texts(f.Name))
	into.Assets[f.Name] = c.expanded(named)
	for i, id := range into.Assets[f.Name] {
		if len(named) < len(into.Assets[f.Name]) && slices.Contains(into.Assets[f.Name][:i], id) {
			m.Complain(f.Name, reason.DuplicateName, reason.Params{"field": m.Path() + "." + f.Name, "name": id})
		}
	}
	if m.Has(f.Name) && len(into.Assets[f.Name]) == 0 && m.Faults() == faults {
		m.Invalid(f.Name, "at least one asset")
	}
}

// readGroup reads the fields of a mapping; their values are called group.field.
func readGroup(m *strict.Map, f control.Field, into *Controller) {
	group := m.Map(f.Name)
	for _, inner := range f.Fields {
		if inner.Required && m.Has(f.Name) {
			group.Require(inner.Name)
		}
		readPlain(group, inner, place{f.Name + "." + inner.Name, into.Values})
		into.Given[f.Name+"."+inner.Name] = group.Has(inner.Name)
	}
	group.Done()
}

func readRows(m *strict.Map, f control.Field) []control.Values {
	faults := m.Faults()
	var rows []control.Values
	for _, one := range m.Maps(f.Name) {
		row := control.NewValues()
		for _, inner := range f.Fields {
			if inner.Required {
				one.Require(inner.Name)
			}
			readPlain(one, inner, place{inner.Name, row})
			row.Given[inner.Name] = one.Has(inner.Name)
		}
		one.Done()
		rows = append(rows, row)
	}
	if m.Has(f.Name) && len(rows) == 0 && m.Faults() == faults {
		m.Invalid(f.Name, "at least one entry")
	}
	return rows
}

// place is where a plain value goes and what it is called there.
type place struct {
	name string
	into control.Values
}

func readPlain(m *strict.Map, f control.Field, to place) {
	switch f.Kind {
	case control.NumberField:
		v := m.Number(f.Name, f.Default)
		checkRange(m, f, v)
		to.into.Numbers[to.name] = v
	case control.NumbersField:
		to.into.Lists[to.name] = m.Numbers(f.Name)
		for _, v := range to.into.Lists[to.name] {
			checkRange(m, f, v)
		}
	case control.DurationField:
		faults := m.Faults()
		d := m.Duration(f.Name, f.Lasting)
		if m.Has(f.Name) && d == 0 && !f.Off && m.Faults() == faults {
			m.Invalid(f.Name, "a time span of more than 0")
		}
		to.into.Durations[to.name] = d
	case control.ChoiceField:
		to.into.Texts[to.name] = f.Standard
		if m.Has(f.Name) {
			to.into.Texts[to.name] = m.OneOf(f.Name, f.Choices...)
		}
	case control.TextField:
		to.into.Texts[to.name] = m.Text(f.Name)
	case control.FlagField:
		to.into.Flags[to.name] = m.Flag(f.Name, f.On)
	case control.InstantField:
		to.into.Instants[to.name] = readInstant(m, f.Name)
	case control.ClockField:
		to.into.Durations[to.name] = f.Lasting
		if m.Has(f.Name) {
			to.into.Durations[to.name] = readClock(m, f.Name)
		}
	default:
		panic("a field of kind " + string(f.Kind) + " cannot stand here: " + f.Name)
	}
}

func checkRange(m *strict.Map, f control.Field, v float64) {
	if v < f.Min || v > f.Max {
		m.Invalid(f.Name, fmt.Sprintf("%s to %s %s", plain(f.Min), plain(f.Max), f.Unit))
	}
}

func readInstant(m *strict.Map, name string) time.Time {
	text := m.Text(name)
	if text == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		m.Invalid(name, "an instant such as 2026-06-01T18:00:00+02:00")
		return time.Time{}
	}
	return at.UTC()
}

// weekdayNames are the days as files write them, indexed by time.Weekday.
func weekdayNames() []string { return []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"} }

// readWeek reads a weekly timetable: windows of wall-clock time, on every day where none are named.
func readWeek(m *strict.Map, name string) slot.Week {
	faults := m.Faults()
	var week slot.Week
	for _, one := range m.Maps(name) {
		one.Require("from")
		one.Require("to")
		w := slot.Window{Days: readWeekdays(one), From: readClock(one, "from"), To: readClock(one, "to")}
		if one.Faults() == faults && w.From == w.To {
			one.Invalid("to", "another time than from; a whole day is 00:00 to 24:00")
		}
		one.Done()
		week = append(week, w)
	}
	if m.Has(name) && len(week) == 0 && m.Faults() == faults {
		m.Invalid(name, "at least one window")
	}
	return week
}

func readWeekdays(m *strict.Map) [7]bool {
	if !m.Has("weekdays") {
		m.Known("weekdays")
		return slot.EveryDay()
	}
	var days [7]bool
	faults := m.Faults()
	texts := m.Texts("weekdays")
	for _, text := range texts {
		day := slices.Index(weekdayNames(), text)
		if day < 0 {
			m.Invalid("weekdays", "a list of "+strings.Join(weekdayNames(), ", "))
			return days
		}
		days[day] = true
	}
	if len(texts) == 0 && m.Faults() == faults {
		m.Invalid("weekdays", "at least one day")
	}
	return days
}

func readClock(m *strict.Map, name string) time.Duration {
	text := m.Text(name)
	if text == "" {
		return 0
	}
	clock, err := slot.ParseClock(text)
	if err != nil {
		m.Invalid(name, err.Error())
	}
	return clock
}

// plain writes a bound without an exponent.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// known keeps the ids that are assets of a nature the field allows and complains about the rest,
// unless the list of assets has been complained about already.
func (c *Config) known(m *strict.Map, f control.Field, ids []string) []string {
	var kept []string
	if c.inDoubt {
		return ids
	}
	for k, id := range ids {
		nature, there := c.natureOf(id)
		switch {
		case !there:
			m.Complain(f.Name, reason.UnknownName, reason.Params{"field": m.Path() + "." + f.Name, "name": id, "known": joined(append(c.assetNames(), c.clusterNames()...))})
		case slices.Contains(ids[:k], id):
			m.Complain(f.Name, reason.DuplicateName, reason.Params{"field": m.Path() + "." + f.Name, "name": id})
		case nature != "" && !slices.Contains(f.Natures, nature):
			m.Invalid(f.Name, "an asset of nature "+natures(f.Natures)+"; "+id+" is "+string(nature))
		default:
			kept = append(kept, id)
		}
	}
	return kept
}

func natures(list []point.Nature) string {
	names := make([]string, 0, len(list))
	for _, n := range list {
		names = append(names, string(n))
	}
	return strings.Join(names, " or ")
}
