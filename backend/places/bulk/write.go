package bulk

import (
	"encoding/csv"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// YAML is all of it in one file, what was left out as comments at its top. Fields of which nobody said
// anything are not in it.
func (e Export) YAML() string {
	var out strings.Builder
	out.WriteString("# Places and what stands there, as `ohmstead import` takes them.\n")
	for _, left := range e.Left {
		out.WriteString("# Not in this file: " + strings.Join(strings.Fields(left), " ") + "\n")
	}
	var kind Kind
	for _, row := range e.rows {
		if row.kind != kind {
			kind = row.kind
			out.WriteString("\n" + string(kind) + ":\n")
		}
		lead := "  - "
		for _, field := range kind.Fields() {
			c := row.cells[field]
			if c.text == "" && len(c.list) == 0 {
				continue
			}
			out.WriteString(lead + field + ": " + c.yaml() + "\n")
			lead = "    "
		}
	}
	return out.String()
}

// plainForm is text that every reader of YAML takes for text: what begins like a number, and what could
// mean something else, is quoted. Source: YAML 1.2.2, section 10.3.2, and the words of YAML 1.1.
var plainForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$`)

func (c content) yaml() string {
	switch {
	case len(c.list) > 0:
		quoted := make([]string, len(c.list))
		for i, text := range c.list {
			quoted[i] = content{text: text}.yaml()
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	case c.plain:
		return c.text
	case plainForm.MatchString(c.text) && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}, strings.ToLower(c.text)):
		return c.text
	}
	var out strings.Builder
	in := json.NewEncoder(&out) // a string of JSON is one of YAML: YAML 1.2.2, section 1.3
	in.SetEscapeHTML(false)
	if err := in.Encode(c.text); err != nil {
		panic(err) // text alone
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// CSV is the rows of one kind, with every field of it in the first line.
func (e Export) CSV(kind Kind) string {
	var out strings.Builder
	w := csv.NewWriter(&out)
	record := kind.Fields()
	write := func() {
		if err := w.Write(record); err != nil {
			panic(err) // into memory
		}
	}
	write()
	for _, row := range e.rows {
		if row.kind != kind {
			continue
		}
		record = make([]string, 0, len(kind.Fields()))
		for _, field := range kind.Fields() {
			c := row.cells[field]
			if len(c.list) > 0 {
				c.text = strings.Join(c.list, " ")
			}
			record = append(record, c.text)
		}
		write()
	}
	w.Flush()
	return out.String()
}
