package reason

// Codes of orders from above: commands, limits, plans.
const (
	SignatureInvalid Code = "SIGNATURE_INVALID"
	CommandExpired   Code = "COMMAND_EXPIRED"
	CommandRepeated  Code = "COMMAND_REPEATED"
	// CommandInterrupted explains a command that was under way when the edge stopped.
	CommandInterrupted Code = "COMMAND_INTERRUPTED"
	// CommandUnanswered explains an EXPIRED that no edge has said.
	CommandUnanswered Code = "COMMAND_UNANSWERED"
	FaultLatched      Code = "FAULT_LATCHED"
	ConnectionLimit   Code = "CONNECTION_LIMIT"

	VersionConflict      Code = "VERSION_CONFLICT"
	IdempotencyKeyReused Code = "IDEMPOTENCY_KEY_REUSED"
)

func orderCodes() []Entry {
	return []Entry{
		{SignatureInvalid, Refusal, 403, []string{"what"}, "the {what} is not signed by this site's backend", "{what} trägt nicht die Unterschrift des Backends dieses Standorts"},
		{CommandExpired, Refusal, 409, []string{"expires_at"}, "the command expired at {expires_at} and was not executed", "der Befehl ist um {expires_at} abgelaufen und wurde nicht ausgeführt"},
		{CommandRepeated, Refusal, 409, []string{"command_id"}, "command {command_id} was executed before and is not executed again", "Befehl {command_id} wurde bereits ausgeführt und wird nicht wiederholt"},
		{CommandInterrupted, Refusal, 409, nil, "the edge stopped while it was at this; what it did by then is not known, and it is not done again", "das Edge hielt währenddessen an; was bis dahin geschah, ist nicht bekannt, und es wird nicht wiederholt"},
		{CommandUnanswered, Notice, 0, []string{"expires_at"}, "the edge had not answered when the command expired at {expires_at}", "das Edge hatte nicht geantwortet, als der Befehl um {expires_at} ablief"},
		{FaultLatched, Refusal, 409, []string{"code"}, "the edge is in FAULT because of {code}: clear the fault first", "der Edge ist wegen {code} in FAULT: zuerst die Störung quittieren"},
		{ConnectionLimit, Cut, 0, []string{"limit_watts"}, "the grid connection is held to {limit_watts} W", "der Netzanschluss wird auf {limit_watts} W gehalten"},
		{VersionConflict, Refusal, 409, []string{"expected_version", "actual_version"}, "version {expected_version} was changed meanwhile, it is {actual_version} now", "Version {expected_version} wurde inzwischen geändert, sie ist jetzt {actual_version}"},
		{IdempotencyKeyReused, Refusal, 409, []string{"id"}, "the idempotency key belongs to another request, {id}", "der Idempotenzschlüssel gehört zu einer anderen Anfrage, {id}"},
	}
}
