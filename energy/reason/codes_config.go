package reason

// Codes of files and command lines.
const (
	UnknownField   Code = "UNKNOWN_FIELD"
	MissingField   Code = "MISSING_FIELD"
	InvalidValue   Code = "INVALID_VALUE"
	UnknownUnit    Code = "UNKNOWN_UNIT"
	UnknownChannel Code = "UNKNOWN_CHANNEL"
	UnknownName    Code = "UNKNOWN_NAME"
	DuplicateName  Code = "DUPLICATE_NAME"
	SyntaxError    Code = "SYNTAX_ERROR"
)

func configCodes() []Entry {
	return []Entry{
		{UnknownField, Refusal, 422, []string{"field", "known"}, "unknown field {field}; known are {known}", "unbekanntes Feld {field}; bekannt sind {known}"},
		{MissingField, Refusal, 422, []string{"field"}, "{field} is missing", "{field} fehlt"},
		{InvalidValue, Refusal, 422, []string{"field", "value", "want"}, "{field} is {value}, want {want}", "{field} ist {value}, erwartet wird {want}"},
		{UnknownUnit, Refusal, 422, []string{"unit", "channel", "want"}, "unit {unit} does not fit {channel}; want {want}", "Einheit {unit} passt nicht zu {channel}; erwartet wird {want}"},
		{UnknownChannel, Refusal, 422, []string{"channel"}, "there is no channel {channel}", "es gibt keinen Kanal {channel}"},
		{UnknownName, Refusal, 422, []string{"field", "name", "known"}, "{field} names {name}, which does not exist; known are {known}", "{field} nennt {name}, das es nicht gibt; bekannt sind {known}"},
		{DuplicateName, Refusal, 422, []string{"field", "name"}, "{field} {name} stands twice", "{field} {name} steht doppelt"},
		{SyntaxError, Refusal, 400, []string{"detail"}, "cannot be read: {detail}", "nicht lesbar: {detail}"},
	}
}
