package site_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// oneOfEach is a field of every kind.
func oneOfEach() map[control.FieldKind]control.Field {
	watts := control.Field{Name: "watts", Kind: control.NumberField, Unit: point.Watt, Default: 5, Min: -10, Max: 10}
	from := control.Field{Name: "from", Kind: control.InstantField, Required: true}
	return map[control.FieldKind]control.Field{
		control.AssetField:    {Name: "f", Kind: control.AssetField, Natures: []point.Nature{point.ESS}},
		control.AssetsField:   {Name: "f", Kind: control.AssetsField, Natures: []point.Nature{point.ESS}},
		control.NumberField:   {Name: "f", Kind: control.NumberField, Unit: point.Watt, Default: 5, Min: -10, Max: 10},
		control.NumbersField:  {Name: "f", Kind: control.NumbersField, Unit: point.Watt, Min: -10, Max: 10},
		control.DurationField: {Name: "f", Kind: control.DurationField, Lasting: time.Minute},
		control.ChoiceField:   {Name: "f", Kind: control.ChoiceField, Standard: "HOLD", Choices: []string{"HOLD", "SAFE"}},
		control.FlagField:     {Name: "f", Kind: control.FlagField, On: true},
		control.TextField:     {Name: "f", Kind: control.TextField},
		control.InstantField:  {Name: "f", Kind: control.InstantField},
		control.ClockField:    {Name: "f", Kind: control.ClockField, Lasting: 7*time.Hour + 30*time.Minute},
		control.WindowsField:  {Name: "f", Kind: control.WindowsField},
		control.RowsField:     {Name: "f", Kind: control.RowsField, Fields: []control.Field{from, watts}},
		control.GroupField:    {Name: "f", Kind: control.GroupField, Fields: []control.Field{from, watts}},
	}
}

func TestAValueOfEveryKindIsRead(t *testing.T) {
	six := time.Date(2026, 6, 1, 16, 0, 0, 0, time.UTC)
	workdays := [7]bool{false, true, true, true, true, true, false}
	tests := []struct {
		kind control.FieldKind
		text string
		got  func(site.Controller) any
		want any
	}{
		{control.AssetField, "f: ess1", func(c site.Controller) any { return c.Assets["f"] }, []string{"ess1"}},
		{control.AssetField, "", func(c site.Controller) any { return len(c.Assets["f"]) }, 0},
		{control.AssetsField, "f: [ess1, ess0]", func(c site.Controller) any { return c.Assets["f"] }, []string{"ess1", "ess0"}},
		{control.NumberField, "f: -10", func(c site.Controller) any { return c.Numbers["f"] }, -10.0},
		{control.NumberField, "", func(c site.Controller) any { return c.Numbers["f"] }, 5.0},
		{control.NumbersField, "f: [1, -2.5, 10]", func(c site.Controller) any { return c.Lists["f"] }, []float64{1, -2.5, 10}},
		{control.DurationField, "f: 90s", func(c site.Controller) any { return c.Durations["f"] }, 90 * time.Second},
		{control.DurationField, "", func(c site.Controller) any { return c.Durations["f"] }, time.Minute},
		{control.ChoiceField, "f: SAFE", func(c site.Controller) any { return c.Texts["f"] }, "SAFE"},
		{control.ChoiceField, "", func(c site.Controller) any { return c.Texts["f"] }, "HOLD"},
		{control.FlagField, "f: false", func(c site.Controller) any { return c.Flags["f"] }, false},
		{control.FlagField, "", func(c site.Controller) any { return c.Flags["f"] }, true},
		{control.TextField, "f: Voltage_L1", func(c site.Controller) any { return c.Texts["f"] }, "Voltage_L1"},
		{control.InstantField, "f: 2026-06-01T18:00:00+02:00", func(c site.Controller) any { return c.Instants["f"] }, six},
		{control.ClockField, "f: 22:15", func(c site.Controller) any { return c.Durations["f"] }, 22*time.Hour + 15*time.Minute},
		{control.ClockField, `f: "24:00"`, func(c site.Controller) any { return c.Durations["f"] }, 24 * time.Hour},
		{control.ClockField, "", func(c site.Controller) any { return c.Durations["f"] }, 7*time.Hour + 30*time.Minute},
		{
			control.WindowsField, "f: [{weekdays: [MON, TUE, WED, THU, FRI], from: 22:00, to: 06:00}]",
			func(c site.Controller) any { return c.Weeks["f"] },
			slot.Week{{Days: workdays, From: 22 * time.Hour, To: 6 * time.Hour}},
		},
		{
			control.WindowsField, "f: [{from: 00:00, to: 24:00}]",
			func(c site.Controller) any { return c.Weeks["f"] },
			slot.Week{{Days: slot.EveryDay(), To: 24 * time.Hour}},
		},
		{
			control.RowsField, "f: [{from: 2026-06-01T16:00:00Z, watts: 3}, {from: 2026-06-02T16:00:00Z}]",
			func(c site.Controller) any {
				return []any{len(c.Rows["f"]), c.Rows["f"][0].Instants["from"], c.Rows["f"][0].Numbers["watts"], c.Rows["f"][1].Numbers["watts"], c.Rows["f"][1].Given["watts"]}
			},
			[]any{2, six, 3.0, 5.0, false},
		},
		{
			control.GroupField, "f: {from: 2026-06-01T16:00:00Z}",
			func(c site.Controller) any {
				return []any{c.Instants["f.from"], c.Numbers["f.watts"], c.Given["f"], c.Given["f.from"], c.Given["f.watts"]}
			},
			[]any{six, 5.0, true, true, false},
		},
		{control.GroupField, "", func(c site.Controller) any { return []any{c.Given["f"], c.Numbers["f.watts"]} }, []any{false, 5.0}},
	}
	covered := map[control.FieldKind]bool{}
	for _, tt := range tests {
		covered[tt.kind] = true
		c, err := site.ReadFields(tt.text, oneOfEach()[tt.kind])
		if err != nil {
			t.Errorf("%s %q: %v", tt.kind, tt.text, err)
			continue
		}
		if diff := cmp.Diff(tt.want, tt.got(c)); diff != "" {
			t.Errorf("%s %q (-want +got):\n%s", tt.kind, tt.text, diff)
		}
		if given := tt.text != ""; c.Given["f"] != given {
			t.Errorf("%s %q counts as given: %v", tt.kind, tt.text, c.Given["f"])
		}
	}
	if len(covered) != len(oneOfEach()) {
		t.Errorf("%d of %d kinds are tried", len(covered), len(oneOfEach()))
	}
}

func TestAWrongValueOfEveryKindIsRefusedInOneLine(t *testing.T) {
	tests := []struct {
		kind       control.FieldKind
		text, want string
	}{
		{control.AssetField, "f: ess7", "1: UNKNOWN_NAME: .f names ess7, which does not exist; known are ess0, ess1, meter0"},
		{control.AssetField, "f: meter0", `1: INVALID_VALUE: f is "meter0", want an asset of nature ESS; meter0 is GRID_METER`},
		{control.AssetField, "f: [ess0]", `1: INVALID_VALUE: f is "[ess0]", want a text`},
		{control.AssetsField, "f: []", `1: INVALID_VALUE: f is "[]", want at least one asset`},
		{control.AssetsField, "f: [ess0, ess0]", "1: DUPLICATE_NAME: .f ess0 stands twice"},
		{control.NumberField, "\nf: 11", `2: INVALID_VALUE: f is "11", want -10 to 10 W`},
		{control.NumberField, "f: 3 kW", `1: INVALID_VALUE: f is "3 kW", want a number`},
		{control.NumbersField, "f: [1, 11]", `1: INVALID_VALUE: f is "[1, 11]", want -10 to 10 W`},
		{control.NumbersField, "f: [1, two]", `1: INVALID_VALUE: f is "[1, two]", want a list of numbers`},
		{control.NumbersField, "f: 1", `1: INVALID_VALUE: f is "1", want a list`},
		{control.DurationField, "f: 0s", `1: INVALID_VALUE: f is "0s", want a time span of more than 0`},
		{control.DurationField, "f: 5", `1: INVALID_VALUE: f is "5", want a time span such as 200ms, 5s or 1m30s`},
		{control.ChoiceField, "f: HOPE", `1: INVALID_VALUE: f is "HOPE", want one of HOLD, SAFE`},
		{control.FlagField, "f: 1", `1: INVALID_VALUE: f is "1", want true or false`},
		{control.TextField, "f: 1", `1: INVALID_VALUE: f is "1", want a text`},
		{control.InstantField, "f: 2026-06-01", `1: INVALID_VALUE: f is "2026-06-01", want an instant such as 2026-06-01T18:00:00+02:00`},
		{control.InstantField, "f: 2026-06-01T18:00:00", `1: INVALID_VALUE: f is "2026-06-01T18:00:00", want an instant such as 2026-06-01T18:00:00+02:00`},
		{control.ClockField, "f: 25:00", `1: INVALID_VALUE: f is "25:00", want a time of day from 00:00 to 24:00`},
		{control.ClockField, "f: noon", `1: INVALID_VALUE: f is "noon", want a time of day from 00:00 to 24:00`},
		{control.WindowsField, "f: []", `1: INVALID_VALUE: f is "[]", want at least one window`},
		{control.WindowsField, "f:\n  - {from: 08:00}", "2: MISSING_FIELD: f[0].to is missing"},
		{control.WindowsField, "f:\n  - {from: 08:00, to: 08:00}", `2: INVALID_VALUE: f[0].to is "08:00", want another time than from; a whole day is 00:00 to 24:00`},
		{control.WindowsField, "f:\n  - {from: 08:00, to: 8 pm}", `2: INVALID_VALUE: f[0].to is "8 pm", want a time of day from 00:00 to 24:00`},
		{control.WindowsField, "f:\n  - {weekdays: [MONDAY], from: 08:00, to: 09:00}", `2: INVALID_VALUE: f[0].weekdays is "[MONDAY]", want a list of SUN, MON, TUE, WED, THU, FRI, SAT`},
		{control.WindowsField, "f:\n  - {weekdays: [], from: 08:00, to: 09:00}", `2: INVALID_VALUE: f[0].weekdays is "[]", want at least one day`},
		{control.WindowsField, "f:\n  - {day: MON, from: 08:00, to: 09:00}", "2: UNKNOWN_FIELD: unknown field f[0].day; known are from, to, weekdays"},
		{control.RowsField, "f: []", `1: INVALID_VALUE: f is "[]", want at least one entry`},
		{control.RowsField, "f:\n  - {from: 2026-06-01T16:00:00Z}\n  - {watts: 3}", "3: MISSING_FIELD: f[1].from is missing"},
		{control.RowsField, "f:\n  - {from: 2026-06-01T16:00:00Z, watts: 30}", `2: INVALID_VALUE: f[0].watts is "30", want -10 to 10 W`},
		{control.RowsField, "f:\n  - {from: 2026-06-01T16:00:00Z, power: 30}", "2: UNKNOWN_FIELD: unknown field f[0].power; known are from, watts"},
		{control.GroupField, "f:\n  watts: 3", "2: MISSING_FIELD: f.from is missing"},
		{control.GroupField, "f: {from: 2026-06-01T16:00:00Z, watts: 30}", `1: INVALID_VALUE: f.watts is "30", want -10 to 10 W`},
		{control.GroupField, "f: {from: 2026-06-01T16:00:00Z, hold: 3}", "1: UNKNOWN_FIELD: unknown field f.hold; known are from, watts"},
		{control.GroupField, "f: 3", `1: INVALID_VALUE: f is "3", want a mapping of fields`},
	}
	covered := map[control.FieldKind]bool{}
	for _, tt := range tests {
		covered[tt.kind] = true
		_, err := site.ReadFields(tt.text, oneOfEach()[tt.kind])
		if want := "fields.yaml:" + tt.want; err == nil || err.Error() != want {
			t.Errorf("%s %q:\n got %v\nwant %s", tt.kind, tt.text, err, want)
		}
	}
	if len(covered) != len(oneOfEach()) {
		t.Errorf("%d of %d kinds are tried", len(covered), len(oneOfEach()))
	}
}

func TestARequiredValueOfAnyKindIsMissed(t *testing.T) {
	for kind, f := range oneOfEach() {
		f.Required = true
		_, err := site.ReadFields("", f)
		if want := "fields.yaml:1: MISSING_FIELD: f is missing"; err == nil || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", kind, err, want)
		}
	}
}

func TestADurationThatMayBeOffIsReadAsNone(t *testing.T) {
	c, err := site.ReadFields("f: 0s", control.Field{Name: "f", Kind: control.DurationField, Off: true, Lasting: time.Minute})
	if err != nil || c.Durations["f"] != 0 || !c.Given["f"] {
		t.Errorf("%v, %v", c.Durations["f"], err)
	}
}
