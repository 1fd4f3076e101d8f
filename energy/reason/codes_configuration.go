package reason

// Codes of configurations that an edge is sent.
const (
	ConfigurationKeptOnSite    Code = "CONFIGURATION_KEPT_ON_SITE"
	ConfigurationChangedOnSite Code = "CONFIGURATION_CHANGED_ON_SITE"
	ConfigurationRefused       Code = "CONFIGURATION_REFUSED"
	ConfigurationUndone        Code = "CONFIGURATION_UNDONE"
	ConfigurationUnchanged     Code = "CONFIGURATION_UNCHANGED"
	ConfigurationNotExtended   Code = "CONFIGURATION_NOT_EXTENDED"
)

func configurationCodes() []Entry {
	return []Entry{
		{ConfigurationKeptOnSite, Refusal, 409, nil, "this edge was started with a site file of its own (--config), so its configuration is changed on site alone", "dieses Edge wurde mit einer eigenen Standortdatei gestartet (--config), sie wird daher nur vor Ort geändert"},
		{ConfigurationChangedOnSite, Refusal, 409, []string{"hash"}, "the edge runs a configuration that was changed on site ({hash}) and would be lost; look at it there first, or replace it knowingly", "auf dem Edge läuft eine vor Ort geänderte Standortdatei ({hash}), die verloren ginge; sehen Sie sie dort zuerst an oder ersetzen Sie sie bewusst"},
		{ConfigurationRefused, Refusal, 422, []string{"problems"}, "the edge refuses the configuration and runs the former one on: {problems}", "das Edge lehnt die Standortdatei ab und läuft mit der bisherigen weiter: {problems}"},
		{ConfigurationUndone, Refusal, 409, []string{"detail"}, "the edge could not start with the configuration and runs the former one again: {detail}", "das Edge konnte mit der Standortdatei nicht starten und läuft wieder mit der bisherigen: {detail}"},
		{ConfigurationUnchanged, Refusal, 409, []string{"version"}, "version {version} says the same already", "Version {version} sagt bereits dasselbe"},
		{ConfigurationNotExtended, Refusal, 422, []string{"field"}, "nothing can be added to {field} as it is written; write it as a list with a dash before each entry", "an {field}, wie es geschrieben ist, lässt sich nichts anfügen; schreiben Sie es als Liste mit einem Strich vor jedem Eintrag"},
	}
}
