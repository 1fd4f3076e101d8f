package problem

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"ohmstead/energy/reason"
)

// Asked is what was asked for: an operation, and the shapes that its body refers to.
type Asked struct {
	*huma.Operation
	Shapes huma.Registry
}

// FromHuma is the refusal behind what huma found wrong with a request. Huma has chosen the status;
// the catalogue's codes have the same.
func FromHuma(op Asked, found *huma.ErrorModel) error {
	switch found.Status {
	case http.StatusRequestEntityTooLarge:
		return reason.New(reason.PayloadTooLarge, reason.Params{"limit_bytes": op.MaxBodyBytes - 1})
	case http.StatusUnsupportedMediaType:
		return reason.New(reason.UnsupportedContent, reason.Params{"want": "application/json"})
	case http.StatusBadRequest, http.StatusRequestTimeout:
		return syntaxRefusal(found)
	case http.StatusUnprocessableEntity:
		return invalid(op, found.Errors)
	default:
		return fmt.Errorf("%s: %s", found.Title, found.Detail)
	}
}

func syntaxRefusal(found *huma.ErrorModel) error {
	for _, e := range found.Errors {
		if body, ok := e.Value.(string); ok {
			if err := json.Unmarshal([]byte(body), new(any)); err != nil {
				return Syntax([]byte(body), err)
			}
		}
	}
	return reason.New(reason.SyntaxError, reason.Params{"detail": found.Detail})
}

// Syntax names line and byte of what is no JSON.
func Syntax(body []byte, err error) *reason.Error {
	detail := err.Error()
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		before := body[:min(int(syntax.Offset), len(body))]
		detail = fmt.Sprintf("line %d, byte %d: %s", 1+strings.Count(string(before), "\n"), syntax.Offset, detail)
	}
	return reason.New(reason.SyntaxError, reason.Params{"detail": detail})
}

// invalid is the refusal of every input huma found wrong, in a stable order.
func invalid(op Asked, details []*huma.ErrorDetail) error {
	several := &Several{}
	sorted := slices.SortedStableFunc(slices.Values(details), func(a, b *huma.ErrorDetail) int {
		return strings.Compare(a.Location, b.Location)
	})
	for _, d := range sorted {
		field, refusal := inputRefusal(op, d)
		if several.First == nil {
			several.First = refusal
		}
		several.All = append(several.All, FaultAt(field, refusal))
	}
	if several.First == nil {
		return reason.New(reason.SyntaxError, reason.Params{"detail": "the request is not valid"})
	}
	return several
}

// FaultAt is a refusal of the input at a place such as query.from.
func FaultAt(place string, refusal *reason.Error) Fault {
	pointer := strings.NewReplacer(".", "/", "[", "/", "]", "").Replace(place)
	return Fault{
		Pointer: "/" + pointer, ReasonCode: refusal.Code,
		Detail: reason.Text(refusal.Code, "en", refusal.Params),
	}
}

// inputRefusal reads one finding of huma. Its messages are the only thing that tells them apart;
// a test holds them.
func inputRefusal(op Asked, d *huma.ErrorDetail) (place string, refusal *reason.Error) {
	field := d.Location[strings.LastIndex(d.Location, ".")+1:]
	switch {
	case d.Message == "unexpected property" || d.Message == "unknown query parameter":
		return d.Location, reason.New(reason.UnknownField, reason.Params{"field": field, "known": op.known(d.Location)})
	case strings.HasPrefix(d.Message, "expected required property "):
		name := strings.TrimSuffix(strings.TrimPrefix(d.Message, "expected required property "), " to be present")
		return d.Location + "." + name, reason.New(reason.MissingField, reason.Params{"field": name})
	case strings.HasPrefix(d.Message, "required ") && strings.HasSuffix(d.Message, " parameter is missing"):
		return d.Location, reason.New(reason.MissingField, reason.Params{"field": field})
	default:
		return d.Location, reason.New(reason.InvalidValue, reason.Params{"field": field, "value": Shown(field, d.Value), "want": wanted(d.Message)})
	}
}

// wanted is what would be right, out of a message of huma that says what is wrong.
func wanted(message string) string {
	for prefix, want := range map[string]string{
		"invalid integer":                     "a whole number",
		"invalid boolean":                     "true or false",
		"invalid date/time":                   "an RFC 3339 instant",
		"invalid value: invalid UUID":         "a UUID",
		"expected string to be RFC 3339 date": "a day as YYYY-MM-DD",
	} {
		if strings.HasPrefix(message, prefix) {
			return want
		}
	}
	message = strings.TrimPrefix(strings.TrimPrefix(message, "expected "), "value to be ")
	return strings.ReplaceAll(message, `"`, "")
}

// Shown is a value fit for an answer: never a password, never long.
func Shown(field string, value any) any {
	if field == "password" {
		return "(hidden)"
	}
	text := []rune(fmt.Sprint(value))
	if len(text) > 100 {
		return string(text[:100]) + "…"
	}
	return string(text)
}

// known lists what would have been right in place of an unknown name.
func (a Asked) known(location string) string {
	var names []string
	if strings.HasPrefix(location, "query.") {
		for _, p := range a.Parameters {
			if p.In == "query" {
				names = append(names, p.Name)
			}
		}
	} else if at := a.around(location); at != nil {
		names = slices.Collect(maps.Keys(at.Properties))
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// around is the shape that a place such as body.lines[0].price lies in; nil for one that has none.
func (a Asked) around(location string) *huma.Schema {
	if a.RequestBody == nil || a.RequestBody.Content["application/json"] == nil {
		return nil
	}
	at := a.resolved(a.RequestBody.Content["application/json"].Schema)
	steps := strings.Split(location, ".")
	for _, step := range steps[1 : len(steps)-1] {
		name, places, _ := strings.Cut(step, "[")
		if at == nil {
			return nil
		}
		at = a.resolved(at.Properties[name])
		if places != "" && at != nil {
			at = a.resolved(at.Items)
		}
	}
	return at
}

func (a Asked) resolved(s *huma.Schema) *huma.Schema {
	if s != nil && s.Ref != "" {
		return a.Shapes.SchemaFromRef(s.Ref)
	}
	return s
}
