package reason

// Codes of the API.
const (
	NotFound           Code = "NOT_FOUND"
	Unauthenticated    Code = "UNAUTHENTICATED"
	WrongLogin         Code = "WRONG_LOGIN"
	TooManyAttempts    Code = "TOO_MANY_ATTEMPTS"
	Forbidden          Code = "FORBIDDEN"
	CrossSiteRequest   Code = "CROSS_SITE_REQUEST"
	InternalFault      Code = "INTERNAL_FAULT"
	Unavailable        Code = "UNAVAILABLE"
	PayloadTooLarge    Code = "PAYLOAD_TOO_LARGE"
	MethodNotAllowed   Code = "METHOD_NOT_ALLOWED"
	UnsupportedContent Code = "UNSUPPORTED_CONTENT"
	NoGridMeter        Code = "NO_GRID_METER"
	LowCoverage        Code = "LOW_COVERAGE"
)

func apiCodes() []Entry {
	return []Entry{
		{NotFound, Refusal, 404, []string{"what"}, "there is no such {what}", "{what} gibt es nicht"},
		{Unauthenticated, Refusal, 401, nil, "log in first", "bitte zuerst anmelden"},
		{WrongLogin, Refusal, 401, nil, "e-mail or password is wrong", "E-Mail oder Passwort ist falsch"},
		{TooManyAttempts, Refusal, 429, []string{"retry_seconds"}, "too many attempts; try again in {retry_seconds} s", "zu viele Versuche; erneut in {retry_seconds} s"},
		{Forbidden, Refusal, 403, []string{"permission"}, "needs the permission {permission}", "braucht die Berechtigung {permission}"},
		{CrossSiteRequest, Refusal, 403, nil, "the request comes from another web site", "die Anfrage kommt von einer anderen Website"},
		{InternalFault, Refusal, 500, []string{"request_id"}, "the server failed; request {request_id} is in its log", "der Server ist gescheitert; Anfrage {request_id} steht in seinem Protokoll"},
		{Unavailable, Refusal, 503, []string{"what"}, "{what} is not available now", "{what} ist gerade nicht verfügbar"},
		{PayloadTooLarge, Refusal, 413, []string{"limit_bytes"}, "the body is larger than {limit_bytes} bytes", "der Inhalt ist größer als {limit_bytes} Bytes"},
		{MethodNotAllowed, Refusal, 405, []string{"method"}, "{method} is not offered here", "{method} gibt es hier nicht"},
		{UnsupportedContent, Refusal, 415, []string{"want"}, "the content type must be {want}", "der Inhaltstyp muss {want} sein"},
		{NoGridMeter, Notice, 0, nil, "the site has no grid meter", "der Standort hat keinen Netzzähler"},
		{LowCoverage, Notice, 0, nil, "less than half of the interval is covered by usable values", "weniger als die Hälfte des Intervalls ist durch brauchbare Werte gedeckt"},
	}
}
