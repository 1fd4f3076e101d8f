package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"ohmstead/edge/control"
	"ohmstead/energy/point"
	"ohmstead/field/strict"
)

// stories are where the scenarios lie.
const stories = "testdata/scenarios"

// story is one scenario that shows controllers at work.
type story struct {
	file, name string
	types      []string
}

// storiesOf lists the scenarios of the repository by file.
func storiesOf(root string) ([]story, error) {
	var all []story
	for _, pattern := range []string{"*.yaml", "*.json"} {
		paths, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(stories), pattern))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			one, err := readStory(path)
			if err != nil {
				return nil, err
			}
			all = append(all, one)
		}
	}
	if len(all) == 0 {
		return nil, errors.New("there are no scenarios in " + stories)
	}
	return all, nil
}

func readStory(path string) (story, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return story{}, fmt.Errorf("read scenario: %w", err)
	}
	doc, err := strict.Parse(path, data)
	if err != nil {
		return story{}, err
	}
	root := doc.Root()
	one := story{file: filepath.Base(path), name: root.Text("name")}
	for _, m := range root.Maps("controllers") {
		one.types = append(one.types, m.Text("type"))
	}
	return one, doc.Err()
}

// controllersPage is the catalogue of controllers as a page for people.
func controllersPage(specs []control.Spec, all []story) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Controllers\n\n<!-- %s -->\n\n", marker)
	b.WriteString("A controller reads the frozen values of a cycle and files requests: bounds (`P ≤ x`, `P ≥ x`) or a target (`P → x`). " +
		"It never writes a set-point. Its class is fixed by its type and says how early its requests bind: the asset's own limits first, " +
		"then SAFETY, MANUAL_OVERRIDE, GRID, OPTIMIZATION, AUX. " +
		"Power is positive when it flows away from the grid: import, load and charge are positive; export, production and discharge negative.\n\n" +
		"The fields stand under `controllers:` in a site file or in a [scenario](scenarios.md), beside `id` and `type`.\n\n")
	b.WriteString("What a controller needs fresh and does not have it asks nothing for; [STALE_DATA_GUARD](#stale_data_guard) takes the asset to its safe state meanwhile. " +
		"Each type says in which modes it is armed.\n\n")
	b.WriteString("| type | class | what it does |\n|---|---|---|\n")
	for _, s := range specs {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", s.Type, strings.ToLower(s.Type), s.Level, cell(s.Summary))
	}
	for _, s := range specs {
		controllerPart(&b, s, all)
	}
	return b.Bytes()
}

func controllerPart(b *bytes.Buffer, s control.Spec, all []story) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n", s.Type, s.Summary)
	fmt.Fprintf(b, "- Class: %s\n- Armed in: %s\n- Formula: %s\n- Source: %s\n", s.Level, modesOf(s), s.Formula, s.Source)
	if reads := readsOf(s); reads != "" {
		fmt.Fprintf(b, "- Needs fresh: %s\n", reads)
	}
	b.WriteString("\n| field | unit | default | range | meaning |\n|---|---|---|---|---|\n")
	fieldRows(b, "", s.Fields)
	if s.Weight > 0 {
		fmt.Fprintf(b, "| `%s` | | %d | 1 to %d | %s |\n", control.WeightField, s.Weight, control.WeightMost, control.WeightFieldUsage)
	}
	b.WriteString("\nScenarios:\n\n")
	for _, one := range all {
		if slices.Contains(one.types, s.Type) {
			fmt.Fprintf(b, "- [%s](../%s/%s)\n", one.name, stories, one.file)
		}
	}
}

// fieldRows are the lines of a table of fields, those of a group or of a list's entries below it.
func fieldRows(b *bytes.Buffer, within string, fields []control.Field) {
	for _, f := range fields {
		fmt.Fprintf(b, "| `%s%s` | %s | %s | %s | %s |\n", within, f.Name, unitOf(f), defaultOf(f), rangeOf(f), cell(f.Meaning))
		switch f.Kind {
		case control.GroupField:
			fieldRows(b, within+f.Name+".", f.Fields)
		case control.RowsField:
			fieldRows(b, within+f.Name+"[].", f.Fields)
		}
	}
}

func modesOf(s control.Spec) string {
	if len(s.Modes) == 0 {
		return "every mode"
	}
	names := make([]string, 0, len(s.Modes))
	for _, m := range s.Modes {
		names = append(names, string(m))
	}
	return strings.Join(names, ", ")
}

// readsOf lists what the controller reads as field and channel, as in meter.ActivePower.
func readsOf(s control.Spec) string {
	var names []string
	for _, f := range s.Fields {
		for _, channel := range f.Reads {
			names = append(names, "`"+f.Name+"."+channel+"`")
		}
	}
	return strings.Join(names, ", ")
}

func unitOf(f control.Field) string {
	switch f.Kind {
	case control.AssetField:
		return "asset"
	case control.AssetsField:
		return "list of assets"
	case control.DurationField:
		return "time span"
	case control.NumberField:
		return string(f.Unit)
	case control.NumbersField:
		return "list, " + string(f.Unit)
	case control.ChoiceField, control.TextField:
		return "text"
	case control.FlagField:
		return "true or false"
	case control.InstantField:
		return "instant"
	case control.ClockField:
		return "time of day"
	case control.WindowsField:
		return "list of `{weekdays, from, to}`"
	case control.RowsField:
		return "list"
	default:
		return "group"
	}
}

func defaultOf(f control.Field) string {
	switch {
	case f.Required:
		return "required"
	case f.Kind == control.NumberField:
		return number(f.Default)
	case f.Kind == control.ClockField:
		return fmt.Sprintf("%02d:%02d", int(f.Lasting.Hours()), int(f.Lasting.Minutes())%60)
	case f.Kind == control.DurationField && f.Lasting > 0:
		return f.Lasting.String()
	case f.Kind == control.DurationField && f.Off:
		return "0s"
	case f.Kind == control.DurationField:
		return "the site's `max_age`"
	case f.Kind == control.ChoiceField && f.Standard != "":
		return f.Standard
	case f.Kind == control.FlagField:
		return strconv.FormatBool(f.On)
	default:
		return "none"
	}
}

func rangeOf(f control.Field) string {
	switch f.Kind {
	case control.NumberField, control.NumbersField:
		return number(f.Min) + " to " + number(f.Max)
	case control.AssetField, control.AssetsField:
		return natureNames(f.Natures)
	case control.ChoiceField:
		return strings.Join(f.Choices, ", ")
	case control.DurationField:
		if f.Off {
			return "0 or more"
		}
		return "more than 0"
	case control.InstantField:
		return "RFC 3339"
	case control.ClockField:
		return "00:00 to 24:00, by the site's clocks"
	case control.WindowsField:
		return "SUN…SAT, 00:00 to 24:00, over midnight too"
	default:
		return ""
	}
}

func natureNames(natures []point.Nature) string {
	names := make([]string, 0, len(natures))
	for _, n := range natures {
		names = append(names, string(n))
	}
	return strings.Join(names, ", ")
}

// number writes a bound with a thin space between thousands, as people read it.
func number(v float64) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "−", text[1:]
	}
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + " " + text[i:]
	}
	return sign + text
}
