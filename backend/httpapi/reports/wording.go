package reports

// wording is the words and forms of numbers of one language.
type wording struct {
	Week, Day, WeekNumber, Course                    string
	Import, Export, PV, Charged, Discharged, Load    string
	SelfConsumption, SelfSufficiency, Peak           string
	Coverage, Part, Site, Sites, Gaps, NoGaps        string
	Channel, From, To, MoreGaps, Provisional         string
	Version, Replaces, Created, Data, Check, Zone    string
	Replaced, Unknown, GridAndPV, NoData, Unmeasured string
	Point, Group                                     string
	Days                                             [7]string // from Sunday on
	Months                                           [12]string
}

func wordings() map[string]wording {
	return map[string]wording{
		"en": {
			Week: "Energy report of a week", Day: "Energy report of a day", WeekNumber: "Week", Course: "Over time",
			Import: "Import", Export: "Export", PV: "PV", Charged: "Charged", Discharged: "Discharged", Load: "Consumed",
			SelfConsumption: "Self-consumption", SelfSufficiency: "Self-sufficiency", Peak: "Highest import",
			Coverage: "Coverage", Part: "Time", Site: "Site", Sites: "Sites", Gaps: "Gaps in the data", NoGaps: "No gap: every quarter hour is covered.",
			Channel: "Channel", From: "From", To: "To", MoreGaps: "further gaps are not listed", Provisional: "Provisional: the period was not over when this report was run.",
			Version: "Version", Replaces: "replaces version", Created: "Run", Data: "Data", Check: "Checksum", Zone: "Times in",
			Replaced: "A later version of this report replaces it.", Unknown: "– is unknown: nothing measures it, or nothing of it is covered by data. Unknown is not zero.",
			GridAndPV: "Energy that came in above the line, energy fed into the grid below it.", NoData: "no data", Unmeasured: "measures nothing",
			Point: ".", Group: ",",
			Days:   [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
			Months: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		},
		"de": {
			Week: "Energiebericht einer Woche", Day: "Energiebericht eines Tages", WeekNumber: "Woche", Course: "Verlauf",
			Import: "Bezug", Export: "Ein\u00adspeisung", PV: "PV", Charged: "Geladen", Discharged: "Entladen", Load: "Verbraucht",
			SelfConsumption: "Eigen\u00adverbrauch", SelfSufficiency: "Autarkie", Peak: "Höchster Bezug",
			Coverage: "Abdeckung", Part: "Zeit", Site: "Standort", Sites: "Standorte", Gaps: "Lücken in den Daten", NoGaps: "Keine Lücke: jede Viertelstunde ist gedeckt.",
			Channel: "Kanal", From: "Von", To: "Bis", MoreGaps: "weitere Lücken sind nicht aufgeführt", Provisional: "Vorläufig: der Zeitraum war noch nicht zu Ende, als dieser Bericht erstellt wurde.",
			Version: "Version", Replaces: "ersetzt Version", Created: "Erstellt", Data: "Daten", Check: "Prüfsumme", Zone: "Zeiten in",
			Replaced: "Eine spätere Version dieses Berichts ersetzt ihn.", Unknown: "– ist unbekannt: nichts misst es, oder nichts davon ist durch Daten gedeckt. Unbekannt ist nicht null.",
			GridAndPV: "Über der Linie, was hereinkam; darunter, was ins Netz eingespeist wurde.", NoData: "keine Daten", Unmeasured: "misst nichts",
			Point: ",", Group: ".",
			Days:   [7]string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"},
			Months: [12]string{"Jan.", "Feb.", "März", "April", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."},
		},
	}
}
