package reason

// Codes of rules that people write.
const (
	RuleMet     Code = "RULE_MET"
	RuleNoData  Code = "RULE_NO_DATA"
	RuleChanged Code = "RULE_CHANGED"
	NameTaken   Code = "NAME_TAKEN"
)

func ruleCodes() []Entry {
	return []Entry{
		{RuleMet, Alarm, 0, []string{"rule", "channel", "detail"}, "{rule}: {channel} {detail}", "{rule}: {channel} {detail}"},
		{RuleNoData, Alarm, 0, []string{"rule", "channel", "age_seconds"}, "{rule}: {channel} has had no usable value for {age_seconds} s", "{rule}: {channel} hat seit {age_seconds} s keinen brauchbaren Wert"},
		{RuleChanged, Notice, 0, []string{"rule"}, "the rule {rule} was changed, switched off or removed", "die Regel {rule} wurde geändert, abgeschaltet oder entfernt"},
		{NameTaken, Refusal, 409, []string{"name"}, "there is one called {name} already", "es gibt bereits eine Angabe namens {name}"},
	}
}
