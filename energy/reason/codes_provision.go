package reason

// Codes of bringing edges into service.
const (
	EnrolmentCodeWrong    Code = "ENROLMENT_CODE_WRONG"
	EnrolmentCodeExpired  Code = "ENROLMENT_CODE_EXPIRED"
	EnrolmentCodeUsed     Code = "ENROLMENT_CODE_USED"
	EnrolmentKeyTaken     Code = "ENROLMENT_KEY_TAKEN"
	EnrolmentKeyNotProven Code = "ENROLMENT_KEY_NOT_PROVEN"
	EnrolmentNoBus        Code = "ENROLMENT_NO_BUS"
	SiteHasEdge           Code = "SITE_HAS_EDGE"
	EdgeEnrolled          Code = "EDGE_ENROLLED"
	EdgeRevoked           Code = "EDGE_REVOKED"
	EnrolledElsewhere     Code = "ENROLLED_ELSEWHERE"
)

func provisionCodes() []Entry {
	return []Entry{
		{EnrolmentCodeWrong, Refusal, 404, nil, "there is no such enrolment code; compare it with the one on the page, or ask for a new one", "diesen Kopplungscode gibt es nicht; vergleichen Sie ihn mit dem auf der Seite oder fordern Sie einen neuen an"},
		{EnrolmentCodeExpired, Refusal, 410, []string{"expires_at"}, "the enrolment code expired at {expires_at}; ask for a new one", "der Kopplungscode ist um {expires_at} abgelaufen; fordern Sie einen neuen an"},
		{EnrolmentCodeUsed, Refusal, 410, []string{"used_at"}, "another edge enrolled with this code at {used_at}; if that was not yours, revoke it and ask for a new code", "mit diesem Code wurde um {used_at} ein anderes Edge gekoppelt; war es nicht Ihres, sperren Sie es und fordern Sie einen neuen Code an"},
		{EnrolmentKeyTaken, Refusal, 409, nil, "this key belongs to another edge already; enrol with a data directory of its own", "dieser Schlüssel gehört bereits einem anderen Edge; koppeln Sie mit einem eigenen Datenverzeichnis"},
		{EnrolmentKeyNotProven, Refusal, 403, []string{"field"}, "{field} does not prove the key: the signature is not the key's", "{field} beweist den Schlüssel nicht: die Unterschrift ist nicht die des Schlüssels"},
		{EnrolmentNoBus, Refusal, 503, []string{"field"}, "the backend does not know under which address edges reach it; its operator sets {field}", "das Backend weiß nicht, unter welcher Adresse Edges es erreichen; sein Betreiber setzt {field}"},
		{SiteHasEdge, Refusal, 409, []string{"edge"}, "the site is controlled by the edge {edge}; revoke that one first", "den Standort steuert das Edge {edge}; sperren Sie zuerst dieses"},
		{EdgeEnrolled, Refusal, 409, []string{"edge"}, "{edge} is enrolled; revoke it before it gets a new code", "{edge} ist gekoppelt; sperren Sie es, bevor es einen neuen Code bekommt"},
		{EdgeRevoked, Refusal, 409, []string{"edge"}, "{edge} is revoked; it needs a new code to come back", "{edge} ist gesperrt; es braucht einen neuen Code, um zurückzukommen"},
		{EnrolledElsewhere, Refusal, 409, []string{"file"}, "{file} says that this edge is enrolled already; enrol another one in a directory of its own, or remove the file to give up the old enrolment", "laut {file} ist dieses Edge bereits gekoppelt; koppeln Sie ein anderes in einem eigenen Verzeichnis, oder löschen Sie die Datei, um die alte Kopplung aufzugeben"},
	}
}
