package reason

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Code names one reason. Codes are UPPER_SNAKE and never reused for another meaning.
type Code string

// Class says where a code appears.
type Class string

// Classes of reason.
const (
	// Refusal answers a caller: an API request, a command, a file or a configuration.
	Refusal Class = "REFUSAL"
	// Cut explains why a request on an asset was not granted in full.
	Cut Class = "CUT"
	// Alarm is a condition that is raised and clears; each has a runbook.
	Alarm Class = "ALARM"
	// Notice is an event that happened once.
	Notice Class = "NOTICE"
)

// Entry describes a code: the HTTP status an API answers with (0 where it never reaches one), its
// parameters by name, and its text in both languages with the parameters in braces.
type Entry struct {
	Code   Code
	Class  Class
	Status int
	Params []string
	EN, DE string
}

// Params carries the values of a code's parameters by name.
type Params map[string]any

// Error is a refusal that callers act on: a code with its parameters, and the fault behind it if
// there is one.
type Error struct {
	Code   Code
	Params Params
	Err    error
}

// New is the refusal with this code and these parameters.
func New(code Code, params Params) *Error { return &Error{Code: code, Params: params} }

// Invalid is the refusal of a field's value, INVALID_VALUE: want says what would be right.
func Invalid(field string, value any, want string) *Error {
	return New(InvalidValue, Params{"field": field, "value": value, "want": want})
}

// Wrap is New with the fault that led to the refusal.
func Wrap(err error, code Code, params Params) *Error {
	return &Error{Code: code, Params: params, Err: err}
}

// Error is the code and its English text, with the cause behind it.
func (e *Error) Error() string {
	text := string(e.Code) + ": " + Text(e.Code, "en", e.Params)
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap is the fault behind the refusal, or nil.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is a refusal with the same code.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code
}

// Catalogue lists every code, ordered by code.
func Catalogue() []Entry {
	all := slices.Concat(
		controlCodes(),
		arbitrationCodes(),
		gridCodes(),
		orderCodes(),
		deviceCodes(),
		driverCodes(),
		batteryCodes(),
		configCodes(),
		apiCodes(),
		ingestCodes(),
		stateCodes(),
		optimiseCodes(),
		panelCodes(),
		microgridCodes(),
		microgridServiceCodes(),
		applyCodes(),
		compatibilityCodes(),
		peopleCodes(),
		platformCodes(),
		federationCodes(),
		rateCodes(),
		alarmCodes(),
		quotaCodes(),
		handoverCodes(),
		placesCodes(),
		provisionCodes(),
		configurationCodes(),
		keyCodes(),
		ruleCodes(),
		offlineCodes(),
		outlookCodes(),
		ledgerCodes(),
		planCodes(),
		doorCodes(),
		notifyCodes(),
		channelCodes(),
		billingCodes(),
		tariffCodes(),
	)
	slices.SortFunc(all, func(a, b Entry) int { return strings.Compare(string(a.Code), string(b.Code)) })
	return all
}

// byCode is the catalogue by code. Nobody is handed what it holds.
var byCode = indexed(Catalogue())

func indexed(entries []Entry) map[Code]Entry {
	all := make(map[Code]Entry, len(entries))
	for _, e := range entries {
		all[e.Code] = e
	}
	return all
}

// Lookup is the entry of a code; false for a code that is not in the catalogue.
func Lookup(code Code) (Entry, bool) {
	e, known := byCode[code]
	e.Params = slices.Clone(e.Params)
	return e, known
}

// Text is the code's sentence in the language ("de", otherwise English) with its parameters put
// in. A parameter that is missing stays visible in braces; an unknown code is its own text.
func Text(code Code, language string, params Params) string {
	entry, ok := byCode[code]
	if !ok {
		return string(code)
	}
	text := entry.EN
	if language == "de" {
		text = entry.DE
	}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		text = strings.ReplaceAll(text, "{"+name+"}", fmt.Sprint(params[name]))
	}
	return text
}
