package document

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ohmstead/field/strict"
)

// Names that a profile's texts may hold in braces beside its parameters.
const (
	valueName = "value"
	holdName  = "hold"
)

// ParamForm is what a parameter's value looks like: nothing that would mean something else in an
// address, a topic or a JSON text.
const ParamForm = "letters, digits and _ . : - / only, at most 128"

var (
	nameOK      = regexp.MustCompile(`^[a-z][a-z_]{0,30}$`)
	paramOK     = regexp.MustCompile(`^[A-Za-z0-9_.:/-]{0,128}$`)
	placeholder = regexp.MustCompile(`\{([a-z][a-z_]*)\}`)
)

// text reads a text with placeholders and complains about one that nobody fills. Settable texts may
// also hold {value} and {hold}.
func (r *reader) text(m *strict.Map, name string, settable bool) string {
	text := m.Text(name)
	known := []string{}
	for _, p := range r.profile.Params {
		known = append(known, p.Name)
	}
	if settable {
		known = append(known, valueName, holdName)
	}
	for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(known, found[1]) {
			m.Invalid(name, fmt.Sprintf("a text whose names in braces are known; {%s} is none of %s", found[1], strings.Join(known, ", ")))
			break
		}
	}
	return text
}

// path reads the path of an address.
func (r *reader) path(m *strict.Map, name string, settable bool) string {
	text := r.text(m, name, settable)
	if text != "" && (!strings.HasPrefix(text, "/") || strings.ContainsAny(text, " #")) {
		m.Invalid(name, "a path that begins with / and is encoded, such as /rpc/Shelly.GetStatus")
	}
	return text
}

// topic reads an MQTT topic, which names one and no more.
func (r *reader) topic(m *strict.Map, name string, settable bool) string {
	text := r.text(m, name, settable)
	if strings.ContainsAny(text, "+#") {
		m.Invalid(name, "one topic, without + and #")
	}
	return text
}

// fill replaces placeholders by their values; a name without one stays.
func fill(text string, values map[string]string) string {
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		if v, ok := values[found[1:len(found)-1]]; ok {
			return v
		}
		return found
	})
}
