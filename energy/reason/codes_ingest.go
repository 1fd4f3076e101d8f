package reason

// Codes of ingest: the answer per item.
const (
	UnknownDevice   Code = "UNKNOWN_DEVICE"
	FutureTimestamp Code = "FUTURE_TIMESTAMP"
	TooOld          Code = "TOO_OLD"
	SampleConflict  Code = "SAMPLE_CONFLICT"
	NotANumber      Code = "NOT_A_NUMBER"
	UnknownManifest Code = "UNKNOWN_MANIFEST"
	PoisonFrame     Code = "POISON_FRAME"
)

func ingestCodes() []Entry {
	return []Entry{
		{UnknownDevice, Refusal, 422, []string{"device"}, "the site has no device or asset {device}", "der Standort hat kein Gerät und keine Anlage {device}"},
		{FutureTimestamp, Refusal, 422, []string{"timestamp"}, "{timestamp} lies more than 5 min in the future", "{timestamp} liegt mehr als 5 min in der Zukunft"},
		{TooOld, Refusal, 422, []string{"timestamp"}, "{timestamp} is older than 30 days", "{timestamp} ist älter als 30 Tage"},
		{SampleConflict, Refusal, 409, []string{"timestamp"}, "another value is stored for {timestamp}", "für {timestamp} ist ein anderer Wert gespeichert"},
		{NotANumber, Refusal, 422, []string{"field"}, "{field} is not a finite number", "{field} ist keine endliche Zahl"},
		{UnknownManifest, Refusal, 409, []string{"hash"}, "the manifest {hash} is not known yet", "das Manifest {hash} ist noch nicht bekannt"},
		{PoisonFrame, Alarm, 0, []string{"detail"}, "a message could not be understood and was set aside: {detail}", "eine Nachricht war unverständlich und wurde beiseitegelegt: {detail}"},
	}
}
