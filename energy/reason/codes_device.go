package reason

// Codes of devices and their channels.
const (
	StaleData        Code = "STALE_DATA"
	EdgeSilent       Code = "EDGE_SILENT"
	DeviceConnected  Code = "DEVICE_CONNECTED"
	DeviceLost       Code = "DEVICE_LOST"
	ReadBackMismatch Code = "READ_BACK_MISMATCH"
	SamplesDropped   Code = "SAMPLES_DROPPED"
	BufferDamaged    Code = "BUFFER_DAMAGED"
)

func deviceCodes() []Entry {
	return []Entry{
		{StaleData, Alarm, 0, []string{"device", "age_seconds"}, "{device} has sent nothing fresh for {age_seconds} s", "{device} hat seit {age_seconds} s nichts Aktuelles gesendet"},
		{EdgeSilent, Alarm, 0, []string{"age_seconds"}, "the edge has sent nothing for {age_seconds} s", "der Edge hat seit {age_seconds} s nichts gesendet"},
		{DeviceConnected, Notice, 0, []string{"device"}, "{device} answers", "{device} antwortet"},
		{DeviceLost, Notice, 0, []string{"device", "detail"}, "{device} does not answer: {detail}", "{device} antwortet nicht: {detail}"},
		{ReadBackMismatch, Alarm, 0, []string{"channel", "set", "applied"}, "{channel} was set to {set}, the device reports {applied}", "{channel} wurde auf {set} gesetzt, das Gerät meldet {applied}"},
		{SamplesDropped, Notice, 0, []string{"count", "from", "to"}, "the edge's buffer was full: {count} samples from {from} to {to} were dropped", "der Puffer des Edge war voll: {count} Werte von {from} bis {to} wurden verworfen"},
		{BufferDamaged, Notice, 0, []string{"count"}, "the disk of the edge has lost {count} messages that wait for the backend: check it", "die Platte des Edge hat {count} Meldungen verloren, die auf das Backend warten: bitte prüfen"},
	}
}
